"""Everything the nodes call, built once a process and shared."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from threading import Lock

from stillroom.domain.runs import Run
from stillroom.intake import Intake
from stillroom.judging import Judging, abstain, inferring
from stillroom.models.breaker import Breaker, Fuse
from stillroom.models.budget import Budget, Metered, Spend
from stillroom.models.build import open_model
from stillroom.models.gated import Gated
from stillroom.models.offline import OfflineModel, is_local
from stillroom.models.protocol import ChatModel, Role
from stillroom.models.recorded import Batched, Recorder
from stillroom.privacy import PrivacyGate
from stillroom.privacy.roster import read_roster
from stillroom.quality import SecondOpinion
from stillroom.settings import Settings, read_settings
from stillroom.store import Store
from stillroom.summarizing import Summarizing, offline_answer
from stillroom.text.embedding import Embedder, open_embedder
from stillroom.text.entailment import Entailment
from stillroom.vectors import ChromaIndex, VectorIndex
from stillroom.workers import Workers


@dataclass(frozen=True, slots=True)
class Services:
    """The parts, each behind its own interface; a suite swaps one by `dataclasses.replace`."""

    settings: Settings
    store: Store
    gate: PrivacyGate
    embedder: Embedder
    vectors: VectorIndex
    chat: Callable[[Role], ChatModel]
    offline: ChatModel
    fuse: Callable[[str], Fuse]
    workers: Workers = field(default_factory=Workers)

    def record(self, run: Run) -> Batched:
        """Open a run's record for answers that cost nothing; flush it before keeping what stands on them."""
        return Batched(self.store.record(run.org, run.id))

    def model(self, run: Run, role: Role, batch: Batched) -> ChatModel:
        """Open a role's model for one run: every answer recorded; a paid one gated, at once and within the budget."""
        model = self.chat(role)
        record = self.store.record(run.org, run.id)
        if is_local(model.name):
            return Recorder(model, batch, batch.note, record.failed)
        guarded = Gated(Breaker(Metered(model, self.budget(run)), self.fuse(model.name)), self.gate)
        return Recorder(guarded, record, lambda key, known: record.used([key]) if known else None, record.failed)

    def budget(self, run: Run) -> Budget:
        """Open the run's budget, with what it has spent so far."""
        p = run.params
        return Budget(p.budget_calls, p.budget_tokens, p.budget_cost, spent=self.spend(run))

    def spend(self, run: Run) -> Spend:
        """Add up what the run's own questions cost, also those without an answer; offline answers cost nothing."""
        record = self.store.record(run.org, run.id)
        paid = [r for r in record.replies() if not is_local(r.model)]
        answered = Spend(
            calls=len(paid),
            prompt_tokens=sum(r.prompt_tokens for r in paid),
            completion_tokens=sum(r.completion_tokens for r in paid),
            cost=sum(r.cost for r in paid),
        )
        return sum(record.wasted(), answered)

    def judging(self, run: Run, batch: Batched) -> Judging:
        """Open the judge for one run."""
        settings = self.settings
        model = self.model(run, "judge", batch)
        return Judging(
            model,
            votes=1 if is_local(model.name) else settings.judge_votes,
            escalate_below=settings.escalate_below,
            concurrency=settings.model_concurrency,
            workers=self.workers,
        )

    def summarizing(self, run: Run, batch: Batched) -> Summarizing:
        """Open the summarizer for one run."""
        model = self.model(run, "summarizer", batch)
        # threads that compute here would only get in each other's way
        alone = is_local(model.name) and not self.workers.running
        concurrency = 1 if alone else self.settings.model_concurrency
        instead = None if is_local(model.name) else Recorder(self.offline, batch, batch.note)
        tries = self.settings.summary_tries
        return Summarizing(model, concurrency=concurrency, workers=self.workers, instead=instead, tries=tries)

    def opinion(self, run: Run, batch: Batched) -> SecondOpinion | None:
        """Open the reviewer of what a model wrote; None when no model is set for it."""
        model = self.model(run, "reviewer", batch)
        if is_local(model.name):
            return None
        concurrency = self.settings.model_concurrency
        return SecondOpinion(model, concurrency=concurrency)

    def intake(self, org: str) -> Intake:
        """Open the door through which everything enters."""
        return Intake(self.store, self.gate, org=org, workers=self.workers)

    def close(self) -> None:
        """Let go of the database, the vectors and other processes."""
        self.workers.close()
        self.vectors.close()
        self.store.close()


def build_services(settings: Settings, *, workers: int = 1) -> Services:
    """Build the parts that the settings ask for; with more `workers`, long pure work goes to other processes."""
    apart = Workers(workers)
    offline = OfflineModel({"judge": abstain, "summarizer": partial(apart.call, offline_answer)})
    inference = cache(_inference)

    def local(role: Role) -> OfflineModel:
        folder = settings.nli_path
        return inference(folder, settings.nli_threshold) if folder and role == "judge" else offline

    embedder = open_embedder(settings)
    return Services(
        settings=settings,
        store=Store(settings.url),
        gate=PrivacyGate(roster=read_roster(settings.roster), language=settings.language),
        embedder=embedder,
        vectors=ChromaIndex(
            path=None if settings.chroma_url else settings.home / "chroma",
            url=settings.chroma_url,
            model=embedder.name,
            dim=embedder.dim,
        ),
        chat=lambda role: open_model(role, settings, local),
        offline=offline,
        fuse=cache(lambda name: Fuse(settings.breaker_after, settings.breaker_pause)),
        workers=apart,
    )


def _inference(folder: Path, threshold: float) -> OfflineModel:
    entailment = Entailment(folder)
    return OfflineModel({"judge": inferring(entailment, threshold)}, name=entailment.name)


_lock = Lock()
_opened: list[Services] = []


def open_services(workers: int = 1) -> Services:
    """Give this process's parts, built from the environment by whichever thread asks first."""
    with _lock:
        if not _opened:
            _opened.append(build_services(read_settings(), workers=workers))
        return _opened[0]


def close_services() -> None:
    """Close this process's parts, if they are open; whoever asks next gets new ones."""
    with _lock:
        while _opened:
            _opened.pop().close()
