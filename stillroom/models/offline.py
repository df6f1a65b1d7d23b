"""Models that need no network: functions that answer what can be known without one."""

from collections.abc import Callable, Mapping

from stillroom.errors import ModelUnavailable
from stillroom.models.answers import BrokenAnswer, checked
from stillroom.models.protocol import Ask, Reply, Role

OFFLINE = "offline"


def is_local(name: str) -> bool:
    """Does a model of this name run in this process, for nothing, and always say the same?"""
    return name == OFFLINE or name.startswith("nli:")


class OfflineModel:
    """Answers by role through given functions; the same question always gets the same answer."""

    def __init__(self, answers: Mapping[Role, Callable[[Ask], str]], name: str = OFFLINE) -> None:
        """Set up who answers for which role; `name` says what stands behind it."""
        self._answers = dict(answers)
        self._name = name

    @property
    def name(self) -> str:
        """`offline`, or the weights behind it, so that receipts are honest about it."""
        return self._name

    def ask(self, ask: Ask) -> Reply:
        """Answer one question.

        Raises:
            ModelUnavailable: this role has no offline answer, or its answer does not fit the schema.
        """
        answer = self._answers.get(ask.role)
        if answer is None:
            raise ModelUnavailable(f"there is no offline {ask.role}: set STILLROOM_OPENAI_BASE_URL and a model name")
        try:
            return Reply(text=checked(answer(ask), ask.answer_schema), model=self.name)
        except BrokenAnswer as broken:
            raise ModelUnavailable(f"the offline {ask.role} failed on prompt {ask.prompt!r}: {broken}") from None
