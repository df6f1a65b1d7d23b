"""Holding a run: one process at a time works on it, and a dead one lets go by dying."""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text

from stillroom.errors import RunConflict
from stillroom.store.database import Database


@contextmanager
def held(database: Database, home: Path, run_id: str) -> Iterator[None]:
    """Hold a run for the block: a locked file in `home` on SQLite, an advisory lock on PostgreSQL.

    Raises:
        RunConflict: another process holds it.
    """
    with _file_lock(home / "locks", run_id) if database.is_sqlite else _advisory_lock(database, run_id):
        yield


@contextmanager
def _file_lock(folder: Path, run_id: str) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / run_id).open("w", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _taken(run_id) from None
        yield


@contextmanager
def _advisory_lock(database: Database, run_id: str) -> Iterator[None]:
    number = {"key": int.from_bytes(hashlib.sha256(run_id.encode()).digest()[:8], signed=True)}
    # autocommit: an open transaction over a whole run would keep the database from cleaning up
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.execute(text("SELECT pg_try_advisory_lock(:key)"), number).scalar():
            raise _taken(run_id)
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), number)


def _taken(run_id: str) -> RunConflict:
    return RunConflict(f"run {run_id} is being worked on by another process: try again when it is done")
