"""The outbox: what must follow outside the database once a publication is committed."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select, update

from stillroom.store import tables as t
from stillroom.store.database import Database


class Letter(NamedTuple):
    """One thing to be done outside."""

    seq: int
    org: str
    topic: str
    payload: Any


class Outbox:
    """Letters of every org, in order."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def due(self, org: str, topic: str, *, limit: int | None = 10) -> list[Letter]:
        """List letters that were not delivered yet, oldest first."""
        columns = (t.outbox.c.seq, t.outbox.c.org, t.outbox.c.topic, t.outbox.c.payload)
        query = select(*columns).where(t.outbox.c.org == org, t.outbox.c.topic == topic, t.outbox.c.done_at.is_(None))
        with self._db.read() as connection:
            return [Letter(*row) for row in connection.execute(query.order_by(t.outbox.c.seq).limit(limit))]

    def count(self, org: str) -> int:
        """Count letters that were not delivered yet."""
        query = select(func.count()).select_from(t.outbox).where(t.outbox.c.org == org, t.outbox.c.done_at.is_(None))
        with self._db.read() as connection:
            return int(connection.execute(query).scalar_one())

    def delivered(self, letters: list[Letter], now: datetime) -> None:
        """Strike letters off."""
        with self._db.write() as connection:
            seqs = [letter.seq for letter in letters]
            connection.execute(update(t.outbox).where(t.outbox.c.seq.in_(seqs)).values(done_at=now))
