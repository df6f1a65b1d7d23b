"""One review: what is asked, what each answer would do, and the answer."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

from starlette.responses import Response

from stillroom.consequences import faults, outcomes
from stillroom.deciding import decide
from stillroom.domain.accounts import Remark
from stillroom.domain.items import Item
from stillroom.domain.reviews import Answer, Review, shown_hash
from stillroom.domain.verdicts import Decision
from stillroom.errors import InvalidItem, NotFound, ReviewConflict
from stillroom.presenting.shading import sides
from stillroom.text.canonical import canonical
from stillroom.web.inbox import address, wanted_of
from stillroom.web.visits import Visit

LONGEST_REMARK = 4000


def review_page(visit: Visit) -> Response:
    """Show a review."""
    return _shown(visit, _found(visit))


def decide_review(visit: Visit) -> Response:
    """Record the decision and go on to the next review; of what was decided meanwhile the new state is shown."""
    review = _found(visit)
    following = _next(visit, review)
    try:
        decided = decide(visit.desk.services, visit.org, review.id, _answer(visit), now=visit.desk.now())
    except ReviewConflict as conflict:
        return _shown(visit, _found(visit), status=409, problem=overtaken(_found(visit), conflict))
    except InvalidItem as problem:
        return _shown(visit, review, status=422, problem=str(problem), text=visit.field("text"))
    wake_later(visit, decided)
    target = f"/review/{following.id}" if following else "/"
    return visit.go(address(wanted_of(visit), path=target, done=decided.id))


def overtaken(review: Review, conflict: ReviewConflict) -> str:
    """Say who was faster; how it was decided stands on the page."""
    if review.answer is None:
        return str(conflict)
    return f"It was already decided by {review.decided_by!r}; what you chose was not recorded."


def undo_decision(visit: Visit) -> Response:
    """Take the viewer's own decision back, while its run has not gone on."""
    review = _found(visit)
    if not visit.desk.services.store.queue.reopen(visit.org, review.id, visit.who.name, visit.desk.now()):
        return _shown(visit, _found(visit), status=409, problem="It is too late: the decision was carried out.")
    return visit.go(address(wanted_of(visit), path=f"/review/{review.id}"))


def remark(visit: Visit) -> Response:
    """Append a comment."""
    review, text = _found(visit), canonical(visit.field("text"), "comment").strip()
    if not 1 <= len(text) <= LONGEST_REMARK:
        return _shown(visit, review, status=422, problem=f"A comment has 1 to {LONGEST_REMARK} characters.")
    services = visit.desk.services
    kept = Remark(author=visit.who.name, text=services.gate.clean(text).text, recorded_at=visit.desk.now())
    services.store.queue.remark(visit.org, review.id, kept)
    return visit.go(address(wanted_of(visit), path=f"/review/{review.id}") + "#remarks")


def wake_later(visit: Visit, review: Review) -> None:
    """Let the review's run go on once the decision cannot be taken back any more."""
    desk = visit.desk
    desk.waker.later(review.org, review.run_id, desk.now() + timedelta(seconds=desk.undo_seconds))


def _found(visit: Visit) -> Review:
    return visit.desk.services.store.reviews.get(visit.org, visit.path("id"))


def _next(visit: Visit, review: Review) -> Review | None:
    """Find the review behind this one, or the first when it is the last."""
    queue, wanted = visit.desk.services.store.queue, wanted_of(visit)
    found = queue.page(visit.org, wanted, after=review, limit=1) or queue.page(visit.org, wanted, limit=2)
    return next((e.review for e in found if e.review.id != review.id), None)


def _answer(visit: Visit) -> Answer:
    decision, _, subject = visit.field("choice").partition(":")
    if decision not in get_args(Decision):
        raise InvalidItem("choice", "say what shall become of it: press one of the buttons")
    return Answer.model_validate(
        {
            "decision": decision,
            "subject_id": subject or None,
            "text": visit.field("text") if decision == "edit" else None,
            "comment": visit.field("comment")[:LONGEST_REMARK],
            "until": _until(visit) if decision == "defer" else None,
            "by": visit.who.name,
            "door": "page",
            "shown_sha256": visit.field("shown_sha256"),
        }
    )


def _until(visit: Visit) -> datetime | None:
    given = visit.field("until")
    if not given:
        return None
    try:
        return datetime.fromisoformat(given).replace(tzinfo=UTC)
    except ValueError as error:
        raise InvalidItem("until", f"{given!r} is no date, such as 2026-12-01") from error


def _shown(visit: Visit, review: Review, *, status: int = 200, problem: str = "", text: str | None = None) -> Response:
    desk, store = visit.desk, visit.desk.services.store
    sources = review.draft.source_ids if review.draft else ()
    items = store.items.many(review.org, {*review.question.item_ids, *sources})
    there = [items[i] for i in review.question.item_ids if i in items]
    return visit.page(
        "review.html",
        status=status,
        review=review,
        items=items,
        sides=sides(there, review.question.verdicts),
        faults=faults(desk.services, review),
        outcomes=outcomes(desk.services, review, items) if review.state in ("open", "waiting") else [],
        shown=_hash(review, items),
        remarks=store.queue.remarks(review.org, review.id),
        following=_next(visit, review),
        wanted=wanted_of(visit),
        address=address,
        done=_done(visit),
        problem=problem,
        text=text
        if text is not None
        else (review.draft.content if review.draft else there[0].content if there else ""),
        others=desk.presence.look(review.org, review.id, visit.who.name, desk.now()),
        can_undo=_can_undo(visit, review),
        now=desk.now(),
    )


def _hash(review: Review, items: Mapping[str, Item]) -> str:
    return shown_hash(review.question, dict(items), review.draft)


def _done(visit: Visit) -> dict[str, Any] | None:
    """Tell of the decision that led here."""
    if not visit.query("done"):
        return None
    try:
        review = visit.desk.services.store.reviews.get(visit.org, visit.query("done"))
    except NotFound:
        return None
    return {"review": review, "can_undo": _can_undo(visit, review)}


def _can_undo(visit: Visit, review: Review) -> bool:
    if review.decided_by != visit.who.name or review.state not in ("decided", "waiting"):
        return False
    run = visit.desk.services.store.runs.get(review.org, review.run_id)
    return run.status == "awaiting_review"
