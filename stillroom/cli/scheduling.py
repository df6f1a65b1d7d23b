"""The work behind `stillroom schedule`."""

import signal
from datetime import UTC
from typing import Any

import orjson
from rich.table import Table

from stillroom import remote
from stillroom.cli.opening import err, opened, out, print_json
from stillroom.errors import ServerUnavailable
from stillroom.scheduling import ENTRIES, Entry, entry_of, turn
from stillroom.services import Services
from stillroom.settings import read_settings

DISTIL = "distillation-every-30m"
QUIET = {"status", "run_id", "org", "run_at"}


def run(*, org: str, as_json: bool) -> None:
    """Do every entry's turns as they come due; what was missed while nothing ran is done at once."""
    from apscheduler.executors.pool import ThreadPoolExecutor  # noqa: PLC0415 - 0.1 s
    from apscheduler.schedulers.background import BackgroundScheduler  # noqa: PLC0415
    from apscheduler.triggers.cron import CronTrigger  # noqa: PLC0415

    services, _ = opened(org)
    # one after the other: two entries would only wait for each other's database
    scheduler = BackgroundScheduler(executors={"default": ThreadPoolExecutor(1)}, timezone=UTC)
    for entry in ENTRIES.values():
        times = CronTrigger.from_crontab(due(entry), timezone=UTC)
        given = {"args": (services, entry, org, as_json), "misfire_grace_time": None}
        scheduler.add_job(_turns, **given)
        scheduler.add_job(_turns, times, coalesce=True, max_instances=1, **given)
    told = "\n".join(f"{entry.name}: {entry.about}" for entry in ENTRIES.values())
    err.print(f"{told}\nCtrl-C ends it; the turn in progress is finished first", markup=False)
    signals = {signal.SIGINT, signal.SIGTERM}
    # blocked before any thread starts, so that only this one hears of them
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    scheduler.start()
    signal.sigwait(signals)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)
    scheduler.remove_all_jobs()
    scheduler.shutdown(wait=True)


def once(name: str, *, org: str, as_json: bool) -> bool:
    """Do one entry's turn for the orgs; True unless one failed."""
    services, _ = opened(org)
    outcomes = _turns(services, entry_of(name), org, as_json)
    return all(outcome.get("status") != "failed" for outcome in outcomes)


def _turns(services: Services, entry: Entry, org: str, as_json: bool) -> list[dict[str, Any]]:
    found = []
    for one in [org] if org else services.store.runs.orgs():
        outcome = turn(services, entry, one)
        if outcome is not None:
            _tell(entry, one, outcome, as_json)
            found.append(outcome)
    return found


def _tell(entry: Entry, org: str, outcome: dict[str, Any], as_json: bool) -> None:
    if as_json:
        line = orjson.dumps({"entry": entry.name, "org": org, **outcome}, default=str).decode()
    else:
        counts = ", ".join(f"{name} {value}" for name, value in outcome.items() if name not in QUIET and value)
        stand = " ".join(str(outcome[name]) for name in ("status", "run_id") if name in outcome)
        line = f"{entry.name} · {org} · {' · '.join(part for part in (stand, counts) if part) or 'nothing to do'}"
    out.print(line, soft_wrap=True, markup=False)


def show(*, org: str, as_json: bool) -> None:
    """Print the entries with their last turns."""
    services, org = opened(org)
    found = [(entry, services.store.slots.last(org, entry.name)) for entry in ENTRIES.values()]
    if as_json:
        lasts = [{"last": slot and slot._asdict(), "entry": e.name, "minutes": e.minutes} for e, slot in found]
        print_json(lasts)
        return
    table = Table("entry", "every", "last turn", "came of it", box=None)
    for entry, slot in found:
        every = f"{entry.minutes} min" if entry.minutes < 1440 else "day"
        when = slot.slot.isoformat(timespec="minutes") if slot else "never"
        outcome = (slot.outcome or {}) if slot else {}
        table.add_row(entry.name, every, when, str(outcome.get("status", "done" if outcome else "")))
    out.print(table)


def due(entry: Entry) -> str:
    """Write when an entry is due as the five fields of a crontab; at midnight UTC what is due once a day."""
    return "0 0 * * *" if entry.minutes >= 1440 else f"*/{entry.minutes} * * * *"


def create(server: str, *, org: str, as_json: bool) -> None:
    """Make the server's cron, unless it has it; a thread that waits for a person is kept."""
    import httpx  # noqa: PLC0415 - only here

    mark = {"stillroom": DISTIL, "org": org or "default"}
    try:
        crons = remote.connected(server, read_settings().langgraph_key.get_secret_value()).crons
        known = crons.search(metadata=mark)
        made = not known and crons.create(
            "distill",
            schedule=due(ENTRIES[DISTIL]),
            input={"org": org} if org else {},
            metadata=mark,
            on_run_completed="keep",
        )
    except httpx.HTTPError as error:
        raise ServerUnavailable(f"{server} made no cron: {error}") from error
    if as_json:
        print_json({"entry": DISTIL, "server": server, "created": bool(made), "crons": made or known})
        return
    out.print(f"{DISTIL}: {'created' if made else 'was there already'} on {server}", markup=False)
