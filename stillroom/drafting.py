"""The drafts of a run: which are to be written, and how far each has come."""

from dataclasses import dataclass
from typing import Any

from stillroom.domain.base import digest
from stillroom.domain.runs import Run
from stillroom.domain.summaries import Draft, Fault
from stillroom.domain.verdicts import Ruling
from stillroom.errors import StillroomError
from stillroom.store import Store
from stillroom.summarizing import Job

Outputs = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Pending:
    """A job with the number of its try, from 1."""

    job: Job
    attempt: int

    @property
    def input_hash(self) -> str:
        """Hash what the writer is given: sources, and what was wrong with the last try."""
        faults = (f"{f.sentence}:{f.kind}:{f.detail}" for f in self.job.faults)
        return digest(str(self.attempt), *(i.id for i in self.job.items), *faults)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try's outcome."""

    cluster_id: str
    input_hash: str
    attempt: int
    draft: Draft | None
    why: str

    @classmethod
    def of(cls, pending: Pending, outcome: Draft | StillroomError) -> "Attempt":
        """Note a draft, or why there is none."""
        draft = outcome if isinstance(outcome, Draft) else None
        why = "" if draft else str(outcome)
        return cls(pending.job.cluster.id, pending.input_hash, pending.attempt, draft, why)

    def row(self) -> tuple[str, str, dict[str, Any]]:
        """Give what the store keeps: cluster id, input hash, output."""
        draft = self.draft.model_dump(mode="json") if self.draft else None
        return self.cluster_id, self.input_hash, {"attempt": self.attempt, "draft": draft, "why": self.why}


def latest(outputs: Outputs) -> dict[str, tuple[str, dict[str, Any]]]:
    """Pick each cluster's last attempt: cluster id → (input hash, output)."""
    return {c: max(by.items(), key=lambda kv: kv[1]["attempt"]) for c, by in outputs.items()}


def pending_jobs(store: Store, run: Run) -> list[Pending]:
    """List the summaries to be written: not yet tried, or sent back by the quality review."""
    written = latest(store.work.outputs(run, "summarize"))
    reviewed = store.work.outputs(run, "quality")
    rulings = rulings_of(store, run)
    todo: list[tuple[str, int, tuple[Fault, ...], Draft | None]] = []
    for cluster_id, ruling in rulings.items():
        if len(ruling.summarise) < 3:
            continue
        if cluster_id not in written:
            todo.append((cluster_id, 1, (), None))
            continue
        input_hash, output = written[cluster_id]
        verdict = reviewed.get(cluster_id, {}).get(input_hash)
        if verdict and verdict["verdict"] == "again":
            faults = tuple(Fault.model_validate(f) for f in verdict["faults"])
            todo.append((cluster_id, output["attempt"] + 1, faults, Draft.model_validate(output["draft"])))
    clusters = {c.id: c for c in store.work.clusters(run)}
    items = store.items.many(run.org, {i for c, *_ in todo for i in rulings[c].summarise})
    return [
        Pending(
            Job(
                cluster=clusters[c],
                items=[items[i] for i in rulings[c].summarise],
                scopes=rulings[c].scopes,
                faults=faults,
                earlier=earlier,
            ),
            attempt,
        )
        for c, attempt, faults, earlier in sorted(todo, key=lambda entry: entry[0])
    ]


def rulings_of(store: Store, run: Run) -> dict[str, Ruling]:
    """Fetch the run's rulings by cluster."""
    outputs = store.work.outputs(run, "judge")
    return {c: Ruling.model_validate(next(iter(by.values()))) for c, by in sorted(outputs.items())}


def unreviewed(store: Store, run: Run, step: str, before: str) -> dict[str, tuple[str, dict[str, Any]]]:
    """List the last attempts that passed `before` and have not been through `step` yet."""
    done = store.work.outputs(run, step)
    found = latest(store.work.outputs(run, before))
    return {c: (h, o) for c, (h, o) in sorted(found.items()) if o["draft"] and h not in done.get(c, {})}
