"""What two items are to each other, decided without a model: rules, then cues, then calibrated trees."""

import re

from stillroom.domain.items import Item
from stillroom.domain.verdicts import PairVerdict, Quote, Verdict
from stillroom.judging import conflicts, facts, features, lexicon, opinions, scopes
from stillroom.judging.clauses import DATE
from stillroom.judging.conflicts import CHECKED, SUSPECT
from stillroom.judging.cues import STATES, STRONG, Conflict
from stillroom.judging.features import Features
from stillroom.judging.forest import Forest, forest
from stillroom.text.fingerprints import jaccard

NEAR = 0.5
_MINUTES = re.compile(r"\d:(\d\d)\b")
_LIKELY = STRONG - 0.2
_LEAST_SHINGLES = 6


def judge_pair(a: Item, b: Item, *, similarity: float | None = None) -> PairVerdict:
    """Judge two items offline; what cannot be settled is `uncertain`."""
    return compare(features.read(a), features.read(b), similarity)


def compare(a: Features, b: Features, similarity: float | None = None, *, trees: Forest | None = None) -> PairVerdict:
    """Judge two items whose features are there already: certain rules, then cues, then the calibrated trees.

    Args:
        a: the one.
        b: the other.
        similarity: how alike their vectors are, where that is known.
        trees: others than those of the package.
    """
    certain = _certain(a, b)
    if certain:
        return certain
    found = conflicts.find(a, b)
    ruled = _by_cues(a, b, found, similarity)
    return ruled if a.long or b.long else opinions.weighed(ruled, a, b, found, trees or forest())


def by_rules(a: Features, b: Features) -> PairVerdict:
    """Judge two items by rules and cues alone, as the trees' calibration takes them into account."""
    return _certain(a, b) or _by_cues(a, b, conflicts.find(a, b), None)


def clash(a: Features, b: Features) -> PairVerdict | None:
    """Judge two items by cues of conflict alone; None where there is none."""
    cues = _suspect(conflicts.find(a, b))
    return _conflicting(a, b, cues) if cues and not _certain(a, b) else None


def _certain(a: Features, b: Features) -> PairVerdict | None:
    if a.placeholder or b.placeholder:
        return _verdict(a, b, "related", 0.5, "one of the texts says nothing that could be compared")
    if a.item.content_hash == b.item.content_hash or a.wording == b.wording:
        return _same_wording(a, b)
    return None


def _by_cues(a: Features, b: Features, found: list[Conflict], similarity: float | None) -> PairVerdict:
    if cues := _suspect(found):
        return _conflicting(a, b, cues)
    return _same_meaning(a, b) or _no_cue(a, b, similarity)


def _suspect(found: list[Conflict]) -> list[Conflict]:
    return [cue for cue in found if cue.strength >= SUSPECT]


def _same_wording(a: Features, b: Features) -> PairVerdict:
    declared = scopes.differing(_declared(a.item), _declared(b.item))
    if declared:
        return _verdict(a, b, "different_scope", 0.9, f"the same words, for {_where(declared)}", cues=("scope",))
    if a.item.content_hash == b.item.content_hash:
        return _verdict(a, b, "duplicate", 1.0, "the same text", by="rule:fingerprint")
    return _verdict(a, b, "duplicate", 0.97, "the same words but for case and punctuation", by="rule:wording")


def _conflicting(a: Features, b: Features, cues: list[Conflict]) -> PairVerdict:
    top = cues[0]
    if apart := _scopes_apart(a, b, top):
        confidence = 0.75 if top.strength >= _LIKELY else 0.6
        reason = f"they differ, but for {_where(apart)}"
        return _verdict(a, b, "different_scope", confidence, reason, found=cues, cues=("scope",))
    if newer := _newer(a, b, top):
        older = b if newer is a else a
        reason = f"the newer of two dated statements says otherwise: {_versus(top, turned=newer is b)}"
        return _verdict(newer, older, "superseded", 0.85 if newer.updates else 0.75, reason, found=cues)
    if _unsure(a, b, top, STRONG):
        return _verdict(a, b, "uncertain", round(top.strength / 2, 2), f"may conflict: {_versus(top)}", found=cues)
    return _verdict(a, b, "contradict", round(min(top.strength, 0.95), 2), f"they conflict: {_versus(top)}", found=cues)


def _unsure(a: Features, b: Features, top: Conflict, least: float) -> bool:
    return top.strength < least or a.long or b.long or bool(a.scope) != bool(b.scope)


def _scopes_apart(a: Features, b: Features, top: Conflict) -> dict[str, tuple[str, str]]:
    """Differing scopes, unless the scope is itself what the two disagree about."""
    apart = scopes.differing(dict(a.scope), dict(b.scope))
    words = " ".join(top.words).lower()
    return {
        key: pair for key, pair in apart.items() if key in a.item.scope or not (pair[0] in words and pair[1] in words)
    }


def _newer(a: Features, b: Features, top: Conflict) -> Features | None:
    """Pick the newer of two statements about the state of one thing; rules and opinions do not grow old."""
    if not a.item.dated or not b.item.dated or a.item.dated.date() == b.item.dated.date():
        return None
    newer = a if a.item.dated > b.item.dated else b
    if _unsure(a, b, top, _LIKELY if newer.updates else STRONG) or (_twofold(top) and not newer.updates):
        return None
    older = b if newer is a else a
    is_state = top.kind in STATES and not (top.a.directive or top.b.directive)
    return newer if is_state and is_news(newer.item, older.item) else None


