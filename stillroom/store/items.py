"""Items in the database: adding, reading, finding what is live and what is new."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Column, Connection, Row, Select, and_, bindparam, func, insert, or_, select, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from stillroom.domain.items import Item
from stillroom.errors import NotFound
from stillroom.store import tables as t
from stillroom.store.database import Database
from stillroom.store.imports import Booking

CHUNK = 500
ITEM_COLUMNS = tuple(c for c in t.items.c if c.name in Item.model_fields)
LIVE = and_(t.items.c.expired_at.is_(None), t.items.c.state.in_(("approved", "pending")))
SERVED = and_(t.items.c.expired_at.is_(None), t.items.c.state == "approved")
UNWORKED = or_(t.items.c.worked_hash.is_(None), t.items.c.worked_hash != t.items.c.content_hash)


@dataclass(frozen=True, slots=True)
class AddResult:
    """What became of a batch: how many were new, how many known, and where an id is taken by other content."""

    added: int
    known: int
    conflicts: tuple[int, ...]


def insert_ignoring(connection: Connection, table: Any, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows; a row whose key is there already changes nothing."""
    if not rows:
        return
    dialect_insert = sqlite_insert if connection.dialect.name == "sqlite" else pg_insert
    connection.execute(dialect_insert(table).on_conflict_do_nothing(), list(rows))


def set_quality(connection: Connection, org: str, scores: Mapping[str, float]) -> None:
    """Write qualities by item id."""
    change = update(t.items).where(t.items.c.org == org, t.items.c.id == bindparam("this_id"))
    if rows := [{"this_id": item_id, "score": score} for item_id, score in scores.items()]:
        connection.execute(change.values(quality=bindparam("score")), rows)


def chunks(values: Iterable[str]) -> Iterator[list[str]]:
    """Cut ids into lists that fit a statement's parameters."""
    ordered = list(values)
    for start in range(0, len(ordered), CHUNK):
        yield ordered[start : start + CHUNK]


def item_of(row: Row[Any]) -> Item:
    """Read an item; the store wrote it, so it is not validated again."""
    values = dict(row._mapping)
    for name in ("tags", "files"):
        values[name] = tuple(values[name])
    return Item.model_construct(**values)


def beginning(connection: Connection, query: Select[Any], column: Column[str], given: str) -> list[Row[Any]]:
    """Fetch the row of an id, or else those whose id begins so; of these two at the most."""
    exact = connection.execute(query.where(column == given)).fetchall()
    # no index serves this: it reads the whole org
    begun = query.where(column.startswith(given, autoescape=True)).limit(2)
    return list(exact or connection.execute(begun).fetchall())


def named(row: Any) -> dict[str, Any]:
    """Give a row's values by column name, in plain strings that any JSON writer takes."""
    return {str(name): value for name, value in row._mapping.items()}


def row_of(item: Item) -> dict[str, Any]:
    """Write an item as a row; `seq` comes from the database."""
    return {c.name: getattr(item, c.name) for c in ITEM_COLUMNS if c.name != "seq"}


