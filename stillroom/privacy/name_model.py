"""Names by a small network over the words around a capitalised one.

The weights are `names.json`; `training/names.py` makes them.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from importlib.resources import files
from typing import Final, NamedTuple

import numpy as np
import orjson

from stillroom.privacy.name_features import (
    Floats,
    Token,
    WordVectors,
    buckets_of,
    candidates,
    is_joint,
    line_of,
    place_signs,
    signs_of,
    tokens_of,
)
from stillroom.privacy.name_words import common_words, name_lists
from stillroom.privacy.spans import Span

PERSON = "PERSON"
# log-odds: what begins a name on its own, and what continues one that has begun
BEGINS: Final = 1.5
BEGINS_IN_LOWER_CASE: Final = 2.5
CONTINUES: Final = 0.0
IN_A_LIST: Final = -1.0
_NEVER: Final = -99.0
_MOST_WORDS = 20_000


class Network:
    """What each word adds to the hidden layer at each place of the window, kept once it was reckoned."""

    def __init__(self) -> None:
        raw = orjson.loads((files("stillroom.privacy") / "names.json").read_bytes())
        weights = {name: np.asarray(values, dtype=np.float32) for name, values in raw.items()}
        self._mean, self._axes = weights["mean"], weights["axes"]
        self._letters, self._places = weights["letters"], weights["places"]
        self._hidden, self._out, self._bias = weights["hidden"], weights["out"], float(weights["bias"][0])
        inputs = self._axes.shape[1]
        words = weights["words"].reshape(-1, inputs + _width_of_signs(weights["words"], inputs), len(self._hidden))
        self._span = len(words) // 2
        self._dense, self._signs = words[:, :inputs], words[:, inputs:]
        self._vectors = WordVectors()
        self._forget()

    def scores(self, tokens: Sequence[Token], chosen: Sequence[int]) -> list[float]:
        """Give the log-odds that each chosen word is part of a name."""
        span = self._span
        ids = self._ids(tokens)
        padded = np.zeros(len(ids) + 2 * span, dtype=np.int32)
        padded[span : span + len(ids)] = ids
        at = np.asarray(chosen)
        places = np.arange(2 * span + 1)
        windows = padded[at[:, None] + places]
        hidden = self._hidden + self._known[windows, places].sum(axis=1) + self._of_places(tokens, chosen)
        scores: list[float] = (np.maximum(hidden, 0) @ self._out + self._bias).tolist()
        return scores

    def _of_places(self, tokens: Sequence[Token], chosen: Sequence[int]) -> Floats:
        lower = frozenset(t.text for t in tokens if t.text.islower())
        rows = np.zeros((len(chosen), len(self._hidden)), dtype=np.float32)
        line = None
        for row, at in enumerate(chosen):
            if line is None or not line.first <= at < line.last:
                line = line_of(tokens, at)
            rows[row] = self._places[place_signs(tokens, at, line, lower)].sum(axis=0)
        return rows

    def _forget(self) -> None:
        self._ids_of: dict[tuple[str, bool], int] = {}
        self._known = np.zeros((256, 2 * self._span + 1, len(self._hidden)), dtype=np.float32)
        self._learn([("\n", False)])

    def _ids(self, tokens: Sequence[Token]) -> list[int]:
        known = self._ids_of
        keys = [(t.text, t.spaced) for t in tokens]
        fresh = [key for key in dict.fromkeys(keys) if key not in known]
        if len(known) + len(fresh) > _MOST_WORDS and known:
            self._forget()
            return self._ids(tokens)
        if fresh:
            self._learn(fresh)
        return [self._ids_of[key] for key in keys]

    def _learn(self, keys: Sequence[tuple[str, bool]]) -> None:
        first = len(self._ids_of)
        while first + len(keys) > len(self._known):
            self._known = np.concatenate([self._known, np.zeros_like(self._known)])
        lists = name_lists()
        dense = (self._vectors.of([word for word, _ in keys]) - self._mean) @ self._axes
        dense[[not word[0].isalpha() for word, _ in keys]] = 0
        rows = np.einsum("wd,pdh->wph", dense, self._dense, optimize=True)
        for row, (word, spaced) in zip(rows, keys, strict=True):
            row += self._signs[:, signs_of(word, lists, is_spaced=spaced)].sum(axis=1)
            if word[0].isalpha():
                row[self._span] += self._letters[buckets_of(word)].sum(axis=0)
        self._known[first : first + len(keys)] = rows
        self._ids_of.update({key: first + at for at, key in enumerate(keys)})


def _width_of_signs(words: Floats, inputs: int) -> int:
    from stillroom.privacy.name_features import WORD_SIGNS  # noqa: PLC0415

    return len(WORD_SIGNS)


class LikelyNames:
    """Names that neither a cue nor a list gives away."""

    name = "name-model"
    version = "1"
    canary = ("Yesterday Marisela Oyelaran told us that the index was gone.", PERSON)

    @cached_property
    def network(self) -> Network:
        """Load the weights on first use."""
        return Network()

    def scan(self, text: str, lowered: str) -> Iterator[Span]:
        """Yield names; of a text without any capital, those in lower case."""
        tokens = tokens_of(text)
        is_lower = text == lowered
        scores = self._scores(tokens, is_lower=is_lower)
        needed = BEGINS_IN_LOWER_CASE if is_lower else BEGINS
        for start, end in _with_listed(list(_stretches(tokens, scores)), tokens, needed):
            yield Span(tokens[start].start, tokens[end - 1].end, PERSON, 0.6, self.name)

    def _scores(self, tokens: Sequence[Token], *, is_lower: bool) -> dict[int, float]:
        chosen = candidates(tokens, common_words(), is_lower=is_lower)
        return dict(zip(chosen, self.network.scores(tokens, chosen), strict=True)) if chosen else {}


class Stretch(NamedTuple):
    """Words in a row that may be a name, and the log-odds of the likeliest."""

    start: int
    end: int
    score: float


def _stretches(tokens: Sequence[Token], scores: dict[int, float]) -> Iterator[Stretch]:
    at = 0
    while at < len(tokens):
        if scores.get(at, _NEVER) < IN_A_LIST:
            at += 1
            continue
        end = _end(tokens, scores, at)
        yield Stretch(at, end, max(scores[i] for i in range(at, end) if i in scores))
        at = end


def _end(tokens: Sequence[Token], scores: dict[int, float], at: int) -> int:
    """Follow a name over its words, with initials and particles between."""
    end = ahead = at + 1
    while ahead < len(tokens) and ahead - end <= 2:
        if scores.get(ahead, _NEVER) >= CONTINUES:
            end = ahead = ahead + 1
        elif is_joint(tokens[ahead]) or (tokens[ahead].text == "." and len(tokens[ahead - 1].text) == 1):
            ahead += 1
        else:
            break
    return end


def _with_listed(found: Sequence[Stretch], tokens: Sequence[Token], needed: float) -> Iterator[tuple[int, int]]:
    """Yield what is likely enough by itself, and what stands in a list with it: "Priya, Tom and Ana"."""
    kept = [s.score >= needed for s in found]
    pairs = [i for i in range(len(found) - 1) if _is_joined(tokens, found[i].end, found[i + 1].start)]
    for i in pairs:
        kept[i + 1] = kept[i + 1] or kept[i]
    for i in reversed(pairs):
        kept[i] = kept[i] or kept[i + 1]
    return ((s.start, s.end) for s, yes in zip(found, kept, strict=True) if yes)


def _is_joined(tokens: Sequence[Token], end: int, start: int) -> bool:
    between = [t.text for t in tokens[end:start]]
    return between in ([","], ["and"], ["&"], ["or"], [",", "and"], ["und"], ["et"], ["y"])
