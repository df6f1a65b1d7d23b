"""What a judging model answers, and the answer of one that cannot know."""

from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from stillroom.domain.verdicts import Verdict
from stillroom.models.protocol import Ask


class Answer(BaseModel):
    """What the model answers; the reasoning stands before the verdict, so that it comes first."""

    model_config = ConfigDict(extra="forbid")

    reasoning: str
    scope_a: str
    scope_b: str
    quote_a: str
    quote_b: str
    verdict: Verdict
    confidence: float = Field(ge=0, le=1)

    def swapped(self) -> "Answer":
        """Exchange what it says of one item and of the other."""
        turned = {
            "scope_a": self.scope_b,
            "scope_b": self.scope_a,
            "quote_a": self.quote_b,
            "quote_b": self.quote_a,
        }
        return self.model_copy(update=turned)


@cache
def schema() -> dict[str, Any]:
    """Give the JSON schema of an answer."""
    return Answer.model_json_schema()


def abstain(ask: Ask) -> str:
    """Answer for the offline judge: it cannot know, so it does not say."""
    answer = Answer(reasoning="", scope_a="", scope_b="", quote_a="", quote_b="", verdict="uncertain", confidence=0)
    return answer.model_dump_json()
