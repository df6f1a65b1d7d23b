"""Reviews: questions put to a person, and the answers."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from pydantic import AwareDatetime, Field

from stillroom.domain.base import Value, digest_json, short_id
from stillroom.domain.items import Item
from stillroom.domain.summaries import Draft
from stillroom.domain.verdicts import Decision, Question

# waiting: over this run's cap or deferred; open: asked; decided: answered, not yet carried out
ReviewState = Literal["waiting", "open", "decided", "applied", "expired"]

# what each kind of question can be answered with; approve carries the proposal out, whatever it is.
# A resume of the graph offers approve and reject only.
CONFLICT_DECISIONS: tuple[Decision, ...] = ("approve", "merge", "keep_both", "supersede", "edit", "reject", "defer")
HELD_DECISIONS: tuple[Decision, ...] = ("approve", "release", "edit", "reject", "defer")


class Answer(Value):
    """A person's decision on one review.

    Attributes:
        subject_id: which item it is about: the winner of a merge, the one that stays of a supersession.
        text: the new text of an `edit`; it passed the privacy gate, as did the comment.
        until: when a review that is deferred may come up again; None for a week.
        door: through which it came: `cli`, `api`, `page`, `resume`, `expiry`.
        shown_sha256: hash of what the person saw; empty when the door cannot know it.
    """

    decision: Decision
    subject_id: str | None = None
    text: str | None = None
    comment: str = ""
    until: AwareDatetime | None = None
    by: str = Field(min_length=1)
    door: str = "cli"
    shown_sha256: str = ""


class Review(Value):
    """A question with its state; what is asked is bound to the hash of what is shown."""

    id: str
    org: str
    run_id: str
    cluster_id: str
    question: Question
    draft: Draft | None = None
    state: ReviewState = "waiting"
    shown_sha256: str = ""
    answer: Answer | None = None
    decided_by: str = ""
    decided_at: datetime | None = None
    opened_at: datetime
    deferred_until: datetime | None = None

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """What it can be answered with."""
        about_items = self.question.reason in ("contradiction", "uncertain", "duplicate")
        return CONFLICT_DECISIONS if about_items else HELD_DECISIONS


def review_id(org: str, question: Question, items: dict[str, Item], draft: Draft | None = None) -> str:
    """Name a review by what it asks, so that the same question is asked once, whatever the run."""
    hashes = sorted(items[i].content_hash for i in question.item_ids)
    drafted = draft.content if draft else ""
    return short_id("review", (org, question.reason, drafted, *sorted(question.item_ids), *hashes))


def shown_hash(question: Question, items: dict[str, Item], draft: Draft | None) -> str:
    """Hash what a reviewer is shown; it changes when an item it speaks of does."""
    shown = [(i, items[i].content_hash, items[i].is_live) for i in question.item_ids]
    body = draft.model_dump(mode="json") if draft else None
    return digest_json([question.headline, question.proposal, question.subject_id, shown, body])


def which_stays(live: Sequence[Item], subject_id: str | None) -> Item:
    """Pick the item that a merge or a supersession leaves: the one that was named, else the best, else the first."""
    named = next((item for item in live if item.id == subject_id), None)
    return named or max(live, key=lambda item: (item.quality or 0, -item.seq))
