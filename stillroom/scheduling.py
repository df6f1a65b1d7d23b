"""The schedule: what is done how often, each turn once, whoever comes first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from stillroom.aggregating import fold_signals
from stillroom.domain.base import utc_now
from stillroom.domain.runs import RunParams
from stillroom.errors import NotFound, StillroomError
from stillroom.housekeeping import keep_house
from stillroom.notifying import deliver_notices
from stillroom.run import finish_broken, run_distillation
from stillroom.services import Services

Work = Callable[[Services, str, datetime], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is done again and again.

    Attributes:
        minutes: how often; a turn begins at multiples of it since midnight UTC.
        work: takes the services, the org and the time; what it returns must be JSON.
    """

    name: str
    minutes: int
    about: str
    work: Work

    def slot(self, now: datetime) -> datetime:
        """Give the beginning of the present turn."""
        midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
        passed = (now - midnight) // timedelta(minutes=self.minutes)
        return midnight + passed * timedelta(minutes=self.minutes)


def _distill(services: Services, org: str, _: datetime) -> dict[str, Any]:
    finish_broken(services, org)
    return run_distillation(services, org, RunParams(max_change=services.settings.max_change))


ENTRIES = {
    entry.name: entry
    for entry in (
        Entry("distillation-every-30m", 30, "distil what is new, when there is enough of it", _distill),
        Entry("quality-signal-aggregation", 10, "fold what was said of items into their quality", fold_signals),
        Entry("notices-every-5m", 5, "send what waits for the webhook", deliver_notices),
        Entry("housekeeping-daily", 24 * 60, "expire reviews nobody decides, prune old checkpoints", keep_house),
    )
}


def entry_of(name: str) -> Entry:
    """Find an entry.

    Raises:
        NotFound: there is none of that name.
    """
    if name not in ENTRIES:
        raise NotFound(f"no schedule entry {name!r}; there are {', '.join(ENTRIES)}")
    return ENTRIES[name]


def turn(services: Services, entry: Entry, org: str, now: datetime | None = None) -> dict[str, Any] | None:
    """Do an entry's present turn for one org, unless somebody did; None then.

    A turn that was missed is not done later: the next one does its work. What fails is kept as the turn's
    outcome, with its reason, so that a schedule goes on.
    """
    now = now or utc_now()
    slot = entry.slot(now)
    if not services.store.slots.take(org, entry.name, slot, now):
        return None
    try:
        outcome = entry.work(services, org, now)
    except StillroomError as failure:
        outcome = {"status": "failed", "reason": str(failure)}
    services.store.slots.done(org, entry.name, slot, outcome, utc_now())
    return outcome
