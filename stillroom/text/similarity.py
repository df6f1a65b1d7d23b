"""What makes two texts similar: strategies that can be exchanged for each other."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from stillroom.text.fingerprints import CJK
from stillroom.text.neighbours import Index, Pairs, joined, similar_pairs
from stillroom.text.wordpieces import Vectors

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_RUNS = re.compile(f"[{CJK}]+|(?:(?![{CJK}])\\w)+")
_CJK_RUN = re.compile(f"[{CJK}]")
_KEY_BREAK = re.compile(r"[-_./:\s]+")
_ROWS = 256


class Similarity(Protocol):
    """Anything that finds similar pairs among texts."""

    @property
    def name(self) -> str:
        """The strategy's name, as it stands in receipts."""

    def pairs(self, texts: Sequence[str], vectors: Vectors | None, *, rows: Index | None = None) -> Pairs:
        """Find the similar pairs; with `rows`, only those with an end among them."""


class SemanticSimilarity:
    """Cosine of the vectors."""

    name = "semantic"

    def __init__(self, threshold: float) -> None:
        self.threshold = threshold

    def pairs(self, texts: Sequence[str], vectors: Vectors | None, *, rows: Index | None = None) -> Pairs:
        """Find the pairs with a cosine of at least the threshold.

        Raises:
            ValueError: no vectors, or not one for each text.
        """
        if vectors is None or len(vectors) != len(texts):
            given = "none" if vectors is None else str(len(vectors))
            raise ValueError(f"semantic similarity needs a vector a text: {len(texts)} texts, {given} vectors")
        return similar_pairs(vectors, self.threshold, rows=rows)


class LexicalSimilarity:
    """Jaccard of words and CJK bigrams; a shared key prefix lowers the bar and never removes it."""

    name = "lexical"

    def __init__(
        self,
        threshold: float = 0.34,
        prefix_threshold: float = 0.15,
        *,
        keys: Sequence[str] | None = None,
        types: Sequence[str] | None = None,
    ) -> None:
        self.threshold = threshold
        self.prefix_threshold = prefix_threshold
        self._keys = keys
        self._types = types

    def pairs(self, texts: Sequence[str], vectors: Vectors | None, *, rows: Index | None = None) -> Pairs:
        """Find the pairs that share enough words; `vectors` are not looked at."""
        prefixes = _codes([key_prefix(key) for key in self._keys or [""] * len(texts)])
        types = _codes(list(self._types or ["-"] * len(texts)))
        chosen = np.arange(len(texts)) if rows is None else np.unique(rows)
        parts = [self._bars(part, overlap, prefixes, types) for part, overlap in _overlaps(texts, chosen)]
        return joined(parts, len(texts))

    def _bars(self, part: Index, overlap: Vectors, prefixes: Index, types: Index) -> Pairs:
        lowered = (prefixes[part][:, None] == prefixes) & (prefixes[part] > 0)[:, None]
        bar = np.where(lowered, np.float32(self.prefix_threshold), np.float32(self.threshold))
        similar = (overlap >= bar) & (types[part][:, None] == types)
        row, other = np.nonzero(similar)
        one = part[row]
        kept = one != other
        a, b = np.minimum(one, other)[kept], np.maximum(one, other)[kept]
        return Pairs(a, b, overlap[row, other][kept])


def raised_by_tags(pairs: Pairs, tags: Sequence[Collection[str]], *, by: float, rare: int) -> Pairs:
    """Raise the similarity of the pairs that share a tag which no more than `rare` of the texts carry."""
    carriers = Counter(tag for own in tags for tag in set(own))
    telling = [frozenset(tag for tag in own if carriers[tag] <= rare) for own in tags]
    shared = np.fromiter(
        (not telling[a].isdisjoint(telling[b]) for a, b in zip(pairs.a.tolist(), pairs.b.tolist(), strict=True)),
        dtype=np.bool_,
        count=len(pairs),
    )
    return Pairs(pairs.a, pairs.b, np.minimum(pairs.similarity + np.float32(by) * shared, np.float32(1)))


def terms(text: str) -> frozenset[str]:
    """List the words of a text, casefolded, and the bigrams of its CJK runs."""
    found: set[str] = set()
    for run in _RUNS.findall(text.casefold()):
        if len(run) > 1 and _CJK_RUN.match(run):
            found.update(run[i : i + 2] for i in range(len(run) - 1))
        else:
            found.add(run)
    return frozenset(found)


def key_prefix(key: str) -> str:
    """Tell the domain of a slug: `db` of `db-migration-lock`; a key of one part has none."""
    head, *rest = _KEY_BREAK.split(key.strip().casefold())
    return head if rest else ""


def _codes(names: list[str]) -> Index:
    """Number names, the empty one 0."""
    numbers = {name: i for i, name in enumerate(dict.fromkeys(["", *names]))}
    return np.array([numbers[name] for name in names], dtype=np.int64)


def _overlaps(texts: Sequence[str], rows: Index) -> Iterator[tuple[Index, NDArray[np.float32]]]:
    """Yield blocks of rows with their Jaccard similarity to every text."""
    matrix = _term_matrix([terms(text) for text in texts])
    sizes = np.diff(matrix.indptr).astype(np.float32)
    columns = matrix.T.tocsc()
    for start in range(0, len(rows), _ROWS):
        part = rows[start : start + _ROWS]
        common = (matrix[part] @ columns).toarray().astype(np.float32)
        either = sizes[part][:, None] + sizes - common
        yield part, np.divide(common, either, out=np.zeros_like(common), where=either > 0)


def _term_matrix(sets: list[frozenset[str]]) -> "csr_array":
    from scipy.sparse import csr_array  # noqa: PLC0415 - 0.4 s

    number: dict[str, int] = {}
    listed = [[number.setdefault(term, len(number)) for term in sorted(found)] for found in sets]
    ends = np.cumsum([0, *map(len, listed)])
    columns = np.array([column for row in listed for column in row], dtype=np.int32)
    ones = np.ones(len(columns), dtype=np.float32)
    return csr_array((ones, columns, ends), shape=(len(sets), max(1, len(number))))
