"""Spans: stretches of a text that must not be kept."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

# Stands for a placeholder while a text is scanned; a noncharacter, so no real text contains it.
MASK = "\ufdd0"


class Span(NamedTuple):
    """A stretch of the scanned text, what it is and who says so."""

    start: int
    end: int
    type: str
    score: float
    detector: str


class Detector(Protocol):
    """Something that finds one family of personal data or secrets."""

    name: str
    version: str
    canary: tuple[str, str]

    def scan(self, text: str, lowered: str) -> Iterable[Span]:
        """Yield what is found; `lowered` is the text in lower case, shared by all detectors."""
        ...


def merge(spans: Iterable[Span]) -> list[Span]:
    """Unite spans that overlap; the union takes the type of the longest, so nothing sticks out."""
    merged: list[tuple[Span, Span]] = []
    for span in sorted(spans, key=lambda s: (s.start, -s.end, -s.score, s.type)):
        if merged and span.start < merged[-1][0].end:
            whole, best = merged[-1]
            best = max(best, span, key=lambda s: (s.end - s.start, s.score))
            whole = best._replace(start=whole.start, end=max(whole.end, span.end))
            merged[-1] = (whole, best)
        else:
            merged.append((span, span))
    return [whole for whole, _ in merged]


def joined(spans: Sequence[Span], text: str, type_: str) -> list[Span]:
    """Unite neighbours of a type with nothing but a space between: two halves of one name."""
    found: list[Span] = []
    for span in spans:
        if found and found[-1].type == span.type == type_ and text[found[-1].end : span.start] == " ":
            span = found.pop()._replace(end=span.end)
        found.append(span)
    return found


def outside_masks(span: Span, text: str) -> Iterator[Span]:
    """Cut the masks out of a span; pieces without a letter or digit are left."""
    start = span.start
    for piece in text[span.start : span.end].split(MASK):
        if any(c.isalnum() for c in piece):
            yield span._replace(start=start, end=start + len(piece))
        start += len(piece) + 1
