"""LangGraph's checkpoints: beside the database on SQLite, in it on PostgreSQL."""

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager

from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.checkpoint.serde import _msgpack

from stillroom.errors import ConfigurationError, DiskFull, StoreUnavailable
from stillroom.services import Services


@contextmanager
def opened(services: Services) -> Iterator[BaseCheckpointSaver[str]]:
    """Open the checkpoints for a block.

    Raises:
        ConfigurationError: the serializer would run what a crafted checkpoint asks it to.
    """
    if not _msgpack.STRICT_MSGPACK_ENABLED:
        raise ConfigurationError("set LANGGRAPH_STRICT_MSGPACK=true before langgraph is imported")
    with _in_file(services) if services.store.database.is_sqlite else _in_postgres(services) as saver:
        yield saver


def forget(services: Services, threads: Sequence[str]) -> int:
    """Delete the checkpoints of threads, and what they left in the log; tells how many threads had some."""
    with opened(services) as saver:
        found = [thread for thread in threads if saver.get_tuple({"configurable": {"thread_id": thread}})]
        for thread in found:
            saver.delete_thread(thread)
        if found and services.store.database.is_sqlite:
            saver.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[attr-defined]
    return len(found)


@contextmanager
def _in_file(services: Services) -> Iterator[BaseCheckpointSaver[str]]:
    from langgraph.checkpoint.sqlite import SqliteSaver  # noqa: PLC0415 - one of the two is ever needed

    path = services.settings.home / "checkpoints.db"
    path.touch(mode=0o600)
    try:
        with closing(sqlite3.connect(path, check_same_thread=False, timeout=30)) as connection:
            connection.execute("PRAGMA secure_delete=ON")
            yield SqliteSaver(connection)
    except sqlite3.DatabaseError as error:
        if DiskFull.is_behind(error):
            raise DiskFull(f"the checkpoints in {os.fspath(path)!r}") from error
        advice = "move it away, and runs that were under way begin anew"
        raise StoreUnavailable(f"the checkpoints in {os.fspath(path)!r} fail: {error}; {advice}") from error


@contextmanager
def _in_postgres(services: Services) -> Iterator[BaseCheckpointSaver[str]]:
    from langgraph.checkpoint.postgres import PostgresSaver  # noqa: PLC0415 - an extra

    with PostgresSaver.from_conn_string(services.store.database.conninfo) as saver:
        saver.setup()
        yield saver
