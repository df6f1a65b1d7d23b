"""What the privacy gate finds and what it makes of a text."""

from pydantic import Field

from stillroom.domain.base import Value


class Finding(Value):
    """A span of the original text that must not be kept. It never carries the text itself."""

    type: str
    start: int = Field(ge=0)
    end: int = Field(gt=0)
    score: float = Field(ge=0, le=1)
    detector: str


class Cleaned(Value):
    """A text with every finding replaced by a placeholder such as `<PERSON_1>`."""

    text: str
    findings: tuple[Finding, ...] = ()
