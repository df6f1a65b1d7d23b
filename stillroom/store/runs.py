"""Runs in the database: one row a run, one a harvested item, and the fence that keeps late writers out."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, bindparam, func, insert, select, update

from stillroom.domain.items import Item
from stillroom.domain.runs import Run, RunStatus
from stillroom.errors import NotFound, RunConflict
from stillroom.store import tables as t
from stillroom.store.database import Database
from stillroom.store.items import beginning, insert_ignoring
from stillroom.store.journal import enter

RUN_COLUMNS = tuple(c for c in t.runs.c if c.name in Run.model_fields)


class RunItem(NamedTuple):
    """One line of a run's books."""

    item_id: str
    role: str
    cluster_id: str | None
    outcome: str | None
    reason: str


def run_of(row: Any) -> Run:
    """Read a run's row."""
    return Run.model_validate(dict(row._mapping))


class Runs:
    """The runs of every org."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def open(self, run: Run) -> Run:
        """Create the run's row; the same thread again yields the row that is there.

        Raises:
            RunConflict: the thread belongs to another org.
        """
        with self._db.write() as connection:
            row = connection.execute(select(*RUN_COLUMNS).where(t.runs.c.thread_id == run.thread_id)).first()
            if row is None:
                last = connection.execute(select(func.max(t.runs.c.seq))).scalar() or 0
                values = {**run.model_dump(exclude={"params"}), "params": run.params.model_dump(mode="json")}
                connection.execute(insert(t.runs).values(**values, dry_run=run.params.dry_run, seq=last + 1))
                return run
        if row.org != run.org:
            raise RunConflict(f"the thread {run.thread_id} belongs to another org: give the run another id")
        return run_of(row)

    def get(self, org: str, run_id: str) -> Run:
        """Fetch one run; the start of an id is enough when it is unique.

        Raises:
            NotFound: no run of the org has that id.
        """
        query = select(*RUN_COLUMNS).where(t.runs.c.org == org)
        with self._db.read() as connection:
            rows = beginning(connection, query, t.runs.c.id, run_id)
        if len(rows) != 1:
            what = "no run" if not rows else "more than one run"
            raise NotFound(f"{what} {run_id!r} in org {org!r}; `stillroom runs` lists them")
        return run_of(rows[0])

    def by_thread(self, thread_id: str) -> Run | None:
        """Find the run of a thread."""
        with self._db.read() as connection:
            row = connection.execute(select(*RUN_COLUMNS).where(t.runs.c.thread_id == thread_id)).first()
        return None if row is None else run_of(row)

    def recent(self, org: str, *, limit: int = 20, status: RunStatus | None = None) -> list[Run]:
        """List runs, newest first."""
        query = select(*RUN_COLUMNS).where(t.runs.c.org == org).order_by(t.runs.c.seq.desc()).limit(limit)
        if status is not None:
            query = query.where(t.runs.c.status == status)
        with self._db.read() as connection:
            return [run_of(row) for row in connection.execute(query)]

    def ended(self, org: str, *, before: datetime) -> list[Run]:
        """List runs that came to an end before a time, oldest first."""
        query = select(*RUN_COLUMNS).where(t.runs.c.org == org, t.runs.c.ended_at < before).order_by(t.runs.c.seq)
        with self._db.read() as connection:
            return [run_of(row) for row in connection.execute(query)]

    def orgs(self) -> list[str]:
        """List every org that has items."""
        with self._db.read() as connection:
            return list(connection.execute(select(t.items.c.org).distinct().order_by(t.items.c.org)).scalars())

    def claim(self, org: str, run_id: str) -> int:
        """Take the run up: raise its fence, so that whoever held it before can write no more.

        Raises:
            RunConflict: it came to its end meanwhile.
        """
        where = and_(t.runs.c.org == org, t.runs.c.id == run_id, t.runs.c.ended_at.is_(None))
        with self._db.write() as connection:
            taken = update(t.runs).where(where).values(fence=t.runs.c.fence + 1, status="running")
            if connection.execute(taken).rowcount == 0:
                raise RunConflict(f"run {run_id} has ended: there is nothing to go on with")
            return int(connection.execute(select(t.runs.c.fence).where(where)).scalar_one())

    def finish(
        self,
        run: Run,
        status: RunStatus,
        result: dict[str, Any],
        receipt: dict[str, Any] | None,
        now: datetime,
    ) -> None:
        """Close the run: status, result and receipt in one transaction; a second time changes nothing."""
        with self._db.write() as connection:
            ensure_fence(connection, run)
            where = and_(t.runs.c.org == run.org, t.runs.c.id == run.id, t.runs.c.ended_at.is_(None))
            values = {"status": status, "result": result, "receipt": receipt, "ended_at": now}
            if connection.execute(update(t.runs).where(where).values(**values)).rowcount == 0:
                return
            enter(connection, run.org, "finished", [status], now, run_id=run.id)
            if status == "completed" and not run.params.dry_run:
                set_mark(connection, run.org, "distillation_last_run", result["run_at"])

    def cancel(self, org: str, run_id: str, by: str, now: datetime) -> None:
        """End a run where it is; its fence rises, so that whoever works on it can write no more.

        Raises:
            RunConflict: it has ended before.
        """
        where = and_(t.runs.c.org == org, t.runs.c.id == run_id, t.runs.c.ended_at.is_(None))
        result = {"status": "cancelled", "reason": f"cancelled by {by}", "run_id": run_id, "org": org}
        values = {"fence": t.runs.c.fence + 1, "status": "cancelled", "reason": result["reason"]}
        with self._db.write() as connection:
            if (
                connection.execute(update(t.runs).where(where).values(**values, result=result, ended_at=now)).rowcount
                == 0
            ):
                raise RunConflict(f"run {run_id} has ended: there is nothing to cancel")
            enter(connection, org, "finished", ["cancelled"], now, run_id=run_id)

    def wait(self, run: Run, result: dict[str, Any]) -> None:
        """Note that the run waits for a person, with its result so far.

        Raises:
            RunConflict: another process took the run over.
        """
        with self._db.write() as connection:
            ensure_fence(connection, run)
            where = and_(t.runs.c.org == run.org, t.runs.c.id == run.id)
            connection.execute(update(t.runs).where(where).values(status="awaiting_review", result=result))

    def add_items(self, run: Run, items: Iterable[Item], role: str) -> None:
        """Enter items into the run's books; those there already stay as they are."""
        rows = [
            {
                "org": run.org,
                "run_id": run.id,
                "item_id": item.id,
                "role": role,
                "cluster_id": None,
                "outcome": None,
                "reason": "",
                "before": _before(item),
            }
            for item in items
        ]
        with self._db.write() as connection:
            insert_ignoring(connection, t.run_items, rows)

    def items(self, run: Run) -> list[RunItem]:
        """List the run's books, in order of item id."""
        columns = (t.run_items.c[name] for name in RunItem._fields)
        query = select(*columns).where(t.run_items.c.org == run.org, t.run_items.c.run_id == run.id)
        with self._db.read() as connection:
            return [RunItem(*row) for row in connection.execute(query.order_by(t.run_items.c.item_id))]

    def befores(self, run: Run) -> dict[str, dict[str, Any]]:
        """Fetch what the run's items were before it, by item id."""
        query = select(t.run_items.c.item_id, t.run_items.c.before).where(
            t.run_items.c.org == run.org, t.run_items.c.run_id == run.id
        )
        with self._db.read() as connection:
            return {row.item_id: row.before for row in connection.execute(query)}

    def of_item(self, org: str, item_id: str) -> list[tuple[str, str, str]]:
        """List (run id, outcome, reason) of an item, oldest run first."""
        query = (
            select(t.run_items.c.run_id, t.run_items.c.outcome, t.run_items.c.reason)
            .join(t.runs, and_(t.runs.c.org == t.run_items.c.org, t.runs.c.id == t.run_items.c.run_id))
            .where(t.run_items.c.org == org, t.run_items.c.item_id == item_id, t.run_items.c.outcome.is_not(None))
            .order_by(t.runs.c.seq)
        )
        with self._db.read() as connection:
            return [tuple(row) for row in connection.execute(query)]

    def assign(self, run: Run, members: dict[str, Sequence[str]]) -> None:
        """Note which cluster each item went into."""
        change = update(t.run_items).where(
            t.run_items.c.org == run.org, t.run_items.c.run_id == run.id, t.run_items.c.item_id == bindparam("this_id")
        )
        rows = [{"this_id": i, "to": cluster_id} for cluster_id, ids in members.items() for i in ids]
        with self._db.write() as connection:
            if rows:
                connection.execute(change.values(cluster_id=bindparam("to")), rows)

    def mark(self, org: str, name: str) -> Any:
        """Read an org's mark, such as `distillation_last_run`; None before the first."""
        query = select(t.marks.c.value).where(t.marks.c.org == org, t.marks.c.name == name)
        with self._db.read() as connection:
            return connection.execute(query).scalar()


