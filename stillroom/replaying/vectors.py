"""Vectors of a replay: those that were kept; nothing is embedded anew."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray


class Remembered:
    """An embedder that knows no text: the recorded vectors stand in the store.

    It is asked only about what the replay itself writes, which is compared and never searched.
    """

    def __init__(self, name: str, dim: int) -> None:
        """Stand in for the embedding model of that name."""
        self.name, self.dim = name, dim

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Give each text a vector that is like no other."""
        return np.zeros((len(texts), self.dim), dtype=np.float32)
