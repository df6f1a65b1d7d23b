"""Running commands in children of a warm process, each of which can be killed at any one of its points.

A point is a statement that changes a database, just before it runs, a commit, a change of the vector index, or the
end. Statements that only read are none: what is on the disk is the same before and after them.

Started as a program this is the warm process: it has imported everything and opened nothing, and forks a child for
every line of JSON that it reads.
"""

import gc
import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
WRITES = ("INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER", "COMMIT", "BEGIN IMMEDIATE", "REPLACE")
ENVIRONMENT = {"LANGGRAPH_STRICT_MSGPACK": "true", "TOKENIZERS_PARALLELISM": "false", "OPENBLAS_NUM_THREADS": "1"}


@dataclass(frozen=True, slots=True)
class Job:
    """Commands to run on a home, one after the other, in one process.

    Attributes:
        kill_at: the number of the point at which the process dies, from 0; None lets it live.
        sabotage: a known defect to build in first.
    """

    home: str
    commands: tuple[tuple[str, ...], ...]
    kill_at: int | None = None
    sabotage: str = ""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended: killed, failed or well, with what it printed and the points that it passed."""

    killed: bool
    failed: bool
    output: str
    points: tuple[str, ...]


class Warm:
    """The warm process, asked for one child at a time."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def run(self, home: Path, *commands: Sequence[str], kill_at: int | None = None, sabotage: str = "") -> Ended:
        """Run commands in a new child."""
        job = Job(str(home), tuple(tuple(c) for c in commands), kill_at, sabotage)
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asdict(job)) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        return Ended(answer["killed"], answer["failed"], answer["output"], tuple(answer["points"]))


@contextmanager
def warm() -> Iterator[Warm]:
    """Start a warm process for the block."""
    command = [sys.executable, "-m", "tests.faults.killing"]
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **ENVIRONMENT}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Warm(process)
        assert process.stdin is not None
        process.stdin.close()


class Points:
    """Counts the points that this process passes, and kills it at one of them."""

    def __init__(self, kill_at: int | None) -> None:
        self.passed: list[str] = []
        self._kill_at = kill_at
        self._lock = threading.Lock()

    def statement(self, sql: str) -> None:
        """Take note of a statement that is about to run."""
        if sql.lstrip().upper().startswith(WRITES):
            self.at(" ".join(sql.split()[:3]))

    def at(self, name: str) -> None:
        """Pass a point, or die there."""
        with self._lock:
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

    def close(self) -> None:
        """There is nothing to let go of."""

    def _change(self, org: str, ids: set[str]) -> None:
        self._at("vectors")
        new = self._path.with_suffix(".new")
        new.write_text(json.dumps({org: sorted(ids)}), encoding="utf-8")
        new.replace(self._path)
        self._at("vectors written")


def _serve() -> None:
    from tests.faults.scenario import ORG, write_notes  # noqa: PLC0415 - only the warm process needs it

    channel = os.dup(1)
    with open(os.devnull, "wb") as silence:
        os.dup2(silence.fileno(), 1)
    parts = _load()
    with tempfile.TemporaryDirectory() as folder:
        notes = write_notes(Path(folder))
        _perform(Job(folder, (("distill", str(notes), "--org", ORG, "--json"),)), Points(None), parts)
    assert threading.active_count() == 1
    gc.collect()
    # pages that the collector does not touch stay shared with the children
    gc.freeze()
    for line in sys.stdin:
        job = Job(**json.loads(line))
        os.write(channel, json.dumps(_forked(job, parts)).encode() + b"\n")


def _load() -> dict[str, Any]:
    """Load what takes long and holds nothing open."""
    from sqlalchemy import event  # noqa: PLC0415
    from sqlalchemy.pool import Pool  # noqa: PLC0415

    from stillroom.privacy import PrivacyGate  # noqa: PLC0415
    from stillroom.text.embedding import WordLlamaEmbedder  # noqa: PLC0415

    event.listen(Pool, "checkout", lambda connection, *_: connection.execute("PRAGMA synchronous=OFF"))
    return {"gate": PrivacyGate(), "embedder": WordLlamaEmbedder()}


def _forked(job: Job, parts: dict[str, Any]) -> dict[str, Any]:
    with tempfile.TemporaryFile("w+", encoding="utf-8") as printed, tempfile.TemporaryFile("w+") as told:
        pid = os.fork()
        if pid == 0:
            _child(job, parts, printed.fileno(), told.fileno())
        _, status = os.waitpid(pid, 0)
        printed.seek(0)
        told.seek(0)
        points = told.read().splitlines()
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        return {"killed": killed, "failed": status != 0 and not killed, "output": printed.read(), "points": points}


def _child(job: Job, parts: dict[str, Any], printed: int, told: int) -> None:
    os.dup2(printed, 1)
    os.dup2(printed, 2)
    code = 1
    try:
        points = Points(job.kill_at)
        points.watch_sqlite()
        _perform(job, points, parts)
        points.at("end")
        os.write(told, "\n".join(points.passed).encode())
        code = 0
    finally:
        if code:
            traceback.print_exc()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _perform(job: Job, points: Points, parts: dict[str, Any]) -> None:
    from stillroom.cli import main, opening  # noqa: PLC0415
    from stillroom.services import build_services  # noqa: PLC0415
    from stillroom.settings import Settings  # noqa: PLC0415
    from tests.faults import sabotage  # noqa: PLC0415

    sabotage.build_in(job.sabotage)
    settings = Settings(home=Path(job.home))
    index = FileIndex(settings.home / "vectors.json", points.at)
    services = replace(build_services(settings), **parts, vectors=index)
    setattr(opening, "open_services", lambda workers: services)  # noqa: B010 - it is another module's name
    for command in job.commands:
        code = _exit_code(main.app, command)
        if code not in (None, 0, main.EXIT["awaiting_review"]):
            raise RuntimeError(f"{command}: exit code {code}")
    services.close()


def _exit_code(app: Callable[..., object], command: Sequence[str]) -> object:
    try:
        app(list(command), standalone_mode=False)
    except SystemExit as done:
        return done.code
    return None


if __name__ == "__main__":
    _serve()
