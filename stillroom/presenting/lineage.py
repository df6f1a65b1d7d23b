"""The geometry of a lineage: an item in the middle, what it stands on to the left, what stands on it to the right."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

WIDE, TALL, GAP_X, GAP_Y = 190.0, 44.0, 90.0, 14.0
MOST = 8
"""Items a column shows; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Spot:
    """An item in its place; `more` says how many stand behind one that is no item."""

    item_id: str
    x: float
    y: float
    more: int = 0


@dataclass(frozen=True, slots=True)
class Edge:
    """A link as the path of its line."""

    path: str
    relation: str


@dataclass(frozen=True, slots=True)
class Lineage:
    """A lineage in its place."""

    width: float
    height: float
    spots: tuple[Spot, ...]
    edges: tuple[Edge, ...]


def lay_lineage(item_id: str, columns: Mapping[int, Sequence[str]], links: Iterable[tuple[str, str, str]]) -> Lineage:
    """Place items by column (negative: sources, positive: derived) and draw (derived, source, relation) links."""
    shown = {0: [item_id], **{c: list(ids) for c, ids in columns.items() if ids}}
    first, last = min(shown), max(shown)
    rows = max(min(len(ids), MOST + 1) for ids in shown.values())
    height = rows * (TALL + GAP_Y) - GAP_Y
    spots: dict[str, Spot] = {}
    for column in range(first, last + 1):
        ids = shown.get(column, [])
        kept = ids if len(ids) <= MOST + 1 else ids[:MOST]
        count = len(kept) + (len(ids) > len(kept))
        y = (height - count * (TALL + GAP_Y) + GAP_Y) / 2
        x = (column - first) * (WIDE + GAP_X)
        for one in kept:
            spots.setdefault(one, Spot(one, x, y))
            y += TALL + GAP_Y
        if len(ids) > len(kept):
            spots[f"+{column}"] = Spot("", x, y, len(ids) - len(kept))
    width = (last - first + 1) * (WIDE + GAP_X) - GAP_X
    return Lineage(width, height, tuple(spots.values()), tuple(_edges(spots, links)))


def _edges(spots: Mapping[str, Spot], links: Iterable[tuple[str, str, str]]) -> list[Edge]:
    edges = []
    for derived, source, relation in sorted(set(links)):
        if derived in spots and source in spots and derived != source:
            a, b = spots[source], spots[derived]
            x0, y0, x1, y1 = a.x + WIDE, a.y + TALL / 2, b.x, b.y + TALL / 2
            middle = (x0 + x1) / 2
            edges.append(
                Edge(f"M{x0:.1f} {y0:.1f}C{middle:.1f} {y0:.1f} {middle:.1f} {y1:.1f} {x1:.1f} {y1:.1f}", relation)
            )
    return edges
