"""Opening the database: SQLite by default, PostgreSQL by URL; schema brought up to date."""

import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError
from sqlalchemy.pool import QueuePool

from stillroom.errors import NO_WRITING, ConfigurationError, DiskFull, StoreUnavailable

HEAD = "0007"
BUSY_SECONDS = 30
PAGE = 65_536
WRITERS = 7_355_608  # the advisory lock that PostgreSQL's writers queue for; any fixed number

_CHECK = "`stillroom doctor` looks at the rest"
_ADVICE = {
    "not a database|malformed": "restore it from a backup, or name another folder in STILLROOM_HOME",
    "locked": f"another process has been writing for {BUSY_SECONDS} s: try again when it is done",
    "I/O": "see whether its disk is full or broken",
    "readonly|unable to open": "make its folder writable, or name another in STILLROOM_HOME, such as a copy of it",
    "connect|refused|server": "start its server, or mend STILLROOM_DATABASE_URL",
}


class Database:
    """A connection pool whose transactions say whether they write.

    On SQLite a writing transaction begins with BEGIN IMMEDIATE, so that two writers queue instead of
    failing half-way; readers see a snapshot and never wait. On PostgreSQL they queue for an advisory lock:
    so on both what was read in a writing transaction still holds when it commits, and numbers drawn from a
    sequence become visible in their order.
    """

    def __init__(self, url: str) -> None:
        self.url = _parsed(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.is_read_only = False
        self.engine = self._open_sqlite() if self.is_sqlite else self._open_postgres()

    @property
    def conninfo(self) -> str:
        """The database's address as PostgreSQL's own library takes it, password included."""
        return self.url.set(drivername="postgresql").render_as_string(hide_password=False)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Open a reading transaction."""
        with self._explained(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Open a writing transaction; it commits when the block ends well.

        Raises:
            ConfigurationError: the database may only be read.
        """
        if self.is_read_only:
            raise ConfigurationError(
                f"the database {self.url.database!r} may only be read: "
                "make its folder writable or set STILLROOM_HOME to one that is"
            )
        with (
            self._explained(),
            self.engine.connect().execution_options(stillroom_write=True) as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Say what to do where the database itself fails.

        Raises:
            StoreUnavailable: it is damaged, locked, read-only or away.
            DiskFull: there is no room for it.
        """
        try:
            yield
        except DatabaseError as error:
            # a constraint that does not hold, or a wrong statement, is no matter of the machine
            if type(error) not in (DatabaseError, OperationalError):
                raise
            problem = str(error.orig).strip()
            place = self.url.render_as_string(hide_password=True)
            if DiskFull.is_behind(error) or (self.is_sqlite and _is_full(Path(self.url.database or ""))):
                raise DiskFull(f"the database {place}") from error
            advice = next((a for words, a in _ADVICE.items() if re.search(words, problem)), _CHECK)
            raise StoreUnavailable(f"the database {place} fails: {problem}; {advice}") from error

    def migrate(self) -> None:
        """Bring the schema up to date; cheap when it is.

        Raises:
            ConfigurationError: a newer program made it.
        """
        version = self.version()
        if version and version > HEAD:
            raise ConfigurationError(
                f"the database is of version {version}, and this program knows none after {HEAD}: "
                "install the newer one, or name another folder in STILLROOM_HOME"
            )
        if version != HEAD:
            # alembic takes 0.3 s to import and is needed once per schema version
            from stillroom.store.migrations import upgrade  # noqa: PLC0415

            upgrade(self)

    def version(self) -> str | None:
        """Tell the schema's version; None before the first migration."""
        with self.read() as connection:
            if not inspect(connection).has_table("alembic_version"):
                return None
            return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()

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

    def _open_sqlite(self) -> Engine:
        path = Path(self.url.database or "")
        self.is_read_only = not _make_private(path)
        options: dict[str, Any] = {"timeout": BUSY_SECONDS, "check_same_thread": False}
        opening = {"creator": lambda: sqlite3.connect(_as_reader(path), uri=True, **options)}
        engine = create_engine(
            self.url,
            hide_parameters=True,
            poolclass=QueuePool,
            **(opening if self.is_read_only else {"connect_args": options}),
        )
        event.listen(engine, "connect", _only_read if self.is_read_only else _on_connect)
        event.listen(engine, "begin", _on_begin)
        return engine

    def _open_postgres(self) -> Engine:
        if self.url.get_backend_name() != "postgresql":
            raise ConfigurationError(f"{self.url.drivername!r}: the database is SQLite or PostgreSQL, by a URL")
        try:
            url = self.url.set(drivername="postgresql+psycopg")
            engine = create_engine(url, hide_parameters=True, pool_pre_ping=True)
        except ModuleNotFoundError as error:
            raise ConfigurationError("PostgreSQL needs its extra: pip install 'stillroom[postgres]'") from error
        event.listen(engine, "begin", _queue_writers)
        return engine


def _parsed(url: str) -> URL:
    try:
        return make_url(url)
    except ArgumentError:
        # the text itself may hold a password
        raise ConfigurationError(
            "STILLROOM_DATABASE_URL is no database URL, such as postgresql://user@host/name"
        ) from None


def _as_reader(path: Path) -> str:
    """Give the URI by which a SQLite database is read, and no file beside it made."""
    log = path.with_name(f"{path.name}-wal")
    # where nobody at all can write SQLite need not make a log to look whether there is something in it; elsewhere
    # its owner may write at any moment, and who takes it for immutable would not see it
    frozen = os.statvfs(path).f_flag & os.ST_RDONLY and not log.exists()
    return f"{path.absolute().as_uri()}?{'immutable=1' if frozen else 'mode=ro'}"


def _make_private(path: Path) -> bool:
    """Create the file readable by its owner only, before SQLite does it with the umask's mode.

    Returns:
        whether it may be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as error:
        if error.errno in NO_WRITING and os.access(path, os.R_OK):
            return False
        if DiskFull.is_behind(error):
            raise DiskFull(f"the database {str(path)!r}") from error
        raise ConfigurationError(
            f"cannot open the database {str(path)!r}: {error.strerror}; "
            "make the folder writable or set STILLROOM_HOME to one that is"
        ) from error
    return os.access(path.parent, os.W_OK)


def _is_full(path: Path) -> bool:
    """Is there no room for the next page? SQLite calls it an I/O error where its index of the log does not fit."""
    try:
        return shutil.disk_usage(path.parent).free < PAGE
    except OSError:
        return False


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


def _only_read(connection: Any, _record: Any) -> None:
    connection.isolation_level = None


def _on_begin(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("stillroom_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _queue_writers(connection: Connection) -> None:
    if connection.get_execution_options().get("stillroom_write", False):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS})")
