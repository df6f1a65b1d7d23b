"""What a dry run would do, made ready to be shown as a diff."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stillroom.domain.items import Item
from stillroom.domain.publications import Expiry
from stillroom.domain.reviews import Review
from stillroom.domain.summaries import Sentence
from stillroom.reporting.books import Books


@dataclass(frozen=True, slots=True)
class Change:
    """Items that would give way to one that stays; `reason` is `merged` or `superseded`."""

    reason: str
    stays: Item
    gone: tuple[Item, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Preview:
    """All that would change; what is not named stays as it is.

    Attributes:
        withdrawn: summaries that stand on what is no longer true.
        summaries: each with its sentences.
        questions: what a person would be asked, the most urgent first; past the cap they would wait.
        items: what the questions speak of, by id.
        kept: how many items would stay as they are.
    """

    changes: tuple[Change, ...]
    withdrawn: tuple[Item, ...]
    summaries: tuple[tuple[Item, tuple[Sentence, ...]], ...]
    questions: tuple[Review, ...]
    items: Mapping[str, Item]
    kept: int

    def of(self, reason: str) -> tuple[Change, ...]:
        """List the changes for one reason."""
        return tuple(c for c in self.changes if c.reason == reason)

    def as_json(self) -> dict[str, Any]:
        """Give it by ids and texts, for machines."""
        return {
            "merged": [_change(c) for c in self.of("merged")],
            "superseded": [_change(c) for c in self.of("superseded")],
            "withdrawn": [i.id for i in self.withdrawn],
            "summaries": [_summary(item, sentences) for item, sentences in self.summaries],
            "held": [_question(r) for r in self.questions],
            "kept": self.kept,
        }


def preview(books: Books) -> Preview:
    """Read the plan out of a dry run's books."""
    told = [(p.derived, p.sentences) for p in books.publications if p.derived]
    fates = books.counts
    return Preview(
        changes=tuple(_changes(books)),
        withdrawn=tuple(books.items[e.item_id] for e in books.expiries.values() if e.by_id is None),
        summaries=tuple(sorted(told, key=lambda t: (t[0].category, t[0].title, t[0].id))),
        questions=books.reviews,
        items=books.items,
        kept=fates["kept"] + fates["summarised"],
    )


def _changes(books: Books) -> list[Change]:
    groups: dict[tuple[str, str], list[Expiry]] = defaultdict(list)
    for expiry in sorted(books.expiries.values(), key=lambda e: e.item_id):
        if expiry.by_id is not None:
            groups[expiry.reason, expiry.by_id].append(expiry)
    return [_made(books, reason, by_id, groups[reason, by_id]) for reason, by_id in sorted(groups)]


def _made(books: Books, reason: str, by_id: str, expiries: Sequence[Expiry]) -> Change:
    gone = tuple(books.items[e.item_id] for e in expiries)
    reasons = dict.fromkeys(books.reasons.get(i.id, "").partition(": ")[2] for i in gone)
    return Change(reason, books.items[by_id], gone, "; ".join(r for r in reasons if r))


def _change(change: Change) -> dict[str, Any]:
    return {"stays": change.stays.id, "gone": [i.id for i in change.gone], "why": change.why}


def _summary(item: Item, sentences: Sequence[Sentence]) -> dict[str, Any]:
    sources = list(dict.fromkeys(c for s in sentences for c in s.cites))
    return {"id": item.id, "title": item.title, "content": item.content, "sources": sources}


def _question(review: Review) -> dict[str, Any]:
    q = review.question
    asked = review.state == "open"
    return {"reason": q.reason, "headline": q.headline, "items": q.item_ids, "proposal": q.proposal, "asked": asked}
