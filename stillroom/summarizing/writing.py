"""Writing: ask the summarizer about a cluster, and read its answer as a draft."""

from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from itertools import islice
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

import prompts
from stillroom.domain.items import Item
from stillroom.domain.summaries import Draft, Fault, Sentence
from stillroom.domain.verdicts import Cluster
from stillroom.errors import BudgetExhausted, ModelUnavailable, RecordMissing, StillroomError
from stillroom.models.offline import is_local
from stillroom.models.protocol import Ask, ChatModel
from stillroom.summarizing.extraction import length_for
from stillroom.summarizing.showing import LEFT_OUT_LISTED, brief
from stillroom.summarizing.voices import Said, heard_once, heard_once_in
from stillroom.workers import Workers

LEAST = 2
# one sentence is a summary when this many items say it
BORNE_OUT = 3
_PART = 50


class NothingToSay(StillroomError):
    """Too little may be said: no two sentences, and none that three items bear out."""


class AnswerSentence(BaseModel):
    """One claim, and the ids of the items that say so."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=1_000)
    cites: list[str] = Field(min_length=1, max_length=200)


class SummaryAnswer(BaseModel):
    """What a summarizer answers; no sentences at all when there is nothing to say."""

    model_config = ConfigDict(extra="forbid")

    title: str = Field(min_length=1, max_length=200)
    sentences: list[AnswerSentence] = Field(max_length=12)


@dataclass(frozen=True, kw_only=True)
class Job:
    """One summary to be written.

    Attributes:
        faults, earlier: what was wrong with the last try, and the try itself.
        attempt: which try this is, from 1.
    """

    cluster: Cluster
    items: Sequence[Item]
    scopes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    faults: Sequence[Fault] = ()
    earlier: Draft | None = None
    attempt: int = 1


class Summarizing:
    """Writes summaries through a chat model, several at a time."""

    def __init__(
        self,
        model: ChatModel,
        *,
        concurrency: int = 8,
        workers: Workers | None = None,
        instead: ChatModel | None = None,
        tries: int = 2,
    ) -> None:
        """Set up the writer.

        Args:
            model: who is asked.
            concurrency: how many summaries are written side by side.
            workers: other processes, for what takes long.
            instead: who is asked when the model gives no answer, or when all its tries were at fault.
            tries: how many tries at one summary the model has.
        """
        self._model = model
        self._instead = instead
        self._tries = tries
        self._workers = workers or Workers()
        self._concurrency = max(1, concurrency)

    def write(
        self,
        cluster: Cluster,
        items: Sequence[Item],
        *,
        scopes: Mapping[str, Mapping[str, str]] | None = None,
        faults: Sequence[Fault] = (),
        single_voice: Collection[str] | None = None,
        earlier: Draft | None = None,
        attempt: int = 1,
    ) -> Draft:
        """Write the summary of one cluster.

        Args:
            cluster: what it is about.
            items: the members to be summarised; what Stillroom derived itself is passed over.
            scopes: what tells items apart that are both true, by item id.
            faults: what was wrong with the earlier try.
            single_voice: what must be left out; by default found from the items.
            earlier: the earlier try itself.
            attempt: which try this is.

        Raises:
            NothingToSay: too little may be said.
            ModelUnavailable: no usable answer.
            BudgetExhausted: the budget is spent.
        """
        sources = _originals(items)
        if not sources:
            raise NothingToSay(f"cluster {cluster.id} has no original items")
        aliases = {f"i{n}": item.id for n, item in enumerate(sources, 1)}
        if single_voice is None:
            single_voice = heard_once(_said(sources))
        leave_out = sorted(single_voice)
        inputs = {
            # of one that lost to another the words are not repeated
            "topic": cluster.title if cluster.representative_id in aliases.values() else "",
            "items": _shown(sources, aliases, scopes or {}),
            "length": length_for(len(sources)),
            "leave_out": leave_out[:LEFT_OUT_LISTED],
            "earlier": _retold(earlier, aliases),
            "faults": [fault.model_dump() for fault in faults],
        }
        answer, name = self._answered(inputs, leave_out, attempt)
        return _draft(cluster, aliases, answer, name)

    def write_many(self, jobs: Sequence[Job]) -> Iterator[tuple[Job, Draft | StillroomError]]:
        """Write many summaries concurrently and give them back in order.

        A model failure or `NothingToSay` stands in the place of its draft.

        Raises:
            BudgetExhausted: the budget is spent; what was finished before has been given back.
            RecordMissing: a replay has no answer on record.
        """
        waiting, running = zip(jobs, self._heard_once(jobs), strict=True), deque[tuple[Job, Future[Draft]]]()
        # for matrices as small as a cluster's, the threads of numpy only wait for each other
        with threadpool_limits(1, user_api="blas"), ThreadPoolExecutor(self._concurrency) as pool:
            try:
                while True:
                    ahead = islice(waiting, 2 * self._concurrency - len(running))
                    running.extend((job, pool.submit(self._run, job, heard)) for job, heard in ahead)
                    if not running:
                        break
                    job, future = running.popleft()
                    yield job, _outcome(future)
            except (BudgetExhausted, RecordMissing):
                yield from _finished(running)
                raise
            finally:
                pool.shutdown(wait=True, cancel_futures=True)

    def _heard_once(self, jobs: Sequence[Job]) -> Iterator[Sequence[str]]:
        """Find for each what only one voice gave; many together, as the way to another process costs more than one."""
        parts = ([_said(j.items) for j in jobs[start : start + _PART]] for start in range(0, len(jobs), _PART))
        for found in self._workers.map(heard_once_in, parts):
            yield from found

    def _run(self, job: Job, single_voice: Collection[str]) -> Draft:
        return self.write(
            job.cluster,
            job.items,
            scopes=job.scopes,
            faults=job.faults,
            single_voice=single_voice,
            earlier=job.earlier,
            attempt=job.attempt,
        )

    def _answered(self, inputs: dict[str, Any], leave_out: Sequence[str], attempt: int) -> tuple[SummaryAnswer, str]:
        """Ask the model; where it fails, or has had its tries, whoever answers instead."""
        if is_local(self._model.name):
            return _asked(self._model, inputs)
        if self._instead is None:
            return _asked(self._model, brief(inputs, leave_out))
        if attempt > self._tries:
            return _asked(self._instead, inputs)
        try:
            return _asked(self._model, brief(inputs, leave_out))
        except ModelUnavailable:
            return _asked(self._instead, inputs)


def _asked(model: ChatModel, inputs: dict[str, Any]) -> tuple[SummaryAnswer, str]:
    reply = model.ask(_question(inputs))
    return _read(reply.text), reply.model


def _outcome(future: Future[Draft]) -> Draft | StillroomError:
    try:
        return future.result()
    except (BudgetExhausted, RecordMissing):
        raise
    except StillroomError as error:
        return error


def _finished(running: deque[tuple[Job, Future[Draft]]]) -> Iterator[tuple[Job, Draft | StillroomError]]:
    """Give back what other threads had under way when one had to stop, and what was answered before.

    None is cut off that waits for its turn: it costs nothing, and what is given back must not hang on who was faster.
    """
    for job, future in running:
        if not isinstance(future.exception(), BudgetExhausted | RecordMissing):
            yield job, _outcome(future)


def _said(items: Sequence[Item]) -> Said:
    return [(i.voice, i.text) for i in _originals(items)]


def _originals(items: Sequence[Item]) -> list[Item]:
    return sorted((i for i in items if i.origin == "contributed"), key=lambda i: (i.seq, i.id))


def _shown(
    items: Sequence[Item], aliases: Mapping[str, str], scopes: Mapping[str, Mapping[str, str]]
) -> list[dict[str, Any]]:
    """Show items under plain numbers: an id is contributed text, too, and so is a voice."""
    voices = {voice: f"v{n}" for n, voice in enumerate(sorted({i.voice for i in items} - {""}), 1)}
    shown = []
    for alias, item in zip(aliases, items, strict=True):
        scope = {**item.scope, **scopes.get(item.id, {})}
        voice = voices.get(item.voice, "")
        shown.append({"id": alias, "title": item.title, "text": item.content, "scope": scope, "voice": voice})
    return shown


def _retold(earlier: Draft | None, aliases: Mapping[str, str]) -> list[dict[str, Any]]:
    if earlier is None:
        return []
    named = {item_id: alias for alias, item_id in aliases.items()}
    return [{"text": s.text, "cites": [named[c] for c in s.cites if c in named]} for s in earlier.sentences]


def _question(inputs: dict[str, Any]) -> Ask:
    prompt = prompts.load("summarize")
    return Ask(
        role="summarizer",
        prompt=prompt.name,
        prompt_sha256=prompt.sha256,
        inputs=inputs,
        answer_schema=_schema(),
    )


@cache
def _schema() -> dict[str, Any]:
    return SummaryAnswer.model_json_schema()


def _read(text: str) -> SummaryAnswer:
    try:
        return SummaryAnswer.model_validate_json(text)
    except ValidationError as error:
        places = ", ".join(".".join(map(str, e["loc"])) or "the whole" for e in error.errors()[:3])
        raise ModelUnavailable(f"the summary does not fit its schema: {places}") from None


def _draft(cluster: Cluster, aliases: Mapping[str, str], answer: SummaryAnswer, model: str) -> Draft:
    told = [(" ".join(s.text.split()), s.cites) for s in answer.sentences]
    # an alias that was never given becomes an id that no item can have, for the gate to find
    sentences = tuple(
        Sentence(text=text, cites=tuple(dict.fromkeys(aliases.get(c.strip(), f"\0{c}") for c in cites)))
        for text, cites in told
        if text
    )
    if len(sentences) < LEAST and not (sentences and len(sentences[0].cites) >= BORNE_OUT):
        raise NothingToSay(f"cluster {cluster.id}: {len(sentences)} sentence(s) may be said, {LEAST} are the least")
    return Draft(
        cluster_id=cluster.id,
        title=" ".join(answer.title.split()),
        sentences=sentences,
        source_ids=tuple(sorted(aliases.values())),
        written_by="extractive" if model.startswith("offline") else f"model:{model}",
    )
