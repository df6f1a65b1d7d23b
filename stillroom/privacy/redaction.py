"""Redaction: numbering what was found and putting placeholders in its stead."""

import re
from collections.abc import Iterable

from stillroom.domain.privacy import Cleaned, Finding
from stillroom.privacy.spans import Span

PLACEHOLDER = re.compile(r"<([A-Z][A-Z_]*)_(\d{1,6})>")


class Numbering:
    """Placeholders of one item: numbered by type, the same value always the same."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._next: dict[str, int] = {}
        self._given: dict[tuple[str, str], str] = {}
        for text in texts:
            for type_, number in PLACEHOLDER.findall(text):
                self._next[type_] = max(self._next.get(type_, 1), int(number) + 1)

    def placeholder(self, type_: str, value: str) -> str:
        """Give the placeholder of a value, a new one if it was not met before."""
        key = (type_, " ".join(value.split()).casefold())
        if key not in self._given:
            number = self._next.get(type_, 1)
            self._next[type_] = number + 1
            self._given[key] = f"<{type_}_{number}>"
        return self._given[key]


def redact(text: str, spans: list[Span], numbering: Numbering) -> Cleaned:
    """Replace disjoint spans, in order, by their placeholders."""
    pieces: list[str] = []
    at = 0
    for span in spans:
        pieces += (text[at : span.start], numbering.placeholder(span.type, text[span.start : span.end]))
        at = span.end
    findings = tuple(
        Finding(type=s.type, start=s.start, end=s.end, score=min(1.0, s.score), detector=s.detector) for s in spans
    )
    return Cleaned(text="".join([*pieces, text[at:]]), findings=findings)
