"""The real command, killed at random moments until it gets through, ends as if nothing had happened. Proves X6."""

import os
import random
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from stillroom.services import close_services
from tests.command import run
from tests.faults.dump import difference, dump
from tests.faults.invariants import check
from tests.faults.scenario import ORG, write_notes

KILLS = 4
# a run undisturbed makes some fifty that can be seen
MOST_CHANGES = 12
SEED = 20_261_121
AWAITING = 3


def start(home: Path, *command: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [Path(sys.executable).with_name("stillroom"), *command, "--org", ORG, "--json"],
        env={**os.environ, "STILLROOM_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def undisturbed(monkeypatch: pytest.MonkeyPatch, home: Path, *command: str, code: int) -> None:
    """Run the command in this process."""
    monkeypatch.setenv("STILLROOM_HOME", str(home))
    close_services()
    run(*command, "--org", ORG, code=code)
    close_services()


def survives(home: Path, notes: Path, changes: int) -> bool:
    """Start the command and kill it once the disk was seen to change so often; did it come to its end before?"""
    with start(home, "distill", str(notes)) as process:
        seen = state = written(home)
        while process.poll() is None and changes:
            state, seen = written(home), state
            changes -= state != seen
            time.sleep(0.002)
        process.kill()
        process.communicate()
        return process.returncode != -signal.SIGKILL


def written(home: Path) -> list[tuple[str, int, int]]:
    """How large each file is, and when it was written."""
    stats = {}
    for path in home.glob("**/*"):
        with suppress(FileNotFoundError):
            stats[str(path)] = path.stat()
    return sorted((name, s.st_size, s.st_mtime_ns) for name, s in stats.items())


@pytest.mark.slow
def test_a_command_killed_at_random_moments_gets_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    notes = write_notes(tmp_path)
    undisturbed(monkeypatch, tmp_path / "reference", "distill", str(notes), code=AWAITING)

    # a busy machine may see a command through before it is killed; then another home is begun
    moments, killed, homes = random.Random(SEED), 0, 0
    while killed < KILLS:
        homes += 1
        home = tmp_path / f"home-{homes}"
        while killed < KILLS and not survives(home, notes, moments.randint(1, MOST_CHANGES)):
            killed += 1
            assert check(home, at_rest=False) == []
        last = start(home, "distill", str(notes))
        told = last.communicate()
        assert last.returncode in (0, AWAITING), told
        assert difference(dump(tmp_path / "reference"), dump(home)) == []
        assert check(home) == []
        undisturbed(monkeypatch, home, "verify", code=0)
