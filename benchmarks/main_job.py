"""Measure the whole main job: what `stillroom distill` takes on made-up commons of growing size.

Every measurement is a fresh process on a home of its own. Seconds are wall time and CPU time with all child
processes; memory is the most that process and children held together, what they share counted once. Shares are of
the wall time between the first and the last event of a step.

    python -m benchmarks.main_job [--sizes 1000,10000] [--keep FOLDER]
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import islice, pairwise
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table
from threadpoolctl import threadpool_info  # type: ignore[import-untyped]

from benchmarks.commons import commons
from stillroom.receipts import packages, source_state

RESULTS = Path(__file__).parent / "results"
MORE = 100
BARS = {"first": "40 s and 1.2 GB at 10,000", "again": "2.5 s", "more": "6 s at 10,000"}
out = Console(width=140)


def main() -> None:
    """Measure every size and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="1000,10000", help="how many items; 100000 takes about ten minutes")
    parser.add_argument("--keep", type=Path, help="keep the homes here")
    args = parser.parse_args()
    sizes = [int(size) for size in args.sizes.replace("_", "").split(",")]
    machine = describe()
    out.print(" · ".join(f"{name} {value}" for name, value in machine.items()), markup=False)
    with tempfile.TemporaryDirectory() as folder:
        measured = {size: measure(args.keep or Path(folder), size) for size in sizes}
    out.print(totals(measured), shares(measured))
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"main_job_{datetime.now(UTC):%Y%m%dT%H%M%S}.json"
    path.write_text(json.dumps({"machine": machine, "runs": measured}, indent=2), encoding="utf-8")
    out.print(f"written to {path}")


def describe() -> dict[str, Any]:
    """Tell on what it is measured."""
    model = [line.partition(":")[2].strip() for line in _cpuinfo() if line.startswith("model name")]
    blas = next((info for info in threadpool_info() if info["user_api"] == "blas"), {})
    state = source_state()
    return {
        "commit": f"{(state['git_sha'] or 'none')[:12]}{' (changed)' if state['dirty'] else ''}",
        "cpu": f"{model[0] if model else platform.processor()} x {os.cpu_count()}",
        "load": round(os.getloadavg()[0], 2),
        "memory": f"{psutil.virtual_memory().total / 2**30:.0f} GiB",
        "python": platform.python_version(),
        "blas": f"{blas.get('architecture')} with {blas.get('num_threads')} threads",
        "chromadb": packages()["chromadb"],
    }


def _cpuinfo() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def measure(folder: Path, size: int) -> dict[str, Any]:
    """Run a commons of that size for the first time, again with nothing new, and with a hundred items more."""
    folder.mkdir(parents=True, exist_ok=True)
    notes, more, home = folder / f"{size}.jsonl", folder / f"{size}_more.jsonl", folder / f"{size}_home"
    _write(notes, commons(size))
    _write(more, islice(commons(max(size, MORE), seed=8), MORE))
    return {
        "first": job(home, [str(notes)]),
        "again": job(home, []),
        "more": job(home, [str(more)]),
    }


def job(home: Path, paths: Sequence[str]) -> dict[str, Any]:
    """Run `stillroom distill` in a process of its own and watch it."""
    env = {**os.environ, "STILLROOM_HOME": str(home)}
    start = time.perf_counter()
    command = [sys.executable, "-m", "benchmarks.watched", "distill", "--json", *paths]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        watch = _Watch(process.pid)
        printed, events = process.communicate()
        wall = time.perf_counter() - start
    watch.stop()
    if process.returncode not in (0, 3):
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{events}")
    return {
        "wall_s": round(wall, 2),
        "cpu_s": round(watch.cpu, 2),
        "memory_mb": watch.memory >> 20,
        "steps": json.loads(events.splitlines()[-1]),
        "result": json.loads(printed),
    }


class _Watch:
    """What a process and its children use: the most memory at once, in bytes, and all CPU seconds."""

    def __init__(self, pid: int) -> None:
        self.memory, self._seconds, self._over = 0, dict[int, float](), threading.Event()
        self._process = psutil.Process(pid)
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    @property
    def cpu(self) -> float:
        return sum(self._seconds.values())

    def stop(self) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(0.5):
            try:
                family = [self._process, *self._process.children(recursive=True)]
            except psutil.NoSuchProcess:
                return
            self.memory = max(self.memory, sum(map(self._one, family)))

    def _one(self, process: psutil.Process) -> int:
        """Look at one; what several share counts once where the system tells (Linux): each is charged its part."""
        try:
            times, found = process.cpu_times(), process.memory_full_info()
        except psutil.Error:
            return 0
        self._seconds[process.pid] = times.user + times.system
        return int(getattr(found, "pss", found.rss))


def totals(measured: dict[int, dict[str, Any]]) -> Table:
    """Lay out what each kind of run took."""
    table = Table("", "items", "wall s", "CPU s", "peak MB", "items/s", "bar", title="stillroom distill")
    names = {"first": "first run, import included", "again": "again, nothing new", "more": f"{MORE} new items more"}
    for name, label in names.items():
        for size, runs in measured.items():
            run, done = runs[name], {"first": size, "more": MORE}.get(name, 0)
            rate = f"{done / run['wall_s']:,.0f}" if done else ""
            cells = (f"{size:,}", f"{run['wall_s']:.1f}", f"{run['cpu_s']:.1f}", f"{run['memory_mb']:,}", rate)
            table.add_row(label, *cells, BARS[name])
    return table


def shares(measured: dict[int, dict[str, Any]]) -> Table:
    """Lay out what share of a first run each step took, and how its seconds grow from size to size."""
    table = Table("step", *(f"{size:,}" for size in measured), "growth", title="a first run, step by step")
    steps = list(dict.fromkeys(s for runs in measured.values() for s in runs["first"]["steps"]))
    for step in steps:
        seconds = [runs["first"]["steps"].get(step, 0.0) for runs in measured.values()]
        walls = [runs["first"]["wall_s"] for runs in measured.values()]
        cells = [f"{s:.2f} s  {s / wall:4.0%}" for s, wall in zip(seconds, walls, strict=True)]
        grown = [f"x {b / a:.1f}" if a > 0.05 else "-" for a, b in pairwise(seconds)]
        table.add_row(step, *cells, "  ".join(grown))
    return table


def _write(path: Path, items: Iterator[dict[str, Any]]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.writelines(f"{json.dumps(item)}\n" for item in items)


if __name__ == "__main__":
    main()
