"""The real command, killed at random moments until it gets through, ends as if nothing had happened. Proves X6."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.faults.dump import difference, dump
from tests.faults.invariants import check
from tests.faults.scenario import ORG, write_notes

KILLS, LEAST = 5, 3
SEED = 20_261_121
AWAITING = 3


def start(home: Path, *command: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [Path(sys.executable).with_name("stillroom"), *command, "--org", ORG, "--json"],
        env={**os.environ, "STILLROOM_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def survives(home: Path, notes: Path, seconds: float) -> bool:
    """Start the command and kill it after so many seconds; did it come to its end before?"""
    process = start(home, "distill", str(notes))
    try:
        process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return False
    return True


@pytest.mark.slow
def test_a_command_killed_at_random_moments_gets_through(tmp_path: Path) -> None:
    notes = write_notes(tmp_path)
    began = time.monotonic()
    reference = start(tmp_path / "reference", "distill", str(notes))
    reference.communicate()
    assert reference.returncode == AWAITING
    whole = time.monotonic() - began

    home, moments = tmp_path / "home", random.Random(SEED)
    killed = 0
    while killed < KILLS and not survives(home, notes, whole * moments.uniform(0.4, 1.0)):
        killed += 1
        if (home / "stillroom.db").exists():
            assert check(home, at_rest=False) == []
    assert killed >= LEAST

    last = start(home, "distill", str(notes))
    told = last.communicate()
    assert last.returncode in (0, AWAITING), told
    assert difference(dump(tmp_path / "reference"), dump(home)) == []
    assert check(home) == []
    verified = start(home, "verify")
    told = verified.communicate()
    assert verified.returncode == 0, told
