"""Conflicts between items that speak of the same thing in so different words that they were not grouped."""

from collections.abc import Iterable, Sequence

from stillroom.domain.items import Item
from stillroom.domain.verdicts import PairVerdict
from stillroom.judging import features
from stillroom.judging.features import Features
from stillroom.judging.pairs import compare


def conflicting(items: Sequence[Item], pairs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """List the pairs of items, given as indices, that conflict for sure."""
    seen: dict[int, Features] = {}
    short = [not features.is_long(item.text) for item in items]
    found = []
    for a, b in pairs:
        if not (short[a] and short[b]):
            continue
        p, q = (seen.get(n) or seen.setdefault(n, features.read(items[n])) for n in (a, b))
        if _may_conflict(p, q) and _is_worth_it(compare(p, q)):
            found.append((a, b))
    return found


def _is_worth_it(verdict: PairVerdict) -> bool:
    """Is it a conflict for sure, or another number for what seems the same measure?"""
    if verdict.verdict == "uncertain":
        return verdict.cues[0] in ("numbers", "versions")
    return verdict.verdict in ("contradict", "superseded")


def _may_conflict(a: Features, b: Features) -> bool:
    """Rule out at little cost most pairs without any strong cue."""
    if not a.content & b.content:
        return False
    denied = bool(a.denied & b.content or b.denied & a.content)
    counted = a.counted and b.counted
    return denied or counted or bool(a.alternatives & b.content) or a.content == b.content
