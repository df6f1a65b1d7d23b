"""The geometry of a distribution between 0 and 1: how many values fall into each of twenty bins."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

BINS = 20


@dataclass(frozen=True, slots=True)
class Bar:
    """One bin that is not empty."""

    low: float
    high: float
    count: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Histogram:
    """A distribution in its place; `median_x` is where its median stands."""

    width: float
    height: float
    total: int
    median: float | None
    median_x: float
    bars: tuple[Bar, ...]


def lay_histogram(values: Sequence[float], *, width: float = 440, height: float = 110) -> Histogram:
    """Count the values by bins of 0.05 and scale the fullest to the height."""
    counts, edges = np.histogram(np.clip(values, 0, 1), bins=BINS, range=(0, 1))
    fullest = max(1, int(counts.max()))
    wide = width / BINS
    bars = []
    for number, count in enumerate(counts.tolist()):
        if count:
            tall = max(2.0, height * count / fullest)
            low, high = float(edges[number]), float(edges[number + 1])
            bars.append(Bar(low, high, count, number * wide + 1, height - tall, wide - 2, tall))
    middle = float(median(values)) if values else None
    return Histogram(width, height, len(values), middle, (middle or 0) * width, tuple(bars))
