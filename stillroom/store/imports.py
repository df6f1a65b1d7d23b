"""The books of every import: how many rows were read, and what became of them."""

from datetime import datetime

from sqlalchemy import and_, insert, select

from stillroom.domain.base import Value
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


class Imports:
    """The imports of every org."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def note(self, org: str, booked: Import) -> None:
        """Book an import."""
        with self._db.write() as connection:
            connection.execute(insert(t.imports).values(org=org, **booked.model_dump()))

    def between(self, org: str, after: datetime | None, until: datetime) -> list[Import]:
        """List imports later than `after` and not later than `until`, in order."""
        where = and_(t.imports.c.org == org, t.imports.c.recorded_at <= until)
        if after is not None:
            where = and_(where, t.imports.c.recorded_at > after)
        columns = (t.imports.c[name] for name in Import.model_fields)
        with self._db.read() as connection:
            rows = connection.execute(select(*columns).where(where).order_by(t.imports.c.seq))
            return [Import.model_validate(dict(row._mapping)) for row in rows]
