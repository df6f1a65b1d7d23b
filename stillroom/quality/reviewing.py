"""Reviewing: the quality of a draft, criterion by criterion, and what follows from it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal

from stillroom.domain.items import Item
from stillroom.domain.summaries import Draft, Fault, QualityScore
from stillroom.summarizing import faults, length_for
from stillroom.summarizing.claims import Claim
from stillroom.summarizing.faithfulness import Scopes
from stillroom.summarizing.words import terms, words

PASS = 0.6
# a draft with a grave fault never scores more
CAP = 0.3
# understating is a blemish; everything else makes the draft say what its items do not
MINOR = frozenset({"hedge_added"})
# these a second try does not mend: a person must look
POISON = frozenset({"instruction"})

WEIGHTS = {"faithfulness": 0.35, "coverage": 0.25, "citations": 0.15, "concision": 0.15, "readability": 0.10}
_BARS = {
    "coverage": (0.5, "leaves out much of what the items share"),
    "citations": (0.5, "cites few of the items"),
    "concision": (0.5, "is too long for what the items say, or repeats itself"),
    "readability": (0.6, "has sentences that are too short, too long or not whole"),
}


def assess(job: tuple[Draft, Mapping[str, Item], Scopes]) -> tuple[tuple[Fault, ...], QualityScore]:
    """Check a draft against its items, given by id with their scopes, and score it; in any process."""
    draft, items, scopes = job
    found = faults(draft, items, scopes=scopes)
    return found, review(draft, items, found)


def reconsidered(
    job: tuple[Draft, Mapping[str, Item], Scopes], found: tuple[Fault, ...], doubts: tuple[Fault, ...]
) -> tuple[tuple[Fault, ...], QualityScore]:
    """Score a draft anew with what a second reader doubts in it."""
    draft, items, _ = job
    every = (*found, *doubts)
    return every, review(draft, items, every)


def review(draft: Draft, items: Mapping[str, Item], found: Sequence[Fault]) -> QualityScore:
    """Score a draft against its items; any grave fault caps the score.

    Args:
        draft: the summary.
        items: the items by id.
        found: what `stillroom.summarizing.faults` found.
    """
    sources = [items[i] for i in draft.source_ids if i in items]
    claims = [Claim(s.text) for s in draft.sentences]
    grave = [fault for fault in found if fault.kind not in MINOR]
    parts = {
        "faithfulness": _faithfulness(len({f.sentence for f in grave}), len(found) - len(grave), len(claims)),
        "coverage": _coverage(draft, sources, claims),
        "citations": _citations(draft),
        "concision": _concision(draft, sources, claims),
        "readability": sum(_readable(s.text) for s in draft.sentences) / len(claims),
    }
    score = sum(WEIGHTS[name] * part for name, part in parts.items())
    if grave:
        score = min(score, CAP)
    if any(fault.kind in POISON for fault in found):
        parts["safety"] = score = 0.0
    reasons = [f"{_place(fault)}: {fault.detail}" for fault in found]
    reasons += [why for name, (bar, why) in _BARS.items() if parts[name] < bar]
    rounded = {name: round(part, 4) for name, part in parts.items()}
    return QualityScore(score=round(score, 4), parts=rounded, reasons=tuple(reasons))


def verdict_of(score: QualityScore, *, tries: int, limit: int) -> Literal["pass", "again", "hold"]:
    """Say what becomes of a draft: published, written again while tries are left, or held for a person.

    Args:
        score: what `review` made of it.
        tries: how many drafts were written, this one included.
        limit: how many may be.
    """
    if score.parts.get("safety") == 0.0:
        return "hold"
    if score.score >= PASS:
        return "pass"
    return "again" if tries < limit else "hold"


def _faithfulness(at_fault: int, blemishes: int, sentences: int) -> float:
    return max(0.0, 1 - at_fault / sentences) * 0.9**blemishes


def _place(fault: Fault) -> str:
    return "the draft" if fault.sentence < 0 else f"sentence {fault.sentence + 1}"


def _coverage(draft: Draft, sources: Sequence[Item], claims: Sequence[Claim]) -> float:
    """Share of what several items say (else of what any says most) that the draft says, too."""
    counts = Counter(term for item in sources for term in set(terms(item.text)))
    central = {term: n for term, n in counts.items() if n >= max(2, len(sources) / 3)}
    central = central or dict(counts)
    top = dict(sorted(central.items(), key=lambda pair: (-pair[1], pair[0]))[: 12 * len(claims)])
    said = frozenset[str]().union(*(claim.content for claim in claims)) | set(terms(draft.title))
    total = sum(top.values())
    return min(1.0, 1.6 * sum(n for term, n in top.items() if term in said) / total) if total else 1.0


def _citations(draft: Draft) -> float:
    """Share of the items cited; a summary of many need not cite them all."""
    cited = {c for s in draft.sentences for c in s.cites} & set(draft.source_ids)
    return min(1.0, len(cited) / min(len(draft.source_ids), 2 * len(draft.sentences)))


def _concision(draft: Draft, sources: Sequence[Item], claims: Sequence[Claim]) -> float:
    own = sum(len(words(s.text)) for s in draft.sentences)
    theirs = sum(len(words(item.text)) for item in sources)
    shorter = 1.0 if own <= 0.5 * theirs else max(0.0, 2 * (1 - own / theirs)) if theirs else 0.0
    likeness = [a.likeness(b) for n, a in enumerate(claims) for b in claims[n + 1 :]]
    repeated = max(likeness, default=0.0)
    over = max(0, len(claims) - max(length_for(len(sources)), 2))
    return max(0.0, min(0.4 + 0.6 * shorter, 1.0) - 0.15 * over) * (1.0 if repeated < 0.6 else 1.6 - repeated)


def _readable(text: str) -> float:
    count = len(words(text))
    whole = 1.0 if text.rstrip("\"'”’)*_` ")[-1:] in ".!?。" else 0.8
    if count < 3:
        return 0.2
    if count < 5:
        return 0.7 * whole
    return whole if count <= 40 else max(0.3, whole - (count - 40) / 60)
