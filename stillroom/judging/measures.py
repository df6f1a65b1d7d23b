"""What is measured about two items: numbers with names, the same for either order."""

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from stillroom.judging import lexicon, scopes
from stillroom.judging.cues import Conflict
from stillroom.judging.differences import differences
from stillroom.judging.features import Features
from stillroom.judging.senses import Vectors, likeness
from stillroom.judging.terms import Terms
from stillroom.judging.thesaurus import OPPOSED, RIVALS

KINDS = ("negation", "numbers", "versions", "opposites", "quantifiers", "modality", "order", "value", "change")
_ALIKE = 0.55
_SYNONYM = 0.85
_FEW, _SHORT = 8, 6
_SLOTS = lexicon.words(
    "is are was as by with in at on to from into means use the a an has have than for called named uses keep be"
)
_SHARED = lexicon.words("shared share shares common one single same central global together monorepo joint")
_OWN = lexicon.words("own separate itself individual dedicated each per alone private several different")
_FAILING = lexicon.words("""
    lack lacks lacking fail fails failed failing lose loses lost losing drop drops dropped dropping refuse refuses refused
    skip skips skipped ignore ignores ignored reject rejects rejected forbid forbids forbidden prohibited banned break breaks
    broken breaking disabled disable off stop stops stopped without except unable impossible gone missing miss misses
    hardly seldom rarely unless less fewer un optional free instead closed dead wrong leaves
""")
_WIDE = lexicon.words("all every each always everyone everybody everything everywhere any whole whatever whoever both")
_NARROW = lexicon.words("only some sometimes few certain single alone except most several one sole")
_BOUND = lexicon.words("must required mandatory need needs has have shall necessary always never require requires")
_LOOSE = lexicon.words(
    "may can might could optional should recommended free allowed fine okay consider optionally suggest"
)
_CASE = lexicon.words("if when whenever unless once while during after before until except where")


def measure(p: Features, q: Features, cues: Iterable[Conflict]) -> dict[str, float]:
    """Measure two items against each other; `cues` are all that were found, however weak."""
    found = {name: 0.0 for name in KINDS}
    for cue in cues:
        found[cue.kind] = max(found[cue.kind], cue.strength)
    for part in _PARTS:
        found |= part(p.terms, q.terms)
    return found | _places(p, q) | _mould(p, q)


def _overlap(a: Terms, b: Terms) -> dict[str, float]:
    p, q = set(a.roots), set(b.roots)
    common, least = len(p & q), min(len(p), len(q)) or 1
    return {
        "common words": common / (len(p | q) or 1),
        "contained": common / least,
        "same length": min(len(p), len(q)) / (max(len(p), len(q)) or 1),
        "words": math.log1p(least),
    }


def _meaning(a: Terms, b: Terms) -> dict[str, float]:
    x, y = a.senses, b.senses
    if not len(x.rows) or not len(y.rows):
        return dict.fromkeys(_MEANING, 0.0)
    table = _alike(a, b)
    best_x, best_y = table.max(axis=1), table.max(axis=0)
    loose_x, loose_y = best_x < _ALIKE, best_y < _ALIKE
    cover = [float((best * s.weights).sum() / (s.weights.sum() or 1)) for best, s in ((best_x, x), (best_y, y))]
    rest = [(s.rows[loose] * s.weights[loose][:, None]).sum(axis=0) for s, loose in ((x, loose_x), (y, loose_y))]
    weights = [float(s.weights[loose].sum()) for s, loose in ((x, loose_x), (y, loose_y))]
    between = table[np.ix_(loose_x, loose_y)]
    shared = np.concatenate((x.weights[~loose_x], y.weights[~loose_y]))
    opposed, rivals = _apart(a, b, loose_x, loose_y)
    return {
        "same subject": likeness(x.whole, y.whole),
        "covered": max(cover),
        "least covered": min(cover),
        "rest alike": likeness(*rest),
        "closest rest": float(between.max()) if between.size else 0.0,
        "rest": max(weights),
        "least rest": min(weights),
        "telling word shared": float(shared.max()) if len(shared) else 0.0,
        "words opposed": min(2.0, opposed),
        "rivals": min(2.0, rivals),
        "starts apart": float(loose_x[0] and loose_y[0]),
        "starts meet": float(table[0, 0] >= _ALIKE),
        "ends apart": float(loose_x[-1] and loose_y[-1]),
        **_denials(a, b, table),
    }


