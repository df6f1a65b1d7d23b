"""Conflicts between items that speak of the same thing in so different words that they were not grouped."""

from collections.abc import Sequence

from stillroom.domain.items import Item
from stillroom.judging import features
from stillroom.judging.features import Features
from stillroom.judging.pairs import clash


class Bridges:
    """Looks across groups for two items that conflict; long texts are left out."""

    def __init__(self, items: Sequence[Item]) -> None:
        self._items = items
        self._seen: dict[int, Features | None] = {}

    def between(self, a: int, b: int) -> bool:
        """Do two items, given by their place, conflict for sure, or name other numbers for one measure?"""
        p, q = self._read(a), self._read(b)
        if p is None or q is None or p.content.isdisjoint(q.content):
            return False
        found = clash(p, q)
        if found and found.verdict == "uncertain":
            return found.cues[0] in ("numbers", "versions")
        return found is not None and found.verdict in ("contradict", "superseded")

    def _read(self, n: int) -> Features | None:
        if n not in self._seen:
            item = self._items[n]
            self._seen[n] = None if features.is_long(item.text) else features.read(item)
        return self._seen[n]
