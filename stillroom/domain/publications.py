"""Publications: all that becomes of one cluster or one review, committed together or not at all."""

from typing import Any, Literal

from pydantic import Field

from stillroom.domain.base import Value
from stillroom.domain.items import Item, ItemState
from stillroom.domain.reviews import Review
from stillroom.domain.summaries import Sentence
from stillroom.domain.verdicts import PairVerdict

Relation = Literal["merged_from", "summarized_from", "supersedes", "exported_in", "learned_from"]
Outcome = Literal["published", "merged", "kept", "held", "rejected", "quarantined"]
SignalType = Literal[
    "contradiction",
    "contradiction_cluster",
    "duplicate",
    "low_quality_prescreened",
    "retrieved",
    "helpful",
    "not_helpful",
]


class Expiry(Value):
    """An item that stops being live: merged into, superseded by or withdrawn for another."""

    item_id: str
    by_id: str | None = None
    reason: Literal["merged", "superseded", "withdrawn", "rejected"]


class Link(Value):
    """A lineage edge: derived stands on source."""

    derived_id: str
    source_id: str
    relation: Relation


class Signal(Value):
    """An append-only remark on an item."""

    item_id: str
    type: SignalType
    payload: dict[str, Any] = Field(default_factory=dict)


class Booking(Value):
    """How one harvested item ends, and why."""

    item_id: str
    outcome: Outcome
    reason: str


class Settled(Value):
    """A pair verdict to remember, and the review that asks about it, if one does."""

    key: str
    verdict: PairVerdict
    review_id: str | None = None


class Publication(Value):
    """One transaction's worth of change; `key` makes a second try change nothing.

    Attributes:
        derived: a new item (a summary, or a person's edit) with the sentences that cite.
        states: items whose state changes (approved, rejected, held), by id.
        contested: items to mark or unmark as contested.
        reopen: items whose progress mark is taken away, so that a later run works them again.
        applied: the reviews that this carries out.
    """

    key: str
    derived: Item | None = None
    sentences: tuple[Sentence, ...] = ()
    expiries: tuple[Expiry, ...] = ()
    links: tuple[Link, ...] = ()
    signals: tuple[Signal, ...] = ()
    states: dict[str, ItemState] = Field(default_factory=dict)
    contested: dict[str, bool] = Field(default_factory=dict)
    reopen: tuple[str, ...] = ()
    bookings: tuple[Booking, ...] = ()
    settled: tuple[Settled, ...] = ()
    reviews: tuple[Review, ...] = ()
    applied: tuple[str, ...] = ()

    @property
    def item_ids(self) -> set[str]:
        """Every item that it names."""
        linked = {i for link in self.links for i in (link.derived_id, link.source_id)}
        remarked = {signal.item_id for signal in self.signals} | set(self.states) | set(self.contested)
        asked = {i for review in self.reviews for i in review.question.item_ids}
        return linked | remarked | asked | {e.item_id for e in self.expiries} | {b.item_id for b in self.bookings}