_MEANING = (
    "same subject", "covered", "least covered", "rest alike", "closest rest", "rest", "least rest", "telling word shared",
    "words opposed", "rivals", "starts apart", "starts meet", "ends apart", "denied and said", "denied by both",
    "denied elsewhere",
)  # fmt: skip


def _alike(a: Terms, b: Terms) -> Vectors:
    """Tell how alike every two words are: in meaning, by a common stem, or as the thesaurus has it."""
    table: Vectors = np.maximum(a.senses.rows @ b.senses.rows.T, 0)
    meant, begun = defaultdict[str, list[int]](list), defaultdict[str, list[int]](list)
    for m, (root, concept) in enumerate(zip(b.roots, b.concepts, strict=True)):
        meant[concept].append(m)
        begun[root[:2]].append(m)
    for n, (root, concept) in enumerate(zip(a.roots, a.concepts, strict=True)):
        # a common stem has common first letters
        for m in {*meant[concept], *(m for m in begun[root[:2]] if _common_stem(root, b.roots[m]))}:
            table[n, m] = 1 if root == b.roots[m] else max(table[n, m], _SYNONYM)
    return table


def _common_stem(x: str, y: str) -> bool:
    if x == y + "s" or y == x + "s":
        return True
    if x[:4] != y[:4] or len(x) < 5 or len(y) < 5:
        return False
    length = next((n for n, (s, t) in enumerate(zip(x, y, strict=False)) if s != t), min(len(x), len(y)))
    return length >= 0.6 * max(len(x), len(y))


def _apart(a: Terms, b: Terms, loose_a: NDArray[np.bool_], loose_b: NDArray[np.bool_]) -> tuple[int, int]:
    """Count opposites among all words that one has alone, and rivals among those without a counterpart."""
    only_a, only_b = a.stems - b.stems, b.stems - a.stems
    opposed = sum(len(OPPOSED[word] & only_b) for word in only_a if word in OPPOSED)
    left = {r for r, loose in zip(a.roots, loose_a, strict=True) if loose} | (set(a.roots) - set(b.roots))
    right = {r for r, loose in zip(b.roots, loose_b, strict=True) if loose} | (set(b.roots) - set(a.roots))
    return opposed, sum(len(RIVALS[word] & right) for word in left if word in RIVALS)


def _denials(a: Terms, b: Terms, table: Vectors) -> dict[str, float]:
    """Weigh what one denies and the other says, in whatever words."""
    signs_a, signs_b = a.signs, b.signs
    opposed = both = elsewhere = 0.0
    for signs, others, rows in ((signs_a, signs_b, table), (signs_b, signs_a, table.T)):
        for n, sign in enumerate(signs):
            if sign >= 0:
                continue
            m = int(rows[n].argmax())
            if rows[n, m] < _ALIKE:
                elsewhere += 1
            elif others[m] < 0:
                both += 1
            else:
                opposed += 1
    return {"denied and said": min(opposed, 3), "denied by both": min(both, 3), "denied elsewhere": min(elsewhere, 3)}


def _signs(a: Terms, b: Terms) -> dict[str, float]:
    failing = [len(t.tokens & _FAILING) for t in (a, b)]
    return {
        "one denies": float((a.denials % 2) != (b.denials % 2)),
        "both deny": float(min(a.denials, b.denials) > 0),
        "one fails": float((failing[0] > 0) != (failing[1] > 0)),
        "signs apart": float((a.denials + failing[0]) % 2 != (b.denials + failing[1]) % 2),
        "shared against own": _crossed(a, b, _SHARED, _OWN),
        "order turned": float(_turned(a, b)),
        "rhythms apart": float(bool(a.rhythms and b.rhythms and a.rhythms.isdisjoint(b.rhythms))),
        "rhythms agree": float(bool(a.rhythms & b.rhythms)),
    }


def _turned(a: Terms, b: Terms) -> bool:
    """Does what comes first in one come after in the other?"""
    return any((y, x) in b.sequence for x, y in a.sequence)


def _crossed(a: Terms, b: Terms, one: frozenset[str], other: frozenset[str]) -> float:
    """Has each of two a word of one kind, and not of the kind that the other has?"""
    p, q = ((not t.tokens.isdisjoint(one), not t.tokens.isdisjoint(other)) for t in (a, b))
    return float((p[0] and q[1] and not q[0]) or (q[0] and p[1] and not p[0]))


