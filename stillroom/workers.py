"""Processes for pure work that takes long; without them it is done here."""

import gc
import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from multiprocessing import forkserver, parent_process, resource_tracker
from multiprocessing.context import BaseContext
from threading import Thread, current_thread, main_thread
from typing import Generic, NamedTuple, TypeVar

PRELOADED = "stillroom.preloaded"
APART = {
    # Python starts with `-c` there, and would look into the current folder for what it loads
    "PYTHONSAFEPATH": "1",
    # whoever leaves at once leaves semaphores to be cleaned away, which is done, and nothing to warn of
    "PYTHONWARNINGS": "ignore:resource_tracker",
}

T = TypeVar("T")
R = TypeVar("R")


def prepare() -> None:
    """Begin to load, beside this process, what the first workers will need."""
    if (os.cpu_count() or 1) > 1:
        _context()


def _context() -> BaseContext:
    """Fork from a process that has loaded everything once and does nothing else, where the system lets it start."""
    if "forkserver" in multiprocessing.get_all_start_methods():
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([PRELOADED])
        with suppress(OSError), _environment(**APART), _deaf():
            forkserver.ensure_running()
            return context
    return multiprocessing.get_context("spawn")


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    """Set variables for the processes that are started meanwhile."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def _deaf() -> Iterator[None]:
    """Let a process that is started here never hear Ctrl-C; this one hears of it a moment later."""
    # it would let this one hear again
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _whole() -> Iterator[None]:
    """Put Ctrl-C off until processes are started whole: of one that is half begun nobody knows, to end it."""
    if current_thread() is not main_thread():
        yield
        return
    pressed: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: pressed.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if pressed:
            signal.raise_signal(signal.SIGINT)


def bound_to_parent() -> None:
    """Begin a process that leaves Ctrl-C to the one that started it, and ends with it, however that ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    if (parent := parent_process()) is not None:
        parent.join()
        # nobody waits for what it was at
        os._exit(1)


def _begin() -> None:
    """Keep numpy to one thread: there is a process for each core already; and look for rubbish less often."""
    bound_to_parent()
    gc.set_threshold(100_000, 20, 20)
    import numpy  # noqa: F401, PLC0415 - only what is loaded can be limited
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # noqa: PLC0415

    threadpool_limits(1, user_api="blas")


class Workers:
    """Other processes, started by the first long `map`, if not before, and shared by all steps.

    They import the main module of the program that asks for them: it must be guarded, as `stillroom`'s is.
    """

    def __init__(self, count: int = 1) -> None:
        """Name how many; with one, every job is done in this process."""
        self.count = count
        self._pool: ProcessPoolExecutor | None = None

    @property
    def running(self) -> bool:
        """Are there processes to call?"""
        return self._pool is not None

    def start(self) -> None:
        """Let other processes do what comes, however short; each begins with the first job it is needed for."""
        if self.count > 1 and self._pool is None:
            with _whole():
                self._pool = ProcessPoolExecutor(self.count, _context(), _begin)

    def call(self, work: Callable[[T], R], job: T) -> R:
        """Do one job, elsewhere if processes are running; threads may call side by side."""
        return self._done(work, job, self._sent(work, job))

    def map(self, work: Callable[[T], R], jobs: Iterable[T], *, long: bool = False) -> Iterator[R]:
        """Do jobs and give back what comes of them, in order; `long` says that starting processes pays."""
        ahead: deque[tuple[T, _Sent[R] | None]] = deque()
        if long:
            self.start()
        for job in jobs:
            ahead.append((job, self._sent(work, job)))
            if len(ahead) > 2 * self.count:
                yield self._done(work, *ahead.popleft())
        for job, sent in ahead:
            yield self._done(work, job, sent)

    def rest(self) -> None:
        """Let the processes go when they are done with what they have; the next long `map` starts others."""
        if self._pool is not None:
            self._pool.shutdown(wait=False)
            self._pool = None

    def close(self) -> None:
        """Let the processes go."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def _sent(self, work: Callable[[T], R], job: T) -> "_Sent[R] | None":
        pool = self._pool
        if pool is None:
            return None
        try:
            with _whole():
                return _Sent(pool, pool.submit(work, job))
        except (BrokenProcessPool, OSError, EOFError):
            # it has died, or none could be started
            self._drop(pool)
            return None

    def _done(self, work: Callable[[T], R], job: T, sent: "_Sent[R] | None") -> R:
        """Take a job's outcome; a process that died (of too little memory) leaves its jobs to this one."""
        if sent is not None:
            try:
                return sent.future.result()
            except BrokenProcessPool:
                self._drop(sent.pool)
        return work(job)

    def _drop(self, broken: ProcessPoolExecutor) -> None:
        # others may have been started since
        if self._pool is broken:
            self._pool = None


class _Sent(NamedTuple, Generic[R]):
    """A job on its way."""

    pool: ProcessPoolExecutor
    future: Future[R]
