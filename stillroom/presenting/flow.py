"""The geometry of a flow: columns of nodes with bands between them, as wide as what flows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LEAST = 1.5
"""Pixels that the thinnest band has, so that one item of ten thousand is still seen."""


@dataclass(frozen=True, slots=True)
class Stage:
    """A node to be drawn; `kind` names its colour."""

    name: str
    label: str
    kind: str
    column: int


@dataclass(frozen=True, slots=True)
class Node:
    """A node in its place, with what flows through it."""

    stage: Stage
    value: int
    x: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Band:
    """A band from one node to another, as the path of its outline."""

    source: Stage
    target: Stage
    value: int
    path: str


@dataclass(frozen=True, slots=True)
class Flow:
    """A flow in its place."""

    width: float
    height: float
    node_width: float
    nodes: tuple[Node, ...]
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowFormat:
    """How large a flow is drawn.

    Attributes:
        last: room to the right of the last column, for its labels.
        body: the height of the fullest column's bands together.
        slot: the least height a node gets, so that its label fits.
    """

    width: float = 960
    last: float = 170
    body: float = 300
    slot: float = 44
    gap: float = 12
    node_width: float = 10


def lay_flow(stages: Sequence[Stage], links: Mapping[tuple[str, str], int], form: FlowFormat) -> Flow:
    """Place stages and bands; what nothing flows through is left out."""
    flowing = {pair: n for pair, n in links.items() if n > 0}
    values = {s.name: _through(s.name, flowing) for s in stages}
    shown = [s for s in stages if values[s.name]]
    if not shown:
        return Flow(form.width, 0, form.node_width, (), ())
    fullest = max(sum(values[s.name] for s in shown if s.column == c) for c in {s.column for s in shown})
    widths = {pair: max(LEAST, n * form.body / fullest) for pair, n in flowing.items()}
    nodes, height = _place(shown, values, widths, form)
    return Flow(form.width, height, form.node_width, tuple(nodes), tuple(_bands(nodes, flowing, widths, form)))


def _through(name: str, links: Mapping[tuple[str, str], int]) -> int:
    return max(
        sum(n for (source, _), n in links.items() if source == name),
        sum(n for (_, target), n in links.items() if target == name),
    )


def _place(
    shown: Sequence[Stage], values: Mapping[str, int], widths: Mapping[tuple[str, str], float], form: FlowFormat
) -> tuple[list[Node], float]:
    columns = sorted({s.column for s in shown})
    step = (form.width - form.last - form.node_width) / max(1, len(columns) - 1)
    tall = {
        s.name: max(
            sum(w for p, w in widths.items() if p[0] == s.name), sum(w for p, w in widths.items() if p[1] == s.name)
        )
        for s in shown
    }
    slots = {s.name: max(tall[s.name], form.slot) for s in shown}
    heights = [sum(slots[s.name] + form.gap for s in shown if s.column == c) - form.gap for c in columns]
    total = max(heights)
    nodes = []
    for number, column in enumerate(columns):
        y = (total - heights[number]) / 2
        for stage in (s for s in shown if s.column == column):
            top = y + (slots[stage.name] - tall[stage.name]) / 2
            nodes.append(Node(stage, values[stage.name], number * step, top, tall[stage.name]))
            y += slots[stage.name] + form.gap
    return nodes, total


def _bands(
    nodes: Sequence[Node],
    links: Mapping[tuple[str, str], int],
    widths: Mapping[tuple[str, str], float],
    form: FlowFormat,
) -> list[Band]:
    """Stack the bands of a node in the order of what they lead to, so that they do not cross needlessly."""
    at = {n.stage.name: n for n in nodes}
    order = {n.stage.name: position for position, n in enumerate(nodes)}
    out = {n.stage.name: n.y for n in nodes}
    into = dict(out)
    bands = []
    for pair in sorted(links, key=lambda p: (order[p[0]], order[p[1]])):
        source, target, wide = at[pair[0]], at[pair[1]], widths[pair]
        path = _outline(source.x + form.node_width, out[pair[0]], target.x, into[pair[1]], wide)
        bands.append(Band(source.stage, target.stage, links[pair], path))
        out[pair[0]] += wide
        into[pair[1]] += wide
    return bands


def _outline(x0: float, y0: float, x1: float, y1: float, wide: float) -> str:
    middle = (x0 + x1) / 2
    return (
        f"M{x0:.1f} {y0:.1f}C{middle:.1f} {y0:.1f} {middle:.1f} {y1:.1f} {x1:.1f} {y1:.1f}"
        f"V{y1 + wide:.1f}C{middle:.1f} {y1 + wide:.1f} {middle:.1f} {y0 + wide:.1f} {x0:.1f} {y0 + wide:.1f}Z"
    )
