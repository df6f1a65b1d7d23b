"""Names by a small network over the words around a capitalised one.

The weights are `names.json`; `training/names.py` makes them.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from math import inf
from threading import Lock
from typing import Final, NamedTuple

import numpy as np
import orjson
from numpy.typing import NDArray

from stillroom.privacy.name_features import (
    WORD_SIGNS,
    Floats,
    Token,
    buckets_of,
    candidates,
    is_joint,
    line_of,
    passages,
    place_signs,
    signs_of,
    tokens_of,
    vectors_of,
)
from stillroom.privacy.name_words import AMBIGUOUS, NAMED_AFTER, common_words, known_terms, name_lists, products
from stillroom.privacy.spans import Span

PERSON = "PERSON"
# the detectors that find people, and what `python -m evals run privacy` measured of them together
NAMING: Final = ("names", "handles", "name-model")
PRECISION: Final = "94 of 100 names found, 95 of 100 findings are people, on held-out notes"
# log-odds: what begins a name on its own, and what continues one that has begun
BEGINS: Final = 1.2
CONTINUES: Final = -0.5
IN_A_LIST: Final = -2.0
# and so much more for a text in lower case, for a lone word that no list knows, and for one that is a word as well
IN_LOWER_CASE: Final = 1.0
UNKNOWN: Final = 1.0
ALSO_A_WORD: Final = 2.0
_NEVER: Final = -99.0
_MOST_WORDS = 20_000


class Network:
    """One hidden layer; what a word adds to it at each place of the window is kept once it was reckoned.

    Safe to share among threads.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        raw = orjson.loads((files("stillroom.privacy") / "names.json").read_bytes())
        weights = {name: np.asarray(values, dtype=np.float32) for name, values in raw.items()}
        self._mean, self._axes = weights["mean"], weights["axes"]
        self._letters, self._places = weights["letters"], weights["places"]
        self._hidden, self._out, self._bias = weights["hidden"], weights["out"], float(weights["bias"][0])
        inputs = self._axes.shape[1] + len(WORD_SIGNS)
        by_place = weights["words"].reshape(-1, inputs, len(self._hidden))
        self._width = len(by_place)
        self._words = by_place.transpose(1, 0, 2).reshape(inputs, -1)
        self._by_letters: dict[str, Floats] = {}
        self._forget()

    def scores(self, tokens: Sequence[Token], chosen: Sequence[int], text: str) -> list[float]:
        """Give the log-odds that each chosen word is part of a name."""
        places = np.arange(self._width)
        with self._lock:
            windows = self._ids(tokens, chosen)[np.asarray(chosen)[:, None] + places]
            hidden = self._hidden + self._known[windows, places].sum(axis=1)
        line = None
        for row, at in enumerate(chosen):
            if line is None or not line.first <= at < line.last:
                line = line_of(tokens, at)
            hidden[row] += self._places[place_signs(tokens, at, line, text)].sum(axis=0)
            hidden[row] += self._of_letters(tokens[at].text)
        scores: list[float] = (np.maximum(hidden, 0) @ self._out + self._bias).tolist()
        return scores

    def _ids(self, tokens: Sequence[Token], chosen: Sequence[int]) -> NDArray[np.int32]:
        """Number the words near the chosen ones; the array has a margin of half a window on either side."""
        span = self._width // 2
        near = sorted({i for at in chosen for i in range(max(0, at - span), min(len(tokens), at + span + 1))})
        keys = [(tokens[i].text, tokens[i].spaced) for i in near]
        fresh = [key for key in dict.fromkeys(keys) if key not in self._ids_of]
        if len(self._ids_of) + len(fresh) > _MOST_WORDS:
            self._forget()
            fresh = list(dict.fromkeys(keys))
        if fresh:
            self._learn(fresh)
        ids = np.zeros(len(tokens) + 2 * span, dtype=np.int32)
        ids[np.asarray(near) + span] = [self._ids_of[key] for key in keys]
        return ids

    def _of_letters(self, word: str) -> Floats:
        found = self._by_letters.get(word)
        if found is None:
            found = self._by_letters[word] = self._letters[buckets_of(word)].sum(axis=0)
        return found

    def _forget(self) -> None:
        # the first stands for what lies outside the text: a line's end
        self._ids_of: dict[tuple[str, bool], int] = {}
        self._known = np.zeros((1024, self._width, len(self._hidden)), dtype=np.float32)
        self._by_letters.clear()
        self._learn([("\n", False)])

    def _learn(self, keys: Sequence[tuple[str, bool]]) -> None:
        first = len(self._ids_of)
        self._ids_of.update({key: first + at for at, key in enumerate(keys)})
        while len(self._ids_of) > len(self._known):
            self._known = np.concatenate([self._known, np.zeros_like(self._known)])
        lists = name_lists()
        dense = (vectors_of([word for word, _ in keys]) - self._mean) @ self._axes
        dense[[not word[0].isalpha() for word, _ in keys]] = 0
        signs = np.zeros((len(keys), len(WORD_SIGNS)), dtype=np.float32)
        for row, (word, spaced) in enumerate(keys):
            signs[row, signs_of(word, lists, is_spaced=spaced)] = 1
        added = np.hstack([dense, signs]) @ self._words
        self._known[first : len(self._ids_of)] = added.reshape(len(keys), self._width, -1)


