"""Replaying a run: the same graph over the same items, with recorded answers and decisions, and nobody to ask."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from json import JSONDecodeError
from typing import Any

from pydantic import Field, ValidationError

from stillroom.domain.base import Value
from stillroom.domain.runs import LOCAL, Run
from stillroom.errors import CannotReplay, RecordMissing
from stillroom.models.breaker import Fuse
from stillroom.models.offline import OFFLINE
from stillroom.models.recorded import MemoryRecord, Replayed
from stillroom.receipts import surroundings
from stillroom.rehearsal import rehearsal
from stillroom.replaying.answering import Named, Silent, Unmetered
from stillroom.replaying.comparing import Difference, differences
from stillroom.replaying.network import closed_network
from stillroom.replaying.sealing import broken, require
from stillroom.replaying.stage import Stage
from stillroom.replaying.vectors import Remembered
from stillroom.run import Progress, resume
from stillroom.services import Services
from stillroom.settings import Settings
from stillroom.store import Store
from stillroom.store.holdings import Holdings, holdings
from stillroom.vectors import NoIndex

__all__ = ["Difference", "Replay", "replay"]


class Replay(Value):
    """What came of a replay.

    Attributes:
        compared: how many entries of each kind were compared.
        surroundings: what is not as it was then and may explain a difference: settings, prompts, versions.
    """

    run_id: str
    differences: tuple[Difference, ...] = ()
    compared: dict[str, int] = Field(default_factory=dict)
    surroundings: tuple[Difference, ...] = ()

    @property
    def is_equal(self) -> bool:
        """Did everything come out as recorded?"""
        return not self.differences


def replay(settings: Settings, org: str, run_id: str, *, progress: Progress | None = None) -> Replay:
    """Repeat a run from its record with the network closed, on a copy of the commons, and compare what comes out.

    Raises:
        NotFound: there is no such run.
        CannotReplay: it has not ended, or what it stood on was erased.
        RecordMissing: the replay asks what the recorded run did not ask; says about which items.
        NetworkClosed: something tried to reach the network.
    """
    with rehearsal(settings, org) as copied, closed_network():
        run = copied.store.runs.get(org, run_id)
        apart = tuple(_apart(run.receipt or {}, {**surroundings(copied), "settings": settings.deciding}))
        try:
            require(copied.store, run)
            if damage := tuple(broken(copied.store, run)):
                return Replay(run_id=run.id, differences=damage, surroundings=apart)
            return _repeated(copied, run, apart, progress)
        except (ValidationError, JSONDecodeError) as unreadable:
            raise CannotReplay(f"run {run.id} cannot be replayed: a part of its record is damaged") from unreadable


def _repeated(copied: Services, run: Run, apart: tuple[Difference, ...], progress: Progress | None) -> Replay:
    with closing(_silenced(copied, run)) as services:
        stage = Stage(copied.store, services, run)
        try:
            _repeat(services, stage, run, progress)
        except RecordMissing as missing:
            raise _explained(missing, apart) from None
        then, now = _whole(copied.store, run), _whole(services.store, run)
        return Replay(
            run_id=run.id,
            differences=(*_unasked(stage), *differences(then, now)),
            compared={what: len(entries) for what, entries in then.items() if entries},
            surroundings=apart,
        )


def _silenced(copied: Services, run: Run) -> Services:
    """Open services that know the record only, on an empty store, under the settings that the receipt names."""
    receipt, recorded = run.receipt or {}, copied.store
    home = copied.settings.home / "replay"
    settings = copied.settings.model_copy(update={**receipt["settings"], "home": home, "traces": False})
    ids = [line.item_id for line in recorded.runs.items(run)]
    model = receipt["embedding_model"]
    failures = recorded.record(run.org, run.id).failures()
    named = Named(recorded.items.many(run.org, ids))

    def silent(name: str) -> Silent:
        return Silent(Replayed(name, MemoryRecord()), failures, run, named)

    return Unmetered(
        settings=settings,
        store=Store(settings.url),
        gate=copied.gate,
        embedder=Remembered(model, recorded.items.dim_of_vectors(run.org, model) or 1),
        vectors=NoIndex(),
        chat=lambda role: silent(receipt["models"][role]),
        offline=silent(OFFLINE),
        fuse=lambda _: Fuse(),
    )


def _repeat(services: Services, stage: Stage, run: Run, progress: Progress | None) -> None:
    fresh = {"status": "running", "host": LOCAL, "result": None, "receipt": None, "ended_at": None, "fence": 0}
    services.store.runs.open(run.model_copy(update=fresh))
    outcome = resume(services, services.store.runs.get(run.org, run.id), progress=progress)
    while outcome["status"] == "awaiting_review" and stage.next_step == "human_review":
        outcome = resume(services, services.store.runs.get(run.org, run.id), progress=progress)
    stage.bring_home()


def _whole(store: Store, run: Run) -> Holdings:
    """Fetch all that a run came to, its receipt included but for its surroundings."""
    ended = store.runs.get(run.org, run.id)
    receipt = {n: v for n, v in (ended.receipt or {}).items() if n not in _SURROUNDINGS}
    return {
        **holdings(store.database, run),
        "run": {run.id: {"status": ended.status}},
        "receipt": {run.id: receipt},
    }


_SURROUNDINGS = ("settings", "prompts", "detectors", "git_sha", "dirty", "packages", "python")


def _apart(receipt: Mapping[str, Any], present: Mapping[str, Any]) -> Iterator[Difference]:
    then = {name: receipt.get(name) for name in present}
    yield from differences({"surroundings": {"then and now": then}}, {"surroundings": {"then and now": present}})


def _unasked(stage: Stage) -> Iterator[Difference]:
    for review in stage.missed:
        yield Difference(what="review", which=review, field="answer", recorded="decided", replayed="not asked so")


def _explained(missing: RecordMissing, apart: tuple[Difference, ...]) -> RecordMissing:
    if not apart:
        return missing
    return RecordMissing(f"{missing}. Not as it was then: {', '.join(d.field for d in apart)}")
