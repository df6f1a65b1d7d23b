"""Folding what agents and people said of items into their quality (C1, C11)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from stillroom.domain.items import Item
from stillroom.quality import standing
from stillroom.services import Services
from stillroom.store.use import Remark


def fold_signals(services: Services, org: str, now: datetime) -> dict[str, int]:
    """Score every item that was remarked on since the last pass, from all that was ever said of it.

    A pass that is repeated gives the same scores: they are computed anew, never added to.
    """
    use = services.store.use
    touched, folded = use.fresh(org)
    remarks = defaultdict(list)
    for remark in use.remarks(org, sorted(touched)):
        remarks[remark.item_id].append(remark)
    conflicts = use.conflicts(org, sorted(touched))
    items = services.store.items.many(org, sorted(touched))
    scores = {i: _score(item, remarks[i], *conflicts.get(i, (0, None)), now) for i, item in items.items()}
    use.keep(org, scores, folded, now)
    return {"items_scored": len(scores), "signals_folded": folded}


def _score(item: Item, remarks: Sequence[Remark], undecided: int, decided_at: datetime | None, now: datetime) -> float:
    """Score one item; reports of a contradiction count until a person has decided about it."""
    helped, hindered = (sum(r.type == kind for r in remarks) for kind in ("helpful", "not_helpful"))
    reports = [r for r in remarks if r.type == "contradiction" and (decided_at is None or r.recorded_at > decided_at)]
    fits = [r.payload.get("fits") is not False for r in remarks if r.type == "version"]
    confirmed = max((r.recorded_at for r in remarks if r.type == "helpful"), default=item.dated or item.recorded_at)
    return standing(
        usefulness=helped / (helped + hindered) if helped + hindered else None,
        retrievals=sum(int(r.payload.get("times", 1)) for r in remarks if r.type == "retrieved"),
        age_days=(now - confirmed).total_seconds() / 86400,
        contradictions=undecided + len({str(r.payload.get("by", r.seq)) for r in reports}),
        version=sum(fits) / len(fits) if fits else 1.0,
    ).score
