"""What two items are to each other: the judge's pair verdicts against labelled pairs.

A verdict is wrong when what follows from it is: a conflict passed over, a merge of what differs, an older
statement dropped that still holds. Where both verdicts leave everything standing it is a matter of words.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from evals.cases import cases, item
from evals.measure import DATA, Eval, Row, Scorer
from stillroom.domain.items import Item
from stillroom.domain.verdicts import PairVerdict
from stillroom.judging import judge_pair

_SAME = {"duplicate", "agree", "refines"}
_APART = {"related", "unrelated", "different_scope"}
_RIGHT: dict[str, set[str]] = {
    "duplicate": _SAME | {"related"},
    "agree": _SAME | {"related"},
    "refines": _SAME | {"related"},
    "related": _APART,
    "unrelated": _APART,
    "different_scope": _APART,
    "contradict": {"contradict"},
    "superseded": {"superseded", "contradict"},
    "uncertain": set[str](),
}
"""Verdicts whose consequences fit the label; `related` on two that say the same only misses a merge."""
_CONFLICTS = ("contradict", "superseded")
REVERSED = "superseded, the older for the newer"


def answers(data: Path) -> Iterable[Row]:
    """Judge every pair in both orders; what differs between them is `unstable`, a verdict that is never right."""
    for case in cases(data):
        a, b = (item(f"{case['id']}-{side}", **case[side]) for side in ("a", "b"))
        forward, backward = (_given(v, a, b) for v in (judge_pair(a, b), judge_pair(b, a)))
        given = forward if forward == backward else "unstable"
        allowed = frozenset().union(*(_RIGHT[v] for v in (case["verdict"], *case.get("also", ()))))
        yield Row(case["id"], case.get("split", "test"), case["category"], case["verdict"], given, allowed)


def _given(verdict: PairVerdict, a: Item, b: Item) -> str:
    newer = max((a, b), key=lambda i: i.dated or datetime.min.replace(tzinfo=UTC))
    return REVERSED if verdict.verdict == "superseded" and verdict.a_id != newer.id else verdict.verdict


def wrong(row: Row) -> bool | None:
    """Is it wrong, of what was decided?"""
    return None if row.given == "uncertain" else row.given not in row.allowed


def flagged(row: Row) -> bool | None:
    """Was a labelled conflict flagged, settled by date, or held for a person?"""
    return row.given in (*_CONFLICTS, "uncertain") if row.expected in _CONFLICTS else None


def needless(row: Row) -> bool | None:
    """Would a person be asked about a pair that has no conflict?"""
    return row.given in ("uncertain", "contradict") if row.expected not in _CONFLICTS else None


_SCORERS = {
    "wrong among decided": Scorer("less", wrong),
    "decided": Scorer("more", lambda row: row.given != "uncertain"),
    "more than related": Scorer("more", lambda row: row.given not in ("uncertain", "related")),
    "conflicts flagged or held": Scorer("more", flagged),
    "needless questions": Scorer("less", needless),
    "same word as the label": Scorer("more", lambda row: row.given == row.expected),
}
EVALS = tuple(
    Eval(name=name, data=DATA / f"{name}.jsonl", answers=answers, scorers=_SCORERS)
    for name in ("pairs", "pairs_independent")
)
