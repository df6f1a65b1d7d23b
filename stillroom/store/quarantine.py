"""What could not be accepted, kept with its place and reason."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, bindparam, func, insert, select, update

from stillroom.errors import NotFound
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
    place: str


LONGEST_NUMBER = 19
SAME = and_(t.resolutions.c.org == t.quarantine.c.org, t.resolutions.c.refused == t.quarantine.c.seq)
# resolutions are never deleted: a replay counts what stood when its run looked
REOPENED = "refused again"
_LATER = t.resolutions.alias()
_AFTER = and_(_LATER.c.refused == t.resolutions.c.refused, _LATER.c.seq > t.resolutions.c.seq)
_SUPERSEDED = select(_LATER.c.seq).where(_LATER.c.org == t.resolutions.c.org, _AFTER).correlate(t.resolutions).exists()
STANDING = and_(SAME, t.resolutions.c.how != REOPENED, ~_SUPERSEDED)
OPEN = ~select(t.resolutions.c.seq).where(STANDING).exists()


class Quarantine:
    """The refused rows of every org."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(self, org: str, rows: Sequence[Refused], now: datetime, booking: Booking | None = None) -> int:
        """Keep refused rows, each once per file and line, and reopen what was mended; returns how many are new."""
        names = ("source", "line", "field", "reason", "raw", "raw_sha256", "place")
        values = [{"org": org, "recorded_at": now, **{n: getattr(row, n) for n in names}} for row in rows]
        counting = select(func.count()).select_from(t.quarantine).where(t.quarantine.c.org == org)
        with self._db.write() as connection:
            _adopt(connection, values)
            before = connection.execute(counting).scalar_one()
            insert_ignoring(connection, t.quarantine, values)
            _reopen(connection, org, values, now)
            if booking is not None:
                booking.count(connection, quarantined=len(rows))
            return int(connection.execute(counting).scalar_one() - before)

    def recent(self, org: str, *, limit: int = 100, resolved: bool = False) -> list[dict[str, Any]]:
        """List refused rows, newest first, without their raw text; those that need nobody any more only if wanted."""
        columns = [t.quarantine.c[n] for n in ("seq", "source", "line", "field", "reason", "recorded_at")]
        query = select(*columns, t.resolutions.c.how.label("resolved"), t.resolutions.c.by.label("resolved_by"))
        query = query.select_from(t.quarantine).outerjoin(t.resolutions, STANDING).where(t.quarantine.c.org == org)
        if not resolved:
            query = query.where(t.resolutions.c.seq.is_(None))
        with self._db.read() as connection:
            return [named(row) for row in connection.execute(query.order_by(t.quarantine.c.seq.desc()).limit(limit))]

    def count(self, org: str, *, field: str | None = None) -> int:
        """Count refused rows that nothing was done about."""
        query = select(func.count()).select_from(t.quarantine).where(t.quarantine.c.org == org, OPEN)
        if field is not None:
            query = query.where(t.quarantine.c.field == field)
        with self._db.read() as connection:
            return int(connection.execute(query).scalar_one())

    def mended(self, org: str, places: Collection[tuple[str, int]], now: datetime) -> int:
        """Mark what was refused at these places, each with a line, as mended; tells how many."""
        with self._db.read() as connection:
            refused = connection.execute(_rows(org, OPEN, _near(places))).fetchall()
        rows = [row for row in refused if (row.place, row.line) in places]
        if rows:
            with self._db.write() as connection:
                _resolve(connection, rows, now, how="mended")
        return len(rows)

    def dismiss(self, org: str, chosen: Sequence[str], by: str, now: datetime) -> dict[str, set[int]]:
        """Mark rows, by number, or all of a source as needing nobody any more; tells the numbers of each choice.

        Raises:
            NotFound: there is none of one choice; then nothing is marked.
        """
        with self._db.write() as connection:
            found = {what: _chosen(connection, org, what) for what in chosen}
            rows = {row.seq: row for some in found.values() for row in some}
            _resolve(connection, list(rows.values()), now, how="dismissed", by=by)
        return {what: {row.seq for row in some} for what, some in found.items()}


def _chosen(connection: Connection, org: str, what: str) -> Sequence[Row[Any]]:
    """Find a row by its number or, where none has it, the rows of a source."""
    by_number = [t.quarantine.c.seq == int(what)] if what.isdecimal() and len(what) < LONGEST_NUMBER else []
    for where in (*by_number, t.quarantine.c.source == what):
        if rows := connection.execute(_rows(org, OPEN, where)).fetchall():
            return rows
    raise NotFound(f"no row {what!r} is in quarantine; `stillroom quarantine` lists number and source of each")


def _adopt(connection: Connection, values: Sequence[dict[str, Any]]) -> None:
    """Give rows of before places were kept the place where they are refused now."""
    one = and_(*(t.quarantine.c[n] == bindparam(f"this_{n}") for n in ("org", "source", "line", "raw_sha256")))
    change = update(t.quarantine).where(one, t.quarantine.c.place == "").values(place=bindparam("this_place"))
    if values:
        connection.execute(change, [{f"this_{n}": value for n, value in row.items()} for row in values])


def _reopen(connection: Connection, org: str, values: Sequence[dict[str, Any]], now: datetime) -> None:
    """Put back on the list what was mended and is refused now; what was dismissed stays off it."""
    refused = {(row["place"], row["line"], row["raw_sha256"]) for row in values}
    if refused:
        mended = select(t.resolutions.c.seq).where(STANDING, t.resolutions.c.how == "mended").exists()
        found = connection.execute(_rows(org, mended, _near({(at, line) for at, line, _ in refused})))
        rows = [row for row in found if (row.place, row.line, row.raw_sha256) in refused]
        _resolve(connection, rows, now, how=REOPENED)


def _rows(org: str, *where: ColumnElement[bool]) -> Select[Any]:
    columns = (t.quarantine.c[n] for n in ("org", "seq", "place", "line", "raw_sha256"))
    return select(*columns).where(t.quarantine.c.org == org, *where)


def _near(places: Collection[tuple[str, int]]) -> ColumnElement[bool]:
    """Narrow the rows down to these places, each with a line; a few others may be among them."""
    lines = [line for _, line in places]
    return and_(t.quarantine.c.place.in_({at for at, _ in places}), t.quarantine.c.line.between(min(lines), max(lines)))


def _resolve(connection: Connection, rows: Sequence[Row[Any]], now: datetime, *, how: str, by: str = "") -> None:
    values = [{"org": row.org, "refused": row.seq, "how": how, "by": by, "recorded_at": now} for row in rows]
    if values:
        connection.execute(insert(t.resolutions), values)
