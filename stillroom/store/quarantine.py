"""What could not be accepted, kept with its place and reason."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import func, select

from stillroom.store import tables as t
from stillroom.store.database import Database
from stillroom.store.imports import Booking
from stillroom.store.items import insert_ignoring, named


class Refused(Protocol):
    """A row that was refused; its raw text has passed the privacy gate."""

    source: str
    line: int
    field: str
    reason: str
    raw: str
    raw_sha256: str


class Quarantine:
    """The refused rows of every org."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(self, org: str, rows: Sequence[Refused], now: datetime, booking: Booking | None = None) -> int:
        """Keep refused rows, each once per file and line; returns how many are new."""
        names = ("source", "line", "field", "reason", "raw", "raw_sha256")
        values = [{"org": org, "recorded_at": now, **{n: getattr(row, n) for n in names}} for row in rows]
        counting = select(func.count()).select_from(t.quarantine).where(t.quarantine.c.org == org)
        with self._db.write() as connection:
            before = connection.execute(counting).scalar_one()
            insert_ignoring(connection, t.quarantine, values)
            if booking is not None:
                booking.count(connection, quarantined=len(rows))
            return int(connection.execute(counting).scalar_one() - before)

    def recent(self, org: str, *, limit: int = 100) -> list[dict[str, Any]]:
        """List refused rows, newest first, without their raw text."""
        columns = [t.quarantine.c[n] for n in ("seq", "source", "line", "field", "reason", "recorded_at")]
        query = select(*columns).where(t.quarantine.c.org == org).order_by(t.quarantine.c.seq.desc()).limit(limit)
        with self._db.read() as connection:
            return [named(row) for row in connection.execute(query)]

    def count(self, org: str, *, field: str | None = None) -> int:
        """Count refused rows."""
        query = select(func.count()).select_from(t.quarantine).where(t.quarantine.c.org == org)
        if field is not None:
            query = query.where(t.quarantine.c.field == field)
        with self._db.read() as connection:
            return int(connection.execute(query).scalar_one())
