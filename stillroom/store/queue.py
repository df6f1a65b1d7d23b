"""The queue of open reviews as an inbox shows it: a page at a time, by index, with what it can be filtered by."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, and_, distinct, exists, func, insert, or_, select, update

from stillroom.domain.accounts import Remark
from stillroom.domain.reviews import Review
from stillroom.store import tables as t
from stillroom.store.database import Database
from stillroom.store.journal import enter
from stillroom.store.reviews import REVIEW_COLUMNS, UNDECIDED

Size = Literal["one", "pair", "many"]
Order = Literal["priority", "age"]
_SIZES: dict[Size, ColumnElement[bool]] = {
    "one": t.reviews.c.size == 1,
    "pair": t.reviews.c.size == 2,
    "many": t.reviews.c.size > 2,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which reviews are wanted, and in which order; what is empty does not matter."""

    reason: str = ""
    category: str = ""
    size: Size | None = None
    run_id: str = ""
    order: Order = "priority"


class Entry(NamedTuple):
    """A review in the queue, with what the queue says of it."""

    review: Review
    category: str


class Facet(NamedTuple):
    """How many open reviews have a reason, a category and a size."""

    reason: str
    category: str
    size: Size
    reviews: int


class Queue:
    """The open reviews of every org, in the order in which they want a person."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def page(self, org: str, wanted: Wanted, *, after: Review | None = None, limit: int = 50) -> list[Entry]:
        """List open reviews behind `after`."""
        where = and_(_open(org), *_fitting(wanted))
        if after is not None:
            where = and_(where, _behind(after, wanted.order))
        query = select(*REVIEW_COLUMNS, t.reviews.c.category).where(where).order_by(*_ordered(wanted.order))
        with self._db.read() as connection:
            return [_entry(row) for row in connection.execute(query.limit(limit))]

    def facets(self, org: str) -> list[Facet]:
        """Count the open reviews by what they can be filtered by."""
        columns = (t.reviews.c.reason, t.reviews.c.category, t.reviews.c.size)
        query = select(*columns, func.count()).where(_open(org)).group_by(*columns)
        with self._db.read() as connection:
            return [Facet(row[0], row[1], _size(row[2]), int(row[3])) for row in connection.execute(query)]

    def decided_runs(self) -> list[tuple[str, str, datetime]]:
        """List (org, run id, time of the last decision) of runs that wait though a decision is there."""
        join = and_(t.runs.c.org == t.reviews.c.org, t.runs.c.id == t.reviews.c.run_id)
        query = (
            select(t.reviews.c.org, t.reviews.c.run_id, func.max(t.reviews.c.decided_at))
            .join(t.runs, join)
            .where(t.reviews.c.state == "decided", t.runs.c.status == "awaiting_review")
            .group_by(t.reviews.c.org, t.reviews.c.run_id)
        )
        with self._db.read() as connection:
            return [(row[0], row[1], row[2]) for row in connection.execute(query)]

    def reopen(self, org: str, review_id: str, by: str, now: datetime) -> bool:
        """Take a person's own decision back while its run still waits; False when it is too late."""
        waiting = exists().where(
            t.runs.c.org == t.reviews.c.org, t.runs.c.id == t.reviews.c.run_id, t.runs.c.status == "awaiting_review"
        )
        where = and_(
            t.reviews.c.org == org,
            t.reviews.c.id == review_id,
            t.reviews.c.state.in_(("decided", "waiting")),
            t.reviews.c.decided_by == by,
            waiting,
        )
        with self._db.write() as connection:
            done = connection.execute(update(t.reviews).where(where).values(**UNDECIDED)).rowcount == 1
            if done:
                enter(connection, org, "reopened", [review_id], now)
        return done

    def remark(self, org: str, review_id: str, remark: Remark) -> None:
        """Append what somebody wrote about a review."""
        with self._db.write() as connection:
            row = {"org": org, "review_id": review_id, **remark.model_dump()}
            connection.execute(insert(t.review_remarks).values(**row))

    def remarks(self, org: str, review_id: str) -> list[Remark]:
        """List what was written about a review, oldest first."""
        columns = (t.review_remarks.c[name] for name in Remark.model_fields)
        where = and_(t.review_remarks.c.org == org, t.review_remarks.c.review_id == review_id)
        query = select(*columns).where(where).order_by(t.review_remarks.c.seq)
        with self._db.read() as connection:
            return [Remark.model_validate(dict(row._mapping)) for row in connection.execute(query)]

    def orgs(self, names: Iterable[str]) -> dict[str, int]:
        """Count the open reviews of some orgs."""
        wanted = set(names)
        query = select(t.reviews.c.org, func.count(distinct(t.reviews.c.id))).where(
            t.reviews.c.org.in_(wanted), t.reviews.c.state == "open"
        )
        with self._db.read() as connection:
            found = {row[0]: int(row[1]) for row in connection.execute(query.group_by(t.reviews.c.org))}
        return {name: found.get(name, 0) for name in sorted(wanted)}


def _open(org: str) -> ColumnElement[bool]:
    return and_(t.reviews.c.org == org, t.reviews.c.state == "open")


def _fitting(wanted: Wanted) -> list[ColumnElement[bool]]:
    given = ((t.reviews.c.reason, wanted.reason), (t.reviews.c.category, wanted.category))
    found: list[ColumnElement[bool]] = [column == value for column, value in given if value]
    if wanted.run_id:
        found.append(t.reviews.c.run_id == wanted.run_id)
    return [*found, _SIZES[wanted.size]] if wanted.size else found


def _behind(after: Review, order: Order) -> ColumnElement[bool]:
    if order == "age":
        opened = t.reviews.c.opened_at
        return and_(opened >= after.opened_at, or_(opened > after.opened_at, t.reviews.c.id > after.id))
    priority, at = t.reviews.c.priority, after.question.priority
    # the first half lets the index begin where the page before ended
    return and_(priority <= at, or_(priority < at, t.reviews.c.id > after.id))


def _ordered(order: Order) -> tuple[ColumnElement[Any], ...]:
    first = t.reviews.c.opened_at if order == "age" else t.reviews.c.priority.desc()
    return first, t.reviews.c.id


def _size(count: int) -> Size:
    return "one" if count == 1 else "pair" if count == 2 else "many"


def _entry(row: Any) -> Entry:
    values = dict(row._mapping)
    category = values.pop("category")
    return Entry(Review.model_validate(values), category)
