"""Boosted trees read from the weights file: how likely a conflict is, and why."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from stillroom.domain.verdicts import Verdict

WEIGHTS = "weights.json"
CLASSES = ("apart", "same", "conflict")
CLASHING: tuple[Verdict, ...] = ("contradict", "superseded")
ALIKE: tuple[Verdict, ...] = ("duplicate", "agree", "refines")
"""What rules say counts with what the trees say: that there is a conflict, and that both say the same."""
Reasons = Sequence[tuple[str, float]]
_TOLD = 3
_LEAST_TOLD = 0.05
_TOWARDS = np.array([-0.5, -0.5, 1.0])
"""How far a step for each class moves towards a conflict, against the mean of the others."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """How likely two items conflict, and how likely they say the same."""

    conflict: float
    same: float


class Forest:
    """The trees of the weights file; each adds to the log odds of one class, and every node knows what it adds."""

    def __init__(self, weights: Mapping[str, Any]) -> None:
        """Lay the trees out in one table, where a leaf leads to itself, and a node to two that stand together."""
        self.measures: tuple[str, ...] = tuple(weights["measures"])
        self.thresholds: Mapping[str, float] = weights["thresholds"]
        self._calibration: Mapping[str, Sequence[float]] = weights["calibration"]
        self._depth: int = weights["depth"]
        self._start = np.array([weights["start"][name] for name in CLASSES])
        trees = [tree for name in CLASSES for tree in weights["trees"][name]]
        self._class = np.repeat(np.arange(len(CLASSES)), [len(weights["trees"][name]) for name in CLASSES])
        self._roots = np.cumsum([0, *map(len, trees)])[:-1]
        nodes = np.array([node for tree in trees for node in tree])
        leaf = nodes[:, 0] < 0
        first = np.repeat(self._roots, [len(tree) for tree in trees])
        self._feature = np.where(leaf, 0, nodes[:, 0]).astype(np.intp)
        self._split = np.where(leaf, np.inf, nodes[:, 1])
        self._below = np.where(leaf, np.arange(len(nodes)), nodes[:, 2].astype(np.intp) + first)
        self._adds = nodes[:, 3]

    def weigh(self, measured: Mapping[str, float], ruled: Verdict) -> Opinion:
        """Form an opinion, knowing what the rules said."""
        *_, leaves = self._passed(measured)
        odds = self._start + np.bincount(self._class, self._adds.take(leaves), len(CLASSES))
        shares = np.exp(odds - odds.max())
        _, same, conflict = shares / shares.sum()
        return Opinion(self._calibrated("conflict", conflict, ruled), self._calibrated("same", same, ruled))

    def reasons(self, measured: Mapping[str, float]) -> Reasons:
        """Name the measures that moved the opinion most on its way down the trees, and how far towards a conflict."""
        moved = np.zeros(len(self.measures))
        towards = _TOWARDS[self._class]
        for here, below in pairwise(self._passed(measured)):
            np.add.at(moved, self._feature[here], towards * (self._adds[below] - self._adds[here]))
        first = np.argsort(-np.abs(moved), kind="stable")[:_TOLD]
        return tuple((self.measures[n], round(float(moved[n]), 3)) for n in first if abs(moved[n]) >= _LEAST_TOLD)

    def _passed(self, measured: Mapping[str, float]) -> Iterator[NDArray[np.intp]]:
        """Yield the nodes that a pair passes, level by level, one a tree."""
        values = np.array([measured[name] for name in self.measures])
        at = self._roots
        yield at
        for _ in range(self._depth):
            at = self._below.take(at) + (values.take(self._feature.take(at)) > self._split.take(at))
            yield at

    def _calibrated(self, name: str, share: float, ruled: Verdict) -> float:
        """Turn a share into a probability, as fitted on pairs the trees had not seen (Platt, with the rules' word)."""
        slope, clash, alike, offset = self._calibration[name]
        share = min(max(float(share), 1e-6), 1 - 1e-6)
        odds = slope * np.log(share / (1 - share)) + clash * (ruled in CLASHING) + alike * (ruled in ALIKE) + offset
        return float(1 / (1 + np.exp(-odds)))


@cache
def forest() -> Forest:
    """Read the weights of the package, once."""
    found = resources.files("stillroom.judging").joinpath(WEIGHTS).read_text(encoding="utf-8")
    return Forest(json.loads(found))
