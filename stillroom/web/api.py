"""The JSON API: the queue, one review, a decision, and the answers in the shapes of the public review pages."""

from pydantic import AwareDatetime, Field, ValidationError
from starlette.responses import Response

from stillroom import asking
from stillroom.consequences import outcomes
from stillroom.deciding import decide
from stillroom.domain.base import Value
from stillroom.domain.items import Item
from stillroom.domain.reviews import Answer, Review, shown_hash
from stillroom.domain.verdicts import Decision
from stillroom.errors import NotFound, ReviewConflict, StillroomError
from stillroom.metrics import CONTENT_TYPE, exposition
from stillroom.web.inbox import wanted_of
from stillroom.web.review import wake_later
from stillroom.web.visits import Refused, Visit, json_answer

PAGE, MOST = 50, 200
FILTERS = ("reason", "category", "size", "run_id", "order")


class DecisionGiven(Value):
    """A decision as a machine sends it."""

    decision: Decision
    subject_id: str | None = Field(default=None, description="the item that stays, or is rejected")
    text: str | None = Field(default=None, max_length=200_000, description="the new text of an edit")
    comment: str = Field(default="", max_length=4000)
    until: AwareDatetime | None = Field(default=None, description="when a deferred review may come up again")
    shown_sha256: str = Field(default="", max_length=64, description="the hash that came with what was shown")


class Effect(Value):
    """What a decision would do."""

    decision: Decision
    subject_id: str | None
    expires: int
    writes: int
    summaries: int
    exports: int


class ReviewPage(Value):
    """Open reviews in order, and where the next page begins."""

    reviews: tuple[Review, ...]
    after: str | None


class ReviewShown(Value):
    """A review with what it is about, the hash of it, and what each answer would do."""

    review: Review
    items: tuple[Item, ...]
    shown_sha256: str
    outcomes: tuple[Effect, ...]


class Recorded(Value):
    """What became of answers that came by position."""

    decided: int
    dropped: tuple[str, ...]


def reviews(visit: Visit) -> Response:
    """List open reviews, the most urgent first."""
    _only(visit, *FILTERS, "after", "limit")
    store, limit = visit.desk.services.store, _limit(visit)
    wanted = wanted_of(visit)
    for name in set(FILTERS) & set(visit.request.query_params):
        given = visit.query(name)
        if given != getattr(wanted, name) or (name == "reason" and not given):
            raise Refused(422, f"{name}: {given!r} is none of the values that openapi.json lists")
    after = store.reviews.get(visit.org, visit.query("after")) if visit.query("after") else None
    found = [e.review for e in store.queue.page(visit.org, wanted, after=after, limit=limit + 1)]
    return _said(ReviewPage(reviews=tuple(found[:limit]), after=found[limit - 1].id if len(found) > limit else None))


def review(visit: Visit) -> Response:
    """Show one review."""
    _only(visit)
    return _said(_shown(visit, visit.desk.services.store.reviews.get(visit.org, visit.path("id"))))


def decision(visit: Visit) -> Response:
    """Record a decision; its run goes on in the background. A conflict comes with the new state."""
    _only(visit)
    store = visit.desk.services.store
    found = store.reviews.get(visit.org, visit.path("id"))
    answer = Answer.model_validate({**_read(visit).model_dump(), "by": visit.who.name, "door": "api"})
    try:
        decided = decide(visit.desk.services, visit.org, found.id, answer, now=visit.desk.now())
    except ReviewConflict as conflict:
        now = _shown(visit, store.reviews.get(visit.org, found.id))
        return json_answer({"error": str(conflict), "now": now.model_dump(mode="json")}, 409)
    wake_later(visit, decided)
    return _said(decided)


def request(visit: Visit) -> Response:
    """Give a run's open questions as a HITLRequest, with the address that takes the answers by position."""
    _only(visit)
    store = visit.desk.services.store
    run = store.runs.get(visit.org, visit.path("id"))
    found = store.reviews.find(run.org, run_id=run.id, limit=25)
    items = store.items.many(run.org, {i for r in found for i in r.question.item_ids})
    asked = "&".join(f"asked={r.id}~{shown_hash(r.question, items, r.draft)}" for r in found)
    return json_answer({**asking.request(found, items), "answer_to": visit.to(f"/runs/{run.id}/decisions?{asked}")})


def decisions(visit: Visit) -> Response:
    """Record answers by position: `{"decisions": [{"type": "approve"}]}` or `[{"type": "accept"}]`."""
    _only(visit, "asked")
    services, org = visit.desk.services, visit.org
    run = services.store.runs.get(org, visit.path("id"))
    asked = dict(a.partition("~")[::2] for a in visit.request.query_params.getlist("asked"))
    if not asked:
        raise Refused(422, "name what was asked: the address is `answer_to` of the run's request")
    answers, dropped = asking.answers(visit.json(), list(asked), visit.who.name)
    decided = 0
    for review_id, answer in answers.items():
        bound = answer.model_copy(update={"shown_sha256": asked[review_id], "door": "api"})
        try:
            if services.store.reviews.get(org, review_id).run_id != run.id:
                raise NotFound(f"run {run.id} did not ask {review_id}")
            wake_later(visit, decide(services, org, review_id, bound, now=visit.desk.now()))
            decided += 1
        except StillroomError as late:
            dropped.append(f"{review_id}: {late}")
    return _said(Recorded(decided=decided, dropped=tuple(dropped)), 200 if decided or not dropped else 409)


def metrics(visit: Visit) -> Response:
    """Give the org's figures to Prometheus."""
    _only(visit)
    return Response(exposition(visit.desk.services.store, visit.org), headers={"Content-Type": CONTENT_TYPE})


def _shown(visit: Visit, found: Review) -> ReviewShown:
    services = visit.desk.services
    ids = (*found.question.item_ids, *(found.draft.source_ids if found.draft else ()))
    items = services.store.items.many(found.org, set(ids))
    open_ = found.state in ("open", "waiting")
    return ReviewShown(
        review=found,
        items=tuple(items[i] for i in found.question.item_ids),
        shown_sha256=shown_hash(found.question, items, found.draft),
        outcomes=tuple(
            Effect(
                decision=o.decision,
                subject_id=o.subject_id,
                expires=o.expires,
                writes=o.writes,
                summaries=len(o.summaries),
                exports=o.exports,
            )
            for o in (outcomes(services, found, items) if open_ else ())
        ),
    )


def _read(visit: Visit) -> DecisionGiven:
    try:
        return DecisionGiven.model_validate(visit.json())
    except ValidationError as refused:
        first = refused.errors(include_input=False, include_url=False)[0]
        raise Refused(422, f"{'.'.join(map(str, first['loc'])) or 'body'}: {first['msg']}") from None


def _only(visit: Visit, *names: str) -> None:
    """Refuse parameters that the description does not name: a misspelt filter would show too much."""
    if unknown := set(visit.request.query_params) - set(names):
        raise Refused(422, f"unknown parameters: {', '.join(sorted(unknown))}")


def _limit(visit: Visit) -> int:
    given = visit.query("limit") or str(PAGE)
    if not (given.isascii() and given.isdigit() and 1 <= int(given[:9]) <= MOST):
        raise Refused(422, f"limit: give 1 to {MOST}")
    return int(given)


def _said(value: Value, status: int = 200) -> Response:
    return json_answer(value.model_dump(mode="json"), status)
