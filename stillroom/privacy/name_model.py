"""Names by a linear model over how a capitalised word looks and what it stands between.

The weights are `names.json`, one feature a line; `training/names.py` makes them.
"""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Final

import orjson

from stillroom.privacy.name_features import Token, features, is_candidate, is_joint, tokens_of
from stillroom.privacy.name_words import NameLists, name_lists
from stillroom.privacy.spans import Span

PERSON = "PERSON"
# log-odds: what begins a name on its own, and what continues one that has begun
BEGINS: Final = 3.0
CONTINUES: Final = 0.5


class LikelyNames:
    """Names that neither a cue nor a list gives away."""

    name = "name-model"
    version = "1"
    canary = ("Yesterday Marisela Oyelaran told us that the index was gone.", PERSON)

    def scan(self, text: str, lowered: str) -> Iterator[Span]:
        """Yield names; a word of capitals or in lower case is never one."""
        tokens = tokens_of(text)
        scores = self._scores(tokens)
        at = 0
        while at < len(tokens):
            if scores.get(at, -1.0) < CONTINUES:
                at += 1
                continue
            end = self._end(tokens, scores, at)
            best = max(scores[i] for i in range(at, end) if i in scores)
            if best >= BEGINS:
                yield Span(tokens[at].start, tokens[end - 1].end, PERSON, 0.6, self.name)
            at = end

    def _scores(self, tokens: Sequence[Token]) -> dict[int, float]:
        candidates = [i for i, token in enumerate(tokens) if is_candidate(token)]
        if not candidates:
            return {}
        weights, lists = _weights(), name_lists()
        lower = frozenset(t.text for t in tokens if t.text.islower())
        return {i: _score(tokens, i, lower, lists, weights) for i in candidates}

    def _end(self, tokens: Sequence[Token], scores: dict[int, float], at: int) -> int:
        """Follow a name over its words, with initials and particles between."""
        end = at + 1
        ahead = end
        while ahead < len(tokens) and ahead - end <= 2:
            if scores.get(ahead, -1.0) >= CONTINUES:
                end = ahead = ahead + 1
            elif is_joint(tokens[ahead]) or (tokens[ahead].text == "." and len(tokens[ahead - 1].text) == 1):
                ahead += 1
            else:
                break
        return end


def _score(
    tokens: Sequence[Token], at: int, lower: frozenset[str], lists: NameLists, weights: dict[str, float]
) -> float:
    return weights["bias"] + sum(weights.get(f, 0.0) for f in set(features(tokens, at, lower, lists)))


@lru_cache(maxsize=1)
def _weights() -> dict[str, float]:
    weights: dict[str, float] = orjson.loads((files("stillroom.privacy") / "names.json").read_bytes())
    return weights
