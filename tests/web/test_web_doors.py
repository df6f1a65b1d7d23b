"""Who may come in, and how far: every route for every role, log-in, set-up, keys, forms of other sites."""

import re
from typing import Any

import pytest
from starlette.routing import Route

from stillroom.domain.accounts import ROLES, Role
from stillroom.doors import BY_PERSON, IDLE, WINDOW
from stillroom.web.app import RULES
from stillroom.web.visits import COOKIE
from tests.website import ORG, PASSWORD, Person, Site, words

GUARDED = sorted(key for key, rule in RULES.items() if rule.role)
OPEN = sorted(key for key, rule in RULES.items() if rule.role is None)


def addressed(site: Site, path: str) -> str:
    """Fill in an address so that it leads to something that is there."""
    run = site.services.store.runs.recent(ORG)[0].id
    found = {"/review": site.review("api-004"), "/runs": run, "/items": "api-004"}
    one = next((value for start, value in found.items() if path.startswith(start)), "x")
    return re.sub(r"\{\w+(:path)?\}", one, path)


def ask(person: Person, method: str, path: str, **fields: Any) -> int:
    answer = person.get(path) if method == "GET" else person.post(path, **fields)
    return answer.status_code


def test_there_is_no_route_without_a_rule(site: Site) -> None:
    routes = [r for r in site.app.routes if isinstance(r, Route)]
    assert len(routes) == len(site.app.routes)
    there = {(m, r.path) for r in routes for m in r.methods or () if m != "HEAD"}
    assert there - set(RULES) == {("GET", "/static/{name}")}


@pytest.mark.parametrize("role", ROLES)
def test_every_route_lets_in_who_may_and_nobody_else(site: Site, role: Role) -> None:
    person = site.person("pat", role)
    for method, path in GUARDED:
        needed = RULES[method, path].role
        assert needed is not None
        status = ask(person, method, addressed(site, path)) if path != "/signout" else 303
        allowed = ROLES.index(role) >= ROLES.index(needed)
        assert (status not in (401, 403)) == allowed, (method, path, role, status)
        assert status < 500, (method, path)


def test_nobody_comes_in_without_an_account(site: Site) -> None:
    browser = site.browser()
    for method, path in GUARDED:
        answer = browser.request(method, addressed(site, path))
        page = RULES[method, path].kind == "page" and method == "GET"
        assert answer.status_code == (303 if page else 401), (method, path)
        if page:
            assert answer.headers["location"].startswith("/signin?next=")
    for method, path in OPEN:
        assert "sample" not in browser.request(method, addressed(site, path)).text


def test_every_form_must_be_our_own(site: Site) -> None:
    ana = site.person("ana", "admin")
    posts = [path for method, path in RULES if method == "POST"]
    assert len(posts) >= 10
    for path in posts:
        for given in ("", "guessed"):
            ana.csrf = given
            assert ask(ana, "POST", addressed(site, path)) == 403, path


def test_another_org_sees_nothing_of_this_one(site: Site) -> None:
    eve = site.person("eve", "admin", org="elsewhere")
    for method, path in GUARDED:
        if "{" in path:
            assert ask(eve, method, addressed(site, path)) == 404, (method, path)
    assert "Nothing waits" in words(eve.get("/"))
    assert eve.post("/org", org=ORG).status_code == 303
    assert "Nothing waits" in words(eve.get("/"))


def test_the_setup_link_works_once_and_only_before_the_first_account(site: Site) -> None:
    doors, now = site.desk.doors, site.clock()
    stale, token = doors.setup_link(ORG, now), doors.setup_link(ORG, now)
    browser = site.browser()
    assert browser.get(f"/welcome/{stale}").status_code == 404
    page = browser.get(f"/welcome/{token}")
    secret = re.findall(r'name="csrf" value="([^"]+)"', page.text)[0]
    short = browser.post(f"/welcome/{token}", data={"csrf": secret, "name": "ana", "password": "short"})
    assert short.status_code == 422
    assert "12 to 200" in words(short)
    form = {"csrf": secret, "name": "ana", "password": PASSWORD}
    entered = browser.post(f"/welcome/{token}", data=form)
    assert entered.status_code == 303
    assert browser.get("/people").status_code == 200
    assert doors.setup_link(ORG, now) is None
    assert site.browser().get(f"/welcome/{token}").status_code == 404


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(site: Site) -> None:
    site.person("ana")
    for scheme, secure in (("http", False), ("https", True)):
        browser = site.browser(base_url=f"{scheme}://testserver")
        entered = signed_in(browser, "ana", PASSWORD)
        (cookie,) = [c for c in entered.headers.get_list("set-cookie") if c.startswith(COOKIE)]
        assert "HttpOnly" in cookie
        assert "SameSite=lax" in cookie
        assert ("Secure" in cookie) == secure
        assert ("strict-transport-security" in entered.headers) == secure


