"""Write a summary of every cluster that may have one; let the others pass."""

from langgraph.runtime import Runtime

from graph.context import Context
from graph.keeping import keep_all
from graph.state import State, Summarized
from stillroom.drafting import Attempt, pending_jobs

BATCH = 50
# a model may take seconds for each
TOLD = 5


def summarize(state: State, runtime: Runtime[Context]) -> Summarized:
    """Write what has no draft yet, and again what was sent back with its reasons."""
    services, run = runtime.context.services, runtime.context.run(state)
    services.store.journal.step(run, "summarize")
    decided = services.store.reviews.find(run.org, states=("decided",), run_id=run.id, limit=None)
    answered = [r.id for r in decided]
    todo = pending_jobs(services.store, run)
    jobs = {id(p.job): p for p in todo}
    record = services.record(run)

    def keep(fresh: list[Attempt]) -> None:
        record.flush()
        services.store.work.keep(run, "summarize", [a.row() for a in fresh])

    def tell(done: int) -> None:
        runtime.stream_writer({"step": "summarize", "done": done, "total": len(todo)})

    written = services.summarizing(run, record).write_many([p.job for p in todo])
    attempts = (Attempt.of(jobs[id(job)], outcome) for job, outcome in written)
    stopped = keep_all(attempts, keep, tell, batch=BATCH, told=TOLD)
    outputs = [o for by in services.store.work.outputs(run, "summarize").values() for o in by.values()]
    return {
        "drafts": sum(o["draft"] is not None for o in outputs),
        "unwritten": sum(o["draft"] is None for o in outputs),
        "tries": max((o["attempt"] for o in outputs), default=0),
        "answered": answered,
        "stopped": stopped or state.get("stopped", ""),
    }
