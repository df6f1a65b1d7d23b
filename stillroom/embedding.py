"""Embedding items: only those that have no vector yet, in batches, kept in the store."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from stillroom.domain.items import Item
from stillroom.services import Services

BATCH = 2000


def embed(services: Services, org: str, items: Sequence[Item], report: Callable[[Any], None]) -> None:
    """Give every item a stored vector."""
    store, embedder = services.store.items, services.embedder
    known = store.embedded(org, [i.id for i in items], embedder.name)
    missing = [i for i in items if i.id not in known]
    report({"step": "embed", "done": 0, "total": len(missing)})
    for start in range(0, len(missing), BATCH):
        batch = missing[start : start + BATCH]
        store.keep_vectors(org, [i.id for i in batch], embedder.name, embedder.embed([i.text for i in batch]))
        report({"step": "embed", "done": start + len(batch), "total": len(missing)})


def deliver(services: Services, org: str, report: Callable[[Any], None], now: Callable[[], Any]) -> None:
    """Bring the vector index in line with every publication that has not reached it yet."""
    store = services.store
    done, total = 0, sum(len(letter.payload) for letter in store.outbox.due(org, "vectors", limit=None))
    report({"step": "vectors", "done": 0, "total": total})
    while letters := store.outbox.due(org, "vectors"):
        _align(services, org, {i for letter in letters for i in letter.payload}, report)
        store.outbox.delivered(letters, now())
        done += sum(len(letter.payload) for letter in letters)
        report({"step": "vectors", "done": done, "total": max(done, total)})


def repair(services: Services, org: str, report: Callable[[Any], None]) -> int:
    """Bring the whole vector index in line with the live items; tells how many were apart."""
    apart = sorted(services.store.items.served_ids(org) ^ services.vectors.ids(org))
    for start in range(0, len(apart), BATCH):
        report({"step": "vectors", "done": start, "total": len(apart)})
        _align(services, org, apart[start : start + BATCH], report)
    report({"step": "vectors", "done": len(apart), "total": len(apart)})
    return len(apart)


def _align(services: Services, org: str, ids: Collection[str], report: Callable[[Any], None]) -> None:
    """Give each of these a vector if it is served, and take it away if it is not."""
    store = services.store
    live = store.items.served_among(org, sorted(ids))
    bare = sorted(set(live) - store.items.embedded(org, live, services.embedder.name))
    embed(services, org, list(store.items.many(org, bare).values()), report)
    # the text behind an id never changes: what is there is right, and writing it again costs eight times as much
    known = services.vectors.present(org, live)
    late = [i for i in live if i not in known]
    missing, vectors = store.items.vectors(org, late, services.embedder.name, services.embedder.dim)
    gone = sorted(set(ids) - known - set(missing))
    if missing:
        services.vectors.upsert(org, missing, vectors)
    if gone:
        services.vectors.delete(org, gone)
