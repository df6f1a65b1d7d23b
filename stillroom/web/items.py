"""Items: searching them, and one with its history and a picture of its lineage."""

from collections.abc import Iterable
from dataclasses import dataclass

from starlette.responses import Response

from stillroom.finding import find
from stillroom.presenting.lineage import Lineage, lay_lineage
from stillroom.web.visits import Visit

HITS = 30
STEPS = 2


@dataclass(frozen=True, slots=True)
class Label:
    """What a picture says of an item."""

    title: str
    live: bool


def items(visit: Visit) -> Response:
    """Find items by words and by meaning."""
    words = visit.query("q").strip()[:500]
    services = visit.desk.services
    found = find(services, visit.org, words, limit=HITS) if words else []
    return visit.page("items.html", words=words, found=found, counts=services.store.items.counts(visit.org))


def item(visit: Visit) -> Response:
    """Show one item with where it comes from and what became of it."""
    store, org = visit.desk.services.store, visit.org
    found = store.items.get(org, visit.path("id"))
    drawn, labels = _lineage(visit, found.id)
    return visit.page(
        "item.html",
        item=found,
        sentences=store.ledger.sentences(org, found.id),
        history=store.ledger.history(org, found.id),
        runs=store.runs.of_item(org, found.id),
        signals=store.ledger.signals(org, found.id),
        drawn=drawn,
        labels=labels,
    )


def _lineage(visit: Visit, item_id: str) -> tuple[Lineage, dict[str, Label]]:
    """Walk two steps to the sources and two to what stands on it."""
    ledger = visit.desk.services.store.ledger
    columns: dict[int, list[str]] = {}
    links: list[tuple[str, str, str]] = []
    seen = {item_id}
    for up in (True, False):
        front = [item_id]
        for step in range(1, STEPS + 1):
            edges = ledger.lineage(visit.org, front, up=up)
            links += edges
            front = _new((e[1] if up else e[0] for e in edges), seen)
            columns[-step if up else step] = front
    known = visit.desk.services.store.items.many(visit.org, seen)
    labels = {i: Label(_first_line(known[i].text) if i in known else "", i in known and known[i].is_live) for i in seen}
    return lay_lineage(item_id, columns, links), labels


def _new(ids: Iterable[str], seen: set[str]) -> list[str]:
    found = [i for i in dict.fromkeys(ids) if i not in seen]
    seen.update(found)
    return found


def _first_line(text: str) -> str:
    return next(iter(text.strip().splitlines()), "")[:120]
