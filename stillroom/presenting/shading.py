"""The sides of a question: what differs between them, and the words that a judge quoted, marked in place."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from stillroom.domain.items import Item
from stillroom.domain.verdicts import PairVerdict
from stillroom.presenting.differences import Piece, differences, marked


@dataclass(frozen=True, slots=True)
class Shade:
    """A stretch of text: does it differ from the other side, was it quoted as evidence?"""

    text: str
    differs: bool
    quoted: bool


@dataclass(frozen=True, slots=True)
class Side:
    """An item as one side of a question."""

    item: Item
    shades: tuple[Shade, ...]

    @property
    def heading(self) -> str:
        """The title, unless the text begins with it."""
        return self.item.title if self.item.text != self.item.content else ""


def sides(items: Sequence[Item], verdicts: Sequence[PairVerdict]) -> tuple[Side, ...]:
    """Set items side by side; of two that are much alike each differing word is marked."""
    words = [w for v in verdicts for pair in v.conflicts for w in pair]
    texts = [i.content for i in items]
    cut = [marked(text, words) for text in texts]
    if len(items) == 2 and not (found := differences(texts[0], texts[1])).is_same:
        cut = [found.left, found.right]
    quotes = [q for v in verdicts for q in v.evidence]
    return tuple(
        Side(item, shaded(pieces, [q.text for q in quotes if q.item_id == item.id]))
        for item, pieces in zip(items, cut, strict=True)
    )


def shaded(pieces: Iterable[Piece], quotes: Iterable[str]) -> tuple[Shade, ...]:
    """Lay quotes over pieces; where both are, both are said."""
    parts = list(pieces)
    text = "".join(p.text for p in parts)
    quoted = _covered(text, quotes)
    shades, at = [], 0
    for piece in parts:
        end = at + len(piece.text)
        cuts = sorted({at, end, *(c for span in quoted for c in span if at < c < end)})
        for start, stop in pairwise(cuts):
            inside = any(a <= start and stop <= b for a, b in quoted)
            shades.append(Shade(text[start:stop], piece.marked, inside))
        at = end
    return tuple(shades)


def _covered(text: str, quotes: Iterable[str]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for quote in quotes:
        words = quote.split()
        if not words:
            continue
        pattern = re.compile(r"\s+".join(map(re.escape, words)), re.IGNORECASE)
        spans += [m.span() for m in pattern.finditer(text)]
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
