"""What is asked of a model, what comes back, and who can be asked."""

from collections.abc import Iterator
from typing import Any, Literal, Protocol, runtime_checkable

from stillroom.domain.base import Value, digest_json

Role = Literal["judge", "summarizer", "reviewer", "generator"]


class Ask(Value):
    """One question to a model; its key is the hash of all that was asked.

    Attributes:
        prompt, prompt_sha256: which prompt file, and the hash of its text.
        inputs: JSON values for the prompt's inputs; contributed text stands only here.
        answer_schema: JSON schema of the answer.
        vote: number of this vote when the same question is put several times.
    """

    role: Role
    prompt: str
    prompt_sha256: str
    inputs: dict[str, Any]
    answer_schema: dict[str, Any]
    vote: int = 0

    def key(self, model: str) -> str:
        """Hash the question as it is put to `model`."""
        return digest_json({"model": model, **self.model_dump(mode="json")})


class Reply(Value):
    """A model's answer: JSON text that fits the schema asked for, and what it cost."""

    text: str
    model: str
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float = 0.0


@runtime_checkable
class ChatModel(Protocol):
    """Anything that answers questions in JSON."""

    @property
    def name(self) -> str:
        """The model's name, as it stands in receipts."""

    def ask(self, ask: Ask) -> Reply:
        """Answer one question.

        Raises:
            ModelUnavailable: no usable answer within the retries.
            BudgetExhausted: the budget is spent.
        """


def texts_in(value: Any) -> Iterator[str]:
    """Yield every string of a JSON value, but for the names of its fields."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from texts_in(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from texts_in(part)
