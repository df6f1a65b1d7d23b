"""A model whose calls are spans."""

from stillroom.models.protocol import Ask, ChatModel, Reply
from stillroom.tracing import here, span


class Traced:
    """Puts every call to a model into a span, under what was going on when it was opened."""

    def __init__(self, model: ChatModel) -> None:
        self._model = model
        self._parent = here()

    @property
    def name(self) -> str:
        """The model's name, as it stands in receipts."""
        return self._model.name

    def ask(self, ask: Ask) -> Reply:
        """Answer one question."""
        given = {
            "gen_ai.operation.name": "chat",
            "gen_ai.request.model": self.name,
            "stillroom.role": ask.role,
            "stillroom.prompt": ask.prompt,
            "stillroom.vote": ask.vote,
        }
        with span(f"chat {self.name}", given, parent=self._parent) as current:
            reply = self._model.ask(ask)
            current.set_attribute("gen_ai.usage.input_tokens", reply.prompt_tokens)
            current.set_attribute("gen_ai.usage.output_tokens", reply.completion_tokens)
            return reply
