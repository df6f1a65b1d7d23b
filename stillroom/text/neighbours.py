"""All pairs of vectors that are close: exact, in blocks, on two threads.

Cosines are bounded from above by a product over the first principal components with what is left of
each length appended (Cauchy-Schwarz), so that most pairs are ruled out at a fraction of the cost; the few
that pass are computed in full. Where the bound rules out too little, the whole product is taken.
"""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from stillroom.text.wordpieces import Vectors

Index = NDArray[np.int64]

NEAREST = 100
ALWAYS_KEPT = 0.9
# A block of products stays in the processor's cache.
_ROWS, _COLUMNS = 1024, 512
_SMALL = 4096
_THREADS = 2
_BUFFER = 1_500_000
# Room for float32 rounding: bounds and blocked products differ from the exact cosine by less than this.
_SLACK = 1e-5
_TOLERANCE = 1e-6
_PREFIXES = (16, 24, 32, 48, 64, 96, 128)
# Nanoseconds a pair on one core: per dimension of a product, per cell of it, per survivor.
_PER_DIMENSION, _PER_CELL, _PER_SURVIVOR = 0.018, 0.4, 150.0


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of indices, `a < b`, sorted by (a, b), each once, with their similarity."""

    a: Index
    b: Index
    similarity: Vectors

    def __len__(self) -> int:
        return len(self.a)

    def take(self, chosen: NDArray[np.bool_] | Index) -> "Pairs":
        """Keep the pairs that a mask or an index chooses."""
        return Pairs(self.a[chosen], self.b[chosen], self.similarity[chosen])


def similar_pairs(vectors: Vectors, threshold: float, *, rows: Index | None = None, nearest: int = NEAREST) -> Pairs:
    """Find every pair with a cosine of at least `threshold`; zero rows match nothing.

    Where a row has more than `nearest` neighbours, a pair below 0.9 stays only if it is among the
    nearest of either end (with `rows`: of an end among these). So at most `n * nearest` such pairs are
    held (20 bytes each, four times that while they are sorted). Pairs of 0.9 and more are never dropped:
    fold exact repeats beforehand.

    Args:
        vectors: (n, d), rows of length 1 or zero.
        threshold: the least cosine.
        rows: only pairs with at least one end among these, such as the new ones.
        nearest: how many neighbours a row keeps at least.
    """
    unit = np.ascontiguousarray(vectors, dtype=np.float32)
    live = np.flatnonzero(unit.any(axis=1))
    queries = live if rows is None else np.intersect1d(rows, live)
    if len(queries) == 0 or len(live) < 2:
        return joined([], len(unit))
    bounds = _bounds(unit[live], threshold)
    left = bounds[np.searchsorted(live, queries)]
    scan = _Scan(unit, live, queries, left, bounds, threshold, nearest, is_all=rows is None)
    return _crowded_out(scan.run(), len(unit), nearest, asked=None if rows is None else queries)


@dataclass(frozen=True, slots=True)
class _Scan:
    """One search: blocks of `left` against blocks of `bounds`."""

    unit: Vectors
    live: Index
    queries: Index
    left: Vectors
    bounds: Vectors
    threshold: float
    nearest: int
    is_all: bool

    def run(self) -> Pairs:
        """Search every strip, a few at a time, so that what is found never waits in heaps."""
        found = _Found(len(self.unit), self.nearest)
        starts = range(0, len(self.queries), _ROWS)
        with threadpool_limits(1, user_api="blas"), ThreadPoolExecutor(_THREADS) as pool:
            for first in range(0, len(starts), 4 * _THREADS):
                for pairs in pool.map(self.strip, starts[first : first + 4 * _THREADS]):
                    found.add(pairs)
        return found.pairs()

    def strip(self, start: int) -> Pairs:
        """Find the pairs of one block of rows; in a search of all, those to the right of it."""
        left = self.left[start : start + _ROWS]
        blocks, found = _Blocks(len(left)), _Found(len(self.unit), self.nearest)
        for column in range(start if self.is_all else 0, len(self.live), _COLUMNS):
            for row, c in blocks.hits(left, self.bounds[column : column + _COLUMNS], self._least):
                found.add(self._exact(start + row, column + c))
        return found.pairs()

    @property
    def _least(self) -> float:
        return self.threshold - _SLACK

    def _exact(self, row: Index, column: Index) -> Pairs:
        a, b = self.queries[row], self.live[column]
        chosen = a < b if self.is_all else a != b
        a, b = a[chosen], b[chosen]
        similarity = cosines(self.unit, a, b)
        close = similarity >= np.float32(self.threshold - _TOLERANCE)
        return Pairs(np.minimum(a, b)[close], np.maximum(a, b)[close], similarity[close])


class _Found:
    """Pairs as they are found; thinned out whenever they grow too many."""

    def __init__(self, n: int, nearest: int) -> None:
        self._n = n
        self._nearest = nearest
        self._parts: list[Pairs] = []
        self._size = 0
        self._limit = _BUFFER

    def add(self, pairs: Pairs) -> None:
        """Add pairs that were not there."""
        self._parts.append(pairs)
        self._size += len(pairs)
        if self._size > self._limit:
            self._parts = [_crowded_out(joined(self._parts, self._n), self._n, self._nearest)]
            self._size = len(self._parts[0])
            self._limit = max(_BUFFER, 2 * self._size)

    def pairs(self) -> Pairs:
        """List what is left, sorted."""
        return joined(self._parts, self._n)


def cosines(unit: Vectors, a: Index, b: Index) -> Vectors:
    """Compute the cosine of given pairs, each the same wherever it stands."""
    out = np.empty(len(a), dtype=np.float32)
    for start in range(0, len(a), 8192):
        part = slice(start, start + 8192)
        np.einsum("ij,ij->i", unit[a[part]], unit[b[part]], out=out[part])
    return np.clip(out, -1.0, 1.0, out=out)


class _Blocks:
    """Room for one block of products, used again and again by one thread."""

    def __init__(self, rows: int) -> None:
        self._product = np.empty((rows, _COLUMNS), dtype=np.float32)
        self._mask = np.zeros((rows, _COLUMNS), dtype=np.bool_)

    def hits(self, left: Vectors, right: Vectors, least: float) -> Iterator[tuple[Index, Index]]:
        """Yield the cells of a block that reach `least`, as rows and columns."""
        if len(right) < _COLUMNS:
            self._mask[:] = False
        product, mask = self._product[:, : len(right)], self._mask[:, : len(right)]
        np.greater_equal(np.matmul(left, right.T, out=product), np.float32(least), out=mask)
        eights = np.flatnonzero(self._mask.view(np.uint64))
        if len(eights):
            which, within = np.nonzero(self._mask.reshape(-1, 8)[eights])
            yield np.divmod(eights[which] * 8 + within, _COLUMNS)


def _bounds(unit: Vectors, threshold: float) -> Vectors:
    """Rewrite rows so that their products bound the cosines from above, at the least expected cost."""
    n, d = unit.shape
    if n < _SMALL:
        return unit
    sample = unit[:: max(1, n // 2048)]
    _, basis = np.linalg.eigh(unit.T @ unit)
    turn = np.ascontiguousarray(basis[:, ::-1])
    turned = sample @ turn
    costs = {k: _cost(_prefix(turned, k), threshold) for k in _PREFIXES if k <= d // 2}
    best = min(costs, key=lambda k: costs[k], default=d)
    if best == d or costs[best] >= _cost(sample, threshold):
        return unit
    return _prefix(unit @ turn[:, :best], best)


def _prefix(turned: Vectors, k: int) -> Vectors:
    head = turned[:, :k]
    rest = np.sqrt(np.maximum(0.0, 1.0 - np.einsum("ij,ij->i", head, head)), dtype=np.float32)
    return np.concatenate([head, rest[:, None]], axis=1)


def _cost(sample: Vectors, threshold: float) -> float:
    passed = int(np.count_nonzero(sample @ sample.T >= threshold - _SLACK)) - len(sample)
    share = max(0, passed) / (len(sample) * (len(sample) - 1))
    return float(sample.shape[1] * _PER_DIMENSION + _PER_CELL + share * _PER_SURVIVOR)


def joined(parts: Iterable[Pairs], n: int) -> Pairs:
    """Join lists of pairs of `n` indices into one, sorted, each pair once."""
    listed = list(parts)
    if not listed:
        none = np.empty(0, dtype=np.int64)
        return Pairs(none, none, np.empty(0, dtype=np.float32))
    a, b = (np.concatenate([getattr(p, end) for p in listed]) for end in ("a", "b"))
    similarity = np.concatenate([p.similarity for p in listed])
    _, first = np.unique(a * np.int64(n) + b, return_index=True)
    return Pairs(a[first], b[first], similarity[first])


def pair_codes(pairs: Pairs, n: int) -> Index:
    """Number each pair of `n` indices; sorted where the pairs are."""
    codes: Index = pairs.a * np.int64(n) + pairs.b
    return codes


def _crowded_out(pairs: Pairs, n: int, nearest: int, asked: Index | None = None) -> Pairs:
    """Drop pairs below 0.9 that are not among the nearest of either end (of an end `asked`); ties stay together.

    Neighbours still to be found can only raise the bar, so it may be done at any time.
    """
    degree = np.bincount(pairs.a, minlength=n) + np.bincount(pairs.b, minlength=n)
    if degree.max(initial=0) <= nearest:
        return pairs
    bar = np.minimum(_kth_best(pairs, degree, nearest), np.float32(ALWAYS_KEPT))
    if asked is not None:
        # the neighbours of the others were not all looked for
        others = np.ones(n, dtype=np.bool_)
        others[asked] = False
        bar[others] = ALWAYS_KEPT
    return pairs.take(pairs.similarity >= np.minimum(bar[pairs.a], bar[pairs.b]))


def _kth_best(pairs: Pairs, degree: Index, k: int) -> Vectors:
    node = np.concatenate([pairs.a, pairs.b])
    similarity = np.concatenate([pairs.similarity, pairs.similarity])
    ordered = similarity[np.lexsort((-similarity, node))]
    starts = np.cumsum(degree) - degree
    best = np.full(len(degree), -1.0, dtype=np.float32)
    crowded = degree > k
    best[crowded] = ordered[starts[crowded] + k - 1]
    return best
