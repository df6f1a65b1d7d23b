"""How a commons does over time, and how far a run has come: each is one grouped query."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, String, and_, func, select, type_coerce

from stillroom.domain.runs import Run
from stillroom.store import tables as t
from stillroom.store.database import Database


class Reached(NamedTuple):
    """A step that a run came to, and when."""

    step: str
    at: datetime


class Trends:
    """Figures by day, and a run's course."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def volume(self, org: str, since: datetime) -> dict[date, float]:
        """Count what came in by day."""
        return self._by_day(org, since, func.count())

    def quality(self, org: str, since: datetime) -> dict[date, float]:
        """Give the mean quality of what came in by day."""
        return self._by_day(org, since, func.avg(t.items.c.quality))

    def decided(self, org: str, since: datetime) -> list[tuple[datetime, datetime]]:
        """List when reviews were asked and decided."""
        where = and_(t.reviews.c.org == org, t.reviews.c.decided_at >= since, t.reviews.c.answer.is_not(None))
        with self._db.read() as connection:
            return [
                tuple(row)
                for row in connection.execute(select(t.reviews.c.opened_at, t.reviews.c.decided_at).where(where))
            ]

    def worked_off(self, org: str, since: datetime) -> list[tuple[datetime, dict[str, Any], dict[str, Any]]]:
        """List what runs came to that ended or wait for a person: when, result, receipt; rehearsals do not count."""
        runs = t.runs.c
        at = func.coalesce(runs.ended_at, runs.started_at, type_=runs.started_at.type)
        where = and_(runs.org == org, at >= since, runs.dry_run.is_(False), runs.status != "running")
        query = select(at.label("at"), runs.result, runs.receipt).where(where).order_by(runs.seq)
        with self._db.read() as connection:
            return [(row.at, row.result or {}, row.receipt or {}) for row in connection.execute(query)]

    def course(self, run: Run) -> list[Reached]:
        """List the steps that a run came to, in order."""
        j = t.journal.c
        query = select(j.ref, j.recorded_at).where(j.org == run.org, j.run_id == run.id, j.kind == "step")
        with self._db.read() as connection:
            return [Reached(row.ref, row.recorded_at) for row in connection.execute(query.order_by(j.seq))]

    def worked(self, run: Run) -> dict[str, int]:
        """Count what a run has done by step."""
        work = t.work.c
        where = and_(work.org == run.org, work.run_id == run.id)
        return self._counts(select(work.step, func.count()).where(where).group_by(work.step))

    def outcomes(self, run: Run) -> dict[str, int]:
        """Count how a run's items ended; `left` are those that have not."""
        lines = t.run_items.c
        where = and_(lines.org == run.org, lines.run_id == run.id)
        return self._counts(
            select(func.coalesce(lines.outcome, "left"), func.count()).where(where).group_by(lines.outcome)
        )

    def _counts(self, query: Select[Any, int]) -> dict[str, int]:
        with self._db.read() as connection:
            return {str(row[0]): int(row[1]) for row in connection.execute(query)}

    def _by_day(self, org: str, since: datetime, value: Any) -> dict[date, float]:
        day = func.substr(type_coerce(t.items.c.recorded_at, String), 1, 10)
        query = select(day, value).where(t.items.c.org == org, t.items.c.recorded_at >= since).group_by(day)
        with self._db.read() as connection:
            return dict(_days(connection.execute(query)))


def _days(rows: Any) -> Iterator[tuple[date, float]]:
    for row in rows:
        if row[1] is not None:
            yield date.fromisoformat(row[0]), float(row[1])
