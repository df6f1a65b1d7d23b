"""What each possible decision would do, told before it is taken: the very publication that it would become."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from stillroom.domain.base import utc_now
from stillroom.domain.items import Item
from stillroom.domain.publications import Publication
from stillroom.domain.reviews import CONFLICT_DECISIONS, Answer, Review
from stillroom.domain.runs import Run
from stillroom.domain.verdicts import Decision
from stillroom.drafting import latest
from stillroom.publishing import of_answer
from stillroom.services import Services

Fate = Literal["stays", "merged", "superseded", "withdrawn", "rejected", "approved"]


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one item; `by_id` is what it gives way to."""

    item_id: str
    fate: Fate
    by_id: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A decision with its consequences.

    Attributes:
        writes: how many items it makes.
        summaries: live summaries that stand on what it takes away.
        exports: how many exports hold what it takes away.
    """

    decision: Decision
    subject_id: str | None
    changes: tuple[Change, ...]
    writes: int
    summaries: tuple[str, ...]
    exports: int

    @property
    def expires(self) -> int:
        """How many items are no longer served."""
        return sum(c.fate not in ("stays", "approved") for c in self.changes)

    @property
    def name(self) -> str:
        """The decision with its subject, as a form sends it."""
        return f"{self.decision}:{self.subject_id or ''}"


def outcomes(services: Services, review: Review, items: Mapping[str, Item]) -> list[Outcome]:
    """List what the review may be decided as, the proposal first."""
    edges = services.store.ledger.lineage(review.org, review.question.item_ids, up=False)
    run = services.store.runs.get(review.org, review.run_id)
    return [_outcome(run, review, d, subject, items, edges) for d, subject in choices(review)]


def proposal(services: Services, review: Review, items: Mapping[str, Item]) -> Outcome:
    """Tell what the proposal would do."""
    return outcomes(services, review, items)[0]


def faults(services: Services, review: Review) -> list[str]:
    """Say what was found wrong with a draft that is held."""
    if review.draft is None:
        return []
    run = services.store.runs.get(review.org, review.run_id)
    reviewed = latest(services.store.work.outputs(run, "quality")).get(review.cluster_id)
    return list(reviewed[1]["score"]["reasons"]) if reviewed else []


def choices(review: Review) -> list[tuple[Decision, str | None]]:
    """List (decision, subject) of all that can be decided without writing, the proposal first."""
    question = review.question
    first = (question.proposal, question.subject_id)
    if set(review.decisions) == set(CONFLICT_DECISIONS):
        ids = question.item_ids
        pairwise: Sequence[Decision] = ("supersede", "merge", "reject")
        rest: list[tuple[Decision, str | None]] = [("keep_both", None)]
        rest += [(d, i) for d in pairwise for i in ids if len(ids) > 1]
    else:
        # of a text that no detector could read there is nothing to publish
        is_unread = review.draft is not None and review.draft.is_withheld
        rest = [("reject", None)] if is_unread else [("release", None), ("reject", None)]
    same = {("approve", "release"), ("release", "approve")}
    return [first, *(c for c in rest if c != first and (c[0], first[0]) not in same)]


def _outcome(
    run: Run,
    review: Review,
    decision: Decision,
    subject: str | None,
    items: Mapping[str, Item],
    edges: Iterable[tuple[str, str, str]],
) -> Outcome:
    answer = Answer(decision=decision, subject_id=subject, by="preview")
    becomes = of_answer(run, review, answer, items, utc_now())
    changes = tuple(_change(i, items[i], becomes) for i in review.question.item_ids)
    gone = {c.item_id for c in changes if c.fate not in ("stays", "approved")}
    touched = [(derived, relation) for derived, source, relation in edges if source in gone]
    summaries = tuple(sorted({d for d, relation in touched if relation == "summarized_from"}))
    exports = len({d for d, relation in touched if relation == "exported_in"})
    return Outcome(decision, subject, changes, int(becomes.derived is not None), summaries, exports)


def _change(item_id: str, item: Item, becomes: Publication) -> Change:
    for expiry in becomes.expiries:
        if expiry.item_id == item_id:
            return Change(item_id, expiry.reason, expiry.by_id)
    state = becomes.states.get(item_id)
    if state == "rejected":
        return Change(item_id, "rejected")
    return Change(item_id, "approved" if state == "approved" and item.state == "pending" else "stays")
