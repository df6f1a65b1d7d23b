"""Points at which a process can be killed or frozen.

A point is a statement that changes a database, just before it runs, a commit, a change of the vector index, or the
end. Statements that only read are none: what is on the disk is the same before and after them.
"""

import json
import os
import signal
import sqlite3
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

WRITES = ("INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER", "COMMIT", "BEGIN IMMEDIATE", "REPLACE")


class Points:
    """Counts the points that this process passes, freezes it at each or kills it at one of them."""

    def __init__(self, kill_at: int | None = None, *, freezing: bool = False) -> None:
        self.passed: list[str] = []
        self._kill_at = kill_at
        self._freezing = freezing
        self._lock = threading.Lock()

    def statement(self, sql: str) -> None:
        """Take note of a statement that is about to run."""
        if sql.lstrip().upper().startswith(WRITES):
            self.at(" ".join(sql.split()[:3]))

    def at(self, name: str) -> None:
        """Pass a point, or die there."""
        with self._lock:
            if self._freezing and self._kill_at in (None, len(self.passed)):
                # to this thread and not to the process, which would let it go on until another thread had stopped
                signal.pthread_kill(threading.get_ident(), signal.SIGSTOP)
            if len(self.passed) == self._kill_at:
                os.kill(os.getpid(), signal.SIGKILL)
            self.passed.append(name)

    def watch_sqlite(self) -> None:
        """Hear of every statement on every connection that is opened from now on."""
        plain = sqlite3.connect

        def connect(*args: Any, **kwargs: Any) -> sqlite3.Connection:
            connection: sqlite3.Connection = plain(*args, **kwargs)
            connection.set_trace_callback(self.statement)
            # SIGKILL takes nothing from the system's buffers, so waiting for the disk proves nothing
            connection.execute("PRAGMA synchronous=OFF")
            return connection

        sqlite3.connect = sqlite3.dbapi2.connect = connect  # type: ignore[assignment]


class FileIndex:
    """A vector index that keeps ids in a file, replaced at once, and passes a point before each change."""

    def __init__(self, path: Path, at: Callable[[str], None]) -> None:
        self._path = path
        self._at = at

    def upsert(self, org: str, ids: Sequence[str], vectors: Any) -> None:
        self._change(org, self.ids(org) | set(ids))

    def delete(self, org: str, ids: Sequence[str]) -> None:
        self._change(org, self.ids(org) - set(ids))

    def query(self, org: str, vector: Any, k: int) -> list[tuple[str, float]]:
        return [(i, 1.0) for i in sorted(self.ids(org))[:k]]

    def ids(self, org: str) -> set[str]:
        kept = json.loads(self._path.read_text(encoding="utf-8")) if self._path.exists() else {}
        return set(kept.get(org, ()))

    def present(self, org: str, ids: Sequence[str]) -> set[str]:
        return self.ids(org) & set(ids)

    def prepare(self) -> None:
        """There is nothing to load."""

    def close(self) -> None:
        """There is nothing to let go of."""

    def _change(self, org: str, ids: set[str]) -> None:
        self._at("vectors")
        new = self._path.with_suffix(".new")
        new.write_text(json.dumps({org: sorted(ids)}), encoding="utf-8")
        new.replace(self._path)
        self._at("vectors written")
