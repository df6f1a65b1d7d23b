"""The stage of a replay: the commons as it stood, brought forward by the journal."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby

from stillroom.aggregating import fold_signals
from stillroom.domain.publications import Publication
from stillroom.domain.runs import Run
from stillroom.errors import NotFound, ReviewConflict
from stillroom.services import Services
from stillroom.store import Store
from stillroom.store.copies import Arrivals
from stillroom.store.database import Database
from stillroom.store.journal import Entry, Journal


class Stage:
    """A store in which all but one run happens as it was recorded.

    Whenever the run comes to a step, all that others had done by then is done here through the same doors:
    what had come in arrives, publications are carried out, decisions recorded.

    Attributes:
        services: with which the run is repeated, on an empty store at first.
        missed: reviews with a recorded decision that are not asked here, or ask something else.
    """

    def __init__(self, recorded: Store, services: Services, run: Run) -> None:
        self.services = services
        self.missed: list[str] = []
        self._recorded, self._run = recorded, run
        self._journal = recorded.journal.entries(run.org)
        self._at = 0
        self._publications = recorded.ledger.all(run.org)
        self._arrivals = Arrivals(
            recorded.database,
            services.store.database,
            run.org,
            derived={p.derived.id for p in self._publications.values() if p.derived},
            qualities={i: before["quality"] for i, before in recorded.runs.befores(run).items()},
        )
        self._arrivals.answers(run)
        self._opened: dict[str, Run] = {}
        services.store.journal = _Conducted(services.store.database, self)

    @property
    def next_step(self) -> str:
        """The step that the recorded run came to next; empty when it had ended."""
        return next((entry.ref for entry in self._journal[self._at :] if self._is_step(entry)), "")

    def bring_to(self, step: str) -> datetime | None:
        """Bring the commons to where it stood at the run's next step, and tell when; not if that was another step."""
        ahead = [n for n in range(self._at, len(self._journal)) if self._is_step(self._journal[n])]
        # a step that was cut off was begun again: the last counts
        begun = next((k for k, n in enumerate(ahead) if self._journal[n].ref != step), len(ahead))
        if not begun:
            return None
        self._go(ahead[begun - 1])
        return self._journal[ahead[begun - 1]].recorded_at

    def bring_home(self) -> None:
        """Bring the commons to where it stands now."""
        last = self._arrivals.last()
        self._arrivals.up_to({name: number for name, number in last.items() if name != "signals"})
        self._carry_out(self._journal[self._at :])
        self._at = len(self._journal)

    def _is_step(self, entry: Entry) -> bool:
        return entry.kind == "step" and entry.run_id == self._run.id

    def _go(self, place: int) -> None:
        reach = self._journal[place].reach or {}
        # remarks only bear on qualities when they are folded, and each folding knew just so many
        self._arrivals.up_to({name: last for name, last in reach.items() if name != "signals"})
        self._carry_out(self._journal[self._at : place])
        self._arrivals.up_to(reach)
        self._at = place + 1

    def _carry_out(self, entries: Iterable[Entry]) -> None:
        others = (e for e in entries if e.run_id != self._run.id)
        for (kind, run_id, when), group in groupby(others, key=lambda e: (e.kind, e.run_id, e.recorded_at)):
            same = list(group)
            refs = [entry.ref for entry in same]
            if kind == "published":
                self._publish(run_id, refs, when)
            elif kind == "asked":
                self.services.store.reviews.ask(self._run.org, run_id, refs)
            elif kind == "finished":
                ended = self._recorded.runs.get(self._run.org, run_id)
                self.services.store.runs.finish(self._run_of(run_id), ended.status, ended.result or {}, None, when)
            elif kind == "folded":
                self._arrivals.up_to(same[-1].reach or {})
                fold_signals(self.services, self._run.org, when)
            elif kind == "taken":
                self.services.store.reviews.give(self._run.org, run_id, refs)
            else:
                for entry in same:
                    self._follow(entry)

    def _follow(self, entry: Entry) -> None:
        """Do what a person did."""
        if entry.kind in ("decided", "deferred", "reopened"):
            self._answer(entry)
        elif entry.kind in ("held", "released"):
            self._set_aside(entry)

    def _set_aside(self, entry: Entry) -> None:
        holds, org, told = self.services.store.holds, self._run.org, entry.reach or {}
        if entry.kind == "held":
            holds.hold(org, entry.ref, by=told["by"], why=told["why"], now=entry.recorded_at)
        else:
            holds.release(org, entry.ref, by=told["by"], now=entry.recorded_at)

    def _publish(self, run_id: str, keys: Sequence[str], when: datetime) -> None:
        publications: list[Publication] = [self._publications[key] for key in keys]
        self.services.store.ledger.publish(self._run_of(run_id), publications, when)
        self._arrivals.follow(sorted({p.derived.id for p in publications if p.derived}))

    def _run_of(self, run_id: str) -> Run:
        if run_id not in self._opened:
            run = self._recorded.runs.get(self._run.org, run_id)
            fresh = {"status": "running", "result": None, "receipt": None, "ended_at": None}
            self._opened[run_id] = self.services.store.runs.open(run.model_copy(update=fresh))
        return self._opened[run_id]

    def _answer(self, entry: Entry) -> None:
        reviews, org = self.services.store.reviews, self._run.org
        answer, told = self._recorded.reviews.get(org, entry.ref).answer, entry.reach or {}
        try:
            review = reviews.get(org, entry.ref)
            if entry.kind == "deferred":
                reviews.defer(review, datetime.fromisoformat(told["until"]), by=told["by"])
            elif entry.kind == "reopened":
                reviews.reopen(review)
            elif answer is not None:
                # one that was taken back is decided here as it was in the end
                reviews.decide(review, answer, entry.recorded_at)
        except (NotFound, ReviewConflict):
            self.missed.append(entry.ref)


class _Conducted(Journal):
    """A journal whose steps first bring the stage to where it stood, and take place when they did."""

    def __init__(self, database: Database, stage: Stage) -> None:
        super().__init__(database)
        self._stage = stage

    def step(self, run: Run, name: str) -> datetime:
        then = self._stage.bring_to(name)
        now = super().step(run, name)
        return then or now
