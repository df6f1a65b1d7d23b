"""What words mean, roughly: a direction and a weight each, from the static vectors that the embedder ships."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from stillroom.text.embedding import WordLlamaEmbedder

Vectors = NDArray[np.float32]
_HEAVY = 24.0


@dataclass(frozen=True, slots=True)
class Senses:
    """The meanings of some words: unit rows, and how telling each word is (0 to 1)."""

    rows: Vectors
    weights: Vectors

    @property
    def whole(self) -> Vectors:
        """The direction of all words together."""
        total: Vectors = (self.rows * self.weights[:, None]).sum(axis=0)
        return total


def senses(words: Sequence[str]) -> Senses:
    """Look words up."""
    found = [_sense(word) for word in words]
    if not found:
        return Senses(np.zeros((0, WordLlamaEmbedder.dim), np.float32), np.zeros(0, np.float32))
    return Senses(np.stack([row for row, _ in found]), np.array([weight for _, weight in found], np.float32))


def likeness(a: Vectors, b: Vectors) -> float:
    """Tell the cosine of two directions; 0 where one is none."""
    length = float(np.linalg.norm(a) * np.linalg.norm(b))
    return float(a @ b) / length if length else 0.0


@cache
def _embedder() -> WordLlamaEmbedder:
    return WordLlamaEmbedder()


@cache
def _sense(word: str) -> tuple[Vectors, float]:
    row = _embedder().sums([word])[0]
    length = float(np.linalg.norm(row))
    return (row / length if length else row), min(1.0, length / _HEAVY)
