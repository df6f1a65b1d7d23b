"""Nothing that is asked of the store in one org's name reads or changes a row of another's. Proves X12."""

import inspect
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import numpy as np
import pytest

from stillroom.domain.accounts import Remark
from stillroom.domain.reviews import Answer
from stillroom.domain.runs import Run, thread_of
from stillroom.domain.verdicts import Cluster
from stillroom.errors import ModelUnavailable, RunConflict, StillroomError
from stillroom.intake import Quarantined
from stillroom.models.protocol import Reply
from stillroom.models.recorded import Answered
from stillroom.store import Store
from stillroom.store.imports import Booking
from stillroom.store.outbox import Letter
from stillroom.store.queue import Wanted
from tests.store.rows import LATER, NAMES, NOW, begun, everything, item, publication

OURS, THEIRS = "ours", "theirs"
CANARY = f"canary-{THEIRS}"
BOTH_PLACES = [(f"canary-{org}", 1) for org in (OURS, THEIRS)]
IDS = (*NAMES, "summary", "theirs-only")
MODEL, VECTOR = "m", np.ones((1, 2), dtype=np.float32)
LEAST = 25
EVER = NOW - timedelta(days=9)
# what looks at all orgs on purpose, for whoever runs the machine
FOR_THE_OPERATOR = {
    "figures.items", "figures.reviews", "figures.runs", "figures.quarantined", "figures.undelivered",
    "figures.oldest_question", "figures.ended", "runs.orgs", "runs.by_thread", "queue.orgs", "queue.decided_runs",
}  # fmt: skip
# a person's account stands above the orgs
WITHOUT_ORG = ("database", "accounts")
Case = Callable[[Store, Run], Any]


def named(org: str, line: int = 1) -> Quarantined:
    return Quarantined(
        source=f"canary-{org}", line=line, field="f", reason="r", raw="", raw_sha256="", place=f"canary-{org}"
    )


def remark(org: str) -> Remark:
    return Remark(author="ana", text=f"canary-{org}", recorded_at=NOW)


def reply(org: str) -> Reply:
    return Reply(text=f"canary-{org}", model="m")


def cluster(org: str) -> Cluster:
    return Cluster(id="c", category="general", member_ids=NAMES, representative_id="one", title=f"canary-{org}")


def filled(store: Store, org: str) -> Run:
    """Give an org a row in every table, under the ids that the other has, too."""
    run = begun(store, org, f"run_{org}")
    store.items.add(org, [item(org, f"{org}-only")], Booking(org, f"canary-{org}"))
    store.items.keep_vectors(org, ["one"], MODEL, np.full((1, 2), len(org), dtype=np.float32))
    store.ledger.publish(run, [publication(org, run)], NOW)
    store.ledger.signal(org, "two", "helpful", {"from": f"canary-{org}"}, "remark", NOW)
    store.work.keep_clusters(run, [cluster(org)])
    store.work.keep(run, "judge", [("c", "h", {"from": f"canary-{org}"})])
    store.work.keep_plan(run, [publication(org, run)])
    record = store.record(org, run.id)
    record.put("k", "judge", "p", reply(org))
    record.failed("failed", ModelUnavailable(f"canary-{org}"))
    store.quarantined.add(org, [named(org), named(org, 2)], NOW)
    store.quarantined.mended(org, [(f"canary-{org}", 2)], NOW)
    store.outbox.post(org, "webhook", "k", {"from": f"canary-{org}"})
    store.queue.remark(org, "review_one", remark(org))
    store.slots.take(org, "distill", NOW, NOW)
    store.slots.done(org, "distill", NOW, {"from": f"canary-{org}"}, NOW)
    store.use.keep(org, {"two": 0.5}, 1, NOW)
    store.journal.step(run, "harvest")
    return run


def letters(store: Store) -> list[Letter]:
    return store.outbox.due(OURS, "vectors")


def ask(store: Store) -> Any:
    return store.reviews.get(OURS, "review_one")


