"""What holds in every home at any time, and what holds when nothing is being worked on.

`stillroom verify` checks the file, the hashes of items and the vectors; what it does not see is here: that each
publication is there with all that it says and nothing beside, that marks, books, receipts and lineage fit together.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, create_engine, select

from stillroom.domain.base import digest, digest_json
from stillroom.domain.publications import Publication
from stillroom.domain.runs import FINISHED
from stillroom.models.protocol import Reply
from stillroom.store import tables as t
from stillroom.store.ledger import tally

Row = Any


class Home(NamedTuple):
    """All that is in a database, read once."""

    items: dict[str, Row]
    runs: dict[str, Row]
    lines: dict[tuple[str, str], Row]
    reviews: dict[str, Row]
    publications: list[tuple[str, Publication]]
    rows: dict[str, Sequence[Row]]


def check(home: Path, *, at_rest: bool = True) -> list[str]:
    """List what is wrong in a home; at rest, nothing may be left to be done either."""
    engine = create_engine(f"sqlite:///{home / 'stillroom.db'}")
    with engine.connect() as connection:
        broken = [r[0] for r in connection.exec_driver_sql("PRAGMA integrity_check") if r[0] != "ok"]
        broken += [f"foreign key {tuple(r)}" for r in connection.exec_driver_sql("PRAGMA foreign_key_check")]
        found = _read(connection)
    engine.dispose()
    rules = (_items, _imports, _effects, _marks, _lineage, _runs, _receipts, _answers, _reviews)
    return [*broken, *(p for rule in (*rules, *((_rest,) if at_rest else ())) for p in rule(found))]


def _read(connection: Connection) -> Home:
    rows: dict[str, Sequence[Row]] = {
        table.name: connection.execute(select(table)).fetchall() for table in t.metadata.sorted_tables
    }
    return Home(
        items={r.id: r for r in rows["items"]},
        runs={r.id: r for r in rows["runs"]},
        lines={(r.run_id, r.item_id): r for r in rows["run_items"]},
        reviews={r.id: r for r in rows["reviews"]},
        publications=[(r.run_id, Publication.model_validate(r.body)) for r in rows["publications"]],
        rows=rows,
    )


def _items(home: Home) -> Iterator[str]:
    """Each item is in one state, and expired in one way."""
    for item in home.items.values():
        if (item.state == "expired") != (item.expired_at is not None):
            yield f"item {item.id} is {item.state!r} with expired_at {item.expired_at}"
        if item.superseded_by and item.superseded_by not in home.items:
            yield f"item {item.id} is superseded by {item.superseded_by!r}, which is not there"


def _imports(home: Home) -> Iterator[str]:
    """All that was brought in is booked, by imports that add up."""
    booked = home.rows["imports"]
    for one in booked:
        if one.read != one.added + one.known + one.quarantined:
            yield f"import {one.source}: {one.read} rows read do not add up"
    there = {
        "added": sum(i.origin == "contributed" for i in home.items.values()),
        "quarantined": len(home.rows["quarantine"]),
    }
    # a row that is refused again is booked again, and kept once
    if (
        sum(one.added for one in booked) != there["added"]
        or sum(one.quarantined for one in booked) < there["quarantined"]
    ):
        yield f"there are {there}, and booked {[(one.source, one.added, one.quarantined) for one in booked]}"


def _effects(home: Home) -> Iterator[str]:
    """All that publications say is there, once, and nothing that no publication says."""
    said, there = Counter[tuple[str, ...]](), Counter[tuple[str, ...]]()
    for run_id, p in home.publications:
        said.update(_said(run_id, p))
    there.update(("history", h.run_id, h.item_id, h.event) for h in home.rows["history"])
    there.update(("signal", s.run_id, s.item_id, s.type) for s in home.rows["signals"] if s.run_id)
    there.update(("expired", i.id) for i in home.items.values() if i.expired_at)
    there.update(("written", i.id) for i in home.items.values() if i.origin == "derived")
    there.update(("booked", *key) for key, line in home.lines.items() if line.outcome)
    there.update(("applied", r.id) for r in home.reviews.values() if r.state == "applied")
    once = {key for key in said if key[0] in ("booked", "written", "applied")}
    for key in sorted(said.keys() | there.keys()):
        expected = min(1, said[key]) if key in once else said[key]
        if there[key] != expected:
            yield f"{key}: there {there[key]} times, published {expected} times"
    yield from _kept(home)


def _said(run_id: str, p: Publication) -> Iterator[tuple[str, ...]]:
    for expiry in p.expiries:
        yield "history", run_id, expiry.item_id, expiry.reason
        yield "expired", expiry.item_id
    for item_id, state in p.states.items():
        if state != "approved":
            yield "history", run_id, item_id, state
    yield from (("history", run_id, i, "contested") for i in p.contested)
    yield from (("signal", run_id, s.item_id, s.type) for s in p.signals)
    yield from (("booked", run_id, b.item_id) for b in p.bookings)
    yield from (("applied", r) for r in p.applied)
    if p.derived and p.derived.origin == "derived":
        yield "written", p.derived.id


def _kept(home: Home) -> Iterator[str]:
    """Edges, citations, questions, verdicts and letters of publications."""
    edges = {(e.derived_id, e.source_id, e.relation) for e in home.rows["lineage"]}
    links = {(e.derived_id, e.source_id, e.relation) for _, p in home.publications for e in p.links}
    yield from (f"lineage {e}: in one of lineage and publications only" for e in sorted(edges ^ links))
    cited = {c.item_id for c in home.rows["citations"]}
    pairs = {p.key for p in home.rows["pairs"]}
    posted = {i for letter in home.rows["outbox"] for i in letter.payload}
    for _, p in home.publications:
        touched = {e.item_id for e in p.expiries} | ({p.derived.id} if p.derived else set())
        missing = {
            "items": touched - home.items.keys(),
            "citations": {p.derived.id} - cited if p.derived and p.sentences else set(),
            "reviews": {r.id for r in p.reviews} - home.reviews.keys(),
            "pairs": {s.key for s in p.settled} - pairs,
            "outbox": touched - posted,
        }
        yield from (f"publication {p.key}: not in {table}: {ids}" for table, ids in missing.items() if ids)


def _marks(home: Home) -> Iterator[str]:
    """An item is marked as worked just when its outcome is booked."""
    reopened = {i for _, p in home.publications for i in p.reopen}
    booked = {i for (_, i), line in home.lines.items() if line.outcome}
    written = {p.derived.id for _, p in home.publications if p.derived}
    for item in home.items.values():
        if item.worked_hash not in (None, item.content_hash):
            yield f"item {item.id}: its mark is of other content"
        if item.worked_hash and item.id not in booked | written:
            yield f"item {item.id}: marked as worked without an outcome"
        if not item.worked_hash and item.id in booked - reopened:
            yield f"item {item.id}: has an outcome and no mark"


def _lineage(home: Home) -> Iterator[str]:
    """What is expired for another leads to it, what is written stands on something, nothing on itself."""
    edges = {(e.derived_id, e.source_id) for e in home.rows["lineage"]}
    for item in home.items.values():
        if item.superseded_by and (item.superseded_by, item.id) not in edges:
            yield f"item {item.id}: no lineage from {item.superseded_by!r}, which replaced it"
        if item.origin == "derived" and not any(derived == item.id for derived, _ in edges):
            yield f"item {item.id}: was written from nothing"
    graph: dict[str, set[str]] = {}
    for derived, source in edges:
        graph.setdefault(derived, set()).add(source)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as cycle:
        yield f"lineage goes in a circle: {cycle.args[1]}"


def _runs(home: Home) -> Iterator[str]:
    """A run has ended just when its row says so, and then its books balance."""
    for run in home.runs.values():
        finished = run.status in FINISHED
        if finished != (run.ended_at is not None) or (finished and run.result is None):
            yield f"run {run.id} is {run.status!r}, ended at {run.ended_at}, with result {run.result}"
        if run.status == "completed" and run.receipt is None:
            yield f"run {run.id} is completed without a receipt"
        open_ends = [i for (run_id, i), line in home.lines.items() if run_id == run.id and not line.outcome]
        if run.status == "completed" and not run.dry_run and open_ends:
            yield f"run {run.id} is completed, and these have no outcome: {open_ends}"


def _receipts(home: Home) -> Iterator[str]:
    """Every hash and count of a receipt comes out the same from what is stored."""
    signed = {a.key: a.sha256 for a in home.rows["answers"]}
    for run in home.runs.values():
        if run.receipt is None or run.status != "completed":
            continue
        lines = {i: line for (run_id, i), line in home.lines.items() if run_id == run.id}
        published = [p for run_id, p in home.publications if run_id == run.id]
        derived = [p.derived for p in published if p.derived]
        used = sorted(u.key for u in home.rows["run_answers"] if u.run_id == run.id)
        found = {
            "input_sha256": digest_json(sorted((i, home.items[i].content_hash) for i in lines)),
            "output_sha256": digest_json(sorted((d.id, home.items[d.id].content_hash) for d in derived)),
            "answers_sha256": digest_json([(key, signed[key]) for key in used]),
            "outcomes": dict(sorted(Counter(line.outcome or "left" for line in lines.values()).items())),
            "record_counts": {"in": len(lines), "out": len(derived)},
        }
        for name, value in found.items():
            if run.receipt[name] != value:
                yield f"run {run.id}: the receipt's {name} is {run.receipt[name]}, the store says {value}"
        counts = {name: run.result.get(name, 0) for name in tally(published)}
        if counts != dict(tally(published)):
            yield f"run {run.id}: its result counts {counts}, its publications {dict(tally(published))}"


def _answers(home: Home) -> Iterator[str]:
    """No recorded answer was altered, and none is used that is not there."""
    for answer in home.rows["answers"]:
        if digest(answer.key, Reply.model_validate(answer.reply).model_dump_json()) != answer.sha256:
            yield f"answer {answer.key[:12]}: its hash does not match"
    known = {a.key for a in home.rows["answers"]}
    yield from (f"answer {u.key[:12]} is used and not there" for u in home.rows["run_answers"] if u.key not in known)


def _reviews(home: Home) -> Iterator[str]:
    """A review has an answer just when it is decided, and speaks of items that are there."""
    about: dict[str, set[str]] = {}
    for row in home.rows["review_items"]:
        about.setdefault(row.review_id, set()).add(row.item_id)
    for review in home.reviews.values():
        if (review.state in ("decided", "applied")) != (review.answer is not None):
            yield f"review {review.id} is {review.state!r} with answer {review.answer}"
        if about.get(review.id, set()) != set(review.question["item_ids"]):
            yield f"review {review.id}: review_items says {about.get(review.id)}"


def _rest(home: Home) -> Iterator[str]:
    """No run, decision or letter is stuck."""
    for run in home.runs.values():
        open_reviews = [r.id for r in home.reviews.values() if r.run_id == run.id and r.state == "open"]
        if run.status == "running":
            yield f"run {run.id} stands still"
        if run.status == "awaiting_review" and (not open_reviews or run.result is None):
            yield f"run {run.id} waits for reviews {open_reviews}, with result {run.result}"
        if run.status == "completed" and open_reviews:
            yield f"run {run.id} is completed, and asks {open_reviews}"
    yield from (f"review {r.id} is not carried out" for r in home.reviews.values() if r.state == "decided")
    yield from (f"letter {m.seq} is not delivered" for m in home.rows["outbox"] if m.done_at is None)