def _counts(a: Terms, b: Terms) -> dict[str, float]:
    p, q = a.numbers, b.numbers
    units_p, units_q = ({u for _, u in n if u} for n in (p, q))
    values_p, values_q = a.values, b.values
    return {
        "numbers clash": float(bool(p and q and values_p.isdisjoint(values_q) and units_p & units_q)),
        "numbers differ": float(bool(p and q and values_p.isdisjoint(values_q))),
        "numbers agree": float(bool(p and q and values_p == values_q)),
        "some numbers agree": float(bool(values_p & values_q)),
        "one counts": float(bool(p) != bool(q)),
        "times apart": float(bool(a.times and b.times and a.times.isdisjoint(b.times))),
        "times agree": float(bool(a.times and a.times == b.times)),
    }


def _degrees(a: Terms, b: Terms) -> dict[str, float]:
    def has(t: Terms, table: frozenset[str]) -> bool:
        return not t.tokens.isdisjoint(table)

    return {
        "all against some": _crossed(a, b, _WIDE, _NARROW),
        "must against may": _crossed(a, b, _BOUND, _LOOSE),
        "one wide": float(has(a, _WIDE) != has(b, _WIDE)),
        "one narrow": float(has(a, _NARROW) != has(b, _NARROW)),
        "one bound": float(has(a, _BOUND) != has(b, _BOUND)),
        "one loose": float(has(a, _LOOSE) != has(b, _LOOSE)),
        "one case": float(has(a, _CASE) != has(b, _CASE)),
        "both cases": float(has(a, _CASE) and has(b, _CASE)),
    }


def _places(p: Features, q: Features) -> dict[str, float]:
    scope_p, scope_q = dict(p.scope), dict(q.scope)
    names_p, names_q = p.terms.names, q.terms.names
    return {
        "scopes apart": float(bool(scopes.differing(scope_p, scope_q))),
        "one scope": float(bool(scope_p) != bool(scope_q)),
        "scope shared": float(any(scope_p[k] & scope_q[k] for k in scope_p.keys() & scope_q.keys())),
        "names apart": float(bool(names_p - names_q and names_q - names_p)),
        "one names": float(bool(names_p - names_q) != bool(names_q - names_p)),
        "names shared": float(bool(names_p & names_q)),
        "one changed": float(p.changes != q.changes),
        "both order": float(_orders(p) and _orders(q)),
        "one orders": float(_orders(p) != _orders(q)),
    }


def _mould(p: Features, q: Features) -> dict[str, float]:
    """Are they of one mould, with another filling? The best of all their clauses."""
    found = (_filled(x.tokens, y.tokens) for x in p.clauses[:_FEW] for y in q.clauses[:_FEW])
    best = max(found, key=_like_moulds, default=(0.0, 0.0, 0.0, 0.0))
    return dict(zip(_MOULD, best, strict=True))


_MOULD = ("mould before", "mould after", "slot", "filling")
_Mould = tuple[float, float, float, float]


def _like_moulds(found: _Mould) -> _Mould:
    before, after, slot, filling = found
    return (before + after, before, slot, -filling)


def _filled(x: tuple[str, ...], y: tuple[str, ...]) -> _Mould:
    before = _same(x, y)
    after = _same(x[before:][::-1], y[before:][::-1])
    fillings = len(x) - before - after, len(y) - before - after
    slot = before > 0 and x[before - 1] in _SLOTS and min(fillings) > 0 and max(fillings) <= _SHORT
    first, last = (float(sum(t not in lexicon.STOP for t in part)) for part in (x[:before], x[len(x) - after :]))
    return first, last, float(slot), float(max(fillings))


def _same(x: Sequence[str], y: Sequence[str]) -> int:
    """Count the words that two begin with alike."""
    least = min(len(x), len(y))
    for n in range(least):
        if x[n] != y[n]:
            return n
    return least


def _orders(seen: Features) -> bool:
    return any(c.directive for c in seen.clauses)


_PARTS: Sequence[Callable[[Terms, Terms], dict[str, float]]] = (
    _overlap, _meaning, _signs, _counts, _degrees, differences,
)  # fmt: skip
