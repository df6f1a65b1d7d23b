"""The warm process: it has imported everything and opened nothing, and forks a child for every line that it reads."""

import gc
import json
import os
import signal
import sys
import tempfile
import threading
import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.pool import Pool

from stillroom.cli import main, opening
from stillroom.intake import Intake
from stillroom.privacy import PrivacyGate
from stillroom.services import build_services
from stillroom.settings import Settings
from stillroom.text.embedding import WordLlamaEmbedder
from tests.faults import sabotage
from tests.faults.disk import kept
from tests.faults.killing import Job
from tests.faults.points import FileIndex, Points
from tests.faults.scenario import ORG, write_notes


def _serve() -> None:
    channel = os.dup(1)
    with open(os.devnull, "wb") as silence:
        os.dup2(silence.fileno(), 1)
    parts = _load()
    with tempfile.TemporaryDirectory() as folder:
        notes = write_notes(Path(folder))
        told = ("--org", ORG, "--json")
        commands = (("distill", str(notes), *told), ("review", *told), ("status", *told))
        _perform(Job(folder, commands), Points(), parts)
    assert threading.active_count() == 1
    gc.collect()
    # pages that the collector does not touch stay shared with the children
    gc.freeze()
    for line in sys.stdin:
        job = Job(**json.loads(line))
        os.write(channel, json.dumps(_forked(job, parts)).encode() + b"\n")


def _load() -> dict[str, Any]:
    """Load what takes long and holds nothing open."""
    assert Intake.__init__.__kwdefaults__
    # so that an import takes several transactions
    Intake.__init__.__kwdefaults__["batch"] = 4
    # one process does it all, and none is started beside it
    setattr(main, "_prepare", lambda: None)  # noqa: B010 - it is another module's name
    event.listen(Pool, "checkout", lambda connection, *_: connection.execute("PRAGMA synchronous=OFF"))
    return {"gate": PrivacyGate(), "embedder": WordLlamaEmbedder()}


def _forked(job: Job, parts: dict[str, Any]) -> dict[str, Any]:
    with tempfile.TemporaryFile("w+", encoding="utf-8") as printed, tempfile.TemporaryFile("w+") as told:
        pid = os.fork()
        if pid == 0:
            _child(job, parts, printed.fileno(), told.fileno())
        status, states = _followed(pid, job)
        printed.seek(0)
        told.seek(0)
        points = told.read().splitlines()
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        failed = status != 0 and not killed
        return {"killed": killed, "failed": failed, "output": printed.read(), "points": points, "states": states}


def _followed(pid: int, job: Job) -> tuple[int, list[str]]:
    """Wait for a child's end; whenever it stands still, keep what it has on the disk."""
    states: list[str] = []
    while True:
        _, status = os.waitpid(pid, os.WUNTRACED)
        if not os.WIFSTOPPED(status):
            return status, states
        states.append(kept(Path(job.home), Path(job.copies)))
        os.kill(pid, signal.SIGCONT)


def _child(job: Job, parts: dict[str, Any], printed: int, told: int) -> None:
    os.dup2(printed, 1)
    os.dup2(printed, 2)
    code = 1
    try:
        points = Points(job.kill_at, freezing=bool(job.copies))
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
        return app(list(command), standalone_mode=False)
    except SystemExit as done:
        return done.code


if __name__ == "__main__":
    _serve()
