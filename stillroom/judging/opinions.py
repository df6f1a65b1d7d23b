"""Second opinions: what rules said of two items, weighed by the calibrated trees."""

from collections.abc import Mapping, Sequence

from stillroom.domain.verdicts import PairVerdict, Quote, Verdict
from stillroom.judging import clashes
from stillroom.judging.cues import Conflict
from stillroom.judging.features import Features
from stillroom.judging.forest import Opinion, forest
from stillroom.judging.measures import KINDS, measure

MODEL = "offline:trees"
_NOT_TOLD = "no cue of conflict or of sameness is strong enough to decide by, nor to ask about"
LIKELY, UNLIKELY = 0.7, 0.3
"""What rules call a conflict is held when the trees find it less likely; what they call agreement, when more."""
FAMILIAR = 20
"""The trees learnt from single statements; in texts of more words they do not doubt a conflict that rules found."""
ASK_CUED, ASK = 0.2, 0.7
"""From this probability of a conflict on a pair that is left open is put to a model or a person: where a rule found a
cue, and where only the trees speak and some clash can be named. Read off what real rules and notes were asked about."""
SAME_SUBJECT = 0.5
"""Below this likeness two items hardly speak of one subject, and nobody is asked on the trees' word."""
_HARDLY = 0.1
_NAMED = 0.35
"""A measure of a clash counts as one that can be named from this strength on."""
_CLASHES = ("numbers differ", "words opposed", "rivals", *KINDS)


def weighed(ruled: PairVerdict, a: Features, b: Features, cues: Sequence[Conflict]) -> PairVerdict:
    """Let the trees settle what the rules left open, and hold what they speak against."""
    measured = measure(a, b, cues)
    opinion = forest().weigh(measured)
    known = ruled.model_copy(update={"conflict": round(opinion.conflict, 3)})
    named = any(measured[name] >= _NAMED for name in _CLASHES) and not measured["one scope"]
    verdict = _settled(ruled.verdict, opinion, named=named)
    if ruled.verdict == "contradict" and max(len(f.item.text.split()) for f in (a, b)) > FAMILIAR:
        verdict = ruled.verdict
    asked = _is_asked(ruled, opinion, named and _meet(measured))
    if verdict == "uncertain" and not asked:
        return known.model_copy(
            update={"verdict": verdict, "asked": False, "confidence": 0.0, "reasons": (_NOT_TOLD,), "decided_by": MODEL}
        )
    if verdict == ruled.verdict and verdict != "uncertain":
        sure = {"confidence": round(1 - opinion.conflict, 2)} if verdict == "related" else {}
        return known.model_copy(update=sure)
    return _reasoned(known, verdict, opinion, measured, a, b)


def _meet(measured: Mapping[str, float]) -> bool:
    """Do they speak of one subject, and not each of a case of its own?"""
    return measured["same subject"] >= SAME_SUBJECT and not measured["both cases"]


def _is_asked(ruled: PairVerdict, opinion: Opinion, clash: bool) -> bool:
    """Is an open pair worth a question: on a rule's word nearly always, on the trees' word when they are sure enough."""
    if ruled.verdict in ("contradict", "uncertain"):
        return ruled.verdict == "contradict" or opinion.conflict >= ASK_CUED
    return clash and opinion.conflict >= ASK


def _settled(ruled: Verdict, opinion: Opinion, *, named: bool) -> Verdict:
    bars = forest().thresholds
    if ruled in ("different_scope", "superseded"):
        return ruled
    if ruled == "contradict":
        return ruled if opinion.conflict >= LIKELY else "uncertain"
    if ruled in ("duplicate", "agree", "refines"):
        return ruled if opinion.conflict <= UNLIKELY else "uncertain"
    if named and opinion.conflict >= bars["conflict from"]:
        return "contradict"
    if ruled != "uncertain" and opinion.same >= bars["same from"]:
        return "agree"
    if ruled == "uncertain" or opinion.conflict > bars["conflict to"]:
        return "uncertain"
    return ruled if opinion.same < _HARDLY else "related"


def _reasoned(
    known: PairVerdict, verdict: Verdict, opinion: Opinion, measured: Mapping[str, float], a: Features, b: Features
) -> PairVerdict:
    """Give another verdict, with the words that differ and the measures that moved the trees most."""
    update: dict[str, object] = {
        "verdict": verdict,
        "confidence": round(opinion.same if verdict == "agree" else opinion.conflict, 2),
        "reasons": (*_said(known), _told(verdict, opinion, measured)),
        "decided_by": MODEL,
    }
    clause = None if known.conflicts or verdict == "agree" else clashes.nearest(a, b)
    if clause:
        update["conflicts"] = tuple(w for w in (clashes.words(a, b),) if all(w))
        update["evidence"] = tuple(Quote(item_id=f.item.id, text=c.text) for f, c in zip((a, b), clause, strict=True))
    return known.model_copy(update=update)


def _said(known: PairVerdict) -> tuple[str, ...]:
    """Keep what rules said, unless they found nothing."""
    return known.reasons if known.conflicts or known.verdict in ("duplicate", "agree", "refines") else ()


def _told(verdict: Verdict, opinion: Opinion, measured: Mapping[str, float]) -> str:
    moved = ", ".join(f"{name} ({'+' if by > 0 else '−'})" for name, by in forest().reasons(measured))
    why = f"; what weighed most: {moved}" if moved else ""
    if verdict == "agree":
        return f"{opinion.same:.0%} likely to say the same{why}"
    return f"{opinion.conflict:.0%} likely to conflict{why}"