CASES: dict[str, Case] = {
    "imports.between": lambda store, run: store.imports.between(OURS, None, LATER),
    "items.add": lambda store, run: store.items.add(OURS, [item(OURS, "new")], Booking(OURS, "notes.jsonl")),
    "items.get": lambda store, run: store.items.get(OURS, "theirs-only"),
    "items.many": lambda store, run: store.items.many(OURS, IDS),
    "items.stream": lambda store, run: list(store.items.stream(OURS, live_only=False)),
    "items.new": lambda store, run: store.items.new(OURS, category=None, since=None, limit=100),
    "items.count_new": lambda store, run: store.items.count_new(OURS, category=None, since=None),
    "items.live_ids": lambda store, run: store.items.live_ids(OURS),
    "items.same_content": lambda store, run: store.items.same_content(OURS, [item(THEIRS, "two").content_hash]),
    "items.served_ids": lambda store, run: store.items.served_ids(OURS),
    "items.served_among": lambda store, run: store.items.served_among(OURS, IDS),
    "items.embedded": lambda store, run: store.items.embedded(OURS, IDS, MODEL),
    "items.counts": lambda store, run: store.items.counts(OURS),
    "items.set_quality": lambda store, run: store.items.set_quality(OURS, dict.fromkeys(IDS, 0.1)),
    "items.vectors": lambda store, run: store.items.vectors(OURS, IDS, MODEL),
    "items.dim_of_vectors": lambda store, run: store.items.dim_of_vectors(OURS, MODEL),
    "items.keep_vectors": lambda store, run: store.items.keep_vectors(OURS, ["two"], MODEL, VECTOR),
    "journal.step": lambda store, run: store.journal.step(run, "cluster"),
    "journal.entries": lambda store, run: store.journal.entries(OURS),
    "keywords.search": lambda store, run: store.keywords.search(OURS, f"lock timeout {CANARY} {THEIRS}"),
    "ledger.publish": lambda store, run: store.ledger.publish(run, [publication(OURS, run, "other")], LATER),
    "ledger.published": lambda store, run: store.ledger.published(run),
    "ledger.all": lambda store, run: store.ledger.all(OURS),
    "ledger.has_published": lambda store, run: store.ledger.has_published(run),
    "ledger.lineage": lambda store, run: store.ledger.lineage(OURS, IDS, up=True),
    "ledger.live_summaries": lambda store, run: store.ledger.live_summaries(OURS, IDS),
    "ledger.sentences": lambda store, run: store.ledger.sentences(OURS, "summary"),
    "ledger.history": lambda store, run: store.ledger.history(OURS, "one"),
    "ledger.signals": lambda store, run: store.ledger.signals(OURS, "two"),
    "ledger.count_signals": lambda store, run: store.ledger.count_signals(OURS, "helpful", since=None),
    "ledger.signal": lambda store, run: store.ledger.signal(OURS, "two", "helpful", {}, "remark", NOW),
    "outbox.post": lambda store, run: store.outbox.post(OURS, "webhook", "k", {}),
    "outbox.due": lambda store, run: store.outbox.due(OURS, "webhook"),
    "outbox.failed": lambda store, run: store.outbox.failed(store.outbox.due(OURS, "webhook")[0], "away"),
    "outbox.problems": lambda store, run: store.outbox.problems(OURS),
    "outbox.delivered": lambda store, run: store.outbox.delivered(letters(store), NOW),
    "outbox.count": lambda store, run: store.outbox.count(OURS),
    "quarantined.add": lambda store, run: store.quarantined.add(OURS, [named(OURS)], NOW),
    "quarantined.recent": lambda store, run: store.quarantined.recent(OURS, resolved=True),
    "quarantined.count": lambda store, run: store.quarantined.count(OURS),
    "quarantined.mended": lambda store, run: store.quarantined.mended(OURS, BOTH_PLACES, NOW),
    "quarantined.dismiss": lambda store, run: [
        store.quarantined.dismiss(OURS, [what], "ana", NOW) for what in (f"canary-{OURS}", f"canary-{THEIRS}")
    ],
    "queue.page": lambda store, run: store.queue.page(OURS, Wanted(run_id=run.id)),
    "queue.facets": lambda store, run: store.queue.facets(OURS),
    "queue.reopen": lambda store, run: store.queue.reopen(OURS, "review_one", "ana", LATER),
    "queue.remark": lambda store, run: store.queue.remark(OURS, "review_one", remark(OURS)),
    "queue.remarks": lambda store, run: store.queue.remarks(OURS, "review_one"),
    "record.get": lambda store, run: store.record(OURS, run.id).get("k"),
    "record.put": lambda store, run: store.record(OURS, run.id).put("k2", "judge", "p", reply(OURS)),
    "record.put_many": lambda store, run: store.record(OURS, run.id).put_many(
        [Answered("k", "judge", "p", reply(OURS))]
    ),
    "record.known": lambda store, run: store.record(OURS, run.id).known(),
    "record.used": lambda store, run: store.record(OURS, run.id).used(["k"]),
    "record.failed": lambda store, run: store.record(OURS, run.id).failed("failed", ModelUnavailable("no")),
    "record.failures": lambda store, run: store.record(OURS, run.id).failures(),
    "record.wasted": lambda store, run: store.record(OURS, run.id).wasted(),
    "record.question": lambda store, run: store.record(OURS, run.id).question("k"),
    "record.is_whole": lambda store, run: store.record(OURS, run.id).is_whole(),
    "record.keys": lambda store, run: store.record(OURS, run.id).keys(),
    "record.replies": lambda store, run: store.record(OURS, run.id).replies(),
    "record.count": lambda store, run: store.record(OURS, run.id).count(),
    "reviews.get": lambda store, run: store.reviews.get(OURS, "review"),
    "reviews.find": lambda store, run: store.reviews.find(OURS, states=("open", "waiting", "decided"), run_id=run.id),
    "reviews.many": lambda store, run: store.reviews.many(OURS, ["review_one"]),
    "reviews.count": lambda store, run: store.reviews.count(OURS),
    "reviews.held_ids": lambda store, run: store.reviews.held_ids(OURS),
    "reviews.is_due": lambda store, run: store.reviews.is_due(OURS, LATER),
    "reviews.give": lambda store, run: store.reviews.give(OURS, run.id, ["review_one"]),
    "reviews.reopen": lambda store, run: store.reviews.reopen(ask(store)),
    "reviews.defer": lambda store, run: store.reviews.defer(ask(store), LATER),
    "reviews.ask": lambda store, run: store.reviews.ask(OURS, run.id, ["review_one"]),
    "reviews.decide": lambda store, run: store.reviews.decide(ask(store), Answer(decision="keep_both", by="ana"), NOW),
    "reviews.take_over": lambda store, run: store.reviews.take_over(OURS, run.id),
    "runs.open": lambda store, run: store.runs.open(run.model_copy(update={"thread_id": thread_of(f"run_{THEIRS}")})),
    "runs.get": lambda store, run: store.runs.get(OURS, run.id),
    "runs.recent": lambda store, run: store.runs.recent(OURS),
    "runs.ended": lambda store, run: store.runs.ended(OURS, before=LATER),
    "runs.claim": lambda store, run: store.runs.claim(OURS, run.id),
    "runs.wait": lambda store, run: store.runs.wait(run, {}),
    "runs.add_items": lambda store, run: store.runs.add_items(run, [item(OURS, "one")], "neighbour"),
    "runs.items": lambda store, run: store.runs.items(run),
    "runs.befores": lambda store, run: store.runs.befores(run),
    "runs.of_item": lambda store, run: store.runs.of_item(OURS, "one"),
    "runs.assign": lambda store, run: store.runs.assign(run, {"c2": IDS}),
    "runs.mark": lambda store, run: store.runs.mark(OURS, "signals_folded"),
    "runs.finish": lambda store, run: store.runs.finish(run, "completed", {"run_at": "now"}, {}, LATER),
    "runs.cancel": lambda store, run: store.runs.cancel(OURS, run.id, "ana", LATER),
    "slots.take": lambda store, run: store.slots.take(OURS, "distill", LATER, LATER),
    "slots.done": lambda store, run: store.slots.done(OURS, "distill", NOW, {}, LATER),
    "slots.last": lambda store, run: store.slots.last(OURS, "distill"),
    "holds.hold": lambda store, run: store.holds.hold(OURS, "one", by="ana", why="doubt", now=LATER),
    "holds.release": lambda store, run: store.holds.release(OURS, "one", by="ana", now=LATER),
    "trends.volume": lambda store, run: store.trends.volume(OURS, EVER),
    "trends.quality": lambda store, run: store.trends.quality(OURS, EVER),
    "trends.decided": lambda store, run: store.trends.decided(OURS, EVER),
    "trends.worked_off": lambda store, run: store.trends.worked_off(OURS, EVER),
    "trends.course": lambda store, run: store.trends.course(run),
    "trends.worked": lambda store, run: store.trends.worked(run),
    "trends.outcomes": lambda store, run: store.trends.outcomes(run),
    "use.fresh": lambda store, run: store.use.fresh(OURS),
    "use.remarks": lambda store, run: store.use.remarks(OURS, IDS),
    "use.conflicts": lambda store, run: store.use.conflicts(OURS, IDS),
    "use.keep": lambda store, run: store.use.keep(OURS, dict.fromkeys(IDS, 0.9), 7, LATER),
    "work.keep_clusters": lambda store, run: store.work.keep_clusters(run, [cluster(OURS)]),
    "work.clusters": lambda store, run: store.work.clusters(run),
    "work.count_clusters": lambda store, run: store.work.count_clusters(run),
    "work.keep": lambda store, run: store.work.keep(run, "judge", [("c", "h", {})]),
    "work.outputs": lambda store, run: store.work.outputs(run, "judge"),
    "work.keep_plan": lambda store, run: store.work.keep_plan(run, [publication(OURS, run)]),
    "work.planned": lambda store, run: store.work.planned(run),
    "work.settled": lambda store, run: store.work.settled(OURS, IDS),
}


