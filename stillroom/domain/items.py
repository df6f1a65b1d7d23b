"""Items: pieces of knowledge, as contributed and as kept."""

from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, Field

from stillroom.domain.base import Value, short_id

Kind = Literal["fact", "lesson", "procedure", "config_hint", "gather", "evidence", "summary"]
SourceKind = Literal["user_stated", "cross_model", "observed", "inferred"]
ItemState = Literal["pending", "approved", "rejected", "expired", "held", "erased"]
Tier = Literal["working", "hot", "cold", "archival"]
Origin = Literal["contributed", "derived"]

DEFAULT_CATEGORY = "general"


class Contribution(Value):
    """One piece of knowledge as a door accepts it: canonical text, validated, not yet in the store.

    Attributes:
        id: the contributor's own id, if it has one; unique within the org.
        category: what it is about; the judged steps stay within one category.
        key: a slug with a domain prefix, such as `db-migration-lock`.
        confidence: how sure the contributor is, 1 to 10.
        source: how the contributor came to know it.
        scope: where it holds, such as `{"version": "16", "environment": "staging"}`.
        run_ref, pr_ref: the run or pull request it stands on; with `contributor` they make a voice.
        observed_at: when the contributor noted it down.
        valid_from, valid_to: when it is true in the world.
    """

    id: str | None = Field(default=None, min_length=1, max_length=200)
    kind: Kind = "fact"
    category: str = Field(default=DEFAULT_CATEGORY, min_length=1, max_length=120)
    key: str = Field(default="", max_length=200)
    title: str = Field(default="", max_length=500)
    content: str = Field(min_length=1, max_length=200_000)
    confidence: int = Field(default=5, ge=1, le=10)
    source: SourceKind = "observed"
    tags: tuple[str, ...] = Field(default=(), max_length=100)
    scope: dict[str, str] = Field(default_factory=dict, max_length=20)
    contributor: str = Field(default="", max_length=200)
    run_ref: str = Field(default="", max_length=200)
    pr_ref: str = Field(default="", max_length=200)
    skill: str = Field(default="", max_length=200)
    project: str = Field(default="", max_length=200)
    files: tuple[str, ...] = Field(default=(), max_length=200)
    tier: Tier = "working"
    observed_at: AwareDatetime | None = None
    valid_from: AwareDatetime | None = None
    valid_to: AwareDatetime | None = None

    @property
    def dated(self) -> datetime | None:
        """When it is said to hold from; None when nobody dated it."""
        return self.valid_from or self.observed_at

    @property
    def voice(self) -> str:
        """Name the independent voice behind it: copies of one contributor's run count once."""
        return self.contributor or self.pr_ref or self.run_ref


class Item(Contribution):
    """A contribution as the store keeps it.

    Attributes:
        content_hash: `sha256:` and the hash of the canonical content (`stillroom.text.fingerprint`).
        quality: 0 to 1; None until it was measured.
        origin: `derived` for what Stillroom wrote itself; derived items never count as evidence.
        voices: the number of independent voices a derived item stands on (1 for a contribution).
        contested: in an open or undecided contradiction; both sides stay live, marked.
        seq: position in the order of arrival, from a database sequence.
    """

    id: str = Field(min_length=1, max_length=200)
    org: str
    seq: int = 0
    state: ItemState = "pending"
    origin: Origin = "contributed"
    content_hash: str
    quality: float | None = Field(default=None, ge=0, le=1)
    voices: int = Field(default=1, ge=0)
    contested: bool = False
    recorded_at: AwareDatetime
    expired_at: AwareDatetime | None = None
    superseded_by: str | None = None

    @property
    def is_live(self) -> bool:
        """Is it served to agents and counted as present?"""
        return self.state in ("approved", "pending") and self.expired_at is None

    @property
    def text(self) -> str:
        """Title and content together: what is embedded, compared and searched."""
        if not self.title or self.content.lstrip("# ").startswith(self.title):
            return self.content
        return f"{self.title}\n{self.content}"


def contribution_id(org: str, contribution: Contribution, content_hash: str) -> str:
    """Name a contribution that came without an id by all that tells it from another."""
    c = contribution
    stamp = c.observed_at.isoformat() if c.observed_at else ""
    return short_id("item", (org, content_hash, c.kind, c.category, c.title, c.contributor, c.run_ref, c.pr_ref, stamp))
