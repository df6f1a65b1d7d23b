"""Where near repeats begin: the share of phrases that versions of one note have in common, and distinct notes.

Every labelled pair of versions is a row, and so is every two distinct notes of the corpus with a phrase in common.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from evals.cases import cases
from evals.measure import PUBLIC, Eval, Row, Scorer
from stillroom.judging.pairs import NEAR
from stillroom.text.fingerprints import jaccard, shingles

REVISION, DISTINCT = "revision", "distinct"
_COMMONPLACE = 20


def answers(data: Path) -> Iterable[Row]:
    """Compare the versions of each note, and distinct notes that share a phrase."""
    for case in cases(data):
        yield _row(case["id"], REVISION, jaccard(shingles(case["a"]), shingles(case["b"])))
    notes = {case["id"]: shingles(case["text"]) for case in cases(data.with_name("notes.jsonl"))}
    for a, b in sorted(_touching(notes)):
        yield _row(f"{a} {b}", DISTINCT, jaccard(notes[a], notes[b]))


def _row(row_id: str, label: str, share: float) -> Row:
    return Row(row_id, "test", label, label, REVISION if share >= NEAR else DISTINCT, frozenset({label}), share)


def _touching(notes: Mapping[str, frozenset[int]]) -> set[tuple[str, str]]:
    """List the pairs that share a phrase, but for phrases that stand in many."""
    holders = defaultdict(list)
    for name, phrases in notes.items():
        for phrase in phrases:
            holders[phrase].append(name)
    return {pair for held in holders.values() if len(held) <= _COMMONPLACE for pair in combinations(sorted(held), 2)}


def drawn(rows: Sequence[Row]) -> Mapping[str, Any]:
    """Tell precision and recall for every bar from 0.1 to 0.95."""
    share = np.array([row.chance for row in rows], dtype=np.float64)
    same = np.array([row.expected == REVISION for row in rows])
    points = []
    for bar in np.arange(0.1, 0.96, 0.05):
        over = share >= bar
        right = float(same[over].mean()) if over.any() else 1.0
        points.append(
            {"from": round(float(bar), 2), "precision": round(right, 4), "recall": round(float(over[same].mean()), 4)}
        )
    return {"precision and recall": points}


EVAL = Eval(
    name="near_repeats",
    data=PUBLIC / "til_jbranchaud" / "revision_pairs.jsonl",
    answers=answers,
    scorers={
        "versions found": Scorer("more", lambda row: row.given == REVISION if row.expected == REVISION else None),
        "right among found": Scorer("more", lambda row: row.expected == REVISION if row.given == REVISION else None),
    },
    curves=drawn,
)