def _before(item: Item) -> dict[str, Any]:
    expired = item.expired_at.isoformat() if item.expired_at else None
    return {
        "state": item.state,
        "quality": item.quality,
        "contested": item.contested,
        "expired_at": expired,
        "content_hash": item.content_hash,
    }


def ensure_fence(connection: Connection, run: Run) -> None:
    """Refuse to write for a run that somebody else has taken over.

    Raises:
        RunConflict: the row's fence is not the one this process holds.
    """
    query = select(t.runs.c.fence, t.runs.c.status).where(t.runs.c.org == run.org, t.runs.c.id == run.id)
    row = connection.execute(query).first()
    if row is None:
        raise RunConflict(f"org {run.org!r} has no run {run.id}")
    if row.status == "cancelled":
        raise RunConflict(f"run {run.id} was cancelled; what it published stands, the next run takes the rest")
    if row.fence != run.fence:
        raise RunConflict(f"run {run.id} was taken over by another process (fence {row.fence}, held {run.fence})")


def set_mark(connection: Connection, org: str, name: str, value: Any) -> None:
    """Write an org's mark."""
    where = and_(t.marks.c.org == org, t.marks.c.name == name)
    if connection.execute(update(t.marks).where(where).values(value=value)).rowcount == 0:
        connection.execute(insert(t.marks).values(org=org, name=name, value=value))
