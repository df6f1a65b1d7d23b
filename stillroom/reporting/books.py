"""The books of one run: what came in, what was published of it, and how every item ended."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from stillroom.domain.items import Item
from stillroom.domain.publications import Expiry, Publication
from stillroom.domain.reviews import Review, ReviewState
from stillroom.domain.runs import Run
from stillroom.domain.verdicts import Cluster, Ruling
from stillroom.drafting import rulings_of
from stillroom.services import Services
from stillroom.store.imports import Import
from stillroom.store.runs import RunItem

Fate = Literal["kept", "summarised", "merged", "superseded", "held", "rejected", "unsettled"]

_FATES: dict[str | None, Fate] = {
    "kept": "kept",
    "published": "summarised",
    "merged": "merged",
    "held": "held",
    "rejected": "rejected",
    "quarantined": "rejected",
    None: "unsettled",
}
_STATES: tuple[ReviewState, ...] = ("open", "waiting", "decided", "applied", "expired")


@dataclass(frozen=True, slots=True)
class Books:
    """Everything a report speaks of, as this run left it: later runs do not change what it says.

    Attributes:
        lines: one line an item the run took up, settled or not; of a dry run, as it is planned.
        items: those items, and all that was written or that questions speak of, by id.
        imports: what was imported since the run before it.
    """

    run: Run
    lines: tuple[RunItem, ...]
    items: Mapping[str, Item]
    publications: tuple[Publication, ...]
    clusters: tuple[Cluster, ...]
    rulings: Mapping[str, Ruling]
    reviews: tuple[Review, ...]
    imports: tuple[Import, ...]
    befores: Mapping[str, Mapping[str, object]]

    @property
    def expiries(self) -> dict[str, Expiry]:
        """What stopped being served, by item."""
        return {e.item_id: e for p in self.publications for e in p.expiries}

    @property
    def fates(self) -> dict[str, Fate]:
        """How every item of the run ended."""
        superseded = {i for i, e in self.expiries.items() if e.reason == "superseded"}
        return {
            line.item_id: "superseded"
            if line.outcome == "merged" and line.item_id in superseded
            else _FATES[line.outcome]
            for line in self.lines
        }

    @property
    def reasons(self) -> dict[str, str]:
        """Why every item ended as it did."""
        return {line.item_id: line.reason for line in self.lines}

    @property
    def counts(self) -> Counter[Fate]:
        """How many items ended how."""
        return Counter(self.fates.values())

    @property
    def derived(self) -> list[Item]:
        """What the run wrote."""
        return [p.derived for p in self.publications if p.derived]

    def served(self) -> list[Item]:
        """List what agents are served after the run, of all that it took up or wrote."""
        approved = {i for p in self.publications for i, state in p.states.items() if state == "approved"}
        gone = set(self.expiries) | {i for i, fate in self.fates.items() if fate == "rejected"}
        lived = {i for i, before in self.befores.items() if before["state"] == "approved"}
        stay = (approved | lived) - gone
        return [self.items[line.item_id] for line in self.lines if line.item_id in stay] + [
            d for d in self.derived if d.id not in gone
        ]


def gather(services: Services, run: Run) -> Books:
    """Collect a run's books."""
    store = services.store
    publications = store.work.planned(run) if run.params.dry_run else store.ledger.published(run)
    lines = _lines(store.runs.items(run), publications if run.params.dry_run else ())
    clusters = store.work.clusters(run)
    reviews = {r.id: r for p in publications for r in p.reviews}
    reviews |= {r.id: r for r in store.reviews.find(run.org, states=_STATES, run_id=run.id)}
    ids = {line.item_id for line in lines} | {i for r in reviews.values() for i in r.question.item_ids}
    ids |= {i for p in publications for e in p.expiries for i in (e.item_id, e.by_id) if i}
    derived = {p.derived.id: p.derived for p in publications if p.derived}
    return Books(
        run=run,
        lines=tuple(lines),
        items={**derived, **store.items.many(run.org, sorted(ids))},
        publications=tuple(publications),
        clusters=tuple(sorted(clusters, key=lambda c: (-len(c.member_ids), c.id))),
        rulings=rulings_of(store, run),
        reviews=tuple(sorted(reviews.values(), key=lambda r: (-r.question.priority, r.id))),
        imports=tuple(_imports(services, run)),
        befores=store.runs.befores(run),
    )


def _lines(lines: Sequence[RunItem], planned: Sequence[Publication]) -> list[RunItem]:
    booked = {b.item_id: b for p in planned for b in p.bookings}
    return [
        line._replace(outcome=booked[line.item_id].outcome, reason=booked[line.item_id].reason)
        if line.item_id in booked
        else line
        for line in lines
    ]


def _imports(services: Services, run: Run) -> list[Import]:
    """List the imports since the last run before this one that took anything up."""
    earlier = [r for r in services.store.runs.recent(run.org, limit=1000) if r.started_at < run.started_at]
    working = [r for r in earlier if r.status != "skipped" and not r.params.dry_run]
    after = max((r.started_at for r in working), default=None)
    return services.store.imports.between(run.org, after, run.started_at)
