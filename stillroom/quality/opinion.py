"""A second opinion: another model reads what a model wrote against what it cites."""

from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

import prompts
from stillroom.domain.items import Item
from stillroom.domain.summaries import Draft, Fault
from stillroom.errors import ModelUnavailable
from stillroom.models.protocol import Ask, ChatModel
from stillroom.summarizing.faithfulness import Scopes

PROMPT = "review"
_LONGEST = 300
_SILENT = Fault(sentence=-1, kind="unreviewed", detail="the reviewer gave no answer that can be used")

Job = tuple[Draft, Mapping[str, Item], Scopes]


class Doubt(BaseModel):
    """A sentence that its items do not bear out, by its number; -1 for the title."""

    model_config = ConfigDict(extra="forbid")

    sentence: int = Field(ge=-1, le=100)
    words: str
    why: str


class OpinionAnswer(BaseModel):
    """What a reviewer answers; the reasoning stands before the faults, so that it comes first."""

    model_config = ConfigDict(extra="forbid")

    reasoning: str
    faults: list[Doubt] = Field(max_length=40)


class SecondOpinion:
    """Asks a reviewer about drafts, several at a time."""

    def __init__(self, model: ChatModel, *, concurrency: int) -> None:
        self._model = model
        self._concurrency = concurrency

    def of_many(self, jobs: Mapping[str, Job]) -> Iterator[tuple[str, tuple[Fault, ...]]]:
        """List what is wrong with each draft, in their order; a reviewer that is silent is a fault, too.

        Raises:
            BudgetExhausted: the budget is spent.
            RecordMissing: a replay has no answer on record.
        """
        waiting, running = deque(jobs.items()), deque[tuple[str, Future[tuple[Fault, ...]]]]()
        with ThreadPoolExecutor(self._concurrency, thread_name_prefix="review") as pool:
            try:
                while waiting or running:
                    while waiting and len(running) < 2 * self._concurrency:
                        key, job = waiting.popleft()
                        running.append((key, pool.submit(self.of, job)))
                    key, future = running.popleft()
                    yield key, future.result()
            finally:
                pool.shutdown(wait=True, cancel_futures=True)

    def of(self, job: Job) -> tuple[Fault, ...]:
        """List what is wrong with one draft."""
        draft, items, scopes = job
        try:
            answer = OpinionAnswer.model_validate_json(self._model.ask(_question(draft, items, scopes)).text)
            return tuple(_fault(draft, doubt) for doubt in answer.faults)
        except (ModelUnavailable, ValidationError):
            return (_SILENT,)


def _fault(draft: Draft, doubt: Doubt) -> Fault:
    place = doubt.sentence if doubt.sentence < len(draft.sentences) else -1
    said = " ".join(f"{doubt.words}: {doubt.why}".split())[:_LONGEST]
    return Fault(sentence=place, kind="not_borne_out", detail=said)


def _question(draft: Draft, items: Mapping[str, Item], scopes: Scopes) -> Ask:
    # an id is contributed text, too
    aliases = {item_id: f"i{n}" for n, item_id in enumerate(draft.source_ids, 1)}
    prompt = prompts.load(PROMPT)
    inputs: dict[str, Any] = {
        "title": draft.title,
        "sentences": [
            {"n": n, "text": s.text, "cites": [aliases[c] for c in s.cites if c in aliases]}
            for n, s in enumerate(draft.sentences)
        ],
        "items": [
            {"id": aliases[i], "text": items[i].text, "scope": {**items[i].scope, **scopes.get(i, {})}}
            for i in draft.source_ids
        ],
    }
    return Ask(role="reviewer", prompt=PROMPT, prompt_sha256=prompt.sha256, inputs=inputs, answer_schema=_schema())


@cache
def _schema() -> dict[str, Any]:
    return OpinionAnswer.model_json_schema()
