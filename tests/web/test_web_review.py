"""Deciding on the page: what is shown, what is recorded, who wins, and what follows. Proves C9, X11."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from stillroom.deciding import decide
from stillroom.domain.items import Contribution
from stillroom.domain.reviews import Answer
from stillroom.domain.runs import RunParams
from stillroom.run import run_distillation
from stillroom.store.queue import Wanted
from stillroom.web.inbox import PAGE
from tests.command import run
from tests.website import ORG, Site, words

REVIEWERS = 16


def test_the_inbox_shows_what_is_open_and_filters_it(site: Site) -> None:
    ana = site.person("ana", "reader")
    everything = words(ana.get("/"))
    assert "6 questions for a person" in everything
    assert "Do not retry POST" in everything
    only = words(ana.get("/?category=api"))
    assert "Do not retry POST" in only
    assert "1 fit the filter" in only
    assert "Line length" not in only
    assert "No open question fits" in words(ana.get("/?category=api&reason=poison"))
    assert words(ana.get("/?reason=poison")).count("asked") == 1
    assert words(ana.get("/?size=one")).count("asked") == 1
    assert ana.get("/?reason=none&size=huge&order=odd&after=none").status_code == 200
    assert ana.get("/?reason=%00").status_code == 400


def test_the_oldest_come_first_when_wanted_and_pages_neither_repeat_nor_leave_out(site: Site) -> None:
    queue = site.services.store.queue
    for wanted in (Wanted(order="priority"), Wanted(order="age")):
        whole = [e.review.id for e in queue.page(ORG, wanted)]
        walked, after = [], None
        while found := queue.page(ORG, wanted, after=after, limit=2):
            walked += [e.review.id for e in found]
            after = found[-1].review
        assert walked == whole
        assert len(set(walked)) == len(walked) == 6


def test_a_review_shows_both_sides_with_the_conflict_marked_and_the_evidence_in_place(site: Site) -> None:
    page = site.person("ana").get(f"/review/{site.review('api-004', 'api-005')}")
    assert "<mark" in page.text
    assert 'class="quoted"' in page.text
    said = words(page)
    assert "Why it is asked" in said
    assert "% sure" in said
    for item in ("api-004", "api-005"):
        assert f"Only this stays ({item})" in said
        assert f"Reject this ({item})" in said
    assert "Both are true: keep both" in said
    assert "Expires 1, writes 0" in said


def test_a_reader_looks_and_has_no_button(site: Site) -> None:
    page = site.person("rob", "reader").get(f"/review/{site.review('api-004')}")
    assert 'name="choice"' not in page.text


def test_a_decision_is_recorded_with_its_person_and_the_next_question_comes_up(site: Site) -> None:
    ana, review = site.person("ana"), site.review("api-004", "api-005")
    answer = ana.decides(review, "supersede:api-005", comment="ask priya@acme.io")
    assert answer.status_code == 303
    followed = ana.get(answer.headers["location"])
    assert "Decided: one stays" in words(followed)
    assert review not in re.findall(r'action="/review/(\w+)/decision', followed.text)
    kept = site.services.store.reviews.get(ORG, review)
    assert kept.answer is not None
    assert (kept.answer.by, kept.answer.door, kept.answer.subject_id) == ("ana", "page", "api-005")
    assert "priya" not in kept.answer.comment
    assert "One stays by ana" in words(ana.get(f"/review/{review}"))


def test_what_the_page_says_it_will_do_is_what_is_done(site: Site) -> None:
    ana, review = site.person("ana"), site.review("api-004", "api-005")
    assert "api-004 gives way to api-005" in words(ana.get(f"/review/{review}"))
    for one in site.services.store.reviews.find(ORG):
        choice = "supersede:api-005" if one.id == review else f"{one.question.proposal}:{one.question.subject_id or ''}"
        assert ana.decides(one.id, choice).status_code == 303
    site.clock.passes(seconds=11)
    site.desk.waker.turn()
    store = site.services.store
    (run,) = store.runs.recent(ORG)
    assert run.status == "completed"
    assert run.receipt is not None
    gone = store.items.get(ORG, "api-004")
    assert gone.expired_at is not None
    assert gone.superseded_by == "api-005"
    assert store.items.get(ORG, "api-005").is_live
    assert store.items.get(ORG, "sec-003").state == "rejected"
    assert any("ana" in reason for _, _, reason in store.runs.of_item(ORG, "api-004"))
    assert "carried out" in words(ana.get(f"/review/{review}"))


def test_a_decision_can_be_taken_back_until_its_run_goes_on(site: Site) -> None:
    ana, bob, review = site.person("ana"), site.person("bob"), site.review("api-004", "api-005")
    ana.decides(review, "merge:api-004")
    site.desk.waker.turn()
    assert site.services.store.reviews.get(ORG, review).state == "decided"
    assert bob.post(f"/review/{review}/undo").status_code == 409
    assert ana.post(f"/review/{review}/undo").status_code == 303
    assert site.services.store.reviews.get(ORG, review).state == "open"
    ana.decides(review, "keep_both:")
    site.clock.passes(seconds=11)
    site.desk.waker.turn()
    late = ana.post(f"/review/{review}/undo")
    assert late.status_code == 409
    assert "too late" in words(late)
    assert site.services.store.reviews.get(ORG, review).state == "applied"


def test_who_comes_second_is_told_who_was_first(site: Site) -> None:
    ana, bob, review = site.person("ana"), site.person("bob"), site.review("api-004", "api-005")
    page = bob.get(f"/review/{review}").text
    shown = re.findall(r'name="shown_sha256" value="(\w+)"', page)[0]
    ana.decides(review, "keep_both:")
    late = bob.post(f"/review/{review}/decision", choice="merge:api-004", shown_sha256=shown)
    assert late.status_code == 409
    assert "already decided by 'ana'" in words(late)
    assert "Kept both by ana" in words(late)


def test_what_changed_since_it_was_shown_is_shown_anew_and_can_then_be_decided(site: Site) -> None:
    ana, review = site.person("ana"), site.review("api-004", "api-005")
    shown = re.findall(r'name="shown_sha256" value="(\w+)"', ana.get(f"/review/{review}").text)[0]
    with site.services.store.database.write() as connection:
        connection.exec_driver_sql("UPDATE items SET state = 'rejected' WHERE id = 'api-005'")
    changed = ana.post(f"/review/{review}/decision", choice="keep_both:", shown_sha256=shown)
    assert changed.status_code == 409
    assert "changed since it was shown" in words(changed)
    assert "rejected" in words(changed)
    assert ana.decides(review, "keep_both:").status_code == 303


@pytest.mark.parametrize(
    ("choice", "fields"),
    [
        ("none", {}),
        ("approve-everything:", {}),
        ("release:", {}),
        ("merge:db-001", {}),
        ("edit:", {"text": "  "}),
        ("defer:", {"until": "soon"}),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_recorded(
    site: Site, choice: str, fields: dict[str, str]
) -> None:
    ana, review = site.person("ana"), site.review("api-004", "api-005")
    answer = ana.post(f"/review/{review}/decision", choice=choice, **fields)
    assert answer.status_code == 422
    assert site.services.store.reviews.get(ORG, review).state == "open"


def test_of_sixteen_reviewers_one_wins_and_fifteen_are_told_who(site: Site) -> None:
    reviews = [r.id for r in site.services.store.reviews.find(ORG)]
    people = [site.person(f"person-{n}") for n in range(REVIEWERS)]
    with ThreadPoolExecutor(REVIEWERS) as pool:
        for review in reviews:
            answers = list(
                pool.map(lambda p, r=review: (p.name, p.post(f"/review/{r}/decision", choice="approve:")), people)
            )
            (winner,) = [name for name, a in answers if a.status_code == 303]
            losers = [a for _, a in answers if a.status_code == 409]
            assert len(losers) == REVIEWERS - 1
            assert all(f"'{winner}'" in words(a) for a in losers)
            assert site.services.store.reviews.get(ORG, review).decided_by == winner


def test_a_review_that_is_put_off_comes_up_again_when_its_time_has_come(site: Site) -> None:
    ana, review = site.person("ana"), site.review("api-004", "api-005")
    day = datetime(2020, 12, 24, tzinfo=UTC)
    later = site.review("fe-006")
    assert ana.decides(review, "defer:", until="2100-01-01").status_code == 303
    assert ana.decides(later, "defer:", until="2100-01-01").status_code == 303
    assert "Put off by ana until 1 Jan 2100" in words(ana.get(f"/review/{review}"))
    for one in site.services.store.reviews.find(ORG):
        decide(site.services, ORG, one.id, Answer(decision="approve", by="bob"), now=day)
    site.clock.passes(seconds=11)
    site.desk.waker.turn()
    assert site.services.store.runs.recent(ORG)[0].status == "completed"
    store = site.services.store
    store.reviews.defer(store.reviews.get(ORG, later), day, by="ana")
    site.services.intake(ORG).add(Contribution(content="Every service writes its health to /healthz.", contributor="x"))
    again = run_distillation(site.services, ORG, RunParams(force=True))
    assert again["status"] == "awaiting_review"
    assert [r.id for r in site.services.store.reviews.find(ORG)] == [later]
    assert site.services.store.reviews.get(ORG, review).state == "waiting"


def test_a_remark_is_cleaned_before_it_is_kept(site: Site) -> None:
    ana, review = site.person("ana"), site.review("api-004")
    assert ana.post(f"/review/{review}/remark", text="see <b>me</b>, jo@acme.io").status_code == 303
    page = ana.get(f"/review/{review}")
    assert "see <b>me</b>, " in words(page)
    assert "jo@acme.io" not in page.text
    assert ana.post(f"/review/{review}/remark", text=" ").status_code == 422


def test_one_sees_who_else_looks(site: Site) -> None:
    ana, bob, review = site.person("ana"), site.person("bob"), site.review("api-004")
    ana.get(f"/review/{review}")
    assert "ana looks at it, too" in words(bob.get(f"/review/{review}"))
    assert "ana looks at it" in words(bob.get("/"))
    site.clock.passes(minutes=2)
    assert "looks at it" not in words(bob.get("/"))


def test_decisions_made_while_no_server_ran_are_carried_out_when_one_starts(site: Site) -> None:
    for one in site.services.store.reviews.find(ORG):
        decide(site.services, ORG, one.id, Answer(decision="approve", by="ana"))
    with site.browser():
        for _ in range(1200):
            # time goes on, for a turn that failed is tried again later
            site.clock.passes(seconds=30)
            if site.services.store.runs.recent(ORG)[0].is_finished:
                break
            time.sleep(0.05)
    assert site.services.store.runs.recent(ORG)[0].status == "completed"


def test_long_queues_are_shown_a_page_at_a_time(site: Site) -> None:
    review = site.services.store.reviews.find(ORG)[0]
    with site.services.store.database.write() as connection:
        for n in range(2 * PAGE):
            connection.exec_driver_sql(
                "INSERT INTO reviews SELECT org, id || ?, seq + ?, run_id, cluster_id, question, draft, "
                "priority, state, shown_sha256, answer, decided_by, decided_at, opened_at, deferred_until, "
                "reason, category, size "
                "FROM reviews WHERE id = ?",
                (f"-{n}", 100 + n, review.id),
            )
    ana, path, seen = site.person("ana"), "/", list[str]()
    while path:
        page = ana.get(path).text
        seen += re.findall(r'class="title" href="/review/([\w-]+)', page)
        found = re.findall(r'href="([^"]+)" rel="next"', page)
        path = found[0].replace("&amp;", "&") if found else ""
    assert len(seen) == len(set(seen)) == 2 * PAGE + 6


def test_what_a_yes_to_a_held_summary_does_is_said_and_it_can_be_published_all_the_same(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, review = site.person("ana"), site.holds_a_summary()
    said = words(ana.get(f"/review/{review}"))
    assert "drop it?" in said
    assert "the summary is dropped" in said
    assert "Publish the summary" in said
    monkeypatch.setenv("STILLROOM_HOME", str(site.services.settings.home))
    assert "as proposed: the summary is dropped" in run("review", review, "--org", ORG, code=0).output
    ana.decides(review, "release:")
    site.clock.passes(seconds=11)
    site.desk.waker.turn()
    draft = site.services.store.reviews.get(ORG, review).draft
    assert draft is not None
    assert draft.content in {i.content for i in site.services.store.items.stream(ORG) if i.kind == "summary"}