@cache
def _network() -> Network:
    return Network()


class LikelyNames:
    """Names that neither a cue nor a list gives away."""

    name = "name-model"
    version = "1"
    canary = ("Yesterday Marisela Oyelaran told us that the index was gone.", PERSON)

    @property
    def network(self) -> Network:
        """Load the weights on first use, once a process."""
        return _network()

    def scan(self, text: str, lowered: str) -> Iterator[Span]:
        """Yield names; of a text without any capital, those in lower case."""
        is_lower = text == lowered
        for first, last in [(0, len(text))] if is_lower else passages(text, common_words(), known_terms()):
            for start, end in self._read(text[first:last], text, is_lower=is_lower):
                yield Span(first + start, first + end, PERSON, 0.6, self.name)

    def _read(self, passage: str, text: str, *, is_lower: bool) -> Iterator[tuple[int, int]]:
        tokens = tokens_of(passage)
        chosen = candidates(tokens, common_words(), known_terms(), is_lower=is_lower)
        if not chosen:
            return
        scores = dict(zip(chosen, self.network.scores(tokens, chosen, text), strict=True))
        found = list(_stretches(tokens, scores))
        kept = [s.score >= _needed(tokens, s, is_lower=is_lower) for s in found]
        for start, end in _with_listed(found, kept, tokens):
            yield tokens[start].start, tokens[end - 1].end


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


def _needed(tokens: Sequence[Token], found: Stretch, *, is_lower: bool) -> float:
    """Say how likely a name must be; what is known as a product or a law never is."""
    words = [t.text if t.text[0].isupper() else t.text.capitalize() for t in tokens[found.start : found.end]]
    if " ".join(words) in products() or (words[0] == "John" and words[-1] == "Doe") or _is_law(tokens, found.end):
        return inf
    needed = BEGINS + (IN_LOWER_CASE if is_lower else 0.0)
    if len(words) > 1:
        return needed
    if words[0] in AMBIGUOUS:
        return needed + ALSO_A_WORD
    lists = name_lists()
    return needed + (0.0 if words[0] in lists.given or words[0] in lists.family else UNKNOWN)


def _is_law(tokens: Sequence[Token], end: int) -> bool:
    """Does something follow that is named after somebody: "Murphy's law"?"""
    after = [t.text.lower() for t in tokens[end : end + 3]]
    if after[1:2] == ["s"] and after[0] in "'’":
        after = after[2:]
    return bool(after) and after[0] in NAMED_AFTER


def _with_listed(found: Sequence[Stretch], kept: list[bool], tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    """Yield what is likely enough by itself, and what stands in a list with it: "Priya, Tom and Ana"."""
    pairs = [i for i in range(len(found) - 1) if _is_joined(tokens, found[i].end, found[i + 1].start)]
    for i in pairs:
        kept[i + 1] = kept[i + 1] or kept[i]
    for i in reversed(pairs):
        kept[i] = kept[i] or kept[i + 1]
    return ((s.start, s.end) for s, yes in zip(found, kept, strict=True) if yes)


def _is_joined(tokens: Sequence[Token], end: int, start: int) -> bool:
    between = [t.text for t in tokens[end:start]]
    return between in ([","], ["and"], ["&"], ["or"], [",", "and"], ["und"], ["et"], ["y"])
