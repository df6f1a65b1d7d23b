"""A voice about pairs that rules leave open and no chat model sees: natural language inference, offline."""

from collections.abc import Callable

from stillroom.domain.verdicts import Verdict
from stillroom.judging.answer import Answer, abstain
from stillroom.models.protocol import Ask
from stillroom.text.entailment import Entailment


def inferring(entailment: Entailment, least: float) -> Callable[[Ask], str]:
    """Answer a judge's question by inference in both directions; what is less sure than `least` is not said."""

    def answer(ask: Ask) -> str:
        a, b = (str(ask.inputs[side]["text"]) for side in ("a", "b"))
        found = entailment.infer([(a, b), (b, a)])
        if found is None:
            return abstain(ask)
        same = min(one.entailment for one in found)
        apart = min(one.contradiction for one in found)
        if same >= least:
            return _said("agree", same, a, b, f"each entails the other (at least {same:.2f})")
        if apart >= least:
            return _said("contradict", apart, a, b, f"each contradicts the other (at least {apart:.2f})")
        return abstain(ask)

    return answer


def _said(verdict: Verdict, confidence: float, a: str, b: str, why: str) -> str:
    answer = Answer(
        reasoning=why, scope_a="", scope_b="", quote_a=a, quote_b=b, verdict=verdict, confidence=min(1.0, confidence)
    )
    return answer.model_dump_json()
