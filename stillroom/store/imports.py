"""The books of every import: how many rows were read, and what became of them."""

from collections import Counter
from datetime import datetime

from sqlalchemy import Connection, and_, insert, select, update

from stillroom.domain.base import Value, utc_now
from stillroom.store import tables as t
from stillroom.store.database import Database


class Import(Value):
    """One import: read = added + known + quarantined.

    Attributes:
        source: the file's name, without the folders that lead to it.
        redacted: items in which something private was found and replaced.
    """

    source: str
    read: int
    added: int
    known: int
    quarantined: int
    redacted: int
    recorded_at: datetime


class Booking:
    """The books of one import, written in the transactions that store its rows: they are true whenever it stops.

    Attributes:
        redacted: items so far in which something private was found; written with the next counts.
    """

    def __init__(self, org: str, source: str) -> None:
        self.redacted = 0
        self._org = org
        self._source = source
        self._counts = Counter(added=0, known=0, quarantined=0)
        self._seq: int | None = None

    def count(self, connection: Connection, **counts: int) -> None:
        """Add to the books, in the transaction that stores what is counted."""
        self._counts.update(counts)
        written = {
            **self._counts,
            "read": self._counts.total(),
            "redacted": self.redacted,
            "recorded_at": utc_now(),
        }
        if self._seq is None:
            row = insert(t.imports).values(org=self._org, source=self._source, **written)
            (self._seq,) = connection.execute(row).inserted_primary_key or (None,)
        else:
            connection.execute(update(t.imports).where(t.imports.c.seq == self._seq).values(**written))


class Imports:
    """The imports of every org."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def between(self, org: str, after: datetime | None, until: datetime) -> list[Import]:
        """List imports later than `after` and not later than `until`, in order."""
        where = and_(t.imports.c.org == org, t.imports.c.recorded_at <= until)
        if after is not None:
            where = and_(where, t.imports.c.recorded_at > after)
        columns = (t.imports.c[name] for name in Import.model_fields)
        with self._db.read() as connection:
            rows = connection.execute(select(*columns).where(where).order_by(t.imports.c.seq))
            return [Import.model_validate(dict(row._mapping)) for row in rows]
