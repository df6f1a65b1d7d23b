"""Figures over every org at once, for watching: each is one grouped query."""

from collections import Counter
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select

from stillroom.store import tables as t
from stillroom.store.database import Database
from stillroom.store.quarantine import OPEN


class Ended(NamedTuple):
    """A run that ended, as far as it is added up."""

    org: str
    status: str
    result: Any
    receipt: Any
    started_at: datetime
    ended_at: datetime


class Figures:
    """Counts by org."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def items(self) -> dict[tuple[str, ...], int]:
        """Count items by org, state and origin."""
        return self._count(t.items.c.org, t.items.c.state, t.items.c.origin)

    def reviews(self) -> dict[tuple[str, ...], int]:
        """Count reviews by org and state."""
        return self._count(t.reviews.c.org, t.reviews.c.state)

    def runs(self) -> dict[tuple[str, ...], int]:
        """Count runs by org and status."""
        return self._count(t.runs.c.org, t.runs.c.status)

    def quarantined(self) -> dict[tuple[str, ...], int]:
        """Count quarantined rows by org that nothing was done about."""
        return self._count(t.quarantine.c.org, where=OPEN)

    def undelivered(self) -> dict[tuple[str, ...], int]:
        """Count letters that were not delivered yet by org and topic."""
        return self._count(t.outbox.c.org, t.outbox.c.topic, where=t.outbox.c.done_at.is_(None))

    def oldest_question(self) -> dict[str, datetime]:
        """Tell since when each org's oldest open review waits."""
        query = select(t.reviews.c.org, func.min(t.reviews.c.opened_at)).where(t.reviews.c.state == "open")
        with self._db.read() as connection:
            return {row[0]: row[1] for row in connection.execute(query.group_by(t.reviews.c.org))}

    def ended(self) -> list[Ended]:
        """List the runs that ended, oldest first; rehearsals do not count."""
        columns = (t.runs.c[name] for name in Ended._fields)
        query = select(*columns).where(t.runs.c.ended_at.is_not(None), t.runs.c.dry_run.is_(False))
        with self._db.read() as connection:
            return [Ended(*row) for row in connection.execute(query.order_by(t.runs.c.seq))]

    def _count(self, *by: Any, where: Any = None) -> dict[tuple[str, ...], int]:
        query = select(*by, func.count()).group_by(*by)
        if where is not None:
            query = query.where(where)
        with self._db.read() as connection:
            return Counter({tuple(row[:-1]): int(row[-1]) for row in connection.execute(query)})
