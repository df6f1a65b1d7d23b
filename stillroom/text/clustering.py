"""From similar pairs to groups: no chains, no dependence on the order of arrival."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stillroom.text.neighbours import Index, Pairs, pair_codes
from stillroom.text.similarity import LexicalSimilarity

_BLOCK = 1 << 16
# Neighbours kept as sets, some 60 bytes each.
_HELD = 8_000_000
CLOSER, CLOSEST = 0.1, 0.95


@dataclass(frozen=True, slots=True)
class Group:
    """Indices that speak of the same thing.

    Attributes:
        members: sorted; a group of one has one.
        representative: the member that all others are close to.
        cohesion: the least similarity of a member to the representative; 1.0 for one member.
    """

    members: tuple[int, ...]
    representative: int
    cohesion: float


def group(
    count: int,
    pairs: Pairs,
    *,
    near: Pairs | None = None,
    spread: float,
    order: Sequence[str],
    crowd: int | None = None,
) -> list[Group]:
    """Group indices so that every member is at least `spread` similar to its group's representative.

    Pairs join groups from the most similar down (verified near-duplicates before all others), as long
    as some member stays close enough to all; so what is most alike stays together and nothing chains.

    Args:
        count: how many indices there are; each ends in exactly one group.
        pairs: candidates; a pair that is not among them counts as not similar.
        near: near-duplicates; only those that are among `pairs` count.
        spread: the least similarity to the representative.
        order: a stable key per index, unique; it breaks every tie, so input order never does.
        crowd: a group of more is grouped anew, more closely: where many texts are alike, alike says less.
    """
    rank = np.empty(count, dtype=np.int64)
    rank[np.array(sorted(range(count), key=order.__getitem__), dtype=np.int64)] = np.arange(count)
    close = _close(pairs, spread)
    owner = _owners(count, close, near, rank)
    while crowd is not None and (spread := spread + CLOSER) < CLOSEST:
        crowded = np.bincount(owner, minlength=count)[owner] > crowd
        loose = ~crowded[close.a] | (close.similarity >= np.float32(spread))
        close = close.take(loose & (owner[close.a] == owner[close.b]))
        if not crowded.any():
            break
        owner = np.where(crowded, _owners(count, close.take(crowded[close.a]), near, rank), owner)
    return _groups(owner, close, rank)


def _close(pairs: Pairs, spread: float) -> Pairs:
    return pairs.take(pairs.similarity >= np.float32(spread) - np.float32(1e-6))


def join(
    groups: Sequence[Group],
    candidates: Iterable[tuple[int, int]],
    *,
    crowd: int,
    belong: Callable[[int, int], bool],
    fresh: Collection[int] | None = None,
) -> list[Group]:
    """Unite groups across which two members belong together, while no more than `crowd` come together.

    Args:
        groups: disjoint groups.
        candidates: pairs of members, the likeliest first.
        crowd: the most members of a united group.
        belong: asked only about pairs whose groups could still be united.
        fresh: of two groups at least one must hold one of these; all do when left out.
    """
    home = {member: n for n, one in enumerate(groups) for member in one.members}
    united = dict(enumerate(groups))
    counts = {n: fresh is None or not set(one.members).isdisjoint(fresh) for n, one in united.items()}
    for a, b in candidates:
        x, y = sorted((home[a], home[b]))
        if x == y or not (counts[x] or counts[y]) or len(united[x].members) + len(united[y].members) > crowd:
            continue
        if not belong(a, b):
            continue
        small, large = sorted((united[x], united[y]), key=lambda g: len(g.members))
        members = tuple(sorted(small.members + large.members))
        united[x] = Group(members, large.representative, min(small.cohesion, large.cohesion))
        home.update(dict.fromkeys(united.pop(y).members, x))
        counts[x] = counts[x] or counts[y]
    return list(united.values())


def _owners(count: int, close: Pairs, near: Pairs | None, rank: Index) -> Index:
    low, high = np.minimum(rank[close.a], rank[close.b]), np.maximum(rank[close.a], rank[close.b])
    weight = close.similarity + np.float32(2) * _found_in(close, near, count)
    first = np.lexsort((high, low, -weight))
    return _Stars(count, low, high).join(low[first], high[first])[rank]


def near_duplicates(texts_shingles: Sequence[frozenset[int]], pairs: Pairs, threshold: float = 0.5) -> Pairs:
    """Keep the pairs whose shingles overlap by at least `threshold` (Jaccard, given as similarity)."""
    sizes = np.fromiter(map(len, texts_shingles), dtype=np.int64, count=len(texts_shingles))
    small, large = np.minimum(sizes[pairs.a], sizes[pairs.b]), np.maximum(sizes[pairs.a], sizes[pairs.b])
    possible = pairs.take((small > 0) & (small >= threshold * large))
    common = np.fromiter(
        (
            len(texts_shingles[a] & texts_shingles[b])
            for a, b in zip(possible.a.tolist(), possible.b.tolist(), strict=True)
        ),
        dtype=np.int64,
        count=len(possible),
    )
    overlap = (common / (sizes[possible.a] + sizes[possible.b] - common)).astype(np.float32)
    return Pairs(possible.a, possible.b, overlap).take((common > 0) & (overlap >= np.float32(threshold)))


def lexical_groups(
    texts: Sequence[str],
    keys: Sequence[str],
    types: Sequence[str],
    *,
    threshold: float = 0.34,
    prefix_threshold: float = 0.15,
) -> list[Group]:
    """Group by shared words, transitively, within one type; a shared key prefix lowers the bar."""
    from scipy.sparse import coo_array  # noqa: PLC0415 - 0.4 s
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415 - 0.2 s

    lexical = LexicalSimilarity(threshold, prefix_threshold, keys=keys, types=types)
    pairs = lexical.pairs(texts, None)
    links = coo_array((np.ones(len(pairs)), (pairs.a, pairs.b)), shape=(len(texts), len(texts)))
    _, owner = connected_components(links, directed=False)
    return _groups(owner.astype(np.int64), pairs, np.arange(len(texts)))


class _Stars:
    """Groups under construction: each has a centre that all its members are neighbours of."""

    def __init__(self, count: int, low: Index, high: Index) -> None:
        ends = np.concatenate([low, high])
        self._others = np.concatenate([high, low])[np.argsort(ends, kind="stable")]
        self._starts = np.concatenate([[0], np.cumsum(np.bincount(ends, minlength=count))])
        self._neighbours: dict[int, set[int]] = {}
        self._held = 0
        self._owner = list(range(count))
        self._centre = list(range(count))
        self._members: list[set[int]] = [{i} for i in range(count)]

    def join(self, a: Index, b: Index) -> Index:
        """Join along the pairs, in the order given, and tell each index's group."""
        owner = self._owner
        for start in range(0, len(a), _BLOCK):
            part = slice(start, start + _BLOCK)
            for x, y in zip(a[part].tolist(), b[part].tolist(), strict=True):
                if owner[x] != owner[y]:
                    self._try(x, y)
        return np.array(owner, dtype=np.int64)

    def _try(self, x: int, y: int) -> None:
        big, small = self._owner[x], self._owner[y]
        if (len(self._members[big]), -big) < (len(self._members[small]), -small):
            big, small = small, big
        for centre in (self._centre[big], self._centre[small], x, y):
            if self._covers(centre, big) and self._covers(centre, small):
                self._merge(big, small, centre)
                return

    def _covers(self, centre: int, group: int) -> bool:
        return self._centre[group] == centre or self._members[group] <= self._close_to(centre)

    def _close_to(self, node: int) -> set[int]:
        known = self._neighbours.get(node)
        if known is None:
            known = set(self._others[self._starts[node] : self._starts[node + 1]].tolist())
            known.add(node)
            self._held += len(known)
            if self._held > _HELD:
                self._neighbours.clear()
                self._held = len(known)
            self._neighbours[node] = known
        return known

    def _merge(self, big: int, small: int, centre: int) -> None:
        for member in self._members[small]:
            self._owner[member] = big
        self._members[big] |= self._members[small]
        self._members[small] = set()
        self._centre[big] = centre


