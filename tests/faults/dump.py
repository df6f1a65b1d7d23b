"""A home as one comparable value: all business tables, with what depends on the clock or on chance made equal."""

import json
import re
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, select

from stillroom.store import tables as t

CLOCKS = {
    "recorded_at", "expired_at", "started_at", "ended_at", "decided_at", "opened_at", "done_at", "run_at",
    "duration_ms", "git_sha", "dirty",
}  # fmt: skip
CHANCE = {
    # counts how often the run was taken up
    "runs": {"thread_id", "fence", "seq"},
    # hashes of what holds the run's id
    "outbox": {"seq", "idem_key"},
    "signals": {"seq", "idem_key"},
    "history": {"seq"},
    "reviews": {"seq"},
    "quarantine": {"seq"},
    "resolutions": {"seq", "refused"},
    "journal": {"seq", "reach"},
}
# a second import is a second import: it reads all again and adds what was missing
LOGS = {"imports"}

Dump = dict[str, list[str]]


def dump(home: Path) -> Dump:
    """List every table's rows as sorted text; a run that found nothing to do leaves no trace."""
    engine = create_engine(f"sqlite:///{home / 'stillroom.db'}")
    with engine.connect() as connection:
        names = _names(connection)
        skipped = {run_id for run_id, name in names.items() if not name}
        found = {
            table.name: sorted(_text(row, table.name, names) for row in _rows(connection, table, skipped))
            for table in t.metadata.sorted_tables
            if table.name not in LOGS
        }
    engine.dispose()
    vectors = home / "vectors.json"
    return {**found, "vectors": [vectors.read_text(encoding="utf-8") if vectors.exists() else ""]}


def difference(one: Dump, other: Dump) -> list[str]:
    """List the rows that are in one only."""
    return [
        f"{table}: {sign} {row}"
        for table in one
        for sign, rows, rest in (("-", one[table], other[table]), ("+", other[table], one[table]))
        for row in rows
        if row not in rest or rows.count(row) != rest.count(row)
    ]


def _names(connection: Connection) -> dict[str, str]:
    """Number the runs in their order; one that was skipped has no name."""
    rows = connection.execute(select(t.runs.c.id, t.runs.c.status).order_by(t.runs.c.seq)).fetchall()
    worked = [row.id for row in rows if row.status != "skipped"]
    return {row.id: f"run-{worked.index(row.id)}" if row.id in worked else "" for row in rows}


def _rows(connection: Connection, table: Any, skipped: set[str]) -> list[dict[str, Any]]:
    rows = [dict(row._mapping) for row in connection.execute(select(table))]
    if table.name == "runs":
        return [row for row in rows if row["id"] not in skipped]
    if table.name == "journal":
        # whoever takes a step again says so again
        return [row for row in rows if row["run_id"] not in skipped and row["kind"] != "step"]
    return rows


def _text(row: dict[str, Any], table: str, names: dict[str, str]) -> str:
    if table == "marks" and row["name"] == "distillation_last_run":
        row["value"] = "set"
    kept = {name: value for name, value in row.items() if name not in CHANCE.get(table, ())}
    text = json.dumps(_still(kept), sort_keys=True, default=repr)
    return re.sub(r"run_[0-9a-f]{16}", lambda found: names.get(found[0], found[0]), text)


def _still(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: ("set" if v is not None else None) if k in CLOCKS else _still(v) for k, v in value.items()}
    return [_still(v) for v in value] if isinstance(value, list | tuple) else value
