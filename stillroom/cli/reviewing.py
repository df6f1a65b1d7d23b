"""`stillroom review`: list, look, decide, and let the run go on."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

import orjson
from pydantic import Field, ValidationError

from stillroom import remote
from stillroom.cli import questions
from stillroom.cli.opening import err, opened, out, print_json
from stillroom.consequences import faults
from stillroom.deciding import admitted, foreseen, is_recorded, record
from stillroom.domain.base import Value, utc_now
from stillroom.domain.publications import Publication
from stillroom.domain.reviews import Answer, Review
from stillroom.domain.runs import LOCAL, Run
from stillroom.domain.verdicts import Decision
from stillroom.errors import (
    ConfigurationError,
    InvalidItem,
    NotFound,
    ReviewConflict,
    StillroomError,
    UnreadableSource,
)
from stillroom.run import resume
from stillroom.services import Services

RECORDED, LOST, UNFIT = 0, 1, 2


class Line(Value):
    """One decision as a script gives it."""

    review_id: str = Field(min_length=1)
    decision: Decision
    subject_id: str | None = None
    text: str | None = None
    comment: str = ""
    by: str = ""


class Outcome(NamedTuple):
    """What became of one decision; `code` is the exit code it asks for, `told` what it newly comes to."""

    line: int
    review_id: str
    decision: str
    state: str
    error: str
    code: int
    told: str = ""


def look(review_id: str | None, *, waiting: bool, org: str, as_json: bool) -> None:
    """List the open reviews, or show one."""
    services, org = opened(org)
    if review_id is not None:
        _show(services, services.store.reviews.get(org, review_id), as_json=as_json)
    else:
        _list(services, org, waiting=waiting, as_json=as_json)


def take(given: dict[str, Any], *, org: str, as_json: bool) -> int:
    """Record one decision and let its run go on; gives the exit code."""
    services, org = opened(org)
    if given["text"] == "-":
        given = {**given, "text": sys.stdin.read()}
    return _take(services, org, [(1, given)], given["by"], as_json=as_json)


def take_all(path: Path, by: str, *, org: str, as_json: bool) -> int:
    """Record the decisions of a file, one a line, then wake each run once; gives the exit code."""
    services, org = opened(org)
    return _take(services, org, _lines(path), by, as_json=as_json)


def _lines(path: Path) -> Iterator[tuple[int, Any]]:
    try:
        raw = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    except OSError as error:
        raise UnreadableSource(f"{path}: {error.strerror}; give a file of JSON objects, one a line") from error
    return ((n, line) for n, line in enumerate(raw.splitlines(), start=1) if line.strip())


def _take(services: Services, org: str, lines: Iterable[tuple[int, Any]], by: str, *, as_json: bool) -> int:
    outcomes = [_record(services, org, number, given, by) for number, given in lines]
    decided = services.store.reviews.many(org, [o.review_id for o in outcomes if not o.error])
    woken = [_wake(services, org, run_id) for run_id in sorted({r.run_id for r in decided.values()})]
    if as_json:
        print_json({"decisions": [o._asdict() for o in outcomes], "runs": woken})
    else:
        _tell(outcomes, woken)
        if decided and (left := services.store.reviews.count(org)):
            out.print(f"still open: {left:,} (`stillroom review`)")
    return max((o.code for o in outcomes), default=RECORDED)


def _record(services: Services, org: str, number: int, given: Any, by: str) -> Outcome:
    """Record one decision; what is wrong with it is told, and the others go on."""
    name, decision, told = "", "", ""
    try:
        line = _read(given)
        name, decision = line.review_id, line.decision
        answer = Answer.model_validate({**line.model_dump(exclude={"review_id"}), "by": line.by or by})
        review = services.store.reviews.get(org, name)
        fit = admitted(services, review, answer)
        if review.answer is None:
            told = _meaning(services, review, fit)
        review = record(services, review, fit)
    except (ConfigurationError, InvalidItem, NotFound) as unfit:
        return Outcome(number, name, decision, "", str(unfit), UNFIT)
    except ReviewConflict as lost:
        review = services.store.reviews.get(org, name)
        if not is_recorded(services, review, answer):
            return Outcome(number, name, decision, "", str(lost), LOST)
        told = ""
    except StillroomError as lost:
        return Outcome(number, name, decision, "", str(lost), LOST)
    return Outcome(number, review.id, decision, review.state, "", RECORDED, told)


def _meaning(services: Services, review: Review, answer: Answer) -> str:
    """Say what a decision comes to: the side it took where none was named, and what it changes."""
    question = review.question
    if answer.decision == "defer":
        return "asked again later"
    side = f"{question.subject_id} stays, as proposed; " if answer.decision == "supersede" else ""
    side = f"{questions.proposed(review)}; " if answer.decision == "approve" else side
    change = foreseen(services, review, answer, utc_now())
    return f"{'' if answer.subject_id else side}{questions.effect(change)}"


def _read(given: Any) -> Line:
    try:
        return Line.model_validate(orjson.loads(given) if isinstance(given, bytes) else given)
    except orjson.JSONDecodeError as error:
        raise InvalidItem("json", f"is not a JSON object: {error.msg} at column {error.colno}") from None
    except ValidationError as refused:
        first = refused.errors(include_input=False, include_url=False)[0]
        raise InvalidItem(".".join(map(str, first["loc"])) or "json", first["msg"]) from None


def _wake(services: Services, org: str, run_id: str) -> dict[str, Any]:
    """Let a run go on with what was decided, or say who will."""
    run = services.store.runs.get(org, run_id)
    told = {"run_id": run_id, "status": run.status}
    if run.is_finished:
        left = services.store.reviews.count(org, states=("decided",), run_id=run_id)
        return told | ({"note": "it has ended: the next `stillroom distill` carries the decision out"} if left else {})
    if run.host != LOCAL:
        return told | {"note": _woken_there(services, run)}
    try:
        return resume(services, run)
    except StillroomError as stuck:
        note = f"{stuck}; what was decided is recorded, and the next `stillroom distill` carries it out"
        return {"run_id": run_id, "status": services.store.runs.get(org, run_id).status, "note": note}


def _woken_there(services: Services, run: Run) -> str:
    try:
        remote.wake(services.settings, run)
    except StillroomError as stuck:
        return f"what was decided is recorded; {stuck}"
    return f"its LangGraph server carries it out on thread {run.thread_id}"


def _tell(outcomes: Sequence[Outcome], woken: Sequence[dict[str, Any]]) -> None:
    for outcome in outcomes:
        where = f"line {outcome.line}: " if len(outcomes) > 1 else ""
        if outcome.error:
            err.print(f"error: {where}{outcome.error}", style="red", markup=False, soft_wrap=True)
        else:
            what = f"{outcome.decision} ({outcome.told or 'recorded before'})"
            out.print(f"{where}{outcome.review_id}: {what}", markup=False, soft_wrap=True)
    for run in woken:
        note = f"; {run['note']}" if "note" in run else ""
        out.print(f"run {run['run_id']}: {run['status']}{note}", markup=False, soft_wrap=True)


def _list(services: Services, org: str, *, waiting: bool, as_json: bool) -> None:
    states: tuple[Literal["open", "waiting"], ...] = ("open", "waiting") if waiting else ("open",)
    reviews = services.store.reviews.find(org, states=states, limit=None)
    if as_json:
        print_json([{**r.model_dump(mode="json"), "decisions": r.decisions} for r in reviews])
        return
    questions.listed(reviews, utc_now())
    if not reviews:
        out.print("nothing waits for a person")
    if not waiting and (more := services.store.reviews.count(org, states=("waiting",))):
        out.print(f"less urgent or put off: {more:,} (--all lists them)")
    if reviews:
        out.print("next: `stillroom review ID` shows one with its items side by side")


def _show(services: Services, review: Review, *, as_json: bool) -> None:
    items = services.store.items.many(review.org, review.question.item_ids)
    beside = [items[i] for i in review.question.item_ids]
    outcomes = _outcomes(services, review) if review.answer is None else {}
    wrong = faults(services, review)
    if as_json:
        print_json(
            {
                "review": review.model_dump(mode="json"),
                "items": [item.model_dump(mode="json") for item in beside],
                "decisions": {d: questions.effect(outcomes[d]) if d in outcomes else "" for d in review.decisions},
                "faults": wrong,
            }
        )
    else:
        questions.shown(review, beside, outcomes, wrong, utc_now())


def _outcomes(services: Services, review: Review) -> dict[str, Publication]:
    """Tell what each allowed decision would change; where one is to be named, about the proposal's or the first."""
    question = review.question
    found: dict[str, Publication] = {}
    for decision in review.decisions:
        needs = {"supersede": question.subject_id or question.item_ids[0], "reject": question.item_ids[0]}
        answer = Answer(
            decision=decision,
            subject_id=needs.get(decision),
            text="…" if decision == "edit" else None,
            by="you",
        )
        if decision != "defer":
            found[decision] = foreseen(services, review, answer, utc_now())
    return found
