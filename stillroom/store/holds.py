"""Holds: what is taken out of service with all that stands on it, and put back."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, insert, select, update

from stillroom.domain.base import digest
from stillroom.errors import NotFound
from stillroom.store import tables as t
from stillroom.store.database import Database
from stillroom.store.items import LIVE, chunks, insert_ignoring
from stillroom.store.journal import enter

# a derived item says what these sources say; what merely replaces another says something of its own
_STANDS_ON = ("summarized_from", "merged_from", "learned_from")
_DOWN = ("held", "rejected")


class Holds:
    """Items of every org that a person took out of service."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def hold(self, org: str, item_id: str, *, by: str, why: str, now: datetime) -> list[str]:
        """Take an item and all that stands on it out of service; what else these stood on is worked again.

        Returns:
            The ids of what was live and is held now.

        Raises:
            NotFound: the org has no such item.
        """
        detail = {"by": by, "why": why}
        with self._db.write() as connection:
            _ensure(connection, org, item_id)
            held = _set_state(connection, org, [item_id], LIVE, "held")
            _chronicle(connection, org, [(i, "held", detail) for i in held], now)
            _deliver(connection, org, held, now)
            held += take_down(connection, org, [item_id], detail, now)
            enter(connection, org, "held", [item_id], now, reach=detail)
        return held

    def release(self, org: str, item_id: str, *, by: str, now: datetime) -> list[str]:
        """Put an item back, and what was held because of it unless another of its sources is down.

        Returns:
            The ids of what is served again.

        Raises:
            NotFound: the org has no such item.
        """
        with self._db.write() as connection:
            _ensure(connection, org, item_id)
            back = _set_state(connection, org, [item_id], t.items.c.state == "held", "approved")
            standing = _standing_on(connection, org, [item_id])
            down = _sources_down(connection, org, standing)
            free = [i for i in standing if i not in down]
            back += _set_state(connection, org, free, t.items.c.state == "held", "approved")
            _chronicle(connection, org, [(i, "released", {"by": by}) for i in back], now)
            _rework(connection, org, {item_id})
            _deliver(connection, org, back, now)
            enter(connection, org, "released", [item_id], now, reach={"by": by})
        return back


def take_down(
    connection: Connection, org: str, ids: Collection[str], detail: dict[str, Any], now: datetime, run_id: str = ""
) -> list[str]:
    """Hold what stands on items that went out of service; their other sources are worked again."""
    standing = _standing_on(connection, org, ids)
    held = _set_state(connection, org, standing, LIVE, "held")
    events = [(i, "held", {**detail, "because": sorted(ids)}) for i in held]
    _chronicle(connection, org, events, now, run_id)
    _rework(connection, org, _sources(connection, org, held) - set(ids))
    _deliver(connection, org, held, now)
    return held


def _ensure(connection: Connection, org: str, item_id: str) -> None:
    where = and_(t.items.c.org == org, t.items.c.id == item_id)
    if connection.execute(select(t.items.c.id).where(where)).scalar() is None:
        raise NotFound(f"no item {item_id!r} in org {org!r}; `stillroom search` finds items")


def _standing_on(connection: Connection, org: str, ids: Iterable[str]) -> list[str]:
    """List what stands on items, step by step, in a fixed order."""
    found: dict[str, None] = {}
    frontier = list(ids)
    while frontier:
        edges = _edges(connection, org, frontier, t.lineage.c.source_id, t.lineage.c.derived_id)
        frontier = sorted({derived for _, derived in edges} - found.keys())
        found.update(dict.fromkeys(frontier))
    return list(found)


def _sources(connection: Connection, org: str, ids: Iterable[str]) -> set[str]:
    return {source for _, source in _edges(connection, org, ids, t.lineage.c.derived_id, t.lineage.c.source_id)}


def _sources_down(connection: Connection, org: str, ids: Iterable[str]) -> set[str]:
    """Find those of `ids` of whose sources one is held or rejected."""
    edges = _edges(connection, org, ids, t.lineage.c.derived_id, t.lineage.c.source_id)
    down: set[str] = set()
    for chunk in chunks(sorted({source for _, source in edges})):
        where = and_(t.items.c.org == org, t.items.c.id.in_(chunk), t.items.c.state.in_(_DOWN))
        down.update(connection.execute(select(t.items.c.id).where(where)).scalars())
    return {derived for derived, source in edges if source in down}


def _edges(connection: Connection, org: str, ids: Iterable[str], given: Any, wanted: Any) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for chunk in chunks(ids):
        query = select(given, wanted).where(
            t.lineage.c.org == org, given.in_(chunk), t.lineage.c.relation.in_(_STANDS_ON)
        )
        found += [(row[0], row[1]) for row in connection.execute(query)]
    return found


def _set_state(connection: Connection, org: str, ids: Iterable[str], where: Any, to: str) -> list[str]:
    """Change the state of those of `ids` that are as `where` says, and list them."""
    changed: set[str] = set()
    ordered = list(ids)
    for chunk in chunks(ordered):
        these = and_(t.items.c.org == org, t.items.c.id.in_(chunk), t.items.c.expired_at.is_(None), where)
        changed.update(connection.execute(select(t.items.c.id).where(these)).scalars())
        connection.execute(update(t.items).where(these).values(state=to))
    return [i for i in ordered if i in changed]


def _rework(connection: Connection, org: str, ids: Iterable[str]) -> None:
    for chunk in chunks(sorted(ids)):
        change = update(t.items).where(t.items.c.org == org, t.items.c.id.in_(chunk), LIVE)
        connection.execute(change.values(worked_hash=None))


def _chronicle(
    connection: Connection, org: str, events: Iterable[tuple[str, str, dict[str, Any]]], now: datetime, run_id: str = ""
) -> None:
    rows = [
        {"org": org, "item_id": i, "event": event, "detail": detail, "run_id": run_id, "recorded_at": now}
        for i, event, detail in events
    ]
    if rows:
        connection.execute(insert(t.history), rows)


def _deliver(connection: Connection, org: str, ids: Iterable[str], now: datetime) -> None:
    for chunk in chunks(ids):
        key = digest("held", now.isoformat(), *chunk)
        row = {"org": org, "idem_key": key, "topic": "vectors", "payload": chunk, "attempts": 0}
        insert_ignoring(connection, t.outbox, [{**row, "error": "", "done_at": None}])
