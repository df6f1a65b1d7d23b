"""Runs, items and the dashboard: what they show is what the store holds; what was contributed stays text."""

import re
from contextlib import closing
from html.parser import HTMLParser
from pathlib import Path

import pytest

from stillroom.domain.runs import RunParams
from stillroom.run import run_distillation
from stillroom.services import build_services
from stillroom.settings import Settings
from stillroom.web.templates import assets
from tests.payloads import PAYLOADS, contribute
from tests.website import ORG, Site, words

PAGES = ("/", "/runs", "/items?q=pool", "/dashboard", "/account")
WEIGHT = 150_000


def test_every_page_is_light(site: Site) -> None:
    ana = site.person("ana", "admin")
    shared = sum(len(a.content.encode()) for a in assets().values())
    (run,) = site.services.store.runs.recent(ORG)
    for path in (*PAGES, f"/review/{site.review('api-004')}", f"/runs/{run.id}", "/items/api-004", "/people"):
        page = ana.get(path)
        assert page.status_code == 200
        assert len(page.content) + shared < WEIGHT, path


def test_a_run_is_shown_with_its_course_and_its_figures(site: Site) -> None:
    ana, store = site.person("ana", "admin"), site.services.store
    (run,) = store.runs.recent(ORG)
    page = ana.get(f"/runs/{run.id}")
    assert run.result is not None
    shown = dict(re.findall(r'data-figure="(\w+)">([\d,]+)<', page.text))
    assert shown
    assert all(int(value) == run.result[name] for name, value in shown.items())
    said = words(page)
    places = [said.index(f"{step} ") for step in ("harvest", "cluster", "judge", "publish")]
    assert places == sorted(places)
    assert "6 open questions" in said
    live = ana.get(f"/runs/{run.id}/events")
    assert live.headers["content-type"].startswith("text/event-stream")
    assert "waits for a person" in live.text
    report = ana.get(f"/runs/{run.id}/report")
    assert "run report" in report.text
    assert "script" not in report.headers["content-security-policy"]


def test_a_waiting_run_can_be_ended_and_goes_to_its_receipt(site: Site) -> None:
    ana, store = site.person("ana", "admin"), site.services.store
    (run,) = store.runs.recent(ORG)
    assert ana.post(f"/runs/{run.id}/end").status_code == 303
    site.clock.passes(seconds=11)
    site.desk.waker.turn()
    assert store.runs.get(ORG, run.id).status == "completed"
    assert store.reviews.count(ORG, states=("waiting",)) == 6
    assert '"run_id"' in ana.get(f"/runs/{run.id}").text.replace("&#34;", '"')
    assert ana.post(f"/runs/{run.id}/end").status_code == 422
    assert ana.post(f"/runs/{run.id}/resume").status_code == 422


def test_a_run_goes_on_when_it_is_told_to(site: Site) -> None:
    ana, store = site.person("ana"), site.services.store
    (run,) = store.runs.recent(ORG)
    ana.decides(site.review("api-004"), "keep_both:")
    assert ana.post(f"/runs/{run.id}/resume").status_code == 303
    site.clock.passes(seconds=11)
    site.desk.waker.turn()
    assert store.reviews.get(ORG, site_review(site)).state == "applied"


def site_review(site: Site) -> str:
    applied = site.services.store.reviews.find(ORG, states=("applied",))
    assert len(applied) == 1
    return applied[0].id


def test_an_item_is_found_and_shown_with_its_lineage_and_history(site: Site) -> None:
    ana = site.person("ana", "reader")
    assert "db-012" in words(ana.get("/items?q=connection+pool"))
    page = ana.get("/items/db-011")
    assert "gave way to db-012" in words(page)
    assert 'class="spot own gone"' in page.text
    assert 'href="/items/db-012"' in page.text
    assert "superseded" in words(page)
    summary = next(i for i in site.services.store.items.stream(ORG) if i.kind == "summary")
    drawn = ana.get(f"/items/{summary.id}").text
    for source in site.services.store.ledger.lineage(ORG, [summary.id], up=True):
        assert f'href="/items/{source[1]}"' in drawn


