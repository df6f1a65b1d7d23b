"""The report: its numbers are the run's, what was contributed stays text, and it asks nothing of any server."""

import re
import stat
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from stillroom.cli import reporting as command
from stillroom.cli.bringing import bring
from stillroom.deciding import decide
from stillroom.domain.items import Contribution, Item
from stillroom.domain.publications import Booking, Expiry, Publication
from stillroom.domain.reviews import Answer
from stillroom.domain.runs import Run, RunParams
from stillroom.domain.verdicts import Cluster
from stillroom.errors import BudgetExhausted, StillroomError
from stillroom.reporting import findings, report
from stillroom.run import resume, run_distillation
from stillroom.services import Services, build_services
from stillroom.settings import Settings

EXAMPLES = Path(__file__).parents[2] / "examples"
ORG = "sample"
NOW = datetime(2026, 11, 21, tzinfo=UTC)
DRAWN = {"svg", "g", "path", "rect", "circle", "line", "text", "tspan", "title"}
_TAGS = (
    "html head meta style body div header p b h1 h2 h3 nav a span dl dt dd ul ol li code section figure figcaption "
    "details summary table thead tbody tr th td article mark sup pre footer"
)
_ATTRIBUTES = (
    "lang charset http-equiv content name class id href dir open role aria-label data-figure data-link data-status "
    "viewbox d x y x1 x2 y1 y2 cx cy r rx dy width height transform text-anchor stroke-width"
)
TAGS, ATTRIBUTES = DRAWN | set(_TAGS.split()), set(_ATTRIBUTES.split())


