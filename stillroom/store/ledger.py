"""Publishing: the one place where a run changes the commons, a whole publication at a time."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, select, update

from stillroom.domain.base import digest
from stillroom.domain.publications import Publication, Relation, Settled
from stillroom.domain.runs import Run
from stillroom.domain.summaries import Sentence
from stillroom.store import tables as t
from stillroom.store.database import Database
from stillroom.store.holds import take_down
from stillroom.store.items import LIVE, chunks, insert_ignoring, named, row_of
from stillroom.store.journal import enter
from stillroom.store.outbox import post
from stillroom.store.reviews import insert_reviews
from stillroom.store.runs import ensure_fence

_THIS = and_(t.items.c.org == bindparam("this_org"), t.items.c.id == bindparam("this_id"))


class Ledger:
    """What became of everything, for every org."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def publish(self, run: Run, publications: Sequence[Publication], now: datetime) -> int:
        """Carry out publications in one transaction; those carried out before change nothing.

        Returns:
            How many were new.

        Raises:
            RunConflict: another process took the run over.
        """
        with self._db.write() as connection:
            ensure_fence(connection, run)
            fresh = _fresh(connection, run.org, publications)
            if fresh:
                _Writer(connection, run, now).write(fresh)
        return len(fresh)

    def published(self, run: Run) -> list[Publication]:
        """List what the run has published, in order of key."""
        where = and_(t.publications.c.org == run.org, t.publications.c.run_id == run.id)
        query = select(t.publications.c.body).where(where).order_by(t.publications.c.key)
        with self._db.read() as connection:
            return [Publication.model_validate(body) for body in connection.execute(query).scalars()]

    def has_published(self, run: Run) -> bool:
        """Has the run carried anything out?"""
        where = and_(t.publications.c.org == run.org, t.publications.c.run_id == run.id)
        with self._db.read() as connection:
            return connection.execute(select(t.publications.c.key).where(where).limit(1)).first() is not None

    def all(self, org: str) -> dict[str, Publication]:
        """Fetch every publication of an org by key."""
        query = select(t.publications.c.key, t.publications.c.body).where(t.publications.c.org == org)
        with self._db.read() as connection:
            return {row.key: Publication.model_validate(row.body) for row in connection.execute(query)}

    def lineage(self, org: str, ids: Iterable[str], *, up: bool) -> list[tuple[str, str, Relation]]:
        """List lineage edges (derived, source, relation) one step from `ids`: up to sources or down."""
        end = t.lineage.c.derived_id if up else t.lineage.c.source_id
        found: list[tuple[str, str, Relation]] = []
        with self._db.read() as connection:
            for chunk in chunks(ids):
                query = select(t.lineage.c.derived_id, t.lineage.c.source_id, t.lineage.c.relation)
                rows = connection.execute(query.where(t.lineage.c.org == org, end.in_(chunk)))
                found.extend((r.derived_id, r.source_id, r.relation) for r in rows)
        return sorted(found)

    def live_summaries(self, org: str, source_ids: Iterable[str]) -> dict[str, set[str]]:
        """Find live summaries that cite one of these items: summary id → all its sources."""
        edges = [e for e in self.lineage(org, source_ids, up=False) if e[2] == "summarized_from"]
        derived = {e[0] for e in edges}
        with self._db.read() as connection:
            live: set[str] = set()
            for chunk in chunks(sorted(derived)):
                query = select(t.items.c.id).where(t.items.c.org == org, t.items.c.id.in_(chunk), LIVE)
                live.update(connection.execute(query).scalars())
        found: dict[str, set[str]] = {}
        for derived_id, source_id, relation in self.lineage(org, sorted(live), up=True):
            if relation == "summarized_from":
                found.setdefault(derived_id, set()).add(source_id)
        return found

    def sentences(self, org: str, item_id: str) -> list[Sentence]:
        """Fetch a summary's sentences with what each cites."""
        query = select(t.citations.c.sentences).where(t.citations.c.org == org, t.citations.c.item_id == item_id)
        with self._db.read() as connection:
            stored = connection.execute(query).scalar()
        return [Sentence.model_validate(s) for s in stored or []]

    def history(self, org: str, item_id: str) -> list[dict[str, Any]]:
        """List what happened to an item, oldest first."""
        columns = (t.history.c.event, t.history.c.detail, t.history.c.run_id, t.history.c.recorded_at)
        query = select(*columns).where(t.history.c.org == org, t.history.c.item_id == item_id)
        with self._db.read() as connection:
            return [named(row) for row in connection.execute(query.order_by(t.history.c.seq))]

    def signals(self, org: str, item_id: str) -> list[dict[str, Any]]:
        """List the remarks on an item, oldest first."""
        columns = (t.signals.c.type, t.signals.c.payload, t.signals.c.run_id, t.signals.c.recorded_at)
        query = select(*columns).where(t.signals.c.org == org, t.signals.c.item_id == item_id)
        with self._db.read() as connection:
            return [named(row) for row in connection.execute(query.order_by(t.signals.c.seq))]

    def count_signals(self, org: str, kind: str, *, since: str | None) -> int:
        """Count signals of a kind since an ISO time that people and agents gave, not a run."""
        query = select(func.count()).select_from(t.signals)
        where = and_(t.signals.c.org == org, t.signals.c.type == kind, t.signals.c.run_id == "")
        if since is not None:
            where = and_(where, t.signals.c.recorded_at > datetime.fromisoformat(since))
        with self._db.read() as connection:
            return int(connection.execute(query.where(where)).scalar_one())

    def signal(self, org: str, item_id: str, kind: str, payload: dict[str, Any], key: str, now: datetime) -> None:
        """Append a remark that an agent or a person makes; the same key again changes nothing."""
        row = {
            "org": org,
            "item_id": item_id,
            "type": kind,
            "payload": payload,
            "run_id": "",
            "recorded_at": now,
            "idem_key": key,
        }
        with self._db.write() as connection:
            insert_ignoring(connection, t.signals, [row])


