"""What a run found, made ready to be shown: questions, merges, summaries and clusters, each list capped."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from stillroom.domain.items import Item
from stillroom.domain.publications import Expiry
from stillroom.domain.reviews import Review
from stillroom.domain.summaries import Sentence
from stillroom.domain.verdicts import Cluster
from stillroom.presenting.differences import Difference, Piece, differences, marked, shortened
from stillroom.reporting.books import Books, Fate

T = TypeVar("T")

QUESTIONS, MERGES, SUMMARIES, CLUSTERS, MEMBERS, SIDES = 25, 40, 40, 24, 12, 4
EXCERPT = 220


@dataclass(frozen=True, slots=True)
class Capped(Generic[T]):
    """The first of many, and how many there are."""

    shown: tuple[T, ...]
    total: int

    @property
    def note(self) -> str:
        """Say so when not all are shown."""
        return f"showing {len(self.shown)} of {self.total:,}" if len(self.shown) < self.total else ""


@dataclass(frozen=True, slots=True)
class Side:
    """One item as a side of a comparison."""

    item: Item
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its items side by side."""

    review: Review
    sides: Capped[Side]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Replaced:
    """An item that gave way to another, and the words that differ."""

    gone: Item
    stays: Item
    expiry: Expiry
    why: str
    difference: Difference

    @property
    def exact(self) -> bool:
        """Is it the same word for word?"""
        return self.gone.text == self.stays.text


@dataclass(frozen=True, slots=True)
class Told:
    """A summary: its sentences with the numbers of the sources that each cites."""

    item: Item
    sentences: tuple[tuple[str, tuple[int, ...]], ...]
    sources: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Member:
    """An item of a cluster and what became of it."""

    item: Item
    fate: Fate
    why: str
    excerpt: str


@dataclass(frozen=True, slots=True)
class Grouped:
    """A cluster with its members and what became of them."""

    cluster: Cluster
    verdict: str
    fates: tuple[tuple[Fate, int], ...]
    members: Capped[Member]


def questions(books: Books) -> Capped[Asked]:
    """List what a person was asked, the most urgent first."""
    reviews = [r for r in books.reviews if r.state != "expired"]
    return Capped(tuple(_asked(books, r) for r in reviews[:QUESTIONS]), len(reviews))


def merges(books: Books) -> Capped[Replaced]:
    """List what gave way to what: superseded first, then near repeats, then what is the same word for word."""
    gone = [(e, e.by_id) for e in books.expiries.values() if e.by_id in books.items and e.item_id in books.items]
    items = books.items
    gone.sort(
        key=lambda g: (
            g[0].reason != "superseded",
            items[g[0].item_id].content_hash == items[str(g[1])].content_hash,
            g[0].item_id,
        )
    )
    reasons = books.reasons
    shown = (_replaced(books, expiry, str(by), reasons) for expiry, by in gone[:MERGES])
    return Capped(tuple(shown), len(gone))


def summaries(books: Books) -> Capped[Told]:
    """List what was written, what stands on most items first."""
    told = [(p.derived, p.sentences) for p in books.publications if p.derived and p.sentences]
    told.sort(key=lambda t: (-len({c for s in t[1] for c in s.cites}), t[0].id))
    return Capped(tuple(_told(books, item, sentences) for item, sentences in told[:SUMMARIES]), len(told))


def biggest(books: Books) -> Capped[Grouped]:
    """List the largest clusters with their members."""
    fates, reasons = books.fates, books.reasons
    shown = (_grouped(books, c, fates, reasons) for c in books.clusters[:CLUSTERS])
    return Capped(tuple(shown), len(books.clusters))


def _asked(books: Books, review: Review) -> Asked:
    question = review.question
    items = [books.items[i] for i in question.item_ids if i in books.items]
    shown = items[:SIDES]
    words = [word for v in question.verdicts for pair in v.conflicts for word in pair]
    if len(shown) == 2 and not (difference := differences(shown[0].text, shown[1].text)).is_same:
        sides = (Side(shown[0], difference.left), Side(shown[1], difference.right))
    else:
        sides = tuple(Side(i, marked(i.text, words)) for i in shown)
    reasons = tuple(dict.fromkeys(r for v in question.verdicts for r in v.reasons))
    return Asked(review, Capped(sides, len(items)), reasons[:4])


def _replaced(books: Books, expiry: Expiry, by: str, reasons: Mapping[str, str]) -> Replaced:
    gone, stays = books.items[expiry.item_id], books.items[by]
    why = reasons.get(gone.id, "").partition(": ")[2]
    return Replaced(gone, stays, expiry, why, differences(gone.text, stays.text))


def _told(books: Books, item: Item, sentences: Sequence[Sentence]) -> Told:
    cited = list(dict.fromkeys(c for s in sentences for c in s.cites))
    number = {i: n for n, i in enumerate(cited, start=1)}
    told = tuple((s.text, tuple(number[c] for c in s.cites)) for s in sentences)
    return Told(item, told, tuple(books.items[i] for i in cited if i in books.items))


def _grouped(books: Books, cluster: Cluster, fates: Mapping[str, Fate], reasons: Mapping[str, str]) -> Grouped:
    counts = Counter(fates.get(i, "unsettled") for i in cluster.member_ids)
    ruling = books.rulings.get(cluster.id)
    ids = sorted(cluster.member_ids, key=lambda i: (i != cluster.representative_id, i))
    members = (
        Member(books.items[i], fates.get(i, "unsettled"), reasons.get(i, ""), shortened(books.items[i].text, EXCERPT))
        for i in ids[:MEMBERS]
    )
    verdict = ruling.verdict if ruling else "not judged"
    return Grouped(cluster, verdict, tuple(counts.most_common()), Capped(tuple(members), len(ids)))
