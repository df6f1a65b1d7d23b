"""The door: screened before it is stored, idempotent, and every row is accounted for."""

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stillroom.domain.items import Contribution, Item
from stillroom.domain.privacy import Cleaned, Finding
from stillroom.errors import BooksDoNotBalance, ConfigurationError, DetectorFailed, InvalidItem
from stillroom.intake import Intake, IntakeReport, Quarantined
from stillroom.sources.mapping import identity
from stillroom.sources.rows import BadRow, Row
from stillroom.store import AddResult
from stillroom.store.imports import Booking
from stillroom.workers import Workers

NOW = datetime(2025, 6, 1, 12, tzinfo=UTC)
EMAIL = re.compile(r"[\w.]+@[\w.]+\.\w+")


class EmailGate:
    """Replaces e-mail addresses, and fails on command."""

    def check(self) -> None:
        """It always works."""

    def clean_fields(self, fields: Mapping[str, str]) -> dict[str, Cleaned]:
        if any("BREAK" in text for text in fields.values()):
            raise DetectorFailed("email: broken")
        return {name: self._clean(text) for name, text in fields.items()}

    def _clean(self, text: str) -> Cleaned:
        found = tuple(
            Finding(type="EMAIL_ADDRESS", start=m.start(), end=m.end(), score=1, detector="test")
            for m in EMAIL.finditer(text)
        )
        return Cleaned(text=EMAIL.sub("<EMAIL_ADDRESS_1>", text), findings=found)


class BrokenGate(EmailGate):
    def check(self) -> None:
        raise DetectorFailed("email: not installed")


@dataclass
class Shelf:
    """A store that is a dict."""

    items: dict[str, Item] = field(default_factory=dict)
    refused: dict[tuple[str, int, str], Quarantined] = field(default_factory=dict)

    def add(self, org: str, items: Sequence[Item], booking: Booking | None = None) -> AddResult:
        before = len(self.items)
        kept = [self.items.setdefault(item.id, item) for item in items]
        conflicts = [n for n, item in enumerate(items) if kept[n].content_hash != item.content_hash]
        added = len(self.items) - before
        return AddResult(added, len(items) - added - len(conflicts), tuple(conflicts))

    def quarantine(self, org: str, rows: Sequence[Quarantined], booking: Booking | None = None) -> int:
        before = len(self.refused)
        for row in rows:
            self.refused.setdefault((row.source, row.line, row.raw_sha256), row)
        return len(self.refused) - before

    def mended(self, org: str, places: Collection[tuple[str, int]]) -> int:
        return sum((row.place, row.line) in places for row in self.refused.values())


def door(shelf: Shelf, gate: EmailGate | None = None, **options: Any) -> Intake:
    return Intake(shelf, gate or EmailGate(), org="acme", clock=lambda: NOW, **options)


def rows(*fields: dict[str, Any]) -> list[Row | BadRow]:
    return [Row("notes.jsonl", n, f) for n, f in enumerate(fields, 1)]


def counts(report: IntakeReport) -> tuple[int, int, int, int]:
    return report.read, report.added, report.known, report.quarantined


def test_the_same_source_twice_adds_nothing() -> None:
    shelf, source = (
        Shelf(),
        [*rows({"content": "a"}, {"content": "b"}), BadRow("n", 3, "json", "broken", "{")],
    )
    assert counts(door(shelf).import_(source)) == (3, 2, 0, 1)
    before = (dict(shelf.items), dict(shelf.refused))
    assert counts(door(shelf).import_(source)) == (3, 0, 2, 1)
    assert (shelf.items, shelf.refused) == before


def test_an_item_is_pending_and_named_by_what_it_says() -> None:
    shelf = Shelf()
    door(shelf).import_(rows({"content": "Cafe\u0301  closes."}))
    (item,) = shelf.items.values()
    assert item.content == "Café  closes."
    assert item.content_hash == "sha256:" + hashlib.sha256("Café closes.".encode()).hexdigest()
    assert (item.org, item.state, item.quality, item.recorded_at) == ("acme", "pending", None, NOW)
    assert item.id.startswith("item_")


