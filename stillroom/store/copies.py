"""Rows taken over from one database into another, whatever the two are."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, bindparam, func, insert, select, text, update

from stillroom.domain.runs import Run
from stillroom.store import tables as t
from stillroom.store.database import Database
from stillroom.store.items import chunks
from stillroom.store.journal import ARRIVALS

PAGE = 5000
# what is derived in a copy is numbered behind all that was contributed, so that no number is taken
BEHIND = 2**40
Row = dict[str, Any]
Change = Callable[[Row], Row | None]

_AS_CONTRIBUTED: Row = {
    "state": "pending",
    "expired_at": None,
    "superseded_by": None,
    "contested": False,
    "worked_hash": None,
    "worked_run": None,
}


def rows(database: Database, table: Table, *conditions: ColumnElement[bool]) -> list[Row]:
    """Fetch rows by column name, in order of their key."""
    query = select(table).where(and_(*conditions)).order_by(*table.primary_key.columns)
    with database.read() as connection:
        return [_plain(row) for row in connection.execute(query).mappings()]


class Arrivals:
    """Lets into a fresh database, bit by bit, what came into another from outside.

    Items arrive as they were contributed, with their vectors and their place in the order of arrival;
    signals of people and agents and rows of the quarantine as they are, these by the numbers that resolutions name.
    """

    def __init__(
        self, source: Database, target: Database, org: str, *, derived: Collection[str], qualities: Mapping[str, Any]
    ) -> None:
        """Name what did not come from outside, and the qualities that items had."""
        self._source, self._target, self._org = source, target, org
        self._derived, self._qualities = derived, qualities
        self._reach = {str(table.name): 0 for table in ARRIVALS}
        with target.write() as connection:
            connection.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES ('items', :n)"), {"n": BEHIND})

    def up_to(self, reach: Mapping[str, int]) -> None:
        """Let in what had come by then, of what is named."""
        changes = (self._as_contributed, _from_outside, None, _unnumbered)
        for table, change in zip(ARRIVALS, changes, strict=True):
            name = str(table.name)
            if name not in reach:
                continue
            between = and_(table.c.org == self._org, table.c.seq > self._reach[name], table.c.seq <= reach[name])
            self._take(table, between, change)
            if table is t.items:
                members = select(t.items.c.id).where(between)
                where = and_(t.embeddings.c.org == self._org, t.embeddings.c.item_id.in_(members))
                self._take(t.embeddings, where, lambda row: None if row["item_id"] in self._derived else row)
            self._reach[name] = max(self._reach[name], reach[name])

    def last(self) -> dict[str, int]:
        """Tell how much there is."""
        with self._source.read() as connection:
            return {str(n.name): connection.execute(select(func.max(n.c.seq))).scalar() or 0 for n in ARRIVALS}

    def follow(self, ids: Collection[str]) -> None:
        """Give items that were derived here the numbers and vectors that they have there."""
        change = update(t.items).where(t.items.c.org == self._org, t.items.c.id == bindparam("this_id"))
        for chunk in chunks(ids):
            known = rows(self._source, t.items, t.items.c.org == self._org, t.items.c.id.in_(chunk))
            numbers = [{"this_id": row["id"], "number": row["seq"]} for row in known]
            with self._target.write() as connection:
                if numbers:
                    connection.execute(change.values(seq=bindparam("number")), numbers)
            self._take(t.embeddings, and_(t.embeddings.c.org == self._org, t.embeddings.c.item_id.in_(chunk)))

    def answers(self, run: Run) -> None:
        """Give the answers that a run stands on; of one that was stopped also those that came too late."""
        of_run = and_(t.run_answers.c.org == run.org, t.run_answers.c.run_id == run.id)
        used = select(t.run_answers.c.key).where(of_run)
        self._take(t.answers, and_(t.answers.c.org == run.org, t.answers.c.key.in_(used)))
        if run.status == "stopped":
            self._take(t.run_answers, of_run)

    def _take(self, table: Table, where: ColumnElement[bool], change: Change | None = None) -> None:
        with self._source.read() as reading, self._target.write() as writing:
            _copy(reading, writing, table, where, change)

    def _as_contributed(self, row: Row) -> Row | None:
        if row["id"] in self._derived:
            return None
        return {**row, **_AS_CONTRIBUTED, "quality": self._qualities.get(row["id"], row["quality"])}


def _copy(
    reading: Connection, writing: Connection, table: Table, where: ColumnElement[bool], change: Change | None = None
) -> None:
    streamed = reading.execute(select(table).where(where), execution_options={"yield_per": PAGE})
    for page in streamed.mappings().partitions():
        plain = map(_plain, page)
        kept = [row for row in (map(change, plain) if change else plain) if row is not None]
        if kept:
            writing.execute(insert(table), kept)


def _plain(row: Mapping[Any, Any]) -> Row:
    return {str(name): value for name, value in row.items()}


def _unnumbered(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "seq"}


def _from_outside(row: Row) -> Row | None:
    return None if row["run_id"] else _unnumbered(row)