def methods(store: Store) -> Iterator[str]:
    """Name all that can be asked of a store."""
    repositories = {**vars(store), "record": store.record(OURS, "run")}
    for name, repository in repositories.items():
        if name not in WITHOUT_ORG:
            yield from (f"{name}.{m}" for m, _ in inspect.getmembers(repository, inspect.ismethod) if m[0] != "_")


def rows_of(store: Store, org: str) -> list[dict[str, Any]]:
    return [row for rows in everything(store).values() for row in rows if row.get("org") == org]


def outcome(case: Case, store: Store, run: Run) -> str:
    try:
        return repr(case(store, run))
    except StillroomError as told:
        return repr(told)


def test_everything_that_can_be_asked_is_tried(store: Store) -> None:
    assert {*CASES, *FOR_THE_OPERATOR} == set(methods(store))


def test_no_question_reads_and_no_order_changes_a_row_of_another_org(store: Store) -> None:
    ours, theirs = filled(store, OURS), filled(store, THEIRS)
    kept = rows_of(store, THEIRS)
    assert len(kept) > LEAST
    assert {r["kind"] for r in kept if "kind" in r} >= {"summary", "published"}
    # as if their run were ours: its number is known, and it stands in no row of ours
    stolen = theirs.model_copy(update={"org": OURS})
    leaks = []
    for run in (ours, stolen):
        for name, case in CASES.items():
            if CANARY in (told := outcome(case, store, run)):
                leaks.append(f"{name} reads of {THEIRS}: {told}")
            if rows_of(store, THEIRS) != kept:
                leaks.append(f"{name} changes rows of {THEIRS}")
                kept = rows_of(store, THEIRS)
    assert not leaks, "\n".join(leaks)


def test_the_thread_of_another_orgs_run_is_refused(store: Store) -> None:
    theirs = filled(store, THEIRS)
    with pytest.raises(RunConflict, match="another org"):
        store.runs.open(theirs.model_copy(update={"org": OURS}))
