"""Pass a draft, send it back with reasons, or hold it for a person."""

from collections import Counter
from typing import Any

from langgraph.runtime import Runtime

from graph.context import Context
from graph.state import Reviewed, State
from stillroom.domain.summaries import Draft
from stillroom.drafting import rulings_of, unreviewed
from stillroom.quality import assess, verdict_of

BATCH = 50


def quality_review(state: State, runtime: Runtime[Context]) -> Reviewed:
    """Check every draft against what it cites, and score it."""
    services, run = runtime.context.services, runtime.context.run(state)
    store = services.store
    todo = {c: (h, o) for c, (h, o) in unreviewed(store, run, "quality", "pii").items() if not o["held"]}
    drafts = {c: Draft.model_validate(o["draft"]) for c, (_, o) in todo.items()}
    items = store.items.many(run.org, {i for d in drafts.values() for i in d.source_ids})
    rulings = rulings_of(store, run)
    rows: list[tuple[str, str, dict[str, Any]]] = []
    verdicts = Counter[str]()
    jobs = ((d, {i: items[i] for i in d.source_ids}, rulings[c].scopes) for c, d in drafts.items())
    assessed = services.workers.map(assess, jobs)
    for (cluster_id, (input_hash, output)), (found, score) in zip(todo.items(), assessed, strict=True):
        if len(rows) % BATCH == 0:
            runtime.stream_writer({"step": "quality_review", "done": len(rows), "total": len(todo)})
        # after its tries a model's summary is written once more, without a model
        limit = services.settings.summary_tries + drafts[cluster_id].by_model
        verdict = verdict_of(score, tries=output["attempt"], limit=limit)
        verdicts[verdict] += 1
        body = {"attempt": output["attempt"], "draft": output["draft"], "verdict": verdict}
        explained = {
            "score": score.model_dump(mode="json"),
            "faults": [f.model_dump(mode="json") for f in found],
        }
        rows.append((cluster_id, input_hash, {**body, **explained}))
    store.work.keep(run, "quality", rows)
    runtime.stream_writer({"step": "quality_review", "done": len(rows), "total": len(rows)})
    return {"passed": verdicts["pass"], "again": verdicts["again"], "quality_held": verdicts["hold"]}
