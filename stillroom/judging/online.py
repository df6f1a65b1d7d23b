"""Pairs that rules cannot settle, put to a model; whatever goes wrong leaves the pair uncertain."""

from collections import Counter
from typing import Any

from pydantic import ValidationError

import prompts
from stillroom.domain.items import Item
from stillroom.domain.verdicts import PairVerdict, Quote
from stillroom.errors import ModelUnavailable
from stillroom.judging.answer import Answer, schema
from stillroom.judging.doubts import doubt, stands
from stillroom.judging.forest import CLASHING
from stillroom.judging.pairs import is_news
from stillroom.models.protocol import Ask, ChatModel

PROMPT = "judge"
_LONGEST_REASON = 1_000
# a longer item would have to be cut, and what is cut off may be what matters
_LONGEST_ITEM = 20_000
_HARMLESS = ("related", "unrelated")
"""Verdicts that leave everything as it is: of a pair that was only suspected, one vote for them is enough."""


def ask_model(
    model: ChatModel,
    a: Item,
    b: Item,
    offline: PairVerdict,
    *,
    votes: int,
    escalate_below: float,
) -> PairVerdict:
    """Put a pair to the model, every second time with the items swapped; one doubtful answer ends it.

    Raises:
        BudgetExhausted: the budget is spent.
        RecordMissing: a replay does not hold the question.
    """
    if max(len(a.text), len(b.text)) > _LONGEST_ITEM:
        return _held(
            offline, f"an item has more than {_LONGEST_ITEM:,} characters, too long to be judged whole", model.name
        )
    answers: list[Answer] = []
    for vote in range(votes):
        try:
            answer = _vote(model, a, b, offline, vote)
        except ModelUnavailable as unavailable:
            return _held(offline, f"model unavailable: {unavailable}", model.name)
        except ValidationError:
            return _held(offline, "the model gave no usable answer", model.name)
        answers.append(answer)
        if why := _split(answers) or doubt(answer, a, b, offline, least=escalate_below):
            return _doubted(offline, why, model.name, answers)
        if offline.suspected and answer.verdict in _HARMLESS:
            break
        if offline.suspected and answer.verdict not in CLASHING:
            return _held(offline, f"the model said {answer.verdict}, and the trees think a conflict likely", model.name)
    return _accepted(answers, a, b, offline, model.name)


def _vote(model: ChatModel, a: Item, b: Item, offline: PairVerdict, vote: int) -> Answer:
    swapped = vote % 2 == 1
    first, second = (b, a) if swapped else (a, b)
    noticed = [list(words if first.id == offline.a_id else words[::-1]) for words in offline.conflicts]
    ask = Ask(
        role="judge",
        prompt=PROMPT,
        prompt_sha256=prompts.load(PROMPT).sha256,
        inputs={"a": _shown(first), "b": _shown(second), "noticed": noticed},
        answer_schema=schema(),
        vote=vote,
    )
    answer = Answer.model_validate_json(model.ask(ask).text)
    return answer.swapped() if swapped else answer


def _shown(item: Item) -> dict[str, Any]:
    return {"text": item.text, "dated": item.dated.isoformat() if item.dated else None, "scope": item.scope}


def _split(answers: list[Answer]) -> str:
    tally = Counter(answer.verdict for answer in answers)
    if len(tally) == 1:
        return ""
    counts = ", ".join(f"{verdict} {count}" for verdict, count in sorted(tally.items()))
    return f"the votes were split: {counts}"


def _accepted(answers: list[Answer], a: Item, b: Item, offline: PairVerdict, name: str) -> PairVerdict:
    answer = answers[0]
    verdict = answer.verdict
    quotes = [Quote(item_id=i.id, text=q) for i, q in ((a, answer.quote_a), (b, answer.quote_b)) if stands(q, i)]
    if verdict == "superseded":
        newer = _newer(a, b)
        if newer is None:
            verdict = "contradict"
        elif newer is b:
            a, b = b, a
    said = (answer.reasoning, *(s and f"holds for {s}" for s in (answer.scope_a, answer.scope_b)))
    reasons = [" ".join(words.split())[:_LONGEST_REASON] for words in said if words.strip()]
    return offline.model_copy(
        update={
            "a_id": a.id,
            "b_id": b.id,
            "verdict": verdict,
            "confidence": min(one.confidence for one in answers),
            "reasons": tuple(reasons) or (f"the model says {verdict}",),
            "evidence": tuple(quotes) or offline.evidence,
            "conflicts": offline.conflicts if offline.a_id == a.id else tuple(w[::-1] for w in offline.conflicts),
            "decided_by": f"model:{name}",
        }
    )


def _newer(a: Item, b: Item) -> Item | None:
    """Pick the one that may replace the other without a person: of a later day, and no weaker."""
    if not a.dated or not b.dated or a.dated.date() == b.dated.date():
        return None
    newer, older = (a, b) if a.dated > b.dated else (b, a)
    return newer if is_news(newer, older) else None


def _doubted(offline: PairVerdict, why: str, name: str, answers: list[Answer]) -> PairVerdict:
    """Leave it uncertain; where any answer saw a conflict a person is asked, though rules alone would not have."""
    if offline.asked or not any(answer.verdict in CLASHING for answer in answers):
        return _held(offline, why, name)
    return _held(offline.model_copy(update={"asked": True, "reasons": ()}), why, name)


def _held(offline: PairVerdict, why: str, name: str) -> PairVerdict:
    return offline.model_copy(
        update={"verdict": "uncertain", "reasons": (*offline.reasons, why), "decided_by": f"model:{name}"}
    )
