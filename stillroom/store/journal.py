"""The journal: in what order a commons changed, and how much had come in when a run looked at it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, func, insert, select

from stillroom.domain.base import utc_now
from stillroom.domain.runs import Run
from stillroom.store import tables as t
from stillroom.store.database import Database

Kind = Literal[
    "step",
    "published",
    "asked",
    "taken",
    "decided",
    "deferred",
    "reopened",
    "finished",
    "folded",
    "held",
    "released",
]
# what comes in from outside is not entered piece by piece: a step notes the last number of each
ARRIVALS = (t.items, t.signals, t.quarantine, t.resolutions)


class Entry(NamedTuple):
    """One change, or a run's arrival at a step.

    Attributes:
        ref: the step's name, the publication's key or the review's id.
        reach: of a step, the last number of items, signals, quarantined and resolved rows that were there; of a folding
            of remarks into qualities, the last of these; of a deferral, until when and by whom.
    """

    seq: int
    kind: Kind
    run_id: str
    ref: str
    reach: dict[str, Any] | None
    recorded_at: datetime


def enter(
    connection: Connection,
    org: str,
    kind: Kind,
    refs: Iterable[str],
    now: datetime,
    *,
    run_id: str = "",
    reach: dict[str, Any] | None = None,
) -> None:
    """Enter changes into the journal, in the transaction that makes them."""
    row: dict[str, Any] = {"org": org, "kind": kind, "run_id": run_id, "reach": reach, "recorded_at": now}
    if rows := [{**row, "ref": ref} for ref in refs]:
        connection.execute(insert(t.journal), rows)


class Journal:
    """The journal of every org."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def step(self, run: Run, name: str) -> datetime:
        """Note that a run comes to a step: what is entered before, it can see; tells the step's time."""
        now = utc_now()
        with self._db.write() as connection:
            reach = {str(n.name): connection.execute(select(func.max(n.c.seq))).scalar() or 0 for n in ARRIVALS}
            enter(connection, run.org, "step", [name], now, run_id=run.id, reach=reach)
        return now

    def entries(self, org: str) -> list[Entry]:
        """List an org's journal, in order."""
        columns = (t.journal.c[name] for name in Entry._fields)
        query = select(*columns).where(t.journal.c.org == org).order_by(t.journal.c.seq)
        with self._db.read() as connection:
            return [Entry(*row) for row in connection.execute(query)]
