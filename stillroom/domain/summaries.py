"""Summaries: sentences that cite, and what was found wrong with them."""

from pydantic import Field

from stillroom.domain.base import Value

_WITHHELD = "withheld"


class Sentence(Value):
    """One claim of a summary and the items it stands on."""

    text: str = Field(min_length=1)
    cites: tuple[str, ...] = Field(min_length=1)


class Draft(Value):
    """A summary before it is published.

    Attributes:
        cluster_id: the cluster it summarises.
        source_ids: the original items it was made from, sorted.
        written_by: `extractive` or `model:<name>`.
    """

    cluster_id: str
    title: str
    sentences: tuple[Sentence, ...] = Field(min_length=1)
    source_ids: tuple[str, ...] = Field(min_length=1)
    written_by: str

    @property
    def by_model(self) -> bool:
        """Did a model write it?"""
        return self.written_by.startswith("model:")

    @property
    def content(self) -> str:
        """The text as it is stored; citations live in the lineage and in `sentences`."""
        return "\n".join(s.text for s in self.sentences)

    @property
    def is_withheld(self) -> bool:
        """Is the text left out, as nobody could tell what is in it?"""
        return self.written_by == _WITHHELD

    def withheld(self, why: str) -> "Draft":
        """Leave the text out and say why; what it cites stays."""
        said = Sentence(text=f"The text is withheld: {why}", cites=self.source_ids)
        return self.model_copy(update={"title": "Summary", "sentences": (said,), "written_by": _WITHHELD})


class Fault(Value):
    """Something wrong with a draft, said so that the writer can mend it."""

    sentence: int = Field(ge=-1, description="index of the sentence, -1 for the whole draft")
    kind: str
    detail: str


class QualityScore(Value):
    """A score with its reasons.

    Attributes:
        score: 0 to 1.
        parts: each criterion's own 0 to 1.
        reasons: why it is not 1, one line each.
    """

    score: float = Field(ge=0, le=1)
    parts: dict[str, float] = Field(default_factory=dict)
    reasons: tuple[str, ...] = ()
