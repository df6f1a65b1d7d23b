"""A reviewer's work in real Chromium: coming in, deciding, editing, many at once, taking back, keys, no scripts."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.window import Window
from tests.website import ORG, PASSWORD, Site

Opens = Callable[..., Window]
RETRY = ("api-004", "api-005")
PRIMARY = "button.primary"


def test_the_set_up_link_leads_to_the_first_question_and_works_once(site: Site, window: Opens) -> None:
    new = window()
    link = f"/welcome/{site.desk.doors.setup_link(ORG, site.clock())}"
    page = new.go(link)
    page.get_by_label("Name").fill("ana")
    page.get_by_label("Password").fill(PASSWORD)
    new.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("6 questions")
    page.locator("[data-row] a.title").first.click()
    expect(page.locator(PRIMARY)).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/signin")
    new.go(link)
    assert "used already" in new.says


def test_a_reviewer_signs_in_and_comes_where_the_link_pointed(site: Site, window: Opens) -> None:
    site.person("ana")
    review, new = site.review(*RETRY), window()
    page = new.go(f"/review/{review}")
    for password in ("not this one at all", PASSWORD):
        page.get_by_label("Name").fill("ana")
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Sign in").click()
        if password != PASSWORD:
            expect(page.get_by_role("alert")).to_be_visible()
    page.wait_for_url(f"{new.address}/review/{review}")


def test_a_decision_is_recorded_and_carried_out(site: Site, window: Opens) -> None:
    review, ana = site.review(*RETRY), window("ana")
    page = ana.go(f"/review/{review}")
    assert "never retry a post" in page.locator("mark").first.inner_text().casefold()
    page.locator("button[value='supersede:api-005']").click()
    expect(page.get_by_role("status")).to_contain_text("one stays")
    assert ana.path.startswith("/review/")
    assert review not in ana.path.partition("?")[0]
    site.clock.passes(seconds=11)
    site.desk.waker.turn()
    store = site.services.store
    assert store.reviews.get(ORG, review).state == "applied"
    assert store.items.get(ORG, "api-004").superseded_by == "api-005"
    ana.go("/items/api-004")
    assert "gave way to api-005" in ana.says


def test_a_text_is_edited_in_place_and_passes_the_gate(site: Site, window: Opens) -> None:
    review, ana = site.review(*RETRY), window("ana")
    page = ana.go(f"/review/{review}")
    ana.press("e")
    text = page.locator("#text")
    expect(text).to_be_focused()
    text.fill("ok")
    page.locator("button[value='edit:']").click()
    expect(page.get_by_role("alert")).to_contain_text("of too little worth")
    expect(text).to_have_value("ok")
    text.fill("Retry a POST to the payments API only with an Idempotency-Key; ask priya.shah@acme.io for one.")
    page.locator("button[value='edit:']").click()
    expect(page.get_by_role("status")).to_contain_text("rewritten")
    answer = site.services.store.reviews.get(ORG, review).answer
    assert answer is not None
    assert answer.text is not None
    assert answer.text.startswith("Retry a POST to the payments API only")
    assert "priya" not in answer.text


def test_many_are_decided_at_once_after_a_preview_and_taken_back(site: Site, window: Opens) -> None:
    ana, store = window("ana"), site.services.store
    page = ana.go("/")
    for number in (0, 1):
        page.locator("[name=ticked]").nth(number).check()
    page.get_by_role("button", name="Do what is proposed").click()
    expect(page.locator("main")).to_contain_text("Nothing is recorded yet")
    assert page.locator(".effects li").count() >= 4
    assert ana.barriers() == []
    assert store.reviews.count(ORG) == 6
    ana.press("a")
    expect(page.get_by_role("button", name="Undo all")).to_be_visible()
    assert ana.barriers() == []
    decided = store.reviews.find(ORG, states=("decided",))
    assert [r.decided_by for r in decided] == ["ana", "ana"]
    ana.press("u")
    page.wait_for_url("**/bulk/undo")
    assert store.reviews.count(ORG) == 6


def test_all_on_a_page_are_ticked_at_once(window: Opens) -> None:
    page = window("ana").go("/")
    page.locator("[data-all]").check()
    assert page.locator("[name=ticked]:checked").count() == 6


def test_a_decision_is_taken_back_within_the_time_for_it(site: Site, window: Opens) -> None:
    review, ana = site.review(*RETRY), window("ana")
    page = ana.go(f"/review/{review}")
    page.locator("button[value='merge:api-004']").click()
    expect(page.get_by_role("status")).to_be_visible()
    assert site.services.store.reviews.get(ORG, review).state == "decided"
    ana.press("u")
    page.wait_for_url(f"**/review/{review}")
    assert site.services.store.reviews.get(ORG, review).state == "open"


def test_of_two_at_one_question_the_second_is_told_who_was_first(site: Site, window: Opens) -> None:
    review, ana, bob = site.review(*RETRY), window("ana"), window("bob")
    ana.go(f"/review/{review}")
    theirs = bob.go(f"/review/{review}")
    assert "ana looks at it, too" in bob.says
    ana.page.locator("button[value='keep_both:']").click()
    expect(ana.page.get_by_role("status")).to_be_visible()
    theirs.locator("button[value='merge:api-004']").click()
    expect(theirs.get_by_role("alert")).to_contain_text("already decided by 'ana'")
    expect(theirs.locator("main")).to_contain_text("Kept both by ana")
    assert theirs.locator("button[name=choice]").count() == 0
    answer = site.services.store.reviews.get(ORG, review).answer
    assert answer is not None
    assert answer.by == "ana"


def test_the_keyboard_is_enough(site: Site, window: Opens) -> None:
    ana, store = window("ana"), site.services.store
    page = ana.go("/")
    ana.press("j j j k x")
    second = page.locator("[data-row]").nth(1)
    expect(second.locator("a.title")).to_be_focused()
    expect(second.locator("[name=ticked]")).to_be_checked()
    title = second.locator("a.title").inner_text()
    ana.press("Enter")
    page.wait_for_url("**/review/*")
    assert title in ana.says
    first = ana.path
    ana.press("j")
    page.wait_for_url(lambda url: not url.endswith(first))
    ana.press("k")
    page.wait_for_url(f"**{first}")
    ana.press("a")
    page.wait_for_url("**done=*")
    decided = store.reviews.find(ORG, states=("decided",))
    assert [r.id for r in decided] == [first.rpartition("/")[2]]
    ana.press("u")
    page.wait_for_url(f"**{first}")
    assert store.reviews.count(ORG) == 6
    ana.press("e")
    page.keyboard.type("a r")
    ana.press("Escape i")
    page.wait_for_url(f"{ana.address}/")
    assert store.reviews.count(ORG) == 6


def test_r_rejects_what_is_held(site: Site, window: Opens) -> None:
    review, ana = site.review("sec-003"), window("ana")
    ana.go(f"/review/{review}")
    ana.press("r")
    ana.page.wait_for_url("**done=*")
    answer = site.services.store.reviews.get(ORG, review).answer
    assert answer is not None
    assert answer.decision == "reject"


def test_everything_that_decides_works_without_scripts(site: Site, window: Opens) -> None:
    ana, store, review = window("ana", java_script_enabled=False), site.services.store, site.review(*RETRY)
    page = ana.go(f"/review/{review}")
    page.get_by_text("Edit").first.click()
    page.locator("#text").fill("Retry a POST to the payments API only with an Idempotency-Key header.")
    page.locator("button[value='edit:']").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("status")).to_have_count(0)
    assert store.reviews.get(ORG, review).state == "open"
    page.locator("button[value='keep_both:']").click()
    expect(page.get_by_role("status")).to_be_visible()
    assert store.reviews.get(ORG, review).state == "decided"
    ana.go("/?reason=contradiction")
    page.locator("[name=ticked]").first.check()
    page.get_by_role("button", name="Put off for a week").click()
    page.locator(PRIMARY).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("recorded")
    assert store.reviews.count(ORG) == 4
    page = ana.go("/")
    page.get_by_role("link", name="Aimed at agents").click()
    expect(page.locator("[data-row]")).to_have_count(1)


def test_a_filter_is_chosen_without_loading_the_page_anew(window: Opens) -> None:
    ana = window("ana")
    page = ana.go("/")
    page.evaluate("window.stayed = true")
    page.get_by_role("link", name="Aimed at agents").click()
    page.wait_for_url("**/?reason=poison")
    expect(page.locator("[data-row]")).to_have_count(1)
    assert page.evaluate("window.stayed")
    page.go_back()
    expect(page.locator("[data-row]")).to_have_count(6)


def test_a_runs_page_goes_on_by_itself(site: Site, window: Opens) -> None:
    (run,) = site.services.store.runs.recent(ORG)
    ana = window("ana", "admin")
    page = ana.go(f"/runs/{run.id}")
    expect(page.locator("#state")).to_contain_text("waits for a person")
    bob = site.person("bob")
    for one in site.services.store.reviews.find(ORG):
        bob.decides(one.id, f"{one.question.proposal}:{one.question.subject_id or ''}")
    site.clock.passes(seconds=11)
    site.desk.waker.turn()
    expect(page.locator("#state")).to_contain_text("completed")
    page.reload()
    assert "Receipt" in ana.says


def test_a_reader_has_nothing_to_press(site: Site, window: Opens) -> None:
    page = window("rob", "reader").go(f"/review/{site.review(*RETRY)}")
    assert page.locator("main button").count() == 0
