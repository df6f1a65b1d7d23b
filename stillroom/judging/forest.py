"""A forest of decision trees read from the weights file: how likely a conflict is, and why."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

WEIGHTS = "weights.json"
_TOLD = 3
_LEAST_TOLD = 0.01


@dataclass(frozen=True, slots=True)
class Opinion:
    """How likely two items conflict, and how likely they say the same."""

    conflict: float
    same: float


class Forest:
    """The trees of the weights file; every node holds the shares of conflict and sameness seen there in training."""

    def __init__(self, weights: Mapping[str, Any]) -> None:
        """Lay the trees out in one table, where a leaf leads to itself."""
        self.measures: tuple[str, ...] = tuple(weights["measures"])
        self.thresholds: Mapping[str, float] = weights["thresholds"]
        self._calibration: Mapping[str, Sequence[float]] = weights["calibration"]
        self._depth: int = weights["depth"]
        trees = weights["trees"]
        starts = np.cumsum([0, *map(len, trees)])
        nodes = np.array([node for tree in trees for node in tree])
        here, leaf = np.arange(len(nodes)), nodes[:, 0] < 0
        first = np.repeat(starts[:-1], np.diff(starts))
        self._roots = starts[:-1]
        self._feature = np.where(leaf, 0, nodes[:, 0]).astype(np.intp)
        self._split = nodes[:, 1]
        self._left, self._right = (np.where(leaf, here, nodes[:, n].astype(np.intp) + first) for n in (2, 3))
        self._shares = nodes[:, 4:]

    def weigh(self, measured: Mapping[str, float]) -> Opinion:
        """Form an opinion."""
        *_, leaves = self._passed(measured)
        conflict, same = self._shares[leaves].mean(axis=0)
        return Opinion(self._calibrated("conflict", conflict), self._calibrated("same", same))

    def reasons(self, measured: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
        """Name the measures that moved the opinion most on its way down the trees, and how far towards a conflict."""
        moved = np.zeros(len(self.measures))
        for here, below in pairwise(self._passed(measured)):
            np.add.at(moved, self._feature[here], self._shares[below, 0] - self._shares[here, 0])
        return self._told(moved)

    def _passed(self, measured: Mapping[str, float]) -> Iterator[NDArray[np.intp]]:
        """Yield the nodes that a pair passes, level by level, one a tree."""
        values = np.array([measured[name] for name in self.measures])
        at = self._roots
        yield at
        for _ in range(self._depth):
            at = np.where(values[self._feature[at]] <= self._split[at], self._left[at], self._right[at])
            yield at

    def _told(self, moved: NDArray[np.float64]) -> tuple[tuple[str, float], ...]:
        moved = moved / len(self._roots)
        first = np.argsort(-np.abs(moved), kind="stable")[:_TOLD]
        return tuple((self.measures[n], round(float(moved[n]), 3)) for n in first if abs(moved[n]) >= _LEAST_TOLD)

    def _calibrated(self, name: str, share: float) -> float:
        """Turn a share of trees into a probability, as fitted on pairs the trees had not seen (Platt)."""
        slope, offset = self._calibration[name]
        share = min(max(float(share), 1e-6), 1 - 1e-6)
        return float(1 / (1 + np.exp(-(slope * np.log(share / (1 - share)) + offset))))


@cache
def forest() -> Forest:
    """Read the weights of the package, once."""
    found = resources.files("stillroom.judging").joinpath(WEIGHTS).read_text(encoding="utf-8")
    return Forest(json.loads(found))
