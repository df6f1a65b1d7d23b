"""Reviews in the database: opening, listing, and the compare-and-set that lets one decision win."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, func, not_, select, update

from stillroom.domain.base import utc_now
from stillroom.domain.reviews import Answer, Review, ReviewState
from stillroom.domain.runs import FINISHED
from stillroom.errors import NotFound, ReviewConflict
from stillroom.store import tables as t
from stillroom.store.database import Database
from stillroom.store.items import beginning, chunks, insert_ignoring
from stillroom.store.journal import enter

UNDECIDED = {"state": "open", "answer": None, "decided_by": "", "decided_at": None, "deferred_until": None}
REVIEW_COLUMNS = tuple(c for c in t.reviews.c if c.name in Review.model_fields)


def review_of(row: Any) -> Review:
    """Read a review's row."""
    return Review.model_validate(dict(row._mapping))


class Reviews:
    """The reviews of every org."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def get(self, org: str, review_id: str) -> Review:
        """Fetch one review; the start of an id is enough when it is unique.

        Raises:
            NotFound: no review of the org has that id.
        """
        query = select(*REVIEW_COLUMNS).where(t.reviews.c.org == org)
        with self._db.read() as connection:
            rows = beginning(connection, query, t.reviews.c.id, review_id)
        if len(rows) != 1:
            what = "no review" if not rows else "more than one review"
            raise NotFound(f"{what} {review_id!r} in org {org!r}; `stillroom review` lists the open ones")
        return review_of(rows[0])

    def find(
        self,
        org: str,
        *,
        states: Sequence[ReviewState] = ("open",),
        run_id: str | None = None,
        limit: int | None = 1000,
    ) -> list[Review]:
        """List reviews, most urgent first."""
        where = and_(t.reviews.c.org == org, t.reviews.c.state.in_(states))
        if run_id is not None:
            where = and_(where, t.reviews.c.run_id == run_id)
        query = select(*REVIEW_COLUMNS).where(where)
        with self._db.read() as connection:
            rows = connection.execute(query.order_by(t.reviews.c.priority.desc(), t.reviews.c.id).limit(limit))
            return [review_of(row) for row in rows]

    def many(self, org: str, ids: Iterable[str]) -> dict[str, Review]:
        """Fetch reviews by id."""
        found: dict[str, Review] = {}
        with self._db.read() as connection:
            for chunk in chunks(ids):
                query = select(*REVIEW_COLUMNS).where(t.reviews.c.org == org, t.reviews.c.id.in_(chunk))
                found.update((row.id, review_of(row)) for row in connection.execute(query))
        return found

    def count(self, org: str, *, states: Sequence[ReviewState] = ("open",), run_id: str | None = None) -> int:
        """Count reviews in some states."""
        where = and_(t.reviews.c.org == org, t.reviews.c.state.in_(states))
        if run_id is not None:
            where = and_(where, t.reviews.c.run_id == run_id)
        with self._db.read() as connection:
            return int(connection.execute(select(func.count()).select_from(t.reviews).where(where)).scalar_one())

    def held_ids(self, org: str) -> set[str]:
        """List the items that an undecided or not yet applied review is about."""
        join = and_(t.reviews.c.org == t.review_items.c.org, t.reviews.c.id == t.review_items.c.review_id)
        query = select(t.review_items.c.item_id).join(t.reviews, join)
        where = and_(t.reviews.c.org == org, t.reviews.c.state.in_(("open", "waiting", "decided")))
        with self._db.read() as connection:
            return set(connection.execute(query.where(where)).scalars())

    def decide(self, review: Review, answer: Answer, now: datetime) -> Review:
        """Record a decision; of several at once exactly one wins.

        Raises:
            ReviewConflict: it was decided before; the message says by whom and when.
        """
        where = and_(
            t.reviews.c.org == review.org,
            t.reviews.c.id == review.id,
            t.reviews.c.state.in_(("open", "waiting")),
            t.reviews.c.shown_sha256 == review.shown_sha256,
        )
        values = {
            "state": "decided",
            "answer": answer.model_dump(mode="json"),
            "decided_by": answer.by,
            "decided_at": now,
        }
        with self._db.write() as connection:
            won = connection.execute(update(t.reviews).where(where).values(**values)).rowcount == 1
            if won:
                enter(connection, review.org, "decided", [review.id], now)
        return self._after(review, won=won)

    def defer(self, review: Review, until: datetime, *, by: str = "") -> Review:
        """Put a review off: both sides stay live and marked, and it comes up again.

        Raises:
            ReviewConflict: it was decided before.
        """
        where = and_(
            t.reviews.c.org == review.org, t.reviews.c.id == review.id, t.reviews.c.state.in_(("open", "waiting"))
        )
        now = utc_now()
        values = {"state": "waiting", "deferred_until": until, "decided_by": by, "decided_at": now}
        change = update(t.reviews).where(where).values(**values)
        with self._db.write() as connection:
            won = connection.execute(change).rowcount == 1
            if won:
                reach = {"until": until.isoformat(), "by": by}
                enter(connection, review.org, "deferred", [review.id], now, reach=reach)
        return self._after(review, won=won)

    def reopen(self, review: Review) -> None:
        """Take back that a review was decided or put off."""
        where = and_(t.reviews.c.org == review.org, t.reviews.c.id == review.id, t.reviews.c.state != "applied")
        with self._db.write() as connection:
            connection.execute(update(t.reviews).where(where).values(**UNDECIDED))

    def is_due(self, org: str, now: datetime) -> bool:
        """Is there an answer whose run has ended, or a question that may be asked while none is open?"""
        ours = select(t.reviews.c.id).where(t.reviews.c.org == org).limit(1)
        put_off = and_(t.reviews.c.deferred_until.is_not(None), t.reviews.c.deferred_until > now)
        asked = ours.where(t.reviews.c.state == "open")
        waiting = ours.where(t.reviews.c.state == "waiting", not_(put_off))
        with self._db.read() as connection:
            answered = connection.execute(self._orphans(org).limit(1)).first()
            return bool(answered or (not connection.execute(asked).first() and connection.execute(waiting).first()))

    def take_over(self, org: str, run_id: str) -> None:
        """Give a run the answers whose own run has ended, so that it carries them out."""
        with self._db.write() as connection:
            ids = [row.id for row in connection.execute(self._orphans(org))]
            _give(connection, org, run_id, ids)

    def give(self, org: str, run_id: str, ids: Sequence[str]) -> None:
        """Give some reviews to another run."""
        with self._db.write() as connection:
            _give(connection, org, run_id, ids)

    def _orphans(self, org: str) -> Select[tuple[str]]:
        ended = and_(t.runs.c.org == org, t.runs.c.status.in_(FINISHED))
        where = and_(t.reviews.c.org == org, t.reviews.c.state == "decided")
        return select(t.reviews.c.id).where(where, t.reviews.c.run_id.in_(select(t.runs.c.id).where(ended)))

    def ask(self, org: str, run_id: str, ids: Iterable[str]) -> None:
        """Take waiting reviews into a run's questions."""
        with self._db.write() as connection:
            for chunk in chunks(ids):
                where = and_(t.reviews.c.org == org, t.reviews.c.id.in_(chunk), t.reviews.c.state == "waiting")
                connection.execute(update(t.reviews).where(where).values(state="open", run_id=run_id))
                enter(connection, org, "asked", chunk, utc_now(), run_id=run_id)

    def _after(self, review: Review, *, won: bool) -> Review:
        """Fetch a review as it is now; who lost is told to whom."""
        current = self.get(review.org, review.id)
        if not won:
            when = current.decided_at.isoformat(timespec="seconds") if current.decided_at else "meanwhile"
            by = current.decided_by or "the run itself"
            what = current.answer.decision if current.answer else current.state
            raise ReviewConflict(f"review {review.id} was already decided by {by!r} ({when}): {what}")
        return current


