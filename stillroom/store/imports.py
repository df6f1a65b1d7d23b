"""The books of every import: how many rows were read, and what became of them."""

from datetime import datetime
from typing import Protocol

from sqlalchemy import and_, insert, select

from stillroom.domain.base import Value
from stillroom.store import tables as t
from stillroom.store.database import Database

COUNTS = ("read", "added", "known", "quarantined", "redacted")


class Counts(Protocol):
    """What an import counted; read = added + known + quarantined."""

    read: int
    added: int
    known: int
    quarantined: int
    redacted: int


class Import(Value):
    """One import as it was booked."""

    source: str
    read: int
    added: int
    known: int
    quarantined: int
    redacted: int
    recorded_at: datetime


class Imports:
    """The imports of every org."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def note(self, org: str, source: str, counts: Counts, now: datetime) -> None:
        """Book an import; `source` is the file's name, without the folders that lead to it."""
        values = {name: getattr(counts, name) for name in COUNTS}
        with self._db.write() as connection:
            connection.execute(insert(t.imports).values(org=org, source=source, recorded_at=now, **values))

    def between(self, org: str, after: datetime | None, until: datetime) -> list[Import]:
        """List imports later than `after` and not later than `until`, in order."""
        where = and_(t.imports.c.org == org, t.imports.c.recorded_at <= until)
        if after is not None:
            where = and_(where, t.imports.c.recorded_at > after)
        columns = (t.imports.c[name] for name in Import.model_fields)
        with self._db.read() as connection:
            rows = connection.execute(select(*columns).where(where).order_by(t.imports.c.seq))
            return [Import.model_validate(dict(row._mapping)) for row in rows]
