"""What a probability is worth: risk at each coverage, and how often what is called likely is so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

_POINTS = 40
_BINS = 10


@dataclass(frozen=True, slots=True)
class Guess:
    """A probability that something is so, and whether it was."""

    chance: float
    true: bool

    @property
    def sure(self) -> float:
        """How far it leans to either side."""
        return max(self.chance, 1 - self.chance)

    @property
    def wrong(self) -> bool:
        """Was it more likely the other way?"""
        return (self.chance >= 0.5) != self.true


def curves(guesses: Sequence[Guess]) -> Mapping[str, Any]:
    """Give both, with the area under the risk."""
    covered = risk_coverage(guesses)
    area = float(np.mean([point["risk"] for point in covered])) if covered else 0.0
    return {"risk and coverage": covered, "mean risk": round(area, 4), "reliability": reliability(guesses)}


def risk_coverage(guesses: Sequence[Guess]) -> list[dict[str, float]]:
    """Tell which share is wrong when only the surest are decided, for forty shares."""
    ordered = sorted(guesses, key=lambda g: -g.sure)
    wrong = np.cumsum([g.wrong for g in ordered])
    sizes = sorted({max(1, len(ordered) * n // _POINTS) for n in range(1, _POINTS + 1)}) if ordered else []
    return [{"coverage": round(n / len(ordered), 4), "risk": round(float(wrong[n - 1] / n), 4)} for n in sizes]


def reliability(guesses: Sequence[Guess]) -> list[dict[str, float]]:
    """Tell by tenths of probability what was said and what was so; empty tenths are left out."""
    bins: dict[int, list[Guess]] = {}
    for guess in guesses:
        bins.setdefault(min(_BINS - 1, int(guess.chance * _BINS)), []).append(guess)
    return [
        {
            "said": round(sum(g.chance for g in held) / len(held), 4),
            "was": round(sum(g.true for g in held) / len(held), 4),
            "n": len(held),
        }
        for _, held in sorted(bins.items())
    ]
