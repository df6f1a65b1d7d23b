"""Runs: the list, one run as it goes, its receipt and report, going on and ending early."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import orjson
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse

from stillroom.deciding import decide
from stillroom.domain.reviews import Answer
from stillroom.domain.runs import Run
from stillroom.errors import InvalidItem, ReviewConflict
from stillroom.reporting import report as written
from stillroom.reporting.page import FIGURES
from stillroom.web.review import wake_later
from stillroom.web.templates import rendered
from stillroom.web.visits import Visit

SHOWN = 50
PACE, STREAM = 1.0, 600
REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"


def runs(visit: Visit) -> Response:
    """List the runs, newest first."""
    found = visit.desk.services.store.runs.recent(visit.org, limit=SHOWN)
    return visit.page("runs.html", runs=found, now=visit.desk.now())


def run(visit: Visit) -> Response:
    """Show one run."""
    found = _found(visit)
    receipt = orjson.dumps(found.receipt, option=orjson.OPT_INDENT_2).decode() if found.receipt else ""
    return visit.page("run.html", receipt=receipt, **_state(visit, found))


def events(visit: Visit) -> Response:
    """Stream how a run goes on, as a piece of its page each time something changed."""
    return StreamingResponse(_stream(visit, _found(visit)), media_type="text/event-stream")


def report(visit: Visit) -> Response:
    """Show the run's report, which brings its own style."""
    page = written(visit.desk.services, _found(visit), visit.desk.now())
    return Response(page, media_type="text/html", headers={"Content-Security-Policy": REPORT_POLICY})


def go_on(visit: Visit) -> Response:
    """Let a run go on at once."""
    found = _found(visit)
    if found.is_finished:
        raise InvalidItem("run", f"it is {found.status}: there is nothing to go on with")
    visit.desk.waker.later(found.org, found.id, visit.desk.now())
    return visit.go(f"/runs/{found.id}")


def end(visit: Visit) -> Response:
    """Put a waiting run's questions off for a week, so that it ends with what is done."""
    services, found = visit.desk.services, _found(visit)
    if found.status != "awaiting_review":
        raise InvalidItem("run", f"it is {found.status}: only a run that waits for a person can be ended so")
    for review in services.store.reviews.find(found.org, run_id=found.id):
        answer = Answer(decision="defer", by=visit.who.name, door="page")
        try:
            wake_later(visit, decide(services, found.org, review.id, answer, now=visit.desk.now()))
        except ReviewConflict:
            continue
    visit.desk.waker.later(found.org, found.id, visit.desk.now() + timedelta(seconds=visit.desk.undo_seconds))
    return visit.go(f"/runs/{found.id}")


def cancel(visit: Visit) -> Response:
    """End a run where it is; what it published stands."""
    found = _found(visit)
    visit.desk.services.store.runs.cancel(found.org, found.id, visit.who.name, visit.desk.now())
    return visit.go(f"/runs/{found.id}")


def _found(visit: Visit) -> Run:
    return visit.desk.services.store.runs.get(visit.org, visit.path("id"))


def _state(visit: Visit, found: Run) -> dict[str, Any]:
    store, now = visit.desk.services.store, visit.desk.now()
    return {
        "run": found,
        "figures": {name: (label, (found.result or {}).get(name)) for name, label in FIGURES.items()},
        "course": store.trends.course(found),
        "worked": store.trends.worked(found),
        "outcomes": store.trends.outcomes(found),
        "open": len(store.reviews.find(found.org, run_id=found.id)),
        "spend": visit.desk.services.spend(found),
        "now": now,
    }


async def _stream(visit: Visit, found: Run) -> AsyncIterator[str]:
    before = ""
    for _ in range(STREAM):
        piece, over = await run_in_threadpool(_piece, visit, found.id)
        if piece != before:
            before = piece
            yield "".join(f"data: {line}\n" for line in piece.splitlines()) + "\n"
        if over or await visit.request.is_disconnected():
            break
        await asyncio.sleep(PACE)
    yield "event: over\ndata:\n\n"


def _piece(visit: Visit, run_id: str) -> tuple[str, bool]:
    found = visit.desk.services.store.runs.get(visit.org, run_id)
    given = {"visit": visit, "viewer": visit.viewer, "to": visit.to}
    return rendered("run_state.html", **given, **_state(visit, found)), found.is_finished
