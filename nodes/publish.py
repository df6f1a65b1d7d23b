"""Commit what became of every cluster and every answer, and fix what a person is asked next."""

from langgraph.runtime import Runtime

from graph.context import Context
from graph.state import Asked, Published, State
from stillroom.domain.base import utc_now
from stillroom.domain.runs import Run
from stillroom.embedding import deliver
from stillroom.notifying import tell_asked
from stillroom.publications import publications_of
from stillroom.receipts import result
from stillroom.services import Services
from stillroom.store.ledger import tally

BATCH = 200
AT_ONCE = 25


def publish(state: State, runtime: Runtime[Context]) -> Published:
    """Publish a whole cluster at a time; then name the open questions of the next interrupt."""
    services, run = runtime.context.services, runtime.context.run(state)
    now = services.store.journal.step(run, "publish")
    stopped = state.get("stopped", "")
    planned = publications_of(services, run, state.get("answered") or [], now, stopped=bool(stopped))
    stopped = stopped or _over(services, run, planned.expiring)
    if run.params.dry_run:
        services.store.work.keep_plan(run, planned.publications)
    elif not _over(services, run, planned.expiring):
        total = len(planned.publications)
        for start in range(0, total, BATCH):
            runtime.stream_writer({"step": "publish", "done": start, "total": total})
            services.store.ledger.publish(run, planned.publications[start : start + BATCH], now)
        runtime.stream_writer({"step": "publish", "done": total, "total": total})
        services.store.reviews.ask(run.org, run.id, planned.adopted)
        # what is left is done here, and takes memory
        services.workers.rest()
        deliver(services, run.org, runtime.stream_writer, utc_now)
    before = state.get("asked") or []
    asked = [] if run.params.dry_run or stopped else _asked(services, run, before)
    if asked:
        if asked != before:
            _give_notice(services, run, asked)
        services.store.runs.wait(run, result(services, run, dict(state), "awaiting_review", now))
    late = 0 if stopped else services.store.reviews.count(run.org, states=("decided",), run_id=run.id)
    counts = planned.publications if run.params.dry_run else services.store.ledger.published(run)
    return {"published": dict(sorted(tally(counts).items())), "asked": asked, "late": late, "stopped": stopped}


def _give_notice(services: Services, run: Run, asked: list[Asked]) -> None:
    reviews = services.store.reviews.many(run.org, [a["review_id"] for a in asked])
    tell_asked(services, run, [reviews[a["review_id"]] for a in asked])


def _over(services: Services, run: Run, expiring: int) -> str:
    """Say so when the run would expire more of what was live before it than it may."""
    live = services.store.items.counts(run.org)["live"]
    allowed = run.params.max_change * live
    if expiring == 0 or expiring <= allowed:
        return ""
    return f"it would expire {expiring} of {live} live items, more than --max-change allows; nothing was changed"


def _asked(services: Services, run: Run, before: list[Asked]) -> list[Asked]:
    """Keep the questions as they stand until all of them are closed; only then ask the next."""
    open_reviews = {r.id: r for r in services.store.reviews.find(run.org, run_id=run.id)}
    if any(a["review_id"] in open_reviews for a in before):
        return before
    return [
        {"review_id": r.id, "shown_sha256": r.shown_sha256, "headline": r.question.headline[:200]}
        for r in list(open_reviews.values())[:AT_ONCE]
    ]
