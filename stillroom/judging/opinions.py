"""Second opinions: what rules said of two items, weighed by the calibrated trees."""

from collections.abc import Mapping, Sequence

from stillroom.domain.verdicts import PairVerdict, Verdict
from stillroom.judging.cues import Conflict
from stillroom.judging.features import Features
from stillroom.judging.forest import ALIKE, Forest, Opinion, Reasons
from stillroom.judging.measures import measure

MODEL = "offline:trees"
_NOT_TOLD = "no cue of conflict or of sameness is strong enough to decide by, nor to ask about"
UNLIKELY = 0.6
"""Scopes explain a conflict that is no likelier than this."""
ODD = 0.3
"""Nearly the same text, no fact of which is lost, is held only where a conflict is likelier than this."""
ASK = 0.2
"""From this probability of a conflict on a pair is put to a model or a person, where a rule found a cue. Of what only
the trees suspect of real rules hardly one in ten is worth a question: conflicts are rarer there than among the pairs
that they learnt from."""
LOOK = 0.6
"""From this probability on a model, where one is set, looks at what only the trees suspect: it costs no person's time."""
_CUED = ("contradict", "uncertain", "superseded")


def weighed(ruled: PairVerdict, a: Features, b: Features, cues: Sequence[Conflict], trees: Forest) -> PairVerdict:
    """Let what rules said stand only where it is sure enough; settle what they left open where no conflict is likely."""
    measured = measure(a, b, cues)
    opinion = trees.weigh(measured, ruled.verdict)
    known = ruled.model_copy(update={"conflict": round(opinion.conflict, 3)})
    verdict = ruled.verdict if _declared_apart(ruled, a, b) else _settled(ruled.verdict, opinion, trees.thresholds)
    if verdict == "contradict" and bool(a.scope) != bool(b.scope):
        verdict = "uncertain"
    asked = ruled.verdict == "contradict" or (ruled.verdict in _CUED and opinion.conflict >= ASK)
    if verdict == "uncertain" and not asked:
        quiet = {"asked": False, "suspected": opinion.conflict >= LOOK, "confidence": 0.0, "reasons": (_NOT_TOLD,)}
        return known.model_copy(update={"verdict": verdict, "decided_by": MODEL, **quiet})
    if verdict == ruled.verdict and verdict != "uncertain":
        sure = {"confidence": round(1 - opinion.conflict, 2)} if verdict == "related" else {}
        return known.model_copy(update=sure)
    return _reasoned(known, verdict, opinion, trees.reasons(measured))


def _declared_apart(ruled: PairVerdict, a: Features, b: Features) -> bool:
    """Do the items themselves, not only their words, name the scopes that tell them apart?"""
    p, q = a.item.scope, b.item.scope
    return ruled.verdict == "different_scope" and any(p[key].lower() != q[key].lower() for key in p.keys() & q.keys())


def _settled(ruled: Verdict, opinion: Opinion, bars: Mapping[str, float]) -> Verdict:
    """Decide what is sure enough: a conflict or sameness where rules say so too, else that there is no conflict."""
    if ruled == "superseded":
        # news that tells the old state, too, sounds to the trees like the same
        return ruled
    if ruled == "different_scope":
        return ruled if opinion.conflict <= UNLIKELY else "uncertain"
    if ruled == "duplicate" and opinion.conflict <= ODD:
        return ruled
    if ruled in _CUED and opinion.conflict >= bars["conflict from"]:
        return "contradict"
    if ruled in ALIKE and opinion.same >= bars["same from"]:
        return ruled
    if ruled == "contradict" or opinion.conflict > bars["conflict to"]:
        return "uncertain"
    return ruled if ruled == "unrelated" else "related"


def _reasoned(known: PairVerdict, verdict: Verdict, opinion: Opinion, moved: Reasons) -> PairVerdict:
    """Give another verdict than the rules, with the measures that moved the trees most after what the rules said."""
    measures = ", ".join(f"{name} ({'+' if by > 0 else '−'})" for name, by in moved)
    why = f"; what weighed most: {measures}" if moved else ""
    told = f"{opinion.conflict:.0%} likely to conflict{why}"
    return known.model_copy(
        update={
            "verdict": verdict,
            "confidence": round(1 - opinion.conflict if verdict == "related" else opinion.conflict, 2),
            "reasons": (*known.reasons, told) if known.conflicts or known.verdict in ALIKE else (told,),
            "decided_by": MODEL,
        }
    )