def signed_in(browser: Any, name: str, password: str, target: str = "/") -> Any:
    secret = re.findall(r'name="csrf" value="([^"]+)"', browser.get("/signin").text)[0]
    return browser.post("/signin", data={"csrf": secret, "name": name, "password": password, "next": target})


@pytest.mark.parametrize(
    "target", ["//evil.example/", "/\\evil.example", "https://evil.example", "javascript:alert(1)"]
)
def test_a_login_leads_nowhere_else(site: Site, target: str) -> None:
    site.person("ana")
    assert signed_in(site.browser(), "ana", PASSWORD, target).headers["location"] == "/"


def test_guessing_a_password_is_slowed_down_and_waiting_helps(site: Site) -> None:
    site.person("ana")
    browser = site.browser()
    for name in ("ana", "nobody"):
        tries = [signed_in(browser, name, f"wrong password {n}") for n in range(BY_PERSON + 1)]
        assert [t.status_code for t in tries] == [403] * BY_PERSON + [429]
        assert tries[-1].headers["retry-after"] == "900"
        assert {words(t) for t in tries[:-1]} == {words(tries[0])}
    assert signed_in(browser, "ana", PASSWORD).status_code == 429
    site.clock.passes(seconds=WINDOW.total_seconds() + 1)
    assert signed_in(browser, "ana", PASSWORD).status_code == 303


def test_a_session_ends_when_it_is_left_alone_and_when_one_signs_out(site: Site) -> None:
    ana, bob = site.person("ana"), site.person("bob")
    assert ana.get("/").status_code == 200
    assert ana.post("/signout").status_code == 303
    assert ana.get("/").status_code == 303
    site.clock.passes(seconds=IDLE.total_seconds() + 1)
    assert bob.get("/").status_code == 303


def test_a_key_does_what_its_owner_may_and_no_more(site: Site) -> None:
    ana = site.person("ana", "admin")
    refused = site.person("rob", "reader").post("/account/token", name="x", role="admin")
    assert refused.status_code == 422
    made = ana.post("/account/token", name="ci", role="admin")
    secret = re.findall(r"stillroom_[\w-]{40,}", made.text)[0]
    assert secret not in ana.get("/account").text
    machine = site.browser(headers={"Authorization": f"Bearer {secret}"})
    assert machine.get("/people").status_code == 200
    site.person("bob", "admin")
    assert ana.post("/people/role", account="ana", role="reader").status_code == 303
    assert machine.get("/people").status_code == 403
    (key,) = site.services.store.accounts.tokens(ORG, "ana")
    ana.post("/account/token/drop", id=key.id)
    assert machine.get("/account").status_code == 303


def test_an_org_keeps_an_admin_and_a_member_taken_out_is_out(site: Site) -> None:
    ana, bob = site.person("ana", "admin"), site.person("bob")
    assert ana.post("/people/role", account="ana", role="reader").status_code == 422
    assert ana.get("/people").status_code == 200
    assert ana.post("/people/role", account="bob", role="none").status_code == 303
    assert bob.get("/").status_code == 303


def test_a_password_link_sets_a_password_and_ends_what_was_open(site: Site) -> None:
    ana, bob = site.person("ana", "admin"), site.person("bob")
    page = ana.post("/people/invite", account="bob")
    link = re.findall(r"http://testserver(/welcome/[\w-]+)", page.text)[0]
    browser = site.browser()
    secret = re.findall(r'name="csrf" value="([^"]+)"', browser.get(link).text)[0]
    new = "another long evening"
    assert browser.post(link, data={"csrf": secret, "name": "ana", "password": new}).status_code == 303
    assert bob.get("/").status_code == 303
    assert signed_in(site.browser(), "bob", PASSWORD).status_code == 403
    assert signed_in(site.browser(), "bob", new).status_code == 303
    assert ana.get("/people").status_code == 200


def test_secrets_are_kept_as_hashes_only(site: Site) -> None:
    ana = site.person("ana", "admin")
    made = ana.post("/account/token", name="ci", role="admin")
    secret = re.findall(r"stillroom_[\w-]{40,}", made.text)[0]
    session = ana.client.cookies[COOKIE]
    for file in site.services.settings.home.glob("stillroom.db*"):
        kept = file.read_bytes()
        assert PASSWORD.encode() not in kept
        assert secret.encode() not in kept
        assert session.encode() not in kept


def test_every_answer_forbids_what_a_page_does_not_need(site: Site) -> None:
    ana = site.person("ana")
    for path in ("/", "/static/stillroom.js", "/nowhere", "/review/none"):
        policy = ana.get(path).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
    assert ana.get("/").headers["cache-control"] == "no-store"


def test_a_request_that_is_too_large_is_refused(site: Site) -> None:
    ana = site.person("ana")
    answer = ana.client.post(f"/review/{site.review('api-004')}/remark", content=b"x" * 1_100_000)
    assert answer.status_code == 413
