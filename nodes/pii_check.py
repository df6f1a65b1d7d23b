"""Look for personal data and secrets in what a model wrote; what cannot be cleaned is held."""

from langgraph.runtime import Runtime

from graph.context import Context
from graph.state import Checked, State
from stillroom.domain.summaries import Draft
from stillroom.drafting import unreviewed
from stillroom.privacy.drafts import cleaned

BATCH = 50


def pii_check(state: State, runtime: Runtime[Context]) -> Checked:
    """Redact every draft, check it again, and hold what still does not pass."""
    services, run = runtime.context.services, runtime.context.run(state)
    services.store.journal.step(run, "pii_check")
    todo, rows = unreviewed(services.store, run, "pii", "summarize"), []
    jobs = ((services.gate, Draft.model_validate(output["draft"])) for _, output in todo.values())
    checked = zip(todo.items(), services.workers.map(cleaned, jobs), strict=True)
    for done, ((cluster_id, (input_hash, output)), (draft, redacted, held)) in enumerate(checked):
        if done % BATCH == 0:
            runtime.stream_writer({"step": "pii_check", "done": done, "total": len(todo)})
        body = {"attempt": output["attempt"], "draft": draft.model_dump(mode="json")}
        rows.append((cluster_id, input_hash, {**body, "redacted": redacted, "held": held}))
    services.store.work.keep(run, "pii", rows)
    runtime.stream_writer({"step": "pii_check", "done": len(rows), "total": len(rows)})
    outputs = [o for by in services.store.work.outputs(run, "pii").values() for o in by.values()]
    return {
        "redacted": sum(bool(o["redacted"]) for o in outputs),
        "pii_held": sum(bool(o["held"]) for o in outputs),
    }
