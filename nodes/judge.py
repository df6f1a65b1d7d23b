"""Give every cluster a ruling."""

from collections import Counter

from langgraph.runtime import Runtime

from graph.context import Context
from graph.keeping import keep_all
from graph.state import Judged, State
from stillroom.domain.verdicts import Ruling
from stillroom.quality import measured

BATCH = 100
# a model may take a second for each
TOLD = 10


def judge(state: State, runtime: Runtime[Context]) -> Judged:
    """Judge every cluster that has no ruling yet; each ruling is kept as it arrives."""
    services, run = runtime.context.services, runtime.context.unpublished(state)
    services.store.journal.step(run, "judge")
    store = services.store
    done = store.work.outputs(run, "judge")
    todo = [c for c in store.work.clusters(run) if c.id not in done]
    members = store.items.many(run.org, {i for c in todo for i in c.member_ids})
    items = {i: measured(item) for i, item in members.items()}
    settled = {key: verdict for key, (verdict, _) in store.work.settled(run.org, sorted(items)).items()}
    record = services.record(run)
    if todo and not run.params.dry_run:
        # what is judged is published, too
        services.vectors.prepare()

    def keep(fresh: list[Ruling]) -> None:
        record.flush()
        store.work.keep(run, "judge", [(r.cluster_id, r.cluster_id, r.model_dump(mode="json")) for r in fresh])

    def tell(done: int) -> None:
        runtime.stream_writer({"step": "judge", "done": done, "total": len(todo)})

    found = services.judging(run, record).rule_many(todo, items, settled)
    stopped = keep_all(found, keep, tell, batch=BATCH, told=TOLD)
    rulings = [Ruling.model_validate(r) for o in store.work.outputs(run, "judge").values() for r in o.values()]
    return {
        "verdicts": dict(sorted(Counter(r.verdict for r in rulings).items())),
        "questions": sum(len(r.questions) for r in rulings),
        "stopped": stopped,
    }
