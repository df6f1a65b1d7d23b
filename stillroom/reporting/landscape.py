"""The landscape of a run: its items on a map, by what they speak of."""

from dataclasses import dataclass

from stillroom.domain.verdicts import Cluster
from stillroom.presenting.clustermap import ClusterMap, Label, fitting_labels, flatten, lay_map
from stillroom.presenting.differences import shortened
from stillroom.reporting.books import Books, Fate
from stillroom.services import Services

DISCS, DOTS, NAMED = 48, 2500, 16


@dataclass(frozen=True, slots=True)
class Mark:
    """An item of a disc."""

    fate: Fate
    title: str


@dataclass(frozen=True, slots=True)
class Landscape:
    """A map for wide and for narrow screens, with what its discs and dots stand for."""

    wide: ClusterMap
    narrow: ClusterMap
    titles: tuple[str, ...]
    sizes: tuple[int, ...]
    marks: tuple[tuple[Mark, ...], ...]
    labels: tuple[Label, ...]
    clusters: int
    items: int


def landscape(services: Services, books: Books) -> Landscape | None:
    """Lay the map of a run; None when nothing of it has been embedded or grouped."""
    ids = [line.item_id for line in books.lines]
    present, vectors = services.store.items.vectors(books.run.org, ids, services.embedder.name)
    at = {item_id: n for n, item_id in enumerate(present)}
    groups: list[list[int]] = []
    clusters: list[Cluster] = []
    for cluster in books.clusters[:DISCS]:
        rows = [at[i] for i in cluster.member_ids if i in at]
        if rows and sum(len(g) for g in groups) + len(rows) <= DOTS:
            groups.append(rows)
            clusters.append(cluster)
    if not groups:
        return None
    grouped = {row for group in groups for row in group}
    singles = [n for n in range(len(present)) if n not in grouped]
    points = flatten(vectors)
    wide = lay_map(points, groups, singles, width=960, height=600, titled=NAMED)
    titles = tuple(shortened(c.title, 120) for c in clusters)
    fates = books.fates
    return Landscape(
        wide=wide,
        narrow=lay_map(points, groups, singles, width=400, height=480),
        titles=titles,
        sizes=tuple(len(c.member_ids) for c in clusters),
        marks=tuple(
            tuple(Mark(fates[present[n]], shortened(books.items[present[n]].text.split("\n")[0], 90)) for n in rows)
            for rows in groups
        ),
        labels=fitting_labels(wide, titles[:NAMED]),
        clusters=len(books.clusters),
        items=len(present),
    )