def test_every_text_is_cleaned_before_the_store_sees_it() -> None:
    shelf, mail = Shelf(), "jo@acme.example"
    texts = {name: f"{name} {mail}" for name in ("content", "title", "key", "category", "skill", "project")}
    names = {name: f"{name}-{mail}" for name in ("contributor", "run_ref", "pr_ref")}
    source = rows({**texts, **names, "id": mail, "tags": [mail, "ok"], "files": [mail], "scope": {mail: mail}})
    report = door(shelf).import_(source, mapping=identity())
    assert counts(report) == (1, 1, 0, 0)
    assert mail not in str(shelf)
    assert "jo@" not in str(shelf)
    assert (report.redacted, report.findings) == (1, {"EMAIL_ADDRESS": 14})
    (item,) = shelf.items.values()
    assert item.scope == {"<EMAIL_ADDRESS_1>": "<EMAIL_ADDRESS_1>"}


def test_two_contributors_named_by_their_address_stay_two_voices() -> None:
    shelf = Shelf()
    source = rows({"content": "a", "author": "jo@x.example"}, {"content": "a", "author": "mo@x.example"})
    door(shelf).import_(source)
    assert len({item.voice for item in shelf.items.values()}) == 2


def test_a_refused_row_is_cleaned_too_and_keeps_its_place() -> None:
    shelf = Shelf()
    source = [
        *rows({"content": "mail jo@x.example", "confidence": 99}),
        BadRow("by-jo@x.example.jsonl", 7, "json", "broken", '{"m": "jo@x.example\x00\ud800'),
    ]
    report = door(shelf).import_(source, mapping=identity())
    assert "jo@" not in str(shelf)
    assert [(p.line, p.field) for p in report.problems] == [(1, "confidence"), (7, "json")]
    assert all(len(row.raw_sha256) == 64 and row.raw.isprintable() for row in shelf.refused.values())


def test_an_id_that_is_known_with_other_content_is_refused() -> None:
    shelf = Shelf()
    source = rows(
        {"id": "x", "content": "one"}, {"id": "x", "content": "two"}, {"id": "x", "content": "one"},
        {"id": "x", "content": "two"}, {"id": "X", "content": "three"},
    )  # fmt: skip
    for expected in ((5, 2, 1, 2), (5, 0, 3, 2)):
        report = door(shelf).import_(source)
        assert counts(report) == expected
        assert [(p.line, p.field) for p in report.problems] == [(2, "id"), (4, "id")]
    assert shelf.items["x"].content == "one"


@given(
    st.lists(st.tuples(st.sampled_from(["a", "b", None, ""]), st.sampled_from(["one", "two", ""])), max_size=30),
    st.integers(1, 7),
)
def test_the_books_balance_however_the_batches_are_cut(pairs: list[tuple[Any, str]], batch: int) -> None:
    shelves = [Shelf(), Shelf()]
    source = rows(*({"id": i, "content": c} for i, c in pairs))
    reports = [
        door(shelf, batch=size).import_(source, mapping=identity())
        for shelf, size in zip(shelves, (batch, 100), strict=True)
    ]
    assert counts(reports[0]) == counts(reports[1])
    assert shelves[0].items == shelves[1].items
    assert reports[0].read == len(pairs)


def test_books_that_do_not_balance_are_no_report() -> None:
    with pytest.raises(BooksDoNotBalance):
        IntakeReport(read=2, added=1)


def test_a_failing_detector_stops_and_stores_nothing_of_its_batch() -> None:
    shelf = Shelf()
    source = rows({"content": "a"}, {"content": "b"}, {"content": "c"}, {"content": "BREAK"})
    with pytest.raises(DetectorFailed):
        door(shelf, batch=2).import_(source)
    assert [item.content for item in shelf.items.values()] == ["a", "b"]