class _Writer:
    """Writes publications on an open transaction, each kind of change in one statement."""

    def __init__(self, connection: Connection, run: Run, now: datetime) -> None:
        self._connection = connection
        self._run = run
        self._now = now

    def write(self, publications: Sequence[Publication]) -> None:
        self._derive(publications)
        self._relate(publications)
        self._expire(publications)
        self._remark(publications)
        self._mark(publications)
        self._book(publications)
        self._settle(publications)
        self._enter(publications)

    def _derive(self, publications: Sequence[Publication]) -> None:
        derived = [(p.derived, p.sentences) for p in publications if p.derived]
        insert_ignoring(self._connection, t.items, [row_of(item) for item, _ in derived])
        cited = [
            {"org": item.org, "item_id": item.id, "sentences": [s.model_dump(mode="json") for s in sentences]}
            for item, sentences in derived
            if sentences
        ]
        insert_ignoring(self._connection, t.citations, cited)
        # their outcome is this publication: they are never harvested
        worked = {"worked_hash": t.items.c.content_hash, "worked_run": self._run.id}
        self._update_items([item.id for item, _ in derived], **worked)

    def _relate(self, publications: Sequence[Publication]) -> None:
        rows = [
            {**link.model_dump(), "org": self._run.org, "run_id": self._run.id, "recorded_at": self._now}
            for p in publications
            for link in p.links
        ]
        insert_ignoring(self._connection, t.lineage, rows)

    def _expire(self, publications: Sequence[Publication]) -> None:
        """Set expired_at once: a row that has one keeps it."""
        rows = [
            {"this_org": self._run.org, "this_id": e.item_id, "by": e.by_id} for p in publications for e in p.expiries
        ]
        if rows:
            change = update(t.items).where(_THIS, t.items.c.expired_at.is_(None))
            values = {"expired_at": self._now, "state": "expired", "superseded_by": bindparam("by")}
            self._connection.execute(change.values(**values), rows)
        self._chronicle((e.item_id, e.reason, {"by": e.by_id}) for p in publications for e in p.expiries)

    def _remark(self, publications: Sequence[Publication]) -> None:
        rows = [
            {
                "org": self._run.org,
                "item_id": signal.item_id,
                "type": signal.type,
                "payload": signal.payload,
                "run_id": self._run.id,
                "recorded_at": self._now,
                "idem_key": digest(p.key, str(number), signal.item_id, signal.type),
            }
            for p in publications
            for number, signal in enumerate(p.signals)
        ]
        insert_ignoring(self._connection, t.signals, rows)

    def _mark(self, publications: Sequence[Publication]) -> None:
        states = [
            {"this_org": self._run.org, "this_id": i, "to": state}
            for p in publications
            for i, state in p.states.items()
        ]
        if states:
            change = update(t.items).where(_THIS, t.items.c.expired_at.is_(None))
            self._connection.execute(change.values(state=bindparam("to")), states)
        gone = [i for p in publications for i, state in p.states.items() if state in ("held", "rejected")]
        if gone:
            take_down(self._connection, self._run.org, gone, {}, self._now, self._run.id)
        flags = [
            {"this_org": self._run.org, "this_id": i, "to": flag}
            for p in publications
            for i, flag in p.contested.items()
        ]
        if flags:
            self._connection.execute(update(t.items).where(_THIS).values(contested=bindparam("to")), flags)
        self._chronicle((i, state, {}) for p in publications for i, state in p.states.items() if state != "approved")
        self._chronicle((i, "contested", {"to": f}) for p in publications for i, f in p.contested.items())

    def _book(self, publications: Sequence[Publication]) -> None:
        bookings = [b for p in publications for b in p.bookings]
        if bookings:
            change = update(t.run_items).where(
                t.run_items.c.org == self._run.org,
                t.run_items.c.run_id == self._run.id,
                t.run_items.c.item_id == bindparam("this_id"),
            )
            rows = [{"this_id": b.item_id, "to": b.outcome, "why": b.reason} for b in bookings]
            self._connection.execute(change.values(outcome=bindparam("to"), reason=bindparam("why")), rows)
            marked = update(t.items).where(_THIS)
            marked = marked.values(worked_hash=t.items.c.content_hash, worked_run=self._run.id)
            self._connection.execute(marked, [{"this_org": self._run.org, "this_id": b.item_id} for b in bookings])
        self._update_items([i for p in publications for i in p.reopen], worked_hash=None)

    def _settle(self, publications: Sequence[Publication]) -> None:
        # of two verdicts on one pair the later stands
        settled = {s.key: s for p in publications for s in p.settled}
        for chunk in chunks(settled):
            self._connection.execute(delete(t.pairs).where(t.pairs.c.org == self._run.org, t.pairs.c.key.in_(chunk)))
        insert_ignoring(self._connection, t.pairs, [self._pair(s) for s in settled.values()])
        insert_reviews(self._connection, [r for p in publications for r in p.reviews])
        for chunk in chunks(r for p in publications for r in p.applied):
            where = and_(t.reviews.c.org == self._run.org, t.reviews.c.id.in_(chunk))
            self._connection.execute(update(t.reviews).where(where).values(state="applied"))

    def _pair(self, settled: Settled) -> dict[str, Any]:
        return {
            "org": self._run.org,
            "key": settled.key,
            "a_id": settled.verdict.a_id,
            "b_id": settled.verdict.b_id,
            "verdict": settled.verdict.model_dump(mode="json"),
            "review_id": settled.review_id,
            "run_id": self._run.id,
        }

    def _enter(self, publications: Sequence[Publication]) -> None:
        rows = [
            {"org": self._run.org, "key": p.key, "run_id": self._run.id, "body": p.model_dump(mode="json")}
            for p in publications
        ]
        self._connection.execute(insert(t.publications), rows)
        enter(
            self._connection, self._run.org, "published", [p.key for p in publications], self._now, run_id=self._run.id
        )
        touched = sorted({i for p in publications for i in _touched(p)})
        for number, chunk in enumerate(chunks(touched)):
            key = digest("vectors", str(number), *(p.key for p in publications))
            post(self._connection, self._run.org, "vectors", key, chunk)

    def _chronicle(self, events: Iterable[tuple[str, str, dict[str, Any]]]) -> None:
        rows = [
            {
                "org": self._run.org,
                "item_id": item_id,
                "event": event,
                "detail": detail,
                "run_id": self._run.id,
                "recorded_at": self._now,
            }
            for item_id, event, detail in events
        ]
        if rows:
            self._connection.execute(insert(t.history), rows)

    def _update_items(self, ids: Sequence[str], **values: Any) -> None:
        for chunk in chunks(ids):
            where = and_(t.items.c.org == self._run.org, t.items.c.id.in_(chunk))
            self._connection.execute(update(t.items).where(where).values(**values))


