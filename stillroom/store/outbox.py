"""The outbox: what must follow outside the database once a publication is committed."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, select, update

from stillroom.store import tables as t
from stillroom.store.database import Database
from stillroom.store.items import insert_ignoring


class Letter(NamedTuple):
    """One thing to be done outside."""

    seq: int
    org: str
    topic: str
    payload: Any


def post(connection: Connection, org: str, topic: str, key: str, payload: Any) -> None:
    """Add a letter within a transaction; the same key again changes nothing."""
    row = {"org": org, "idem_key": key, "topic": topic, "payload": payload, "attempts": 0, "error": ""}
    insert_ignoring(connection, t.outbox, [{**row, "done_at": None}])


class Outbox:
    """Letters of every org, in order."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def post(self, org: str, topic: str, key: str, payload: Any) -> None:
        """Add a letter; the same key again changes nothing."""
        with self._db.write() as connection:
            post(connection, org, topic, key, payload)

    def failed(self, letter: Letter, error: str) -> None:
        """Note why a letter could not be delivered; it stays due."""
        change = update(t.outbox).where(t.outbox.c.seq == letter.seq)
        with self._db.write() as connection:
            connection.execute(change.values(attempts=t.outbox.c.attempts + 1, error=error))

    def problems(self, org: str) -> list[str]:
        """List why letters could not be delivered yet."""
        where = (t.outbox.c.org == org) & t.outbox.c.done_at.is_(None) & (t.outbox.c.error != "")
        with self._db.read() as connection:
            return list(connection.execute(select(t.outbox.c.error).where(where).distinct()).scalars())

    def due(self, org: str, topic: str, *, limit: int | None = 10, attempts: int | None = None) -> list[Letter]:
        """List letters that were not delivered yet, oldest first, without those tried `attempts` times."""
        columns = (t.outbox.c.seq, t.outbox.c.org, t.outbox.c.topic, t.outbox.c.payload)
        query = select(*columns).where(t.outbox.c.org == org, t.outbox.c.topic == topic, t.outbox.c.done_at.is_(None))
        if attempts is not None:
            query = query.where(t.outbox.c.attempts < attempts)
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
