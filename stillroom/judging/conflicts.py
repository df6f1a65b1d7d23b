"""Cues of conflict between two items, clause by clause."""

from collections.abc import Iterator

from stillroom.judging.clauses import Clause
from stillroom.judging.cues import STRONG, Conflict, between
from stillroom.judging.features import Features

CHECKED = (
    "negation",
    "numbers",
    "versions",
    "dates",
    "opposites",
    "quantifiers",
    "modality",
    "order",
    "value",
    "change",
    "scope",
)
SUSPECT = 0.45
_MAX_CLAUSES = 60
_COMMON = 3
# in a long text these differ from one example to the next
_EXAMPLES = frozenset(("numbers", "value", "change", "quantifiers", "modality"))


def find(a: Features, b: Features) -> list[Conflict]:
    """List the cues between two items, however weak, strongest first."""
    if not _possible(a, b):
        return []
    if a.long or b.long:
        found = [
            cue
            for p, q in _alike(a, b)
            for cue in between(p, q)
            if cue.strength >= STRONG and cue.kind not in _EXAMPLES
        ]
    else:
        found = [cue for p, q in _touching(a, b) for cue in between(p, q)]
    return sorted(found, key=lambda c: (-c.strength, c.kind, c.words))


def _possible(a: Features, b: Features) -> bool:
    """Rule out at little cost most pairs that hold no cue."""
    return bool(
        not a.denied.isdisjoint(b.content)
        or not b.denied.isdisjoint(a.content)
        or not a.alternatives.isdisjoint(b.content)
        or (a.counted and b.counted)
        or a.changes != b.changes
        or a.degrees != b.degrees
        or not a.starts.isdisjoint(b.starts)
        or a.content == b.content
    )


def _touching(a: Features, b: Features) -> Iterator[tuple[Clause, Clause]]:
    """Pair the clauses that have a content word in common, or hardly any words at all."""
    for p in a.clauses[:_MAX_CLAUSES]:
        for q in b.clauses[:_MAX_CLAUSES]:
            if not p.content.isdisjoint(q.content) or (len(p.stems) <= 2 and len(q.stems) <= 2):
                yield p, q


def _alike(a: Features, b: Features) -> Iterator[tuple[Clause, Clause]]:
    """Pair the clauses of long texts that say nearly the same: three words or more, three fifths of them common."""
    if len(a.content & b.content) < _COMMON:
        return
    ours, others = (
        [(c, c.content, len(c.content)) for c in f.clauses[:_MAX_CLAUSES] if len(c.content) >= _COMMON] for f in (a, b)
    )
    for p, words, size in ours:
        for q, content, length in others:
            if 3 * size <= 5 * length and 3 * length <= 5 * size:
                common = len(words & content)
                if common >= _COMMON and common >= 0.6 * (size + length - common):
                    yield p, q
