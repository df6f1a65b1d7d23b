"""A model whose answers pass the privacy gate before anybody keeps or reads them."""

import json
from typing import Any

from stillroom.errors import DetectorFailed
from stillroom.models.answers import canonical
from stillroom.models.budget import Spend, Unanswered
from stillroom.models.protocol import Ask, ChatModel, Reply, texts_in
from stillroom.privacy import PrivacyGate
from stillroom.privacy.redaction import PLACEHOLDER


class Gated:
    """Takes personal data and secrets out of every answer; one that cannot be read is no answer.

    What an answer repeats of its question stays as it is: that passed the gate when it came in, and a quotation must
    be found again where it was taken from.
    """

    def __init__(self, model: ChatModel, gate: PrivacyGate) -> None:
        self._model = model
        self._gate = gate

    @property
    def name(self) -> str:
        """The name of the model that answers."""
        return self._model.name

    def ask(self, ask: Ask) -> Reply:
        """Answer one question.

        Raises:
            ModelUnavailable: no usable answer, or a detector failed over it.
        """
        reply = self._model.ask(ask)
        try:
            text = self._cleaned(reply.text, list(texts_in(ask.inputs)))
        except DetectorFailed as failure:
            spent = Spend(prompt_tokens=reply.prompt_tokens, completion_tokens=reply.completion_tokens, cost=reply.cost)
            why = f"an answer of {self.name!r} could not be checked for personal data: {failure}"
            raise Unanswered(why, spent) from None
        return reply.model_copy(update={"text": text})

    def _cleaned(self, text: str, asked: list[str]) -> str:
        answer = json.loads(text)
        own = {said: said for said in texts_in(answer) if not any(said in known for known in asked)}
        # a new placeholder must not get the number of one in the question
        taken = " ".join(found[0] for known in asked for found in PLACEHOLDER.finditer(known))
        cleaned = self._gate.clean_fields({"": taken, **own})
        if not any(cleaned[said].findings for said in own):
            return text
        return canonical(_replaced(answer, {said: cleaned[said].text for said in own}))


def _replaced(value: Any, by: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {name: _replaced(part, by) for name, part in value.items()}
    if isinstance(value, list):
        return [_replaced(part, by) for part in value]
    return by.get(value, value) if isinstance(value, str) else value
