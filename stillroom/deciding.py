"""Recording a decision: the one function behind every door."""

from datetime import datetime, timedelta

from stillroom.domain.base import utc_now
from stillroom.domain.publications import Publication
from stillroom.domain.reviews import CONFLICT_DECISIONS, Answer, Review, shown_hash
from stillroom.errors import InvalidItem, ReviewConflict
from stillroom.judging import instructions_to_agents
from stillroom.publishing import of_answer, rewritten
from stillroom.quality import assess, prescreen, verdict_of
from stillroom.services import Services
from stillroom.text.canonical import canonical

PUT_OFF = timedelta(days=7)


def decide(services: Services, org: str, review_id: str, answer: Answer, *, now: datetime | None = None) -> Review:
    """Record a person's decision; it is carried out when its run goes on.

    Raises:
        ReviewConflict: decided before, or what it speaks of changed since it was shown.
        InvalidItem: the decision does not fit the question.
    """
    review = services.store.reviews.get(org, review_id)
    return record(services, review, admitted(services, review, answer), now=now)


def record(services: Services, review: Review, answer: Answer, *, now: datetime | None = None) -> Review:
    """Record a decision that was admitted.

    Raises:
        ReviewConflict: somebody else decided first.
    """
    moment = now or utc_now()
    if answer.decision == "defer":
        return services.store.reviews.defer(review, answer.until or moment + PUT_OFF, by=answer.by)
    return services.store.reviews.decide(review, answer, moment)


def admitted(services: Services, review: Review, answer: Answer) -> Answer:
    """Hold a decision to all that is asked of it, and give it as it may be kept.

    Raises:
        ReviewConflict: what it speaks of changed since it was shown.
        InvalidItem: it does not fit the question.
    """
    _fits(review, answer)
    answer = _cleaned(services, answer)
    if answer.decision == "edit":
        _worth_keeping(services, review, answer)
    if review.state in ("open", "waiting") and answer.decision != "defer":
        # one that was decided is refused when it is to be recorded, by the name of who did it
        _unchanged(services, review, answer)
    return answer


def is_recorded(services: Services, review: Review, answer: Answer) -> bool:
    """Is this the answer that the review has? A command that was cut off gives it again."""
    said = {"decision", "subject_id", "text", "comment", "by"}
    given = _cleaned(services, answer).model_dump(include=said)
    return review.answer is not None and review.answer.model_dump(include=said) == given


def foreseen(services: Services, review: Review, answer: Answer, now: datetime) -> Publication:
    """Tell what a decision would change, without recording it."""
    _fits(review, answer)
    ids = {*review.question.item_ids, *(review.draft.source_ids if review.draft else ())}
    items = services.store.items.many(review.org, ids)
    return of_answer(services.store.runs.get(review.org, review.run_id), review, answer, items, now)


def _fits(review: Review, answer: Answer) -> None:
    decision, subject, question = answer.decision, answer.subject_id, review.question
    items = ", ".join(question.item_ids)
    if decision not in review.decisions:
        allowed = ", ".join(review.decisions)
        raise InvalidItem("decision", f"{decision!r} does not answer a question of {question.reason}: give {allowed}")
    if subject and subject not in question.item_ids:
        raise InvalidItem("subject_id", f"{subject!r} is not an item of this review: give one of {items}")
    if decision == "supersede" and not (subject or question.subject_id):
        raise InvalidItem("subject_id", f"which item stays? Give one of {items}")
    # a page that can only answer yes or no means the proposal by its no
    about_one = decision == "reject" and review.decisions == CONFLICT_DECISIONS and answer.door != "resume"
    if about_one and not subject:
        raise InvalidItem("subject_id", f"which item is rejected? Give one of {items}; keep_both rejects none")
    if decision == "edit" and not (answer.text or "").strip():
        raise InvalidItem("text", "an edit needs the new text")
    if decision != "edit" and answer.text is not None:
        raise InvalidItem("text", f"{decision!r} takes no text; an edit does")


def _cleaned(services: Services, answer: Answer) -> Answer:
    """Pass what a person wrote through the privacy gate before anything keeps it."""
    written = {"text": answer.text, "comment": answer.comment}
    fields = {name: canonical(text) for name, text in written.items() if text}
    if not fields:
        return answer
    cleaned = services.gate.clean_fields(fields)
    return answer.model_copy(update={name: found.text for name, found in cleaned.items()})


def _worth_keeping(services: Services, review: Review, answer: Answer) -> None:
    """Hold a person's text to what is asked of any other.

    Raises:
        InvalidItem: it says next to nothing, commands agents, or a summary's text says more than its items do.
    """
    text, settings = answer.text or "", services.settings
    ids = review.draft.source_ids if review.draft else review.question.item_ids
    items = services.store.items.many(review.org, ids)
    written = next(iter(items.values())).model_copy(update={"content": text, "title": ""})
    score = prescreen(written)
    if score.score < settings.low_quality_below:
        raise InvalidItem("text", f"is of too little worth ({score.score:.2f}): {'; '.join(score.reasons)}")
    if commands := instructions_to_agents(text):
        raise InvalidItem("text", f"{commands[0]}: what is kept does not command its readers")
    if review.draft:
        _, found = assess((rewritten(review.draft, text, answer.by), items, {}))
        if verdict_of(found, tries=settings.summary_tries, limit=settings.summary_tries) != "pass":
            raise InvalidItem("text", f"does not pass as a summary: {'; '.join(found.reasons)[:600]}")


def _unchanged(services: Services, review: Review, answer: Answer) -> None:
    items = services.store.items.many(review.org, review.question.item_ids)
    # who saw what is there now may decide, whatever it was when the question was put
    if shown_hash(review.question, items, review.draft) != (answer.shown_sha256 or review.shown_sha256):
        raise ReviewConflict(f"what review {review.id} speaks of changed since it was shown: look at it again")
