"""Running commands in children of a warm process, each of which can be frozen at every point, or killed at one."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {"LANGGRAPH_STRICT_MSGPACK": "true", "TOKENIZERS_PARALLELISM": "false", "OPENBLAS_NUM_THREADS": "1"}


@dataclass(frozen=True, slots=True)
class Job:
    """Commands to run on a home, one after the other, in one process.

    Attributes:
        kill_at: the number of the point at which the process dies, from 0; None lets it live.
        sabotage: a known defect to build in first.
        copies: where to copy the home while the process stands still, at each point or, with `kill_at`, at that one
            only; empty lets it run through.
    """

    home: str
    commands: tuple[tuple[str, ...], ...]
    kill_at: int | None = None
    sabotage: str = ""
    copies: str = ""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended: killed, failed or well, with what it printed.

    Attributes:
        points: the points that it passed.
        states: what was on the disk at each, as the name of a copy; equal names stand for equal bytes.
    """

    killed: bool
    failed: bool
    output: str
    points: tuple[str, ...]
    states: tuple[str, ...]


class Warm:
    """The warm process, asked for one child at a time."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def run(
        self,
        home: Path,
        *commands: Sequence[str],
        kill_at: int | None = None,
        sabotage: str = "",
        copies: Path | None = None,
    ) -> Ended:
        """Run commands in a new child."""
        job = Job(str(home), tuple(tuple(c) for c in commands), kill_at, sabotage, str(copies or ""))
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asdict(job)) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        points, states = tuple(answer["points"]), tuple(answer["states"])
        return Ended(answer["killed"], answer["failed"], answer["output"], points, states)


@contextmanager
def warm() -> Iterator[Warm]:
    """Start a warm process for the block."""
    command = [sys.executable, "-m", "tests.faults.warm"]
    with subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **ENVIRONMENT}, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield Warm(process)
        assert process.stdin is not None
        process.stdin.close()
