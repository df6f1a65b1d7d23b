"""Clusters and what is found about them: pair verdicts, rulings, questions."""

from typing import Literal

from pydantic import Field

from stillroom.domain.base import Value, digest, short_id

Verdict = Literal[
    "duplicate",
    "agree",
    "refines",
    "related",
    "contradict",
    "different_scope",
    "superseded",
    "unrelated",
    "uncertain",
]
Decision = Literal["merge", "keep_both", "supersede", "approve", "edit", "reject", "release", "defer"]
Reason = Literal["contradiction", "uncertain", "duplicate", "low_quality", "approval", "pii", "poison", "quality"]


class Cluster(Value):
    """Items that speak of the same thing; its identity is the hash of its members.

    Attributes:
        member_ids: sorted; the representative is one of them.
        cohesion: the least cosine between a member and the representative (1.0 for one member).
    """

    id: str
    category: str
    member_ids: tuple[str, ...] = Field(min_length=1)
    representative_id: str
    cohesion: float = 1.0
    title: str = ""


def cluster_id(org: str, members: list[tuple[str, str]]) -> str:
    """Name a cluster by its members' (id, content hash), in any order."""
    return short_id("cluster", (org, *(part for pair in sorted(members) for part in pair)))


class Quote(Value):
    """Words that stand in an item, as evidence."""

    item_id: str
    text: str


class PairVerdict(Value):
    """What two items are to each other.

    Attributes:
        a_id, b_id: the two items; for `superseded`, `a` is the newer and stays.
        reasons: why, in words a reviewer reads; never empty.
        cues: the features that fired, by name; `checked` lists all that were looked at.
        conflicts: the words that conflict, as (in a, in b).
        decided_by: `rule:<name>`, `offline`, `offline:trees`, `model:<name>` or `human:<name>`.
        conflict: how likely they conflict, where the trees weighed it.
        asked: is it likely enough that a model or a person is asked, when it is open?
        suspected: is it, when it is not asked, likely enough for a model to look at, where one is set?
    """

    a_id: str
    b_id: str
    verdict: Verdict
    confidence: float = Field(ge=0, le=1)
    reasons: tuple[str, ...] = ()
    evidence: tuple[Quote, ...] = ()
    conflicts: tuple[tuple[str, str], ...] = ()
    cues: tuple[str, ...] = ()
    checked: tuple[str, ...] = ()
    decided_by: str = "offline"
    conflict: float | None = None
    asked: bool = True
    suspected: bool = False

    @property
    def is_open(self) -> bool:
        """Is it undecided, and worth asking about?"""
        return self.verdict == "uncertain" and self.asked

    @property
    def is_conflict(self) -> bool:
        """Is it to be settled by a person: a contradiction, or open?"""
        return self.verdict == "contradict" or self.is_open


def pair_key(org: str, a_hash: str, b_hash: str) -> str:
    """Name a pair by its content, in either order: what was settled once is not asked again."""
    return digest(org, *sorted((a_hash, b_hash)))


class Merge(Value):
    """The winner stays; the losers expire and are named in its provenance."""

    winner_id: str
    loser_ids: tuple[str, ...] = Field(min_length=1)
    reason: str
    confidence: float = 1.0


class Supersession(Value):
    """The newer stays, the older expires."""

    newer_id: str
    older_id: str
    reason: str


class Question(Value):
    """What a person is asked about some items of one cluster.

    Attributes:
        item_ids: the items it is about, in the order shown.
        proposal: what `approve` carries out. `subject_id` is its object: the winner of a merge, the
            newer of a supersession, the held item; None for keep_both.
        default: what happens when nobody decides.
        priority: greater is asked first; what hangs on it.
    """

    item_ids: tuple[str, ...] = Field(min_length=1)
    reason: Reason
    headline: str
    verdicts: tuple[PairVerdict, ...] = ()
    proposal: Decision = "keep_both"
    subject_id: str | None = None
    default: Decision = "keep_both"
    priority: float = 0.0


class Ruling(Value):
    """What the judge makes of one cluster; every part of it can be carried out on its own.

    Attributes:
        verdict: the gravest pair verdict, for the overview.
        summarise: members that may be summarised together (3 or more, or empty).
        scopes: what tells members apart that are both true, by item id.
        leaves: members that turned out to speak of something else.
    """

    cluster_id: str
    verdict: Verdict
    confidence: float = Field(ge=0, le=1)
    pairs: tuple[PairVerdict, ...] = ()
    merges: tuple[Merge, ...] = ()
    supersessions: tuple[Supersession, ...] = ()
    questions: tuple[Question, ...] = ()
    summarise: tuple[str, ...] = ()
    scopes: dict[str, dict[str, str]] = Field(default_factory=dict)
    leaves: tuple[str, ...] = ()
