"""What came of items in use: the remarks on them, and the scores these add up to."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import and_, func, select

from stillroom.store import tables as t
from stillroom.store.database import Database
from stillroom.store.items import chunks, set_quality
from stillroom.store.journal import enter
from stillroom.store.runs import set_mark

FOLDED = "signals_folded"


class Remark(NamedTuple):
    """One signal that an agent or a person gave."""

    seq: int
    item_id: str
    type: str
    payload: Any
    recorded_at: datetime


class Use:
    """Remarks on the items of every org, and how far they were added up."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def fresh(self, org: str) -> tuple[set[str], int]:
        """List the items that were remarked on since the last pass, and how far this one goes."""
        given = and_(t.signals.c.org == org, t.signals.c.run_id == "")
        with self._db.read() as connection:
            known = select(t.marks.c.value).where(t.marks.c.org == org, t.marks.c.name == FOLDED)
            last = connection.execute(known).scalar() or 0
            query = select(t.signals.c.item_id, func.max(t.signals.c.seq)).where(given, t.signals.c.seq > last)
            rows = connection.execute(query.group_by(t.signals.c.item_id)).fetchall()
        return {row[0] for row in rows}, max((row[1] for row in rows), default=last)

    def remarks(self, org: str, ids: Iterable[str]) -> list[Remark]:
        """List all remarks on some items, oldest first."""
        columns = (t.signals.c[name] for name in Remark._fields)
        query = select(*columns).where(t.signals.c.org == org, t.signals.c.run_id == "").order_by(t.signals.c.seq)
        with self._db.read() as connection:
            return [
                Remark(*row)
                for chunk in chunks(ids)
                for row in connection.execute(query.where(t.signals.c.item_id.in_(chunk)))
            ]

    def conflicts(self, org: str, ids: Iterable[str]) -> dict[str, tuple[int, datetime | None]]:
        """Count the undecided reviews about each item, and tell when the last one was decided."""
        join = and_(t.reviews.c.org == t.review_items.c.org, t.reviews.c.id == t.review_items.c.review_id)
        undecided = t.reviews.c.state.in_(("open", "waiting"))
        query = (
            select(t.review_items.c.item_id, func.count().filter(undecided), func.max(t.reviews.c.decided_at))
            .join(t.reviews, join)
            .where(t.review_items.c.org == org)
            .group_by(t.review_items.c.item_id)
        )
        with self._db.read() as connection:
            return {
                row[0]: (int(row[1]), row[2])
                for chunk in chunks(ids)
                for row in connection.execute(query.where(t.review_items.c.item_id.in_(chunk)))
            }

    def keep(self, org: str, scores: dict[str, float], folded: int, now: datetime) -> None:
        """Store the scores and how far the remarks went into them, in one transaction."""
        with self._db.write() as connection:
            set_quality(connection, org, scores)
            set_mark(connection, org, FOLDED, folded)
            if scores:
                enter(connection, org, "folded", [FOLDED], now, reach={"signals": folded})
