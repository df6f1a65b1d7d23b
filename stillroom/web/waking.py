"""Letting runs go on after decisions: in the background, once nobody can take a decision back any more."""

import logging
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import datetime, timedelta
from multiprocessing import get_context
from threading import Event, Lock, Thread

from stillroom import remote
from stillroom.domain.base import utc_now
from stillroom.domain.runs import LOCAL
from stillroom.errors import StillroomError
from stillroom.services import Services, build_services
from stillroom.settings import Settings
from stillroom.workers import bound_to_parent

log = logging.getLogger(__name__)
Wake = Callable[[str, str], None]
RETRY = timedelta(seconds=5)
LOOK = timedelta(seconds=60)


def wake(services: Services, org: str, run_id: str) -> None:
    """Let a run go on if it waits for a person, where it lives."""
    from stillroom.run import resume  # noqa: PLC0415 - loads langgraph

    current = services.store.runs.get(org, run_id)
    if current.is_finished:
        return
    if current.host == LOCAL:
        resume(services, current)
    else:
        remote.wake(services.settings, current)


def here(services: Services) -> Wake:
    """Wake in this process."""
    return lambda org, run_id: wake(services, org, run_id)


class Apart:
    """Wakes in a process of its own, so that pages answer while a run computes."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._pool = self._started()

    def __call__(self, org: str, run_id: str) -> None:
        """Wake a run and wait until it stops again."""
        try:
            self._pool.submit(_in_child, self._settings, org, run_id).result()
        except BrokenProcessPool:
            # the run is where its last checkpoint is, and is tried again
            self._pool = self._started()
            raise

    def close(self) -> None:
        """Let the process go."""
        self._pool.shutdown(cancel_futures=True)

    @staticmethod
    def _started() -> ProcessPoolExecutor:
        return ProcessPoolExecutor(1, get_context("spawn"), bound_to_parent)


_child: list[Services] = []


def _in_child(settings: Settings, org: str, run_id: str) -> None:
    if not _child:
        _child.append(build_services(settings))
    wake(_child[0], org, run_id)


class Waker:
    """A thread that lets each run go on when its time has come; what is due is found in the store after a restart."""

    def __init__(self, services: Services, wake: Wake, now: Callable[[], datetime] = utc_now) -> None:
        self._services, self._wake, self._now = services, wake, now
        self._due: dict[tuple[str, str], datetime] = {}
        self._lock, self._ring, self._over = Lock(), Event(), False
        self._thread: Thread | None = None

    def later(self, org: str, run_id: str, at: datetime) -> None:
        """Wake a run at a time; a later one replaces an earlier one."""
        with self._lock:
            self._due[org, run_id] = max(at, self._due.get((org, run_id), at))
        self._ring.set()

    def start(self, grace: timedelta) -> None:
        """Take up what was decided before this process began, and go on from there."""
        self._grace = grace
        self._thread = Thread(target=self._serve, name="waker", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop after the run that is being woken."""
        self._over = True
        self._ring.set()
        if self._thread is not None:
            self._thread.join()

    def turn(self) -> datetime:
        """Wake what is due; gives when to look again."""
        now = self._now()
        with self._lock:
            due = [run for run, at in self._due.items() if at <= now]
            for run in due:
                del self._due[run]
        for org, run_id in due:
            try:
                self._wake(org, run_id)
            except (StillroomError, BrokenProcessPool) as failure:
                # held by another process, or failed and marked so in its row
                log.warning("run %s did not go on: %s", run_id, failure)
                self._again(org, run_id)
        with self._lock:
            return min([*self._due.values(), self._now() + LOOK])

    def find(self) -> None:
        """Take up runs that wait although a decision is there."""
        for org, run_id, decided in self._services.store.queue.decided_runs():
            with self._lock:
                self._due.setdefault((org, run_id), decided + self._grace)

    def _again(self, org: str, run_id: str) -> None:
        if not self._services.store.runs.get(org, run_id).is_finished:
            self.later(org, run_id, self._now() + RETRY)

    def _serve(self) -> None:
        while not self._over:
            self.find()
            at = self.turn()
            self._ring.wait(max(0.0, (at - self._now()).total_seconds()))
            self._ring.clear()