def test_a_gate_that_is_not_fit_stops_before_anything_is_stored() -> None:
    shelf = Shelf()
    with pytest.raises(DetectorFailed):
        door(shelf, BrokenGate()).import_([*rows({"content": "x"}), BadRow("n", 2, "json", "broken", "{")])
    with pytest.raises(DetectorFailed):
        door(shelf, BrokenGate()).add(Contribution(content="x"))
    assert shelf == Shelf()


def test_one_contribution_goes_through_the_same_door() -> None:
    shelf = Shelf()
    contribution = Contribution(
        content="Ask jo@x.example\u200b \n",
        title=" T ",
        tags=("b", "a"),
        observed_at=NOW,
        scope={"os": "linux"},
    )
    item = door(shelf).add(contribution)
    assert (item.content, item.title) == ("Ask <EMAIL_ADDRESS_1>", "T")
    assert door(shelf).add(contribution) == item
    assert list(shelf.items.values()) == [item]
    door(shelf).add(Contribution(id="x", content="one"))
    with pytest.raises(InvalidItem, match="id: is known"):
        door(shelf).add(Contribution(id="x", content="two"))


def test_a_date_in_the_future_is_refused() -> None:
    report = door(Shelf()).import_(rows({"content": "x", "date": "2035-01-01T00:00:00Z"}))
    assert [(p.field, p.reason) for p in report.problems] == [("observed_at", "lies in the future")]


def test_the_report_tells_mapping_ignored_fields_and_warnings() -> None:
    source = rows({"text": "x", "date": "2025-01-01", "mood": "fine"})
    report = door(Shelf()).import_(source)
    assert report.mapping == {"content": "text", "observed_at": "date"}
    assert report.ignored_fields == ("mood",)
    assert report.warnings == ("1 items have a date without a zone; it was taken as UTC",)
    mapping = identity().with_options({"content": "insigth"})
    report = door(Shelf()).import_(source, mapping=mapping)
    assert report.warnings == ("no row has the field 'insigth', which is mapped to content",)


def test_the_door_names_the_contributor_whatever_the_rows_say() -> None:
    shelf = Shelf()
    door(shelf).import_(rows({"content": "x", "author": "root"}), contributor="ann", defaults={"category": "db"})
    (item,) = shelf.items.values()
    assert (item.contributor, item.category) == ("ann", "db")


def test_a_default_that_no_item_can_have_is_told_at_once() -> None:
    for defaults in ({"confidence": 12}, {"colour": "red"}):
        with pytest.raises(ConfigurationError, match=next(iter(defaults))):
            door(Shelf()).import_(rows({"content": "x"}), defaults=defaults)


def test_progress_counts_up_to_the_end() -> None:
    told: list[int] = []
    door(Shelf(), batch=2).import_(rows(*({"content": str(n)} for n in range(5))), progress=told.append)
    assert told == [2, 4, 5]


def test_only_a_few_batches_are_held_in_memory() -> None:
    drawn, lead = 0, []
    shelf = Shelf()

    def source() -> Any:
        nonlocal drawn
        for n in range(3000):
            drawn += 1
            yield Row("s", n, {"content": str(n)})

    door(shelf, batch=10).import_(source(), progress=lambda done: lead.append(drawn - done))
    assert max(lead) <= 200


@pytest.fixture
def two() -> Iterator[Workers]:
    workers = Workers(2)
    yield workers
    workers.close()


def test_other_processes_give_the_same_as_this_one(two: Workers) -> None:
    source = rows(*({"content": f"note {n} by m{n}@x.example", "id": f"n{n % 2500}"} for n in range(2600)))
    alone, together = Shelf(), Shelf()
    reports = [door(alone).import_(source), door(together, workers=two).import_(source)]
    assert reports[0] == reports[1]
    assert alone == together


def test_a_detector_failing_in_another_process_stops_the_import(two: Workers) -> None:
    source = rows(*({"content": f"note {n}" if n < 2400 else "BREAK"} for n in range(2500)))
    with pytest.raises(DetectorFailed, match="email: broken"):
        door(Shelf(), workers=two, batch=500).import_(source)
