"""A fuse before a model: a server that is down is not asked a thousand times more."""

import threading

from stillroom.models.budget import Unanswered
from stillroom.models.protocol import Ask, ChatModel, Reply


class Breaker:
    """Stops asking for as long as it lives, once a server failed several questions in a row.

    Only failures of the server count; a refusal or a broken answer says nothing about the next question.
    """

    def __init__(self, model: ChatModel, after: int = 3) -> None:
        self._model = model
        self._after = after
        self._failures = 0
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """The name of the model behind it."""
        return self._model.name

    def ask(self, ask: Ask) -> Reply:
        """Answer one question.

        Raises:
            ModelUnavailable: no usable answer, or not asked because the server is down.
        """
        if self._failures >= self._after:
            raise Unanswered(
                f"{self.name!r} is not asked any more: the server failed {self._after} questions in a row",
                down=True,
            )
        try:
            reply = self._model.ask(ask)
        except Unanswered as failure:
            self._count(failed=failure.down)
            raise
        self._count(failed=False)
        return reply

    def _count(self, *, failed: bool) -> None:
        with self._lock:
            self._failures = self._failures + 1 if failed else 0
