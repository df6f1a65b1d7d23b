"""From similar pairs to groups that speak of one thing: boilerplate parted, tags counted, conflicts kept together."""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from stillroom.domain.items import Item
from stillroom.judging.bridges import Bridges
from stillroom.text.boilerplate import told_apart
from stillroom.text.clustering import Group, group, join, near_duplicates
from stillroom.text.fingerprints import shingles
from stillroom.text.neighbours import Pairs
from stillroom.text.similarity import raised_by_tags

# a shared tag that few carry counts as so much similarity
TAGGED = 0.1
# more than so many are not one subject
CROWD = 16
ROUNDING = 1e-5


class Subject(NamedTuple):
    """The items of one category, to be grouped.

    Attributes:
        items: distinct texts.
        alike: the pairs of their places with a similarity of at least `similar` less `TAGGED`.
        fresh: the places of what is new; groups without any are not united.
        similar: the least similarity to a group's representative.
        near: the least overlap of shingles of near-duplicates.
    """

    items: Sequence[Item]
    alike: Pairs
    fresh: Collection[int]
    similar: float
    near: float


def grouped(subject: Subject) -> list[Group]:
    """Group the items of one category, by their places; in any process."""
    items, alike, fresh, similar, near = subject
    found = told_apart(alike, [i.text for i in items])
    pairs = raised_by_tags(found, [i.tags for i in items], by=TAGGED, rare=max(CROWD, len(items) // 20))
    close = pairs.take(pairs.similarity >= np.float32(similar - ROUNDING))
    repeats = near_duplicates(_shingles(items, close), close, near)
    order = [f"{i.content_hash}:{i.id}" for i in items]
    groups = group(len(items), pairs, near=repeats, spread=similar, order=order, crowd=CROWD)
    return join(groups, _between(groups, found), crowd=2 * CROWD, belong=Bridges(items).between, fresh=fresh)


def _between(groups: Sequence[Group], pairs: Pairs) -> Iterator[tuple[int, int]]:
    """List the pairs that were not grouped together, the most similar first."""
    owner = np.empty(sum(len(g.members) for g in groups), dtype=np.int64)
    for n, one in enumerate(groups):
        owner[list(one.members)] = n
    apart = pairs.take(owner[pairs.a] != owner[pairs.b])
    first = np.lexsort((apart.b, apart.a, -apart.similarity))
    yield from zip(apart.a[first].tolist(), apart.b[first].tolist(), strict=True)


def _shingles(items: Sequence[Item], pairs: Pairs) -> list[frozenset[int]]:
    """Shingle only what has a similar other: the rest is never compared."""
    needed = {*pairs.a.tolist(), *pairs.b.tolist()}
    return [shingles(item.text) if n in needed else frozenset() for n, item in enumerate(items)]