class Page(HTMLParser):
    """What a browser would make of the page: tags, attributes, texts by their place."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str]] = []
        self.figures: dict[str, int] = {}
        self.links: dict[str, int] = {}
        self.text = ""
        self._taking: tuple[dict[str, int], str] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        given = {name: value or "" for name, value in attrs}
        self.attributes += given.items()
        if "data-figure" in given:
            self._taking = (self.figures, given["data-figure"])
        if "data-link" in given:
            self._taking = (self.links, given["data-link"])

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._taking:
            into, name = self._taking
            into[name] = int(data.replace(",", ""))
            self._taking = None

    def values(self, name: str) -> list[str]:
        return [value for attribute, value in self.attributes if attribute == name]

    def into_fates(self) -> dict[str, int]:
        return {name.partition(":")[2]: n for name, n in self.links.items() if name.startswith("run:")}

    def into_run(self) -> int:
        return sum(n for name, n in self.links.items() if name.endswith(":run"))


def page_of(services: Services, outcome: dict[str, Any]) -> Page:
    return Page(report(services, services.store.runs.get(outcome["org"], outcome["run_id"]), NOW))


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Services, dict[str, Any]]]:
    """The sample commons and a file with bad rows, planned by a dry run, then distilled up to its questions."""
    home = tmp_path_factory.mktemp("report")
    with closing(build_services(Settings(home=home))) as services:
        for name in ("commons.jsonl", "broken.jsonl"):
            bring(services, ORG, str(EXAMPLES / name))
        planned = run_distillation(services, ORG, RunParams(dry_run=True))
        waiting = run_distillation(services, ORG, RunParams())
        assert waiting["status"] == "awaiting_review"
        yield services, {"planned": planned, "waiting": waiting}


def test_the_figures_are_the_results_and_the_bands_add_up(sample: tuple[Services, dict[str, Any]]) -> None:
    services, outcomes = sample
    result, page = outcomes["waiting"], page_of(services, outcomes["waiting"])
    assert len(page.figures) == 8
    assert page.figures == {name: result[name] for name in page.figures}
    assert page.figures["quarantined"] > 0
    assert page.into_run() == sum(page.into_fates().values()) == result["items_harvested"]
    assert page.into_fates()["merged"] == result["duplicates_merged"]
    assert page.into_fates()["superseded"] == result["superseded"]
    read = {name.partition(":")[2]: n for name, n in page.links.items() if name.startswith("read:")}
    assert sum(read.values()) == sum(i.read for i in services.store.imports.between(ORG, None, NOW.replace(year=2100)))
    assert read["refused"] == result["quarantined"]


def test_the_books_on_the_page_are_the_receipts_when_the_run_is_finished(tmp_path: Path) -> None:
    with closing(build_services(Settings(home=tmp_path / "home"))) as services:
        bring(services, ORG, str(EXAMPLES / "commons.jsonl"))
        first = run_distillation(services, ORG, RunParams())
        for review in services.store.reviews.find(ORG):
            decide(services, ORG, review.id, Answer(decision="approve", by="ana & co"))
        done = resume(services, services.store.runs.get(ORG, first["run_id"]))
        assert done["status"] == "completed"
        receipt = services.store.runs.get(ORG, first["run_id"]).receipt
        page = page_of(services, done)
        fates = page.into_fates()
        assert receipt is not None
        assert fates["kept"] == receipt["outcomes"]["kept"]
        assert fates["merged"] + fates["superseded"] == receipt["outcomes"]["merged"]
        assert fates["summarised"] == receipt["outcomes"]["published"]
        assert receipt["output_sha256"] in page.text
        assert "Decided by ana & co" in page.text
        again = page_of(services, run_distillation(services, ORG, RunParams()))
        assert again.values("data-status") == ["skipped"]
        assert "This run took nothing up." in again.text
        assert "stillroom distill --force" in again.text


def test_a_dry_run_is_shown_as_a_plan(sample: tuple[Services, dict[str, Any]]) -> None:
    services, outcomes = sample
    page = page_of(services, outcomes["planned"])
    assert f"A plan: of {outcomes['planned']['items_harvested']} items" in page.text
    assert page.figures["duplicates_merged"] == outcomes["planned"]["duplicates_merged"] > 0
    assert page.into_fates() == page_of(services, outcomes["waiting"]).into_fates()


def test_what_a_run_leaves_for_later_and_what_it_finds_there_is_shown(tmp_path: Path) -> None:
    with closing(build_services(Settings(home=tmp_path / "home"))) as services:
        bring(services, ORG, str(EXAMPLES / "commons.jsonl"))
        first = page_of(services, run_distillation(services, ORG, RunParams(category="database", force=True)))
        taken = first.figures["items_harvested"]
        assert 0 < taken < 85
        assert first.links["read:run"] == first.into_run() == taken
        assert first.links["read:later"] == 85 - taken
        bring(services, ORG, str(EXAMPLES / "commons.jsonl"))
        second = page_of(services, run_distillation(services, ORG, RunParams(force=True)))
        assert second.links["read:known"] == 85
        assert second.links["waiting:run"] + second.links.get("commons:run", 0) == second.figures["items_harvested"]


def test_a_failed_run_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(build_services(Settings(home=tmp_path / "home"))) as services:
        bring(services, ORG, str(EXAMPLES / "commons.jsonl"))

        def broken(*_: object) -> None:
            raise BudgetExhausted("the <purse> is empty")

        monkeypatch.setattr("nodes.cluster.embed", broken)
        with pytest.raises(StillroomError):
            run_distillation(services, ORG, RunParams())
        (run,) = services.store.runs.recent(ORG)
        page = page_of(services, {"org": ORG, "run_id": run.id})
        assert page.values("data-status") == ["failed"]
        assert "the <purse> is empty" in page.text
        assert page.into_fates() == {"unsettled": 85}


def test_the_page_needs_nothing_else(sample: tuple[Services, dict[str, Any]]) -> None:
    services, outcomes = sample
    page = page_of(services, outcomes["waiting"])
    assert set(page.tags) <= TAGS
    assert {name for name, _ in page.attributes} <= ATTRIBUTES
    assert "default-src 'none'" in " ".join(page.values("content"))
    style = re.findall(r"<style>(.*?)</style>", page.html, re.DOTALL)
    assert len(style) == 1
    assert not re.search(r"url\(|@import|https?:", style[0])
    assert len(page.html) < 200_000


def test_every_link_leads_to_something_on_the_page(sample: tuple[Services, dict[str, Any]]) -> None:
    services, outcomes = sample
    page = page_of(services, outcomes["waiting"])
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert page.values("href")
    assert set(page.values("href")) <= {f"#{i}" for i in ids}


def test_each_sentence_links_to_the_items_it_cites(sample: tuple[Services, dict[str, Any]]) -> None:
    services, outcomes = sample
    html = unescape(page_of(services, outcomes["waiting"]).html)
    summaries = [i for i in services.store.items.stream(ORG) if i.kind == "summary"]
    for sentence in [s for i in summaries for s in services.store.ledger.sentences(ORG, i.id)]:
        (numbers,) = re.findall(re.escape(sentence.text) + r"<sup>(.*?)</sup>", html)
        anchors = re.findall(r'href="#(s\d+-\d+)"', numbers)
        cited = [re.search(rf'<li id="{a}".*?<code>(.*?)</code>', html) for a in anchors]
        assert tuple(match[1] for match in cited if match) == sentence.cites


def test_a_question_marks_what_is_in_conflict(sample: tuple[Services, dict[str, Any]]) -> None:
    services, outcomes = sample
    html = page_of(services, outcomes["waiting"]).html
    assert "is <mark>20</mark> connections per pod." in html
    assert "<mark>Never retry a POST to the payments API</mark>" in html


def test_long_lists_are_capped_and_say_so(
    sample: tuple[Services, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    services, outcomes = sample
    for name in ("CLUSTERS", "MERGES", "QUESTIONS"):
        monkeypatch.setattr(findings, name, 2)
    text = page_of(services, outcomes["waiting"]).text
    run = services.store.runs.get(ORG, outcomes["waiting"]["run_id"])
    assert f"showing 2 of {services.store.work.count_clusters(run)}" in text
    assert f"showing 2 of {outcomes['waiting']['reviews_open']}" in text


def test_the_page_of_ten_thousand_items_stays_small(tmp_path: Path) -> None:
    long = "Every note of this commons is as long as a careful engineer makes it, and says so at length. " * 20
    with closing(build_services(Settings(home=tmp_path / "home"))) as services:
        items = [
            Item(
                id=f"item-{n:05}",
                org=ORG,
                title=f"Note {n} of a commons with rather long titles",
                content=f"{n} {long}",
                content_hash=f"sha256:{n}",
                quality=n % 100 / 100,
                state="approved",
                recorded_at=NOW,
            )
            for n in range(10_000)
        ]
        store, embedder = services.store, services.embedder
        store.add(ORG, items)
        ids = [i.id for i in items]
        rows = np.random.default_rng(3).normal(size=(10_000, embedder.dim)).astype(np.float32)
        store.items.keep_vectors(ORG, ids, embedder.name, rows)
        run = store.runs.open(Run(id="run_large", org=ORG, thread_id="large", started_at=NOW))
        store.runs.add_items(run, items, "new")
        groups = [ids[start : start + 40] for start in range(0, 8_000, 40)]
        clusters = [
            Cluster(id=f"c{n:03}", category="x", member_ids=tuple(g), representative_id=g[0], title=f"Cluster {n}")
            for n, g in enumerate(groups)
        ]
        store.work.keep_clusters(run, clusters)
        store.ledger.publish(run, [_merging(g) for g in groups], NOW)
        page = Page(report(services, run, NOW))
    assert len(page.html.encode()) < 1_500_000
    assert page.into_fates() == {"kept": 200, "merged": 7_800, "unsettled": 2_000}
    assert "showing 24 of 200" in page.text
    assert "showing 40 of 7,800" in page.text
    assert "of 200 clusters as discs" in page.text


def _merging(ids: list[str]) -> Publication:
    first, *rest = ids
    return Publication(
        key=f"merge:{first}",
        expiries=tuple(Expiry(item_id=i, by_id=first, reason="merged") for i in rest),
        bookings=(
            Booking(item_id=first, outcome="kept", reason="duplicate"),
            *(Booking(item_id=i, outcome="merged", reason=f"same as {first}: nearly the same") for i in rest),
        ),
    )


PAYLOADS = {
    "title": "</title></svg><script>alert('title')</script>",
    "category": '"><img src=x onerror=alert(1)>',
    "contributor": "<svg onload=alert(2)> <a href='javascript:alert(3)'>x</a>",
}
BODY = "{{ 7 * 7 }} <iframe src=//evil.example></iframe> </style><style>* {{ display: none }}</style>"
CLAIMS = (
    "The upload endpoint of the report service accepts files of at most 10 MB.",
    "The upload endpoint of the report service accepts files of at most 25 MB.",
    "Every build of the mobile client is signed by the release key before it ships.",
    "Every build of the mobile client is signed by the release key before it ships.",
)


def test_what_was_contributed_stays_text(tmp_path: Path) -> None:
    org = "<b onclick=alert(4)>org</b>"
    with closing(build_services(Settings(home=tmp_path / "home"))) as services:
        for number, claim in enumerate(CLAIMS):
            payloads = {**PAYLOADS, "contributor": f"{PAYLOADS['contributor']} {number}"}
            services.intake(org).add(Contribution(content=f"{claim} {BODY}", **payloads))  # type: ignore[arg-type]
        page = page_of(services, run_distillation(services, org, RunParams(force=True)))
    assert {"questions", "merges", "clusters"} <= set(page.values("id"))
    assert set(page.tags) <= TAGS
    assert {name for name, _ in page.attributes} <= ATTRIBUTES
    assert all(href.startswith("#") for href in page.values("href"))
    assert page.tags["style"] == 1
    assert page.html.count("</svg>") == page.tags["svg"]
    for payload in (*PAYLOADS.values(), BODY, org):
        assert payload in page.text


def test_the_command_writes_a_private_file_and_prints_where(
    sample: tuple[Services, dict[str, Any]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    services, outcomes = sample
    monkeypatch.setattr(command, "opened", lambda org: (services, org))
    monkeypatch.setattr(command, "utc_now", lambda: NOW)
    command.run(None, None, opening=False, org=ORG)
    path = services.settings.home / "reports" / f"{outcomes['waiting']['run_id']}.html"
    assert capsys.readouterr().out.strip() == str(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text(encoding="utf-8") == page_of(services, outcomes["waiting"]).html
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_a_run_that_has_only_begun_can_be_looked_at(sample: tuple[Services, dict[str, Any]]) -> None:
    services, _ = sample
    run = Run(id="run_begun", org="empty", thread_id="t", started_at=NOW)
    page = Page(report(services, services.store.runs.open(run), NOW))
    assert page.values("data-status") == ["running"]
    assert set(page.figures.values()) == {0}
