"""The drafts of a run: which are to be written, and how far each has come."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from stillroom.domain.base import digest
from stillroom.domain.items import Item
from stillroom.domain.reviews import Review, ReviewState, which_stays
from stillroom.domain.runs import Run
from stillroom.domain.summaries import Draft, Fault
from stillroom.domain.verdicts import Ruling
from stillroom.errors import StillroomError
from stillroom.store import Store
from stillroom.summarizing import Job
from stillroom.text.fingerprints import is_placeholder

Outputs = dict[str, dict[str, Any]]
LEAST = 3
ANY_STATE: tuple[ReviewState, ...] = ("waiting", "open", "decided", "applied", "expired")


@dataclass(frozen=True, slots=True)
class Pending:
    """A job as the store knows it."""

    job: Job

    @property
    def input_hash(self) -> str:
        """Hash what the writer is given: sources, and what was wrong with the last try."""
        faults = (f"{f.sentence}:{f.kind}:{f.detail}" for f in self.job.faults)
        return digest(str(self.job.attempt), *(i.id for i in self.job.items), *faults)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try's outcome."""

    cluster_id: str
    input_hash: str
    attempt: int
    draft: Draft | None
    why: str
    sources: tuple[str, ...]

    @classmethod
    def of(cls, pending: Pending, outcome: Draft | StillroomError) -> "Attempt":
        """Note a draft, or why there is none."""
        draft = outcome if isinstance(outcome, Draft) else None
        why = "" if draft else str(outcome)
        sources = tuple(sorted(i.id for i in pending.job.items))
        return cls(pending.job.cluster.id, pending.input_hash, pending.job.attempt, draft, why, sources)

    def row(self) -> tuple[str, str, dict[str, Any]]:
        """Give what the store keeps: cluster id, input hash, output."""
        draft = self.draft.model_dump(mode="json") if self.draft else None
        output = {"attempt": self.attempt, "draft": draft, "why": self.why, "sources": list(self.sources)}
        return self.cluster_id, self.input_hash, output


def latest(outputs: Outputs) -> dict[str, tuple[str, dict[str, Any]]]:
    """Pick each cluster's last attempt: cluster id → (input hash, output)."""
    return {c: max(by.items(), key=lambda kv: kv[1]["attempt"]) for c, by in outputs.items()}


def pending_jobs(store: Store, run: Run) -> list[Pending]:
    """List the summaries to be written: not yet tried, sent back, or changed by a person's decision."""
    written = latest(store.work.outputs(run, "summarize"))
    reviewed = store.work.outputs(run, "quality")
    rulings = rulings_of(store, run)
    clusters = {c.id: c for c in store.work.clusters(run)}
    sources = {c: ruling.summarise for c, ruling in rulings.items()} | resolved(store, run, rulings)
    items = store.items.many(run.org, {i for ids in sources.values() for i in ids})
    todo = []
    for cluster_id, ids in sorted(sources.items()):
        if len(ids) < LEAST:
            continue
        job = Job(cluster=clusters[cluster_id], items=[items[i] for i in ids], scopes=rulings[cluster_id].scopes)
        input_hash, output = written.get(cluster_id, ("", None))
        verdict = reviewed.get(cluster_id, {}).get(input_hash)
        if output is None or sorted(ids) != output["sources"]:
            todo.append(Pending(replace(job, attempt=output["attempt"] + 1 if output else 1)))
        elif verdict and verdict["verdict"] == "again":
            faults = tuple(Fault.model_validate(f) for f in verdict["faults"])
            earlier = Draft.model_validate(output["draft"])
            todo.append(Pending(replace(job, faults=faults, earlier=earlier, attempt=output["attempt"] + 1)))
    return todo


def resolved(store: Store, run: Run, rulings: dict[str, Ruling]) -> dict[str, tuple[str, ...]]:
    """Say what may be summarised now that a person settled a conflict: cluster id → item ids.

    What lost is left out; so are both sides of a conflict that was left standing.
    """
    asked: dict[str, list[Review]] = {}
    for review in store.reviews.find(run.org, states=ANY_STATE, run_id=run.id, limit=None):
        if review.draft is None and review.cluster_id in rulings:
            asked.setdefault(review.cluster_id, []).append(review)
    settled = {c: rs for c, rs in asked.items() if not any(r.state in ("open", "waiting") for r in rs)}
    members = {c.id: c.member_ids for c in store.work.clusters(run) if c.id in settled}
    known = store.items.many(run.org, {i for ids in members.values() for i in ids})
    found = {}
    for cluster_id, reviews in settled.items():
        items = {i: known[i] for i in members[cluster_id]}
        contested = {i for r in reviews for i in r.question.item_ids}
        stays = {i for r in reviews for i in survivors(r, items)}
        quiet = set(items) - contested - gone(rulings[cluster_id])
        live = {i for i, item in items.items() if item.is_live and not is_placeholder(item.content)}
        found[cluster_id] = tuple(sorted((quiet | stays) & live))
    return found


def gone(ruling: Ruling) -> set[str]:
    """List the members that a ruling merges away, supersedes or finds to speak of something else."""
    merged = {i for m in ruling.merges for i in m.loser_ids}
    return merged | {s.older_id for s in ruling.supersessions} | set(ruling.leaves)


def survivors(review: Review, items: Mapping[str, Item]) -> set[str]:
    """List the items of a decided review that stand uncontested after it."""
    answer = review.answer
    if answer is None:
        return set()
    decision = review.question.proposal if answer.decision == "approve" else answer.decision
    subject = answer.subject_id or review.question.subject_id
    if decision in ("merge", "supersede"):
        live = [items[i] for i in review.question.item_ids if items[i].is_live]
        return {which_stays(live, subject).id} if live else set()
    if decision == "reject" and answer.subject_id:
        return set(review.question.item_ids) - {answer.subject_id}
    return set()


def rulings_of(store: Store, run: Run) -> dict[str, Ruling]:
    """Fetch the run's rulings by cluster."""
    outputs = store.work.outputs(run, "judge")
    return {c: Ruling.model_validate(next(iter(by.values()))) for c, by in sorted(outputs.items())}


def unreviewed(store: Store, run: Run, step: str, before: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """List the last attempts that passed `before` and have not been through `step` yet."""
    done = store.work.outputs(run, step)
    found = latest(store.work.outputs(run, before))
    return {c: (h, o) for c, (h, o) in sorted(found.items()) if o["draft"] and h not in done.get(c, {})}