def _twofold(top: Conflict) -> bool:
    """Do two numbers differ at once? Then one of them may tell two things apart: "week 40: 3 alarms", "week 41: 5"."""
    p, q = (
        {n.value for n in c.numbers if not DATE.match(n.value)} - set(_MINUTES.findall(c.text)) for c in (top.a, top.b)
    )
    return min(len(p - q), len(q - p)) > 1


def is_news(newer: Item, older: Item) -> bool:
    """Does the newer outweigh the older: seen or told rather than inferred, and no less sure?"""
    return newer.source != "inferred" and newer.confidence >= older.confidence


def _same_meaning(a: Features, b: Features) -> PairVerdict | None:
    if a.said == b.said:
        return _verdict(a, b, "duplicate", 0.95, "the same words but for fillers", by="rule:wording")
    if len(a.shingles) >= _LEAST_SHINGLES <= len(b.shingles):
        share = jaccard(a.shingles, b.shingles)
        if share >= NEAR:
            return _near(a, b, share)
    if a.content == b.content and a.content and not _signs_differ(a, b) and not _loaded(a, b):
        return _verdict(a, b, "agree", 0.75, "the same content words in another form")
    if not (a.long or b.long) and min(len(a.content), len(b.content)) >= 2:
        for less, more in ((a, b), (b, a)):
            if (
                less.content < more.content
                and not _counted(less, more)
                and not facts.missing_in(more.item.text, less.item.text)
            ):
                return _verdict(more, less, "refines", 0.7, "one says all that the other says, and more")
    return None


def _near(a: Features, b: Features, share: float) -> PairVerdict:
    if _hedged(a) != _hedged(b):
        return _verdict(a, b, "agree", 0.75, f"nearly the same text ({share:.0%} of its phrases), one less sure of it")
    lost_b, lost_a = facts.missing_facts(a.item, b.item), facts.missing_facts(b.item, a.item)
    if not lost_a and len(b.said) >= len(a.said):
        return _verdict(b, a, "duplicate", 0.9, f"nearly the same text ({share:.0%} of its phrases), no fact lost")
    if not lost_b:
        return _verdict(a, b, "duplicate", 0.9, f"nearly the same text ({share:.0%} of its phrases), no fact lost")
    if not lost_a:
        return _verdict(b, a, "duplicate", 0.9, f"nearly the same text ({share:.0%} of its phrases), no fact lost")
    reason = f"nearly the same text ({share:.0%} of its phrases), each with something of its own"
    return _verdict(a, b, "refines", 0.8, reason)


def _hedged(a: Features) -> bool:
    return any(not lexicon.HEDGES.isdisjoint(c.tokens) for c in a.clauses)


def _signs_differ(a: Features, b: Features) -> bool:
    signs_a = {w: s for c in a.clauses for w, s in c.signs.items()}
    signs_b = {w: s for c in b.clauses for w, s in c.signs.items()}
    numbers_a, numbers_b = ({n.value for c in f.clauses for n in c.numbers} for f in (a, b))
    return numbers_a != numbers_b or any(signs_a[w] != signs_b[w] for w in signs_a)


def _counted(less: Features, more: Features) -> bool:
    """Does the shorter count or quantify what the longer does not?"""
    numbers = {n.value for c in less.clauses for n in c.numbers} - {n.value for c in more.clauses for n in c.numbers}
    quantified = frozenset(less.said) - frozenset(more.said)
    return bool(numbers or quantified & lexicon.QUANTIFIERS.keys() or _negated(less) != _negated(more))


def _negated(a: Features) -> bool:
    return any(c.denials for c in a.clauses)


def _loaded(a: Features, b: Features) -> frozenset[str]:
    """List words without content that still change what is said: quantifiers, persons, modality."""
    heard = lexicon.LOADED - lexicon.NEGATORS - {"always"}
    return (frozenset(a.said) ^ frozenset(b.said)) & heard


def _no_cue(a: Features, b: Features, similarity: float | None) -> PairVerdict:
    if not a.content & b.content and (similarity or 0.0) < 0.3:
        return _verdict(a, b, "unrelated", 0.6, "no content word in common")
    return _verdict(a, b, "related", 0.5, "no cue of conflict or of sameness was found")


def _declared(item: Item) -> dict[str, frozenset[str]]:
    return {key: frozenset((value,)) for key, value in item.scope.items()}


def _where(apart: dict[str, tuple[str, str]]) -> str:
    return "; ".join(f"{key} {a} and {b}" for key, (a, b) in apart.items())


def _versus(top: Conflict, turned: bool = False) -> str:
    a, b = reversed(top.words) if turned else top.words
    return f"{a!r} against {b!r} ({top.kind})"


def _verdict(
    a: Features,
    b: Features,
    verdict: Verdict,
    confidence: float,
    reason: str,
    *,
    found: list[Conflict] | None = None,
    cues: tuple[str, ...] = (),
    by: str = "offline",
) -> PairVerdict:
    found = found or []
    turned = bool(found) and found[0].a not in a.clauses
    shown = [(c.words[::-1] if turned else c.words, (c.b, c.a) if turned else (c.a, c.b)) for c in found[:3]]
    return PairVerdict(
        a_id=a.item.id,
        b_id=b.item.id,
        verdict=verdict,
        confidence=confidence,
        reasons=(reason,),
        evidence=tuple(
            Quote(item_id=f.item.id, text=clause.text)
            for _, pair in shown[:1]
            for f, clause in zip((a, b), pair, strict=True)
        ),
        conflicts=tuple(words for words, _ in shown),
        cues=tuple(dict.fromkeys((*(c.kind for c in found), *cues))),
        checked=CHECKED,
        decided_by=by,
    )
