"""The network behind the model of names, as it is trained."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from stillroom.privacy.name_features import BUCKETS, PLACE_SIGNS

SPAN = 4
WIDTH = 2 * SPAN + 1
Floats = NDArray[np.float32]


class Batch(NamedTuple):
    """Candidates: the words around each, the letters of each, its place; whether it is a name; units left on."""

    words: Floats
    letters: csr_array
    places: Floats
    labels: Floats
    kept: Floats


class Network:
    """One hidden layer, trained by Adam."""

    def __init__(self, inputs: int, hidden: int, rng: np.random.Generator) -> None:
        scale = 1 / np.sqrt(inputs * WIDTH / 8)
        self.p: dict[str, Floats] = {
            "words": rng.normal(0, scale, (WIDTH * inputs, hidden)).astype(np.float32),
            "letters": rng.normal(0, 0.05, (BUCKETS, hidden)).astype(np.float32),
            "places": rng.normal(0, 0.05, (len(PLACE_SIGNS), hidden)).astype(np.float32),
            "hidden": np.zeros(hidden, np.float32),
            "out": rng.normal(0, 0.3, hidden).astype(np.float32),
            "bias": np.zeros(1, np.float32),
        }
        self._m = {k: np.zeros_like(v) for k, v in self.p.items()}
        self._v = {k: np.zeros_like(v) for k, v in self.p.items()}
        self._t = 0

    def learn(self, batch: Batch, rate: float) -> float:
        """Take one step; gives the loss before it."""
        p, y = self.p, batch.labels
        into = batch.words @ p["words"] + batch.letters @ p["letters"] + batch.places @ p["places"] + p["hidden"]
        hidden = np.maximum(into, 0) * batch.kept
        sure = 1 / (1 + np.exp(-np.clip(hidden @ p["out"] + p["bias"][0], -30, 30)))
        wrong = (sure - y) / len(y)
        back = np.outer(wrong, p["out"]) * (hidden > 0) * batch.kept
        self._step(
            {
                "words": batch.words.T @ back,
                "letters": batch.letters.T @ back,
                "places": batch.places.T @ back,
                "hidden": back.sum(0),
                "out": hidden.T @ wrong,
                "bias": wrong.sum(keepdims=True),
            },
            rate,
        )
        return float(-(y * np.log(sure + 1e-9) + (1 - y) * np.log(1 - sure + 1e-9)).mean())

    def _step(self, slopes: dict[str, Floats], rate: float) -> None:
        self._t += 1
        for name, slope in slopes.items():
            slope = slope + 1e-6 * self.p[name]
            self._m[name] += 0.1 * (slope - self._m[name])
            self._v[name] += 0.001 * (slope * slope - self._v[name])
            mean, spread = self._m[name] / (1 - 0.9**self._t), self._v[name] / (1 - 0.999**self._t)
            self.p[name] -= (rate * mean / (np.sqrt(spread) + 1e-8)).astype(np.float32)