def _fresh(connection: Connection, org: str, publications: Sequence[Publication]) -> list[Publication]:
    known: set[str] = set()
    for chunk in chunks(p.key for p in publications):
        query = select(t.publications.c.key).where(t.publications.c.org == org, t.publications.c.key.in_(chunk))
        known.update(connection.execute(query).scalars())
    return [p for p in publications if p.key not in known]


def _touched(publication: Publication) -> set[str]:
    ids = {b.item_id for b in publication.bookings if b.outcome in ("kept", "published")}
    ids |= {e.item_id for e in publication.expiries} | set(publication.states)
    if publication.derived:
        ids.add(publication.derived.id)
    return ids


def tally(publications: Iterable[Publication]) -> Counter[str]:
    """Count what publications did, under C10's names."""
    counts: Counter[str] = Counter()
    for p in publications:
        counts["duplicates_merged"] += sum(e.reason == "merged" for e in p.expiries)
        counts["superseded"] += sum(e.reason == "superseded" for e in p.expiries)
        counts["summaries_generated"] += bool(p.derived and p.derived.kind == "summary")
        counts["contradictions_flagged"] += len(
            {str(s.payload.get("group")) for s in p.signals if s.type == "contradiction_cluster"}
        )
        counts["low_quality_filtered"] += sum(s.type == "low_quality_prescreened" for s in p.signals)
    return counts
