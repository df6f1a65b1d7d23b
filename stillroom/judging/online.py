"""Pairs that rules cannot settle, put to a model; whatever goes wrong leaves the pair uncertain."""

from collections import Counter
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

import prompts
from stillroom.domain.items import Item
from stillroom.domain.verdicts import PairVerdict, Quote, Verdict
from stillroom.errors import ModelUnavailable
from stillroom.models.protocol import Ask, ChatModel

PROMPT = "judge"
_NEEDS_QUOTES = frozenset(("contradict", "different_scope", "superseded", "duplicate", "agree", "refines"))


class Answer(BaseModel):
    """What the model answers; the reasoning stands before the verdict, so that it comes first."""

    model_config = ConfigDict(extra="forbid")

    reasoning: str
    scope_a: str
    scope_b: str
    quote_a: str
    quote_b: str
    verdict: Verdict
    confidence: float = Field(ge=0, le=1)


@cache
def _schema() -> dict[str, Any]:
    return Answer.model_json_schema()


def abstain(ask: Ask) -> str:
    """Answer for the offline judge: it cannot know, so it does not say."""
    answer = Answer(reasoning="", scope_a="", scope_b="", quote_a="", quote_b="", verdict="uncertain", confidence=0)
    return answer.model_dump_json()


def ask_model(
    model: ChatModel, a: Item, b: Item, offline: PairVerdict, *, votes: int, escalate_below: float
) -> PairVerdict:
    """Put a pair to the model, every second time with the items swapped.

    Raises:
        BudgetExhausted: the budget is spent.
        RecordMissing: a replay does not hold the question.
    """
    answers: list[Answer] = []
    for vote in range(votes):
        try:
            answers.append(_vote(model, a, b, vote))
        except (ModelUnavailable, ValidationError) as error:
            return _held(offline, f"the model gave no usable answer ({type(error).__name__})", model.name)
    return _weigh(answers, a, b, offline, model.name, escalate_below)


def _vote(model: ChatModel, a: Item, b: Item, vote: int) -> Answer:
    swapped = vote % 2 == 1
    first, second = (b, a) if swapped else (a, b)
    ask = Ask(
        role="judge",
        prompt=PROMPT,
        prompt_sha256=prompts.load(PROMPT).sha256,
        inputs={"a": _shown(first), "b": _shown(second)},
        answer_schema=_schema(),
        vote=vote,
    )
    answer = Answer.model_validate_json(model.ask(ask).text)
    if not swapped:
        return answer
    turned = {
        "quote_a": answer.quote_b,
        "quote_b": answer.quote_a,
        "scope_a": answer.scope_b,
        "scope_b": answer.scope_a,
    }
    return answer.model_copy(update=turned)


def _shown(item: Item) -> dict[str, Any]:
    return {"text": item.text, "dated": item.dated.isoformat() if item.dated else None, "scope": item.scope}


def _weigh(
    answers: list[Answer], a: Item, b: Item, offline: PairVerdict, name: str, escalate_below: float
) -> PairVerdict:
    tally = Counter(answer.verdict for answer in answers)
    first = answers[0]
    if len(tally) > 1:
        counts = ", ".join(f"{verdict} {count}" for verdict, count in sorted(tally.items()))
        return _held(offline, f"the votes were split: {counts}", name)
    if first.verdict == "uncertain":
        return _held(offline, "the model could not tell", name)
    confidence = min(answer.confidence for answer in answers)
    if confidence < escalate_below:
        return _held(offline, f"the model said {first.verdict} at {confidence:.2f} only", name)
    if first.verdict in _NEEDS_QUOTES and not all(_quoted(answer, a, b) for answer in answers):
        return _held(offline, "the model quoted words that do not stand in the items", name)
    return _accepted(first, a, b, offline, name, confidence)


def _accepted(answer: Answer, a: Item, b: Item, offline: PairVerdict, name: str, confidence: float) -> PairVerdict:
    verdict = answer.verdict
    quotes = [Quote(item_id=i.id, text=q) for i, q in ((a, answer.quote_a), (b, answer.quote_b)) if _stands(q, i)]
    if verdict == "superseded":
        if not a.dated or not b.dated or a.dated == b.dated:
            verdict = "contradict"
        elif b.dated > a.dated:
            a, b = b, a
    scopes = [f"{i.id}: {s}" for i, s in ((a, answer.scope_a), (b, answer.scope_b)) if s]
    return offline.model_copy(
        update={
            "a_id": a.id,
            "b_id": b.id,
            "verdict": verdict,
            "confidence": confidence,
            "reasons": (answer.reasoning or f"the model says {verdict}", *scopes),
            "evidence": tuple(quotes) or offline.evidence,
            "conflicts": offline.conflicts if offline.a_id == a.id else tuple(w[::-1] for w in offline.conflicts),
            "decided_by": f"model:{name}",
        }
    )


def _held(offline: PairVerdict, why: str, name: str) -> PairVerdict:
    return offline.model_copy(
        update={"verdict": "uncertain", "reasons": (*offline.reasons, why), "decided_by": f"model:{name}"}
    )


def _quoted(answer: Answer, a: Item, b: Item) -> bool:
    return _stands(answer.quote_a, a) and _stands(answer.quote_b, b)


def _stands(quote: str, item: Item) -> bool:
    words = " ".join(quote.split())
    return bool(words) and words in " ".join(item.text.split())
