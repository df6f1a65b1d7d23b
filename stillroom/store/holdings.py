"""All that the database holds of one run, in a form that two databases can be compared by."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Table, and_

from stillroom.domain.runs import Run
from stillroom.store import tables as t
from stillroom.store.copies import Row, rows
from stillroom.store.database import Database
from stillroom.store.items import chunks

_STEPS = {
    "flagged": "question",
    "judge": "verdict",
    "summarize": "draft",
    "pii": "privacy check",
    "quality": "quality check",
    "plan": "plan",
}
# what each entry is, its table, and the columns that name it
_TABLES: tuple[tuple[str, Table, tuple[str, ...]], ...] = (
    ("outcome", t.run_items, ("item_id",)),
    ("cluster", t.clusters, ("id",)),
    ("publication", t.publications, ("key",)),
    ("review", t.reviews, ("id",)),
    ("lineage", t.lineage, ("derived_id", "source_id", "relation")),
    ("signal", t.signals, ("item_id", "type", "idem_key")),
    ("settled pair", t.pairs, ("a_id", "b_id")),
    ("failure", t.failures, ("key",)),
)

Holdings = dict[str, dict[str, Any]]


def holdings(database: Database, run: Run) -> Holdings:
    """Fetch what a run came to: its items, verdicts, publications, result and receipt."""
    found = {what: _named(_of_run(database, table, run), names) for what, table, names in _TABLES}
    work = _of_run(database, t.work, run)
    for step, what in _STEPS.items():
        found[what] = _named((row for row in work if row["step"] == step), ("cluster_id", "input_hash"))
    bodies = [row["body"] for row in found["publication"].values()]
    derived = {body["derived"]["id"] for body in bodies if body["derived"]}
    ids = sorted(derived | set(found["outcome"]))
    found["item"] = _named(map(_standing, _of_items(database, t.items, run.org, "id", ids)), ("id",))
    found["citation"] = _named(_of_items(database, t.citations, run.org, "item_id", sorted(derived)), ("item_id",))
    return found


def _of_run(database: Database, table: Table, run: Run) -> list[Row]:
    return rows(database, table, and_(table.c.org == run.org, table.c.run_id == run.id))


def _of_items(database: Database, table: Table, org: str, column: str, ids: Iterable[str]) -> list[Row]:
    return [
        row for chunk in chunks(ids) for row in rows(database, table, table.c.org == org, table.c[column].in_(chunk))
    ]


def _standing(row: Row) -> Row:
    """Say whether an item is live rather than since when; measures of use are not a run's doing."""
    left_out = ("seq", "quality", "expired_at", "tier")
    return {**{n: v for n, v in row.items() if n not in left_out}, "expired": row["expired_at"] is not None}


def _named(found: Iterable[Row], names: tuple[str, ...]) -> dict[str, Row]:
    left_out = {"org", "run_id", "seq", *names}
    return {
        " ".join(str(row[name]) for name in names): {n: v for n, v in row.items() if n not in left_out} for row in found
    }
