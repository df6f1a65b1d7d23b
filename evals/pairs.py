"""What two items are to each other: the judge's pair verdicts against labelled pairs.

A verdict is wrong when what follows from it is: a conflict passed over, a merge of what differs, an older
statement dropped that still holds. Where both verdicts leave everything standing it is a matter of words.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evals.bench import bench
from evals.cases import Case, cases, item
from evals.curves import Guess, curves
from evals.measure import DATA, Eval, Row, Scorer
from stillroom.domain.items import Item
from stillroom.domain.verdicts import PairVerdict

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
ASKED = "uncertain, asked"
_HELD = ("uncertain", ASKED)


def answers(data: Path) -> Iterable[Row]:
    """Judge every pair in both orders; what differs between them is `unstable`, a verdict that is never right."""
    given_cases = cases(data)
    pairs = [(item(f"{c['id']}-a", **c["a"]), item(f"{c['id']}-b", **c["b"])) for c in given_cases]
    ways = bench(data).judged(pairs), bench(data).judged([(b, a) for a, b in pairs])
    for case, (a, b), forward, backward in zip(given_cases, pairs, *ways, strict=True):
        given, turned = _given(forward, a, b), _given(backward, a, b)
        yield Row(
            id=case["id"],
            split=case.get("split", "test"),
            category=case["category"],
            expected=case["verdict"],
            given=given if given == turned else "unstable",
            allowed=allowed(case),
            chance=forward.conflict,
        )


def allowed(case: Case) -> frozenset[str]:
    """List the verdicts that are not wrong for a labelled pair."""
    return frozenset().union(*(_RIGHT[v] for v in (case["verdict"], *case.get("also", ()))))


def _given(verdict: PairVerdict, a: Item, b: Item) -> str:
    if verdict.verdict == "superseded":
        newer = max((a, b), key=lambda i: i.dated or datetime.min.replace(tzinfo=UTC))
        return "superseded" if verdict.a_id == newer.id else REVERSED
    return ASKED if verdict.is_open else verdict.verdict


def wrong(row: Row) -> bool | None:
    """Is it wrong, of what was decided?"""
    return None if row.given in _HELD else row.given not in row.allowed


def flagged(row: Row) -> bool | None:
    """Was a labelled conflict flagged, settled by date, or held?"""
    return row.given in (*_CONFLICTS, *_HELD) if row.expected in _CONFLICTS else None


def told(row: Row) -> bool | None:
    """Was a labelled conflict flagged, settled by date, or asked about?"""
    return row.given in (*_CONFLICTS, ASKED) if row.expected in _CONFLICTS else None


def needless(row: Row) -> bool | None:
    """Would a person be asked about a pair that has no conflict?"""
    return row.given in (ASKED, "contradict") if row.expected not in _CONFLICTS else None


def drawn(rows: Sequence[Row]) -> Mapping[str, Any]:
    """Draw what the probability of a conflict is worth."""
    return curves([Guess(row.chance, row.expected in _CONFLICTS) for row in rows if row.chance is not None])


def by_whom(data: Path) -> Mapping[str, Any]:
    """Tell who judged, and what 1,000 items cost."""
    return bench(data).told()


_SCORERS = {
    "wrong among decided": Scorer("less", wrong),
    "decided": Scorer("more", lambda row: row.given not in _HELD),
    "more than related": Scorer("more", lambda row: row.given not in (*_HELD, "related")),
    "conflicts flagged or held": Scorer("more", flagged),
    "conflicts told or asked about": Scorer("more", told),
    "needless questions": Scorer("less", needless),
    "same word as the label": Scorer("more", lambda row: row.given == row.expected),
}
EVALS = tuple(
    Eval(name=name, data=DATA / f"{name}.jsonl", answers=answers, scorers=_SCORERS, curves=drawn, told=by_whom)
    for name in ("pairs", "pairs_unseen")
)
