"""Names by a spaCy model, when one is installed."""

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from stillroom.privacy.name_words import NOT_NAMES
from stillroom.privacy.spans import Span

PERSON_LABELS = frozenset({"PERSON", "PER"})


def installed_model(language: str) -> str | None:
    """Name the best installed model of a language; None if there is none."""
    from importlib.metadata import entry_points  # noqa: PLC0415 - asks the disk, and only once a gate

    # every packaged model declares itself; to read the names of all packages would take ten times as long
    names = {point.name for point in entry_points(group="spacy_models")}
    sizes = ("sm", "md", "lg", "trf")
    models = [n for n in names if n.startswith(f"{language}_core_") and n.rpartition("_")[2] in sizes]
    return max(models, key=lambda n: (sizes.index(n.rpartition("_")[2]), n), default=None)


class SpacyPeople:
    """People named in a text, by the named-entity recognizer of a spaCy model."""

    name = "spacy"
    canary = ("Yesterday Barack Obama met Angela Merkel in Berlin.", "PERSON")

    def __init__(self, model: str) -> None:
        self.version = model
        self._model = model

    @cached_property
    def pipeline(self) -> Any:
        """Load the model on first use, without what names do not need."""
        import spacy  # noqa: PLC0415 - slow to import

        return spacy.load(self._model, exclude=["parser", "lemmatizer", "textcat"])

    def scan(self, text: str, lowered: str) -> Iterator[Span]:
        """Yield people, leaving out what is never a part of a name."""
        for entity in self.pipeline(text).ents:
            if entity.label_ in PERSON_LABELS and not any(w in NOT_NAMES for w in entity.text.split()):
                yield Span(entity.start_char, entity.end_char, "PERSON", 0.85, self.name)
