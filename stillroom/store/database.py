"""Opening the database: SQLite by default, PostgreSQL by URL; schema brought up to date."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import QueuePool

from stillroom.errors import ConfigurationError

HEAD = "0001"
BUSY_SECONDS = 30


class Database:
    """A connection pool whose transactions say whether they write.

    On SQLite a writing transaction begins with BEGIN IMMEDIATE, so that two writers queue instead of
    failing half-way; readers see a snapshot and never wait.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = self._open_sqlite() if self.is_sqlite else create_engine(self.url, pool_pre_ping=True)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a reading transaction."""
        with self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open a writing transaction; it commits when the block ends well."""
        with self.engine.connect().execution_options(stillroom_write=True) as connection, connection.begin():
            yield connection

    def migrate(self) -> None:
        """Bring the schema up to date; cheap when it is."""
        if self._version() != HEAD:
            # alembic takes 0.3 s to import and is needed once per schema version
            from stillroom.store.migrations import upgrade  # noqa: PLC0415

            upgrade(self)

    def check(self) -> list[str]:
        """List what SQLite's own integrity checks find; empty when all is well."""
        if not self.is_sqlite:
            return []
        with self.read() as connection:
            found = [row[0] for row in connection.exec_driver_sql("PRAGMA integrity_check") if row[0] != "ok"]
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        return [*found, *(f"foreign key: {tuple(row)!r}" for row in broken)]

    def close(self) -> None:
        """Close every pooled connection."""
        self.engine.dispose()

    def _version(self) -> str | None:
        with self.read() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()

    def _open_sqlite(self) -> Engine:
        path = Path(self.url.database or "")
        _make_private(path)
        engine = create_engine(
            self.url,
            poolclass=QueuePool,
            connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False},
        )
        event.listen(engine, "connect", _on_connect)
        event.listen(engine, "begin", _on_begin)
        return engine


def _make_private(path: Path) -> None:
    """Create the file readable by its owner only, before SQLite does it with the umask's mode."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        raise ConfigurationError(
            f"cannot open the database {str(path)!r}: {error.strerror}; "
            "make the folder writable or set STILLROOM_HOME to one that is"
        ) from error


def _on_connect(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    try:
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "secure_delete=ON",
            "temp_store=MEMORY",
            "cache_size=-65536",
        ):
            cursor.execute(f"PRAGMA {pragma}")
    finally:
        cursor.close()


def _on_begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("stillroom_write", False)
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
    except OperationalError as error:
        raise ConfigurationError(f"the database cannot be written: {error.orig}") from error
