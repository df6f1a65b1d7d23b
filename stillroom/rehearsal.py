"""A rehearsal: what a run would do, tried on a copy that is thrown away."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy import insert, select
from sqlalchemy.engine import make_url

from stillroom.errors import ConfigurationError, DiskFull, StoreUnavailable
from stillroom.scratch import scratch
from stillroom.services import Services, build_services
from stillroom.settings import Settings
from stillroom.store import tables as t
from stillroom.store.database import HEAD, Database
from stillroom.vectors import NoIndex

ROWS = 1000


@contextmanager
def rehearsal(settings: Settings, org: str, *, workers: int = 1) -> Iterator[Services]:
    """Open services on a copy of an org's commons, in a folder that is gone when the block ends.

    The commons is only read: no byte of its home changes, and where there is no home, none is made.

    Raises:
        StoreUnavailable: the database cannot be read.
        ConfigurationError: its schema is an older one.
    """
    with scratch() as folder:
        stage = settings.model_copy(update={"home": Path(folder), "database_url": ""})
        origin = make_url(settings.url)
        from_file = origin.get_backend_name() == "sqlite"
        if from_file:
            _copy_file(Path(origin.database or ""), Path(folder) / "stillroom.db")
        with closing(replace(build_services(stage, workers=workers), vectors=NoIndex())) as services:
            if not from_file:
                _copy_rows(settings.url, services.store.database, org)
            yield services


def _copy_file(source: Path, target: Path) -> None:
    """Copy a SQLite database as one of its readers, and leave nothing beside it."""
    if not source.exists():
        return
    target.touch(mode=0o600)
    log = source.with_name(f"{source.name}-wal")
    seen = source.stat()
    if not log.exists():
        # nobody has it open; a reader that takes it as it is makes no files of its own
        _backup(source, "immutable=1", target)
        now = source.stat()
        if not log.exists() and (now.st_mtime_ns, now.st_size) == (seen.st_mtime_ns, seen.st_size):
            return
    _backup(source, "mode=ro", target)


def _backup(source: Path, how: str, target: Path) -> None:
    try:
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?{how}", uri=True)) as origin,
            closing(sqlite3.connect(target)) as copy,
        ):
            origin.backup(copy)
    except sqlite3.Error as error:
        if DiskFull.is_behind(error):
            raise DiskFull(f"a copy in {os.fspath(target.parent)!r} (TMPDIR names another folder)") from error
        raise StoreUnavailable(f"cannot copy the database {os.fspath(source)!r}: {error}") from error


def _copy_rows(url: str, target: Database, org: str) -> None:
    """Copy an org's rows out of PostgreSQL."""
    with closing(Database(url)) as origin:
        version = origin.version()
        if version is None:
            return
        if version != HEAD:
            raise ConfigurationError("the database is of an older version: `stillroom status` brings it up to date")
        with origin.read() as reading, target.write() as writing:
            reading.execution_options(isolation_level="REPEATABLE READ")
            for table in t.metadata.sorted_tables:
                rows = reading.execution_options(yield_per=ROWS).execute(select(table).where(table.c.org == org))
                for part in rows.mappings().partitions():
                    writing.execute(insert(table), [dict(row) for row in part])
