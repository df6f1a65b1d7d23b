"""What is grouped and merged in a whole run, over labelled clusters with chains and other traps.

Every two items of a case are one row; a bridge, which lies between two clusters, may fall on either side.
"""

from collections.abc import Iterable
from itertools import combinations
from pathlib import Path

from evals.cases import Case, cases
from evals.measure import DATA, Eval, Row, Scorer
from evals.whole_run import Distilled, distilled
from stillroom.domain.verdicts import Ruling

TOGETHER, MERGED, APART, PARTED = "together", "merged", "apart", "parted by the judge"


def answers(data: Path) -> Iterable[Row]:
    """Distil all cases at once, then ask of every two items of a case where they are."""
    given = cases(data)
    run = distilled({k: i[k] for k in ("id", "title", "content") if k in i} for case in given for i in case["items"])
    for case in given:
        yield from _rows(case, run)


def _rows(case: Case, run: Distilled) -> Iterable[Row]:
    for a, b in combinations([i for i in case["items"] if not i.get("bridge")], 2):
        same = a["cluster"] is not None and a["cluster"] == b["cluster"]
        ruling = run.ruling(a["id"], b["id"])
        found = _within({a["id"], b["id"]}, ruling) if ruling else APART
        allowed = frozenset({TOGETHER, MERGED} if same else {APART, PARTED})
        yield Row(f"{a['id']} {b['id']}", "test", case["trap"], TOGETHER if same else APART, found, allowed)


def _within(two: set[str], ruling: Ruling) -> str:
    if any(two <= {m.winner_id, *m.loser_ids} for m in ruling.merges):
        return MERGED
    return PARTED if two & set(ruling.leaves) else TOGETHER


def _joined(row: Row) -> bool:
    return row.given in (TOGETHER, MERGED)


EVAL = Eval(
    name="clusters",
    data=DATA / "clusters.jsonl",
    answers=answers,
    scorers={
        "found": Scorer("more", lambda row: _joined(row) if row.expected == TOGETHER else None),
        "right among joined": Scorer("more", lambda row: row.expected == TOGETHER if _joined(row) else None),
        "wrongly joined": Scorer("less", lambda row: _joined(row) if row.expected == APART else None),
        "grouped, then parted": Scorer("less", lambda row: row.given == PARTED if row.expected == TOGETHER else None),
        "wrong among merged": Scorer("less", lambda row: row.expected == APART if row.given == MERGED else None),
    },
)
