"""Slots of schedules: each is taken once, whoever comes first."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, insert, select, update
from sqlalchemy.exc import IntegrityError

from stillroom.store import tables as t
from stillroom.store.database import Database


class Slot(NamedTuple):
    """One turn of a schedule's entry."""

    entry: str
    slot: datetime
    taken_at: datetime
    done_at: datetime | None
    outcome: Any


class Slots:
    """The turns of every org's schedule."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def take(self, org: str, entry: str, slot: datetime, now: datetime) -> bool:
        """Take a turn; False when somebody has it already."""
        try:
            with self._db.write() as connection:
                connection.execute(insert(t.slots).values(org=org, entry=entry, slot=slot, taken_at=now))
        except IntegrityError:
            return False
        return True

    def done(self, org: str, entry: str, slot: datetime, outcome: dict[str, Any], now: datetime) -> None:
        """Note what came of a turn."""
        where = and_(t.slots.c.org == org, t.slots.c.entry == entry, t.slots.c.slot == slot)
        with self._db.write() as connection:
            connection.execute(update(t.slots).where(where).values(outcome=outcome, done_at=now))

    def last(self, org: str, entry: str) -> Slot | None:
        """Fetch an entry's latest turn."""
        query = select(*(t.slots.c[name] for name in Slot._fields))
        query = query.where(t.slots.c.org == org, t.slots.c.entry == entry)
        with self._db.read() as connection:
            row = connection.execute(query.order_by(t.slots.c.slot.desc()).limit(1)).first()
        return None if row is None else Slot(*row)
