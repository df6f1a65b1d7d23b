"""The geometry of curves and bars over shares between 0 and 1."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
_KINDS = ("summarised", "held", "merged", "superseded", "rejected", "kept")


@dataclass(frozen=True, slots=True)
class Dot:
    """A point in its place, with what it says."""

    x: float
    y: float
    title: str
    radius: float = 3


@dataclass(frozen=True, slots=True)
class Curve:
    """A line through points; `kind` chooses its colour."""

    label: str
    kind: str
    path: str
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True)
class Tick:
    """A mark on an axis."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class Plot:
    """Curves in a frame, with ticks on both axes and what the axes are called."""

    width: float
    height: float
    across: str
    up: str
    curves: tuple[Curve, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    diagonal: bool
    bar: float | None


@dataclass(frozen=True, slots=True)
class Strip:
    """A share as a bar, with its interval."""

    label: str
    value: float
    n: int
    y: float
    width: float
    low: float
    high: float


def lay_plot(
    lines: Mapping[str, Sequence[tuple[float, float, str]]],
    *,
    across: str,
    up: str,
    top: float = 1.0,
    diagonal: bool = False,
    bar: float | None = None,
    width: float = 420,
    height: float = 300,
) -> Plot:
    """Lay lines of (x, y, title) out; the y axis ends at `top`, `bar` is a level that is aimed at."""
    curves = []
    for (label, points), kind in zip(lines.items(), _KINDS, strict=False):
        dots = tuple(Dot(x * width, height - min(y, top) / top * height, title) for x, y, title in points)
        path = "M" + "L".join(f"{dot.x:.1f} {dot.y:.1f}" for dot in dots) if dots else ""
        curves.append(Curve(label, kind, path, dots))
    return Plot(
        width=width,
        height=height,
        across=across,
        up=up,
        curves=tuple(curves),
        x_ticks=tuple(Tick(t * width, f"{t:.0%}") for t in TICKS),
        y_ticks=tuple(Tick(height - t * height, f"{t * top:.0%}") for t in TICKS),
        diagonal=diagonal,
        bar=None if bar is None else height - bar / top * height,
    )


def lay_strips(shares: Mapping[str, tuple[float, int, float, float]], *, width: float = 300) -> tuple[Strip, ...]:
    """Lay shares (value, count, low, high) out as bars, one below the other."""
    return tuple(
        Strip(label, value, n, 30.0 * row, value * width, low * width, high * width)
        for row, (label, (value, n, low, high)) in enumerate(shares.items())
    )
