"""Recorded answers: every answer is kept by the hash of its question, and a run can be replayed from them."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import NamedTuple, Protocol

from stillroom.errors import ModelUnavailable, RecordMissing
from stillroom.models.protocol import Ask, ChatModel, Reply


class AnswerRecord(Protocol):
    """Where answers are kept; the first answer to a question stays."""

    def get(self, key: str) -> Reply | None:
        """Find the answer kept under a question's key.

        Raises:
            RecordMissing: the answer was altered since it was kept.
        """

    def put(self, key: str, role: str, prompt: str, reply: Reply) -> None:
        """Keep an answer, unless there is one under this key."""


class BatchRecord(AnswerRecord, Protocol):
    """A record that can be read and written many answers at a time."""

    def known(self) -> set[str]:
        """List the keys of all answers there are."""

    def put_many(self, answers: Sequence["Answered"]) -> None:
        """Keep answers, but for those under whose key there is one."""

    def used(self, keys: Sequence[str]) -> None:
        """Note which answers the run stands on."""


class Answered(NamedTuple):
    """An answer with the key and the kind of its question."""

    key: str
    role: str
    prompt: str
    reply: Reply


class Batched:
    """A record that gathers answers until `flush`: for models whose answers cost nothing to give again.

    Flush before anything is kept that stands on the answers; safe to share among threads.
    """

    def __init__(self, record: BatchRecord) -> None:
        self._record = record
        self._waiting: dict[str, Answered] = {}
        self._used: list[str] = []
        self._lock = threading.Lock()

    @cached_property
    def _known(self) -> set[str]:
        return self._record.known()

    def get(self, key: str) -> Reply | None:
        """Find the answer kept under a question's key."""
        with self._lock:
            if key in self._waiting:
                return self._waiting[key].reply
            return self._record.get(key) if key in self._known else None

    def put(self, key: str, role: str, prompt: str, reply: Reply) -> None:
        """Hold an answer until it is written, unless there is one under this key."""
        with self._lock:
            self._waiting.setdefault(key, Answered(key, role, prompt, reply))

    def note(self, key: str, known: bool) -> None:
        """Note that the run stands on an answer; one that is new is noted when it is written."""
        if known:
            with self._lock:
                self._used.append(key)

    def flush(self) -> None:
        """Write what was gathered."""
        with self._lock:
            if self._waiting:
                self._record.put_many(list(self._waiting.values()))
                self._known.update(self._waiting)
                self._waiting.clear()
            if self._used:
                self._record.used(self._used)
                self._used.clear()


class MemoryRecord:
    """A record that lives as long as the process; safe to share among threads."""

    def __init__(self) -> None:
        self._replies: dict[str, Reply] = {}
        self._lock = threading.Lock()

    def get(self, key: str) -> Reply | None:
        """Find the answer kept under a question's key."""
        with self._lock:
            return self._replies.get(key)

    def put(self, key: str, role: str, prompt: str, reply: Reply) -> None:
        """Keep an answer, unless there is one under this key."""
        with self._lock:
            self._replies.setdefault(key, reply)

    def __len__(self) -> int:
        with self._lock:
            return len(self._replies)


class Recorder:
    """A model that asks each question once and answers it from the record ever after."""

    def __init__(
        self,
        model: ChatModel,
        record: AnswerRecord,
        on_use: Callable[[str, bool], None] | None = None,
        on_failure: Callable[[str, ModelUnavailable], None] | None = None,
    ) -> None:
        """Wrap a model.

        Args:
            model: who is asked.
            record: where answers are kept.
            on_use: hears each answer's key and whether it was recorded before.
            on_failure: hears the key of a question that got no answer, and why.
        """
        self._model = model
        self._record = record
        self._on_use = on_use
        self._on_failure = on_failure
        self._asking: set[str] = set()
        self._turn = threading.Condition()

    @property
    def name(self) -> str:
        """The name of the model that is recorded."""
        return self._model.name

    def ask(self, ask: Ask) -> Reply:
        """Answer from the record, or ask the model and record the answer before returning it."""
        key = ask.key(self.name)
        with self._alone(key):
            known = self._record.get(key)
            reply = known or self._asked(key, ask)
        if self._on_use is not None:
            self._on_use(key, known is not None)
        return reply

    def _asked(self, key: str, ask: Ask) -> Reply:
        try:
            reply = self._model.ask(ask)
        except ModelUnavailable as failure:
            if self._on_failure is not None:
                self._on_failure(key, failure)
            raise
        self._record.put(key, ask.role, ask.prompt, reply)
        # another process may have been first, and what is recorded is what counts
        return self._record.get(key) or reply

    @contextmanager
    def _alone(self, key: str) -> Iterator[None]:
        with self._turn:
            self._turn.wait_for(lambda: key not in self._asking)
            self._asking.add(key)
        try:
            yield
        finally:
            with self._turn:
                self._asking.discard(key)
                self._turn.notify_all()


class Replayed:
    """A model that only repeats what was recorded; it never asks anybody."""

    def __init__(self, name: str, record: AnswerRecord) -> None:
        """Stand in for the model of that name."""
        self._name = name
        self._record = record

    @property
    def name(self) -> str:
        """The name of the model whose answers are repeated."""
        return self._name

    def ask(self, ask: Ask) -> Reply:
        """Repeat the recorded answer.

        Raises:
            RecordMissing: this was never asked, or the answer was altered.
        """
        key = ask.key(self.name)
        reply = self._record.get(key)
        if reply is None:
            raise RecordMissing(
                f"no recorded answer of {self.name!r} to this {ask.role} question (prompt {ask.prompt!r}, "
                f"key {key[:12]}): the items, the prompts or the settings differ from the recorded run"
            )
        return reply
