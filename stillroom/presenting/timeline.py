"""The geometry of a value over days: one bar a day, the highest as high as the picture."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Day:
    """One day's bar."""

    day: date
    value: float
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """Days in their place."""

    width: float
    height: float
    first: date
    last: date
    highest: float
    total: float
    days: tuple[Day, ...]


def lay_timeline(
    values: Mapping[date, float], until: date, *, days: int = 30, width: float = 440, height: float = 96
) -> Timeline:
    """Lay out the days up to `until`; a day without a value is 0."""
    first = until - timedelta(days=days - 1)
    shown = [(first + timedelta(days=n), values.get(first + timedelta(days=n), 0.0)) for n in range(days)]
    highest = max((value for _, value in shown), default=0.0)
    wide = width / days
    bars = []
    for number, (day, value) in enumerate(shown):
        if value > 0:
            tall = max(2.0, height * value / highest)
            bars.append(Day(day, value, number * wide + 1, height - tall, wide - 2, tall))
    return Timeline(width, height, first, until, highest, sum(v for _, v in shown), tuple(bars))
