"""Running the graph: the one entry for the CLI, a schedule, a review or a script."""

import uuid
from collections.abc import Callable
from contextlib import closing
from functools import partial
from typing import Any

from langgraph.graph import START
from langgraph.types import Command, StateSnapshot

from graph.context import Context
from graph.distill import build
from stillroom.asking import WAKE
from stillroom.checkpoints import opened
from stillroom.domain.base import utc_now
from stillroom.domain.runs import LOCAL, Run, RunParams, thread_of
from stillroom.errors import DiskFull, RunConflict, StillroomError, StoreUnavailable
from stillroom.logs import tell
from stillroom.notifying import tell_failed
from stillroom.services import Services
from stillroom.store.locks import held

Progress = Callable[[dict[str, Any]], None]


def run_distillation(
    services: Services,
    org: str,
    params: RunParams,
    *,
    progress: Progress | None = None,
    run_id: str | None = None,
) -> dict[str, Any]:
    """Distil what is new; returns the C10 result (status completed, skipped, awaiting_review or stopped).

    Raises:
        RunConflict: another process works on this run.
    """
    run_id = run_id or f"run_{uuid.uuid4().hex[:16]}"
    run = services.store.runs.open(
        Run(id=run_id, org=org, thread_id=thread_of(run_id), params=params, started_at=utc_now())
    )
    return _drive(services, run, WAKE, progress)


def finish_broken(services: Services, org: str, *, progress: Progress | None = None) -> list[dict[str, Any]]:
    """Bring runs to their end that a crash cut off, and go on with those whose reviews were decided meanwhile."""
    recent, reviews = services.store.runs.recent, services.store.reviews
    waiting = recent(org, limit=100, status="awaiting_review")
    due = [
        run
        for run in waiting
        if reviews.find(org, states=("decided",), run_id=run.id, limit=1)
        or not reviews.find(org, run_id=run.id, limit=1)
    ]
    broken = [*recent(org, limit=100, status="running"), *due]
    return [resume(services, run, progress=progress) for run in broken if run.host == LOCAL]


def resume(services: Services, run: Run, *, value: Any = WAKE, progress: Progress | None = None) -> dict[str, Any]:
    """Go on with a run: after a crash from where it was, after decisions with a wake-up."""
    if run.is_finished:
        raise RunConflict(f"run {run.id} is {run.status}: there is nothing to resume")
    if run.host != LOCAL:
        raise RunConflict(f"run {run.id} lives on a LangGraph server: resume its thread {run.thread_id} there")
    return _drive(services, run, value, progress)


def _drive(services: Services, run: Run, answer: Any, progress: Progress | None) -> dict[str, Any]:
    with held(services.store.database, services.settings.home, run.id), opened(services) as saver:
        fence = services.store.runs.claim(run.org, run.id)
        app = build().compile(checkpointer=saver, name="distill")
        config: Any = {"configurable": {"thread_id": run.thread_id}, "recursion_limit": 1000}
        stream = partial(
            app.stream,
            config=config,
            context=Context(given=services, fence=fence),
            stream_mode=["custom", "updates"],
            durability="sync",
        )
        try:
            _follow(stream(_given(_placed(app, config, services, run), run, answer)), progress)
            while (thread := _placed(app, config, services, run)).tasks and _is_due(services, run, thread):
                _follow(stream(Command(resume=WAKE) if thread.interrupts else None), progress)
        except StillroomError as failure:
            _fail(services, run.model_copy(update={"fence": fence}), failure)
            raise
    result = services.store.runs.get(run.org, run.id).result or {}
    if services.settings.logs:
        tell("run", run_id=run.id, org=run.org, status=result.get("status", "running"))
    return result


def _follow(stream: Any, progress: Progress | None) -> None:
    # closed before the checkpoints are: its threads may still write, also when progress raises
    with closing(stream):
        for mode, event in stream:
            if progress is not None:
                progress(event if mode == "custom" else {"finished": next(iter(event), "")})


def _is_due(services: Services, run: Run, thread: StateSnapshot) -> bool:
    """Can the thread go on: was it put before another step, or are all answers there that it waits for?

    They may come while it is on its way to ask.
    """
    if not thread.interrupts:
        return True
    reviews = services.store.reviews.many(run.org, [a["review_id"] for a in thread.values["asked"]])
    return all(r.state != "open" for r in reviews.values())


def _placed(app: Any, config: Any, services: Services, run: Run) -> StateSnapshot:
    """Give where the thread stands; one that waits for a node of another version is put before one that there is.

    Every node takes up what is done already, so that to go through a step again costs time and nothing else.
    """
    thread: StateSnapshot = app.get_state(config)
    if thread.tasks or not thread.values or services.store.runs.get(run.org, run.id).is_finished:
        return thread
    if thread.values.get("asked"):
        app.update_state(config, {}, as_node="publish")
    elif services.store.ledger.has_published(run):
        app.update_state(config, {}, as_node="quality_review")
    else:
        app.update_state(config, _input(run), as_node=START)
    return app.get_state(config)  # type: ignore[no-any-return]


def _input(run: Run) -> dict[str, Any]:
    return {"org": run.org, "run_id": run.id, **run.params.model_dump(exclude={"limit", "budget_cost"})}


def _given(thread: StateSnapshot, run: Run, answer: Any) -> Any:
    """Say what the thread takes: an answer where it waits for one, nothing where it was cut off, all at first.

    The run's row does not tell: a crash may have come between the row and the thread's next checkpoint.

    Raises:
        StoreUnavailable: the thread is gone.
    """
    if thread.interrupts:
        return Command(resume=answer)
    if thread.next or thread.values:
        return None
    if run.status == "awaiting_review":
        raise StoreUnavailable(
            f"the checkpoints of run {run.id} are gone, so it ends here; `stillroom distill` goes on without it"
        )
    return _input(run)


def _fail(services: Services, run: Run, failure: StillroomError) -> None:
    """Close a run that cannot go on; somebody else's stays as it is, one without room goes on when there is some."""
    if not isinstance(failure, RunConflict | DiskFull):
        if services.settings.logs:
            # what failed may quote what it failed over
            tell("run", run_id=run.id, org=run.org, status="failed", error=type(failure).__name__)
        outcome = {"status": "failed", "reason": str(failure), "run_id": run.id, "org": run.org}
        services.store.runs.finish(run, "failed", outcome, None, utc_now())
        tell_failed(services, run)
