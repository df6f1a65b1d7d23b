"""Group what is new with what is live and speaks of the same thing."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
from langgraph.runtime import Runtime

from graph.context import Context
from graph.state import Clustered, State
from stillroom.domain.items import Item
from stillroom.domain.runs import Run
from stillroom.domain.verdicts import Cluster, cluster_id
from stillroom.embedding import embed
from stillroom.judging.grouping import TAGGED, Subject, grouped
from stillroom.services import Services
from stillroom.text.fingerprints import is_placeholder
from stillroom.text.neighbours import similar_pairs

NEAREST = 16
# items from which starting other processes pays
LONG = 5000


def cluster(state: State, runtime: Runtime[Context]) -> Clustered:
    """Cluster the run's items, with the live neighbours that something new is like."""
    services, run = runtime.context.services, runtime.context.unpublished(state)
    services.store.journal.step(run, "cluster")
    new = _new(services, run)
    embed(services, run.org, list(new.values()), runtime.stream_writer)
    involved = {**_neighbours(services, run, new), **new}
    clusters = _clusters(services, run, involved, set(new), runtime.stream_writer)
    members = {i for c in clusters for i in c.member_ids}
    neighbours = [item for i, item in involved.items() if i in members and i not in new]
    services.store.runs.add_items(run, neighbours, "neighbour")
    services.store.work.keep_clusters(run, clusters)
    services.store.runs.assign(run, {c.id: c.member_ids for c in clusters})
    clusters.sort(key=lambda c: (-len(c.member_ids), c.id))
    return {
        "clusters": len(clusters),
        "neighbours": len(neighbours),
        "biggest": [{"title": c.title[:70], "size": len(c.member_ids)} for c in clusters[:5]],
    }


def _new(services: Services, run: Run) -> dict[str, Item]:
    flagged = {
        i
        for outputs in services.store.work.outputs(run, "flagged").values()
        for question in outputs.values()
        for i in question["item_ids"]
    }
    ids = [r.item_id for r in services.store.runs.items(run) if r.role == "new" and r.item_id not in flagged]
    return services.store.items.many(run.org, ids)


def _neighbours(services: Services, run: Run, new: dict[str, Item]) -> dict[str, Item]:
    """Find live items that a new one is like, and all that a summary of these stands on."""
    store, embedder = services.store, services.embedder
    fresh = defaultdict(list)
    for item in new.values():
        fresh[item.category].append(item.id)
    old = defaultdict(list)
    held = store.reviews.held_ids(run.org)
    for item_id, category in store.items.live_ids(run.org, sorted(fresh)):
        if item_id not in new and item_id not in held:
            old[category].append(item_id)
    near: set[str] = set(store.items.same_content(run.org, {i.content_hash for i in new.values()}))
    for category, ids in old.items():
        present, vectors = store.items.vectors(run.org, ids + fresh[category], embedder.name, embedder.dim)
        added = set(fresh[category])
        rows = [n for n, i in enumerate(present) if i in added]
        reach = services.settings.similarity_threshold - TAGGED
        pairs = similar_pairs(vectors, reach, rows=np.array(rows, dtype=np.intp), nearest=NEAREST)
        near.update(present[n] for n in {*pairs.a.tolist(), *pairs.b.tolist()})
    near |= {s for sources in store.ledger.live_summaries(run.org, sorted(near)).values() for s in sources}
    found = store.items.many(run.org, sorted(near - set(new) - held))
    return {i: item for i, item in found.items() if item.is_live and item.origin == "contributed"}


def _clusters(
    services: Services, run: Run, items: dict[str, Item], new: set[str], report: Callable[[Any], None]
) -> list[Cluster]:
    """Group by category over distinct texts; exact repeats join their first, whatever the category."""
    copies: dict[str, list[Item]] = defaultdict(list)
    for item in sorted(items.values(), key=lambda i: i.seq):
        if not is_placeholder(item.content):
            copies[item.content_hash].append(item)
    by_category: dict[str, list[Item]] = defaultdict(list)
    for same in copies.values():
        by_category[same[0].category].append(same[0])
    ordered = sorted(by_category.items())
    found, done, total = [], 0, sum(map(len, by_category.values()))
    report({"step": "cluster", "done": done, "total": total})
    fresh = {content for content, same in copies.items() if any(i.id in new for i in same)}
    subjects = (_subject(services, run, firsts, fresh) for _, firsts in ordered)
    groups = services.workers.map(grouped, subjects, long=total > LONG)
    for (category, firsts), ones in zip(ordered, groups, strict=True):
        for one in ones:
            members = [item for n in one.members for item in copies[firsts[n].content_hash]]
            if len(members) > 1 and any(m.id in new for m in members):
                found.append(_cluster(run.org, category, members, firsts[one.representative], one.cohesion))
        done += len(firsts)
        report({"step": "cluster", "done": done, "total": total})
    return found


def _subject(services: Services, run: Run, items: list[Item], fresh: set[str]) -> Subject:
    settings, embedder = services.settings, services.embedder
    # ids without a stored vector cannot be compared: embed() ran before, so there are none
    _, vectors = services.store.items.vectors(run.org, [i.id for i in items], embedder.name, embedder.dim)
    return Subject(
        items,
        similar_pairs(vectors, settings.similarity_threshold - TAGGED, nearest=NEAREST),
        {n for n, item in enumerate(items) if item.content_hash in fresh},
        settings.similarity_threshold,
        settings.near_duplicate_threshold,
    )


def _cluster(org: str, category: str, members: Iterable[Item], first: Item, cohesion: float) -> Cluster:
    pairs = sorted((m.id, m.content_hash) for m in members)
    return Cluster(
        id=cluster_id(org, pairs),
        category=category,
        member_ids=tuple(i for i, _ in pairs),
        representative_id=first.id,
        cohesion=max(0.0, min(1.0, cohesion)),
        title=first.title or first.content.strip().splitlines()[0][:120],
    )
