"""Close the run: books that balance, a result, a receipt."""

from langgraph.runtime import Runtime

from graph.context import Context
from graph.state import Output, State
from stillroom.domain.runs import RunStatus
from stillroom.receipts import balance, receipt, result


def finalize(state: State, runtime: Runtime[Context]) -> Output:
    """Reconcile what came in with what became of it, and finish the run's row."""
    services = runtime.context.services
    ended = services.store.runs.get(state["org"], state["run_id"])
    if ended.is_finished and ended.result is not None and not ended.params.dry_run:
        # it was cut off after its row was closed
        return {"result": ended.result}
    run = runtime.context.run(state)
    now = services.store.journal.step(run, "finalize")
    status: RunStatus = "skipped" if state["below_threshold"] else "stopped" if state.get("stopped") else "completed"
    outcome = result(services, run, dict(state), status, now)
    if status == "completed" and not run.params.dry_run:
        balance(services, run)
    services.store.runs.finish(run, status, outcome, receipt(services, run, outcome, now), now)
    return {"result": outcome}
