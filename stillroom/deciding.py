"""Recording a decision: the one function behind every door."""

from datetime import datetime

from stillroom.domain.base import utc_now
from stillroom.domain.reviews import Answer, Review, shown_hash
from stillroom.errors import InvalidItem, ReviewConflict
from stillroom.services import Services
from stillroom.text.canonical import canonical


def decide(services: Services, org: str, review_id: str, answer: Answer, *, now: datetime | None = None) -> Review:
    """Record a person's decision; it is carried out when its run goes on.

    Raises:
        ReviewConflict: decided before, or what it speaks of changed since it was shown.
        InvalidItem: the decision does not fit the question.
    """
    review = services.store.reviews.get(org, review_id)
    if answer.decision not in review.decisions and answer.decision != "approve":
        raise InvalidItem("decision", f"{answer.decision!r} is not among {', '.join(review.decisions)}")
    if answer.subject_id and answer.subject_id not in review.question.item_ids:
        raise InvalidItem("subject_id", f"{answer.subject_id!r} is not an item of this review")
    if answer.decision == "edit":
        answer = _cleaned(services, answer)
    if review.state in ("open", "waiting"):
        # one that was decided is refused below, by the name of who did it
        _unchanged(services, review, answer)
    if answer.decision == "defer":
        services.store.reviews.defer(review, None)
        return services.store.reviews.get(org, review.id)
    return services.store.reviews.decide(review, answer, now or utc_now())


def _cleaned(services: Services, answer: Answer) -> Answer:
    """Pass edited text through the privacy gate before anything keeps it."""
    if not (answer.text or "").strip():
        raise InvalidItem("text", "an edit needs the new text")
    text = services.gate.clean(canonical(answer.text or "")).text
    return answer.model_copy(update={"text": text})


def _unchanged(services: Services, review: Review, answer: Answer) -> None:
    items = services.store.items.many(review.org, review.question.item_ids)
    present = shown_hash(review.question, items, review.draft)
    if present != review.shown_sha256 or answer.shown_sha256 not in ("", present):
        raise ReviewConflict(f"what review {review.id} speaks of changed since it was shown: look at it again")
