"""What words mean, roughly: a direction and a weight each, from the static vectors that the embedder ships."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stillroom.text.embedding import WordLlamaEmbedder

Vectors = NDArray[np.float32]
_HEAVY = 24.0
_known: dict[str, tuple[Vectors, float]] = {}


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
    if not words:
        return Senses(np.zeros((0, WordLlamaEmbedder.dim), np.float32), np.zeros(0, np.float32))
    _learn([word for word in words if word not in _known])
    found = [_known[word] for word in words]
    return Senses(np.stack([row for row, _ in found]), np.array([weight for _, weight in found], np.float32))


def likeness(a: Vectors, b: Vectors) -> float:
    """Tell the cosine of two directions; 0 where one is none."""
    length = float(np.linalg.norm(a) * np.linalg.norm(b))
    return float(a @ b) / length if length else 0.0


def _learn(words: Sequence[str]) -> None:
    """Look up what is not known yet, together: a call for each word costs more than the word."""
    if not words:
        return
    for word, row in zip(words, WordLlamaEmbedder().sums(list(words)), strict=True):
        length = float(np.linalg.norm(row))
        _known[word] = (row / length if length else row.copy()), min(1.0, length / _HEAVY)
