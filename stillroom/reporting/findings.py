"""What a run found, made ready to be shown: questions, merges, summaries and clusters, each list capped."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from stillroom.domain.items import Item
from stillroom.domain.publications import Expiry
from stillroom.domain.reviews import Review
from stillroom.domain.summaries import Sentence
from stillroom.domain.verdicts import Cluster, Question
from stillroom.presenting.differences import CAP, Difference, Piece, differences, marked, shortened
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
    """What gave way to an item (several when they are copies of the same words), and the words that differ."""

    gone: tuple[Item, ...]
    stays: Item
    reason: str
    why: str
    difference: Difference

    @property
    def exact(self) -> bool:
        """Is it the same word for word?"""
        return self.gone[0].content == self.stays.content


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
    groups: dict[tuple[str, str, str], list[Expiry]] = defaultdict(list)
    for expiry in sorted(books.expiries.values(), key=lambda e: e.item_id):
        gone, stays = books.items.get(expiry.item_id), books.items.get(expiry.by_id or "")
        if gone and stays:
            # copies of the same words are one entry, whatever their number
            apart = "" if gone.content == stays.content else gone.id
            groups[expiry.reason, stays.id, apart].append(expiry)
    ranked = sorted(groups, key=lambda key: (key[0] != "superseded", not key[2], key))
    reasons = books.reasons
    return Capped(tuple(_replaced(books, groups[key], reasons) for key in ranked[:MERGES]), len(ranked))


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


def compared(a: Item, b: Item, cap: int = CAP) -> Difference:
    """Mark what differs between two items; a title that both have is left out."""
    left, right = (a.content, b.content) if a.title == b.title else (a.text, b.text)
    return differences(left, right, cap)


def sides(question: Question, items: Sequence[Item], cap: int = CAP) -> tuple[Side, ...]:
    """Put a question's items beside each other: of two, what differs is marked; of more, what was quoted."""
    if len(items) == 2 and not (difference := compared(items[0], items[1], cap)).is_same:
        return Side(items[0], difference.left), Side(items[1], difference.right)
    quoted = [q for v in question.verdicts for q in v.evidence]
    return tuple(Side(i, marked(i.text, [q.text for q in quoted if q.item_id == i.id], cap)) for i in items)


def _asked(books: Books, review: Review) -> Asked:
    question = review.question
    items = [books.items[i] for i in question.item_ids if i in books.items]
    reasons = tuple(dict.fromkeys(r for v in question.verdicts for r in v.reasons))
    return Asked(review, Capped(sides(question, items[:SIDES]), len(items)), reasons[:4])


def _replaced(books: Books, expiries: Sequence[Expiry], reasons: Mapping[str, str]) -> Replaced:
    gone = tuple(books.items[e.item_id] for e in expiries)
    stays = books.items[expiries[0].by_id or ""]
    why = reasons.get(gone[0].id, "").partition(": ")[2]
    return Replaced(gone, stays, expiries[0].reason, why, compared(gone[0], stays))


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
