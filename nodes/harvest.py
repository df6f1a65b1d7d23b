"""Select what is new, pre-screen it, and stop early when there is too little of it."""

from collections.abc import Iterator, Sequence

from langchain_core.runnables import RunnableConfig
from langgraph.config import get_config
from langgraph.runtime import Runtime

from graph.context import Context
from graph.state import Decided, Harvested, State
from stillroom.domain.base import utc_now
from stillroom.domain.items import Item
from stillroom.domain.runs import LOCAL, SERVER, Run, RunParams
from stillroom.domain.verdicts import Question
from stillroom.domain.windows import window_start
from stillroom.errors import RunConflict
from stillroom.judging import instructions_in
from stillroom.presenting.differences import shortened
from stillroom.quality import prescreen
from stillroom.services import Services

# placeholders are one question, not fifty: a reviewer sees them together
GROUP = 25
ABOUT = 60
# texts read at once, and how many in all are worth other processes
CHUNK, MANY = 100, 3000


def harvest(state: State, runtime: Runtime[Context]) -> Harvested | Decided:
    """Take what no run has worked yet into this run, or say that it is below the thresholds."""
    services = runtime.context.services
    run = _open(state, services, get_config())
    if run.status == "awaiting_review":
        # an error would leave the thread here, and its questions could no longer be answered
        return {"decided": 0, "dropped": [f"new input: run {run.id} waits for answers; start another thread"]}
    services.store.journal.step(run, "harvest")
    params = run.params
    since = window_start(params.since, run.started_at)
    pending = services.store.items.count_new(run.org, category=params.category, since=since)
    conflicts = _conflicts(services, run)
    few = (pending == 0 and conflicts == 0) or (not params.force and _below(services, pending, conflicts))
    skipped = few and (params.dry_run or not services.store.reviews.is_due(run.org, run.started_at))
    found: Harvested = {
        "org": run.org,
        "run_id": run.id,
        "below_threshold": skipped,
        "pending_count": pending,
        "conflict_count": conflicts,
        "harvested": 0,
        "flagged": 0,
        "truncated": max(0, pending - params.limit),
    }
    if skipped:
        return found
    if not params.dry_run:
        services.store.reviews.take_over(run.org, run.id)
    limit = 0 if few else params.limit
    items = services.store.items.new(run.org, category=params.category, since=since, limit=limit)
    services.store.runs.add_items(run, items, "new")
    runtime.stream_writer({"step": "harvest", "done": 0, "total": len(items)})
    questions = _screen(services, run, items)
    services.store.work.keep(run, "flagged", [(q.item_ids[0], q.reason, q.model_dump(mode="json")) for q in questions])
    runtime.stream_writer({"step": "harvest", "done": len(items), "total": len(items)})
    flagged = sum(len(q.item_ids) for q in questions)
    return {**found, "harvested": len(items), "flagged": flagged}


def _open(state: State, services: Services, config: RunnableConfig) -> Run:
    """Open the run's row: the caller's, or one made from the thread that LangGraph's server gave."""
    thread_id = str(config["configurable"]["thread_id"])
    names = set(RunParams.model_fields) & set(state)
    run = services.store.runs.open(
        Run(
            id=state.get("run_id") or f"run_{thread_id}",
            org=state.get("org") or services.settings.org,
            thread_id=thread_id,
            host=LOCAL if state.get("run_id") else SERVER,
            params=RunParams.model_validate({n: state[n] for n in names if state[n] is not None}),  # type: ignore[literal-required]
            started_at=utc_now(),
        )
    )
    if run.is_finished and not run.params.dry_run:
        raise RunConflict(f"run {run.id} on this thread is {run.status!r}: start a new thread")
    return run


def _conflicts(services: Services, run: Run) -> int:
    last = services.store.runs.mark(run.org, "distillation_last_run")
    return services.store.ledger.count_signals(run.org, "contradiction", since=last)


def _below(services: Services, pending: int, conflicts: int) -> bool:
    settings = services.settings
    return pending < settings.distillation_volume_threshold and conflicts < settings.distillation_conflict_threshold


def _screen(services: Services, run: Run, items: Sequence[Item]) -> list[Question]:
    """Score what is pending; what is of little worth, or tries to command agents, goes to a person."""
    pending = [i for i in items if i.state == "pending"]
    scores = {i.id: prescreen(i).score for i in pending}
    if not run.params.dry_run:
        services.store.items.set_quality(run.org, scores)
    low = [i for i in pending if scores[i.id] < services.settings.low_quality_below]
    rest = [i for i in pending if scores[i.id] >= services.settings.low_quality_below]
    questions = [_low(low[start : start + GROUP]) for start in range(0, len(low), GROUP)]
    for item, commands in zip(rest, _commands(services, rest), strict=True):
        if commands:
            questions.append(_poison(item, commands))
        elif run.params.require_approval:
            questions.append(_approval(item, scores[item.id]))
    return questions


def _commands(services: Services, items: Sequence[Item]) -> Iterator[tuple[str, ...]]:
    chunks = [[i.text for i in items[start : start + CHUNK]] for start in range(0, len(items), CHUNK)]
    for found in services.workers.map(instructions_in, chunks, long=len(items) >= MANY):
        yield from found


def _low(items: Sequence[Item]) -> Question:
    ids = tuple(i.id for i in items)
    what = f"A contribution that says next to nothing: reject it? ({_about(items[0])})"
    if len(ids) > 1:
        what = f"{len(ids)} contributions that say next to nothing: reject them? ({_about(items[0])}, and others)"
    return Question(
        item_ids=ids,
        reason="low_quality",
        headline=what,
        proposal="reject",
        default="defer",
        priority=0.1,
    )


def _poison(item: Item, commands: Sequence[str]) -> Question:
    return Question(
        item_ids=(item.id,),
        reason="poison",
        headline=f"It {commands[0]}: reject it? ({_about(item)})",
        proposal="reject",
        default="defer",
        priority=0.9,
    )


def _approval(item: Item, score: float) -> Question:
    return Question(
        item_ids=(item.id,),
        reason="approval",
        headline=f"Approve this contribution? ({_about(item)}; preliminary quality {score:.2f})",
        proposal="approve",
        default="defer",
        priority=0.3 + 0.2 * score,
    )


def _about(item: Item) -> str:
    return " ".join(shortened(item.title or item.content, ABOUT).split())
