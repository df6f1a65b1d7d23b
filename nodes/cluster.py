"""Group what is new with what is live and speaks of the same thing."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from langgraph.runtime import Runtime
from numpy.typing import NDArray

from graph.context import Context
from graph.state import Clustered, State
from stillroom.domain.items import Item
from stillroom.domain.runs import Run
from stillroom.domain.verdicts import Cluster, cluster_id
from stillroom.embedding import embed
from stillroom.services import Services
from stillroom.text.clustering import Group, group, near_duplicates
from stillroom.text.fingerprints import is_placeholder, shingles
from stillroom.text.neighbours import Pairs, similar_pairs

Progress = Mapping[str, object]


def cluster(state: State, runtime: Runtime[Context]) -> Clustered:
    """Cluster the run's items, with the live neighbours that something new is like."""
    services, run = runtime.context.services, runtime.context.run(state)
    new = _new_items(services, run)
    embed(services, run.org, list(new.values()), runtime.stream_writer)
    clusters: list[Cluster] = []
    neighbours: dict[str, Item] = {}
    for category, ids in _by_category(services, run, new).items():
        found = _Partition(services, run, category, ids, new).clusters()
        for one, members in found:
            clusters.append(one)
            neighbours.update({i: item for i, item in members.items() if i not in new})
        runtime.stream_writer({"step": "cluster", "done": len(clusters), "total": None})
    services.store.runs.add_items(run, neighbours.values(), "neighbour")
    services.store.work.keep_clusters(run, clusters)
    services.store.runs.assign(run, {c.id: c.member_ids for c in clusters})
    clusters.sort(key=lambda c: (-len(c.member_ids), c.id))
    return {
        "clusters": len(clusters),
        "neighbours": len(neighbours),
        "biggest": [f"{c.title[:70]} ({len(c.member_ids)})" for c in clusters[:5]],
    }
