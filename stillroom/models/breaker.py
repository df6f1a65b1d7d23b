"""A fuse before a model: a server that is down is not asked a thousand times more."""

import threading
import time
from collections.abc import Callable

from stillroom.models.budget import Unanswered
from stillroom.models.protocol import Ask, ChatModel, Reply


class Fuse:
    """Blows when a server failed several questions in a row; after each pause one question tries it again."""

    def __init__(self, after: int = 3, pause: float = 60.0, clock: Callable[[], float] = time.monotonic) -> None:
        """Set how many failures blow it, and how many seconds it rests before one question is let through."""
        self.after, self.pause = after, pause
        self._clock = clock
        self._failures = 0
        self._since = 0.0
        self._lock = threading.Lock()

    def lets_through(self) -> bool:
        """May the server be asked now?"""
        with self._lock:
            if self._failures < self.after:
                return True
            if self._clock() - self._since < self.pause:
                return False
            # the next one waits another pause, unless this question finds the server well
            self._since = self._clock()
            return True

    def note(self, *, failed: bool) -> None:
        """Take in how a question ended."""
        with self._lock:
            self._failures = self._failures + 1 if failed else 0
            self._since = self._clock()


class Breaker:
    """A model behind a fuse, which others to the same server may share.

    Only failures of the server count; a refusal or a broken answer says nothing about the next question.
    """

    def __init__(self, model: ChatModel, fuse: Fuse) -> None:
        self._model = model
        self._fuse = fuse

    @property
    def name(self) -> str:
        """The name of the model behind it."""
        return self._model.name

    def ask(self, ask: Ask) -> Reply:
        """Answer one question.

        Raises:
            ModelUnavailable: no usable answer, or not asked because the server is down.
        """
        if not self._fuse.lets_through():
            why = f"the server failed {self._fuse.after} questions in a row"
            raise Unanswered(f"{self.name!r} is not asked for {self._fuse.pause:g} s: {why}", down=True, asked=False)
        try:
            reply = self._model.ask(ask)
        except Unanswered as failure:
            self._fuse.note(failed=failure.down)
            raise
        self._fuse.note(failed=False)
        return reply