def test_a_run_is_cancelled_by_an_admin_and_its_questions_stay(site: Site) -> None:
    ana = site.person("ana", "admin")
    (run,) = site.services.store.runs.recent(ORG)
    waiting = site.services.store.reviews.count(ORG)
    assert ana.post(f"/runs/{run.id}/cancel").status_code == 303
    assert "cancelled by ana" in words(ana.get(f"/runs/{run.id}"))
    assert site.services.store.reviews.count(ORG) == waiting > 0
    assert ana.post(f"/runs/{run.id}/cancel").status_code == 409


def test_the_dashboard_adds_up_what_runs_did(site: Site) -> None:
    ana, store = site.person("ana", "admin"), site.services.store
    (run,) = store.runs.recent(ORG)
    ana.post(f"/runs/{run.id}/end")
    site.clock.passes(seconds=11)
    site.desk.waker.turn()
    page = ana.get("/dashboard")
    total = sum(store.items.counts(ORG)[s] for s in ("approved", "pending", "expired") if s in store.items.counts(ORG))
    assert f": {total} items" in page.text
    result = store.runs.get(ORG, run.id).result
    assert result is not None
    assert f": {result['duplicates_merged']} items" in page.text
    assert "The last 90 days" in words(ana.get("/dashboard?days=90"))


@pytest.mark.parametrize("part", range(4))
def test_what_was_contributed_and_typed_stays_text(tmp_path: Path, part: int) -> None:
    """Ten payloads at a time, in every field that takes text."""
    payloads = PAYLOADS[part * 10 : part * 10 + 10]
    org = "xss"
    with closing(build_services(Settings(home=tmp_path / "home"))) as services:
        contribute(services, org, payloads)
        run_distillation(services, org, RunParams(force=True))
        site = Site(services)
        ana = site.person(payloads[0], "admin", org=org)
        reviews = services.store.reviews.find(org)
        assert reviews
        ana.post(f"/review/{reviews[0].id}/remark", text=" ".join(payloads))
        ana.decides(reviews[-1].id, "defer:", comment=" ".join(payloads))
        ana.post("/account/token", name=payloads[1], role="reader")
        (run,) = services.store.runs.recent(org)
        item = next(iter(services.store.items.stream(org)))
        paths = [*PAGES, "/people", f"/runs/{run.id}", f"/runs/{run.id}/report", f"/items/{item.id}"]
        paths += [f"/review/{r.id}" for r in reviews]
        texts = [ana.get(path).text for path in paths]
        texts += [ana.client.get("/items", params={"q": payloads[2]}).text]
        texts.append(ana.post("/bulk/preview", action="proposal", ticked=[r.id for r in reviews]).text)
    for text in texts:
        seen = Seen(text)
        assert seen.tags <= TAGS
        assert not {n for n, _ in seen.attributes if n.startswith("on") or n in ("srcdoc", "formaction", "style")}
        addresses = [v for n, v in seen.attributes if n in ("href", "src", "action", "hx-get", "data-events")]
        assert all(v.startswith(("/", "#")) and not v.startswith("//") for v in addresses)
        assert "62615533" not in text


class Seen(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]


TAGS = set(
    [
        "html",
        "head",
        "meta",
        "title",
        "link",
        "script",
        "style",
        "body",
        "a",
        "header",
        "nav",
        "div",
        "form",
        "input",
        "button",
        "label",
        "select",
        "option",
        "span",
        "main",
        "h1",
        "h2",
        "h3",
        "p",
        "b",
        "code",
        "ol",
        "ul",
        "li",
        "section",
        "article",
        "mark",
        "q",
        "details",
        "summary",
        "dl",
        "dt",
        "dd",
        "textarea",
        "kbd",
        "fieldset",
        "legend",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "svg",
        "g",
        "path",
        "rect",
        "circle",
        "line",
        "text",
        "tspan",
        "figure",
        "figcaption",
        "sup",
        "pre",
        "footer",
    ]
)