def _found_in(pairs: Pairs, near: Pairs | None, count: int) -> NDArray[np.float32]:
    """Give each pair its similarity in `near`, and zero where it is not there; both are sorted."""
    found = np.zeros(len(pairs), dtype=np.float32)
    if near is not None and len(near):
        _, here, there = np.intersect1d(
            pair_codes(pairs, count), pair_codes(near, count), assume_unique=True, return_indices=True
        )
        found[here] = near.similarity[there]
    return found


def _groups(owner: Index, pairs: Pairs, rank: Index) -> list[Group]:
    inside = pairs.take(owner[pairs.a] == owner[pairs.b])
    ends = np.concatenate([inside.a, inside.b])
    similarity = np.concatenate([inside.similarity, inside.similarity]).astype(np.float64)
    count = len(owner)
    degree = np.bincount(ends, minlength=count)
    total = np.bincount(ends, weights=similarity, minlength=count)
    least = np.ones(count)
    np.minimum.at(least, ends, similarity)
    _, owner, sizes = np.unique(owner, return_inverse=True, return_counts=True)
    least[degree < sizes[owner] - 1] = 0.0
    best = np.lexsort((rank, -np.round(total, 5), -degree, owner))
    centres = best[np.concatenate([[0], np.cumsum(sizes)[:-1]])] if count else best
    by_owner = np.split(np.argsort(owner, kind="stable"), np.cumsum(sizes)[:-1]) if count else []
    groups = [
        Group(tuple(members.tolist()), int(centre), float(least[centre]))
        for members, centre in zip(by_owner, centres, strict=True)
    ]
    return sorted(groups, key=lambda g: rank[g.representative])
