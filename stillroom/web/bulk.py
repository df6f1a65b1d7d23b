"""Deciding many reviews at once: first what it would do, then doing it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import get_args

from starlette.responses import Response

from stillroom.consequences import Outcome, outcomes
from stillroom.deciding import decide
from stillroom.domain.reviews import Answer, Review, shown_hash
from stillroom.domain.verdicts import Decision
from stillroom.errors import NotFound, ReviewConflict, StillroomError
from stillroom.web.inbox import ACTIONS, address, wanted_of
from stillroom.web.review import overtaken, wake_later
from stillroom.web.visits import Refused, Visit

MOST = 200
LABELS = dict(ACTIONS)


@dataclass(frozen=True, slots=True)
class Line:
    """One review of many: what would become of it, or why it cannot be decided so."""

    review: Review
    shown: str
    outcome: Outcome | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """One review that was decided, or why it was not."""

    review_id: str
    headline: str
    problem: str = ""


def preview(visit: Visit) -> Response:
    """Show what the decision would do to each review that is ticked."""
    action = _action(visit)
    lines = [_line(visit, review, action) for review in _ticked(visit)]
    fit = [line for line in lines if not line.problem]
    return visit.page(
        "bulk.html",
        action=action,
        label=LABELS[action],
        lines=lines,
        fit=fit,
        expires=sum(line.outcome.expires for line in fit if line.outcome),
        exports=sum(line.outcome.exports for line in fit if line.outcome),
        done=None,
        back=address(wanted_of(visit), path=""),
    )


def carry_out(visit: Visit) -> Response:
    """Record what was previewed; what was decided meanwhile is told."""
    action = _action(visit)
    services = visit.desk.services

    def record(review: Review, shown: str) -> None:
        decision, subject = _decision(review, action)
        answer = Answer(decision=decision, subject_id=subject, by=visit.who.name, door="page", shown_sha256=shown)
        wake_later(visit, decide(services, visit.org, review.id, answer, now=visit.desk.now()))

    return _told(visit, _each(visit, record), f"{LABELS[action]}: recorded", undoable=True)


def undo(visit: Visit) -> Response:
    """Take back what the viewer decided at once, as far as it was not carried out."""

    def take_back(review: Review, _: str) -> None:
        if not visit.desk.services.store.queue.reopen(visit.org, review.id, visit.who.name, visit.desk.now()):
            raise StillroomError("it is too late: the decision was carried out")

    return _told(visit, _each(visit, take_back), "Taken back", undoable=False)


def _each(visit: Visit, work: Callable[[Review, str], None]) -> list[Done]:
    done = []
    shown = dict(one.partition("~")[::2] for one in visit.form.get("bound", []))
    for review in _found(visit, list(shown)):
        try:
            work(review, shown[review.id])
            done.append(Done(review.id, review.question.headline))
        except ReviewConflict as conflict:
            [now] = _found(visit, [review.id])
            done.append(Done(review.id, review.question.headline, overtaken(now, conflict)))
        except StillroomError as problem:
            done.append(Done(review.id, review.question.headline, str(problem)))
    return done


def _told(visit: Visit, done: list[Done], label: str, *, undoable: bool) -> Response:
    back = address(wanted_of(visit), path="")
    well = [d for d in done if not d.problem]
    return visit.page("bulk.html", label=label, done=done, well=well, undoable=undoable, lines=[], back=back)


def _action(visit: Visit) -> str:
    action = visit.field("action")
    if action not in LABELS:
        raise Refused(422, "say what shall become of them")
    return action


def _decision(review: Review, action: str) -> tuple[Decision, str | None]:
    for decision in get_args(Decision):
        if decision == action:
            return decision, None
    return review.question.proposal, review.question.subject_id


def _ticked(visit: Visit) -> list[Review]:
    return _found(visit, visit.form.get("ticked", []))


def _found(visit: Visit, ids: list[str]) -> list[Review]:
    if not ids:
        raise Refused(422, "tick at least one question")
    if len(ids) > MOST:
        raise Refused(422, f"decide at most {MOST} at once")
    found = visit.desk.services.store.reviews.many(visit.org, ids)
    if missing := [i for i in ids if i not in found]:
        raise NotFound(f"no review {missing[0]!r} in org {visit.org!r}")
    return [found[i] for i in dict.fromkeys(ids)]


def _line(visit: Visit, review: Review, action: str) -> Line:
    services = visit.desk.services
    sources = review.draft.source_ids if review.draft else ()
    items = services.store.items.many(review.org, {*review.question.item_ids, *sources})
    shown = shown_hash(review.question, items, review.draft)
    if review.state != "open":
        return Line(review, shown, None, f"{review.state} by {review.decided_by or 'the run'}")
    decision, subject = _decision(review, action)
    if decision == "defer":
        return Line(review, shown, None)
    found = (o for o in outcomes(services, review, items) if (o.decision, o.subject_id) == (decision, subject))
    outcome = next(found, None)
    return Line(review, shown, outcome, "" if outcome else "this answer does not fit the question")