class Items:
    """The items of every org."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def add(self, org: str, items: Sequence[Item], booking: Booking | None = None) -> AddResult:
        """Add a batch in one transaction; a known id is counted, or a conflict when its content differs."""
        fresh: dict[str, Item] = {}
        conflicts: list[int] = []
        with self._db.write() as connection:
            present = self._hashes(connection, org, {i.id for i in items})
            for n, item in enumerate(items):
                known_hash = fresh[item.id].content_hash if item.id in fresh else present.get(item.id)
                if known_hash is None:
                    fresh[item.id] = item
                elif known_hash != item.content_hash:
                    conflicts.append(n)
            known = len(items) - len(fresh) - len(conflicts)
            if fresh:
                connection.execute(insert(t.items), [row_of(i) for i in fresh.values()])
            if booking is not None:
                booking.count(connection, added=len(fresh), known=known)
        return AddResult(len(fresh), known, tuple(conflicts))

    def get(self, org: str, item_id: str) -> Item:
        """Fetch one item, live or not.

        Raises:
            NotFound: the org has none of that id.
        """
        found = self.many(org, [item_id])
        if not found:
            raise NotFound(f"no item {item_id!r} in org {org!r}; `stillroom search` finds ids by text")
        return found[item_id]

    def many(self, org: str, ids: Iterable[str]) -> dict[str, Item]:
        """Fetch items by id."""
        found: dict[str, Item] = {}
        with self._db.read() as connection:
            for chunk in chunks(ids):
                query = select(*ITEM_COLUMNS).where(t.items.c.org == org, t.items.c.id.in_(chunk))
                found.update((row.id, item_of(row)) for row in connection.execute(query))
        return found

    def stream(self, org: str, *, live_only: bool = True, pending: bool = True) -> Iterator[Item]:
        """Walk through the items in order of arrival, a page at a time."""
        query = select(*ITEM_COLUMNS).where(t.items.c.org == org)
        if live_only:
            query = query.where(LIVE if pending else SERVED)
        last = 0
        while True:
            with self._db.read() as connection:
                page = connection.execute(
                    query.where(t.items.c.seq > last).order_by(t.items.c.seq).limit(1000)
                ).fetchall()
            if not page:
                return
            yield from map(item_of, page)
            last = page[-1].seq

    def new(self, org: str, *, category: str | None, since: datetime | None, limit: int) -> list[Item]:
        """List contributions that no run has worked in their present content and no open review holds."""
        query = self._new(select(*ITEM_COLUMNS), org, category, since)
        with self._db.read() as connection:
            rows = connection.execute(query.order_by(t.items.c.seq).limit(limit)).fetchall()
        return [item_of(row) for row in rows]

    def count_new(self, org: str, *, category: str | None, since: datetime | None) -> int:
        """Count what `new` would list without a limit."""
        query = self._new(select(func.count()), org, category, since)
        with self._db.read() as connection:
            return int(connection.execute(query).scalar_one())

    def live_ids(self, org: str, categories: Sequence[str] | None = None) -> list[tuple[str, str]]:
        """List (id, category) of the contributions that are served, in order of arrival."""
        query = select(t.items.c.id, t.items.c.category).where(
            t.items.c.org == org, SERVED, t.items.c.origin == "contributed"
        )
        if categories is not None:
            query = query.where(t.items.c.category.in_(categories))
        with self._db.read() as connection:
            return [(r.id, r.category) for r in connection.execute(query.order_by(t.items.c.seq))]

    def same_content(self, org: str, hashes: Iterable[str]) -> list[str]:
        """List ids of served contributions with one of these content hashes."""
        query = select(t.items.c.id).where(t.items.c.org == org, SERVED, t.items.c.origin == "contributed")
        return self._listed(query, t.items.c.content_hash, hashes)

    def served_ids(self, org: str) -> set[str]:
        """List the ids of everything agents are served: the vector index must hold just these."""
        query = select(t.items.c.id).where(t.items.c.org == org, SERVED)
        with self._db.read() as connection:
            return set(connection.execute(query).scalars())

    def served_among(self, org: str, ids: Sequence[str]) -> list[str]:
        """List those of some ids that agents are served."""
        return self._listed(select(t.items.c.id).where(t.items.c.org == org, SERVED), t.items.c.id, ids)

    def counts(self, org: str) -> dict[str, int]:
        """Count items by state; `live` and `derived` count what is served."""
        with self._db.read() as connection:
            by_state = {
                row[0]: int(row[1])
                for row in connection.execute(
                    select(t.items.c.state, func.count()).where(t.items.c.org == org).group_by(t.items.c.state)
                )
            }
            served = select(t.items.c.origin, func.count()).where(t.items.c.org == org, SERVED)
            by_origin = {row[0]: int(row[1]) for row in connection.execute(served.group_by(t.items.c.origin))}
        return {**by_state, "live": sum(by_origin.values()), "derived": by_origin.get("derived", 0)}

    def set_quality(self, org: str, scores: dict[str, float]) -> None:
        """Store measured qualities."""
        with self._db.write() as connection:
            set_quality(connection, org, scores)

    def vectors(self, org: str, ids: Sequence[str], model: str, dim: int = 0) -> tuple[list[str], NDArray[np.float32]]:
        """Fetch the stored embeddings among `ids`: the ids that have one, and their rows (n, dim).

        Left out, `dim` is what is stored: asking the embedder for it may need its server.
        """
        blobs: dict[str, bytes] = {}
        with self._db.read() as connection:
            for chunk in chunks(ids):
                query = select(t.embeddings.c.item_id, t.embeddings.c.vector).where(
                    t.embeddings.c.org == org,
                    t.embeddings.c.model == model,
                    t.embeddings.c.item_id.in_(chunk),
                )
                blobs.update((r.item_id, r.vector) for r in connection.execute(query))
        present = [i for i in ids if i in blobs]
        flat = np.frombuffer(b"".join(blobs[i] for i in present), dtype=np.float32)
        return present, flat.reshape(len(present), dim or len(flat) // max(1, len(present)))

    def embedded(self, org: str, ids: Sequence[str], model: str) -> set[str]:
        """List those of some ids that have a stored embedding of a model."""
        has = select(t.embeddings.c.item_id).where(t.embeddings.c.org == org, t.embeddings.c.model == model)
        return set(self._listed(has, t.embeddings.c.item_id, ids))

    def dim_of_vectors(self, org: str, model: str) -> int:
        """Tell the length of the stored embeddings of a model; 0 when there is none."""
        query = select(t.embeddings.c.vector).where(t.embeddings.c.org == org, t.embeddings.c.model == model)
        with self._db.read() as connection:
            return len(connection.execute(query.limit(1)).scalar() or b"") // np.dtype(np.float32).itemsize

    def keep_vectors(self, org: str, ids: Sequence[str], model: str, vectors: NDArray[np.float32]) -> None:
        """Store embeddings, one row an item."""
        rows = [
            {"org": org, "item_id": i, "model": model, "vector": v.tobytes()} for i, v in zip(ids, vectors, strict=True)
        ]
        with self._db.write() as connection:
            insert_ignoring(connection, t.embeddings, rows)

    def _listed(self, query: Select[Any], column: Column[str], among: Iterable[str]) -> list[str]:
        with self._db.read() as connection:
            found = (connection.execute(query.where(column.in_(chunk))).scalars() for chunk in chunks(among))
            return [one for page in found for one in page]

    def _hashes(self, connection: Connection, org: str, ids: Iterable[str]) -> dict[str, str]:
        found: dict[str, str] = {}
        for chunk in chunks(sorted(ids)):
            query = select(t.items.c.id, t.items.c.content_hash).where(t.items.c.org == org, t.items.c.id.in_(chunk))
            found.update((r.id, r.content_hash) for r in connection.execute(query))
        return found

    def _new(self, query: Select[Any], org: str, category: str | None, since: datetime | None) -> Select[Any]:
        held = (
            select(t.review_items.c.item_id)
            .join(
                t.reviews,
                and_(t.reviews.c.org == t.review_items.c.org, t.reviews.c.id == t.review_items.c.review_id),
            )
            .where(t.reviews.c.org == org, t.reviews.c.state.in_(("open", "waiting", "decided")))
        )
        query = query.where(
            t.items.c.org == org, LIVE, UNWORKED, t.items.c.origin == "contributed", t.items.c.id.not_in(held)
        )
        if category is not None:
            query = query.where(t.items.c.category == category)
        if since is not None:
            query = query.where(func.coalesce(t.items.c.observed_at, t.items.c.recorded_at) >= since)
        return query