def _give(connection: Connection, org: str, run_id: str, ids: Sequence[str]) -> None:
    for chunk in chunks(ids):
        where = and_(t.reviews.c.org == org, t.reviews.c.id.in_(chunk))
        connection.execute(update(t.reviews).where(where).values(run_id=run_id))
        enter(connection, org, "taken", chunk, utc_now(), run_id=run_id)


def insert_reviews(connection: Connection, reviews: Sequence[Review]) -> None:
    """Store new reviews; one that is there stays as it is."""
    if not reviews:
        return
    last = connection.execute(select(func.max(t.reviews.c.seq))).scalar() or 0
    categories = _categories(connection, reviews)
    rows = [{**_row(review, last + n), "category": categories[n - 1]} for n, review in enumerate(reviews, start=1)]
    insert_ignoring(connection, t.reviews, rows)
    members = [(review.org, review.id, item_id) for review in reviews for item_id in review.question.item_ids]
    about = [dict(zip(("org", "review_id", "item_id"), member, strict=True)) for member in members]
    insert_ignoring(connection, t.review_items, about)


def _categories(connection: Connection, reviews: Sequence[Review]) -> list[str]:
    """Find each review's category: that of the first item it is about."""
    found: dict[tuple[str, str], str] = {}
    for chunk in chunks({review.question.item_ids[0] for review in reviews}):
        query = select(t.items.c.org, t.items.c.id, t.items.c.category).where(t.items.c.id.in_(chunk))
        query = query.where(t.items.c.org.in_({review.org for review in reviews}))
        found.update(((row.org, row.id), row.category) for row in connection.execute(query))
    return [found.get((review.org, review.question.item_ids[0]), "") for review in reviews]


def _row(review: Review, seq: int) -> dict[str, Any]:
    return {
        **{c.name: getattr(review, c.name) for c in REVIEW_COLUMNS},
        "question": review.question.model_dump(mode="json"),
        "draft": review.draft.model_dump(mode="json") if review.draft else None,
        "answer": None,
        "priority": review.question.priority,
        "reason": review.question.reason,
        "size": len(review.question.item_ids),
        "decided_by": "",
        "seq": seq,
    }
