"""Pass a draft, send it back with reasons, or hold it for a person."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from langgraph.runtime import Runtime

from graph.context import Context
from graph.state import Reviewed, State
from stillroom.domain.items import Item
from stillroom.domain.runs import Run
from stillroom.domain.summaries import Draft, Fault, QualityScore
from stillroom.drafting import rulings_of, unreviewed
from stillroom.errors import BudgetExhausted
from stillroom.quality import PASS, assess, reconsidered, verdict_of
from stillroom.services import Services

BATCH = 50
Jobs = Mapping[str, tuple[Draft, Mapping[str, Item], Mapping[str, Mapping[str, str]]]]
Assessed = dict[str, tuple[tuple[Fault, ...], QualityScore]]


def quality_review(state: State, runtime: Runtime[Context]) -> Reviewed:
    """Check every draft against what it cites, and score it."""
    services, run = runtime.context.services, runtime.context.run(state)
    services.store.journal.step(run, "quality_review")
    store = services.store
    todo = {c: (h, o) for c, (h, o) in unreviewed(store, run, "quality", "pii").items() if not o["held"]}
    drafts = {c: Draft.model_validate(o["draft"]) for c, (_, o) in todo.items()}
    items = store.items.many(run.org, {i for d in drafts.values() for i in d.source_ids})
    rulings = rulings_of(store, run)
    jobs = {c: (d, {i: items[i] for i in d.source_ids}, rulings[c].scopes) for c, d in drafts.items()}
    assessed: Assessed = {}
    for cluster_id, found in zip(jobs, services.workers.map(assess, jobs.values()), strict=True):
        if len(assessed) % BATCH == 0:
            runtime.stream_writer({"step": "quality_review", "done": len(assessed), "total": len(todo)})
        assessed[cluster_id] = found
    stopped = _reconsider(services, run, jobs, assessed)
    rows: list[tuple[str, str, dict[str, Any]]] = []
    verdicts = Counter[str]()
    for cluster_id, (faults, score) in assessed.items():
        input_hash, output = todo[cluster_id]
        # after its tries a model's summary is written once more, without a model
        limit = services.settings.summary_tries + drafts[cluster_id].by_model
        verdict = verdict_of(score, tries=output["attempt"], limit=limit)
        verdicts[verdict] += 1
        rows.append((cluster_id, input_hash, _explained(output, verdict, faults, score)))
    store.work.keep(run, "quality", rows)
    runtime.stream_writer({"step": "quality_review", "done": len(rows), "total": len(rows)})
    return {
        "passed": verdicts["pass"],
        "again": verdicts["again"],
        "quality_held": verdicts["hold"],
        "stopped": stopped or state.get("stopped", ""),
    }


def _explained(output: dict[str, Any], verdict: str, faults: Sequence[Fault], score: QualityScore) -> dict[str, Any]:
    told = {"score": score.model_dump(mode="json"), "faults": [f.model_dump(mode="json") for f in faults]}
    return {"attempt": output["attempt"], "draft": output["draft"], "verdict": verdict, **told}


def _reconsider(services: Services, run: Run, jobs: Jobs, assessed: Assessed) -> str:
    """Let another model read what a model wrote and what passed so far; say why the run stops, if it does."""
    opinion = services.opinion(run, services.record(run))
    if opinion is None:
        return ""
    left = {c: jobs[c] for c, (_, score) in assessed.items() if jobs[c][0].by_model and score.score >= PASS}
    stopped = ""
    try:
        for cluster_id, doubts in opinion.of_many(dict(left)):
            assessed[cluster_id] = reconsidered(left.pop(cluster_id), assessed[cluster_id][0], doubts)
    except BudgetExhausted as spent:
        stopped = str(spent)
    # unread, so neither passed nor refused: the next run reads them
    for cluster_id in left:
        del assessed[cluster_id]
    return stopped
