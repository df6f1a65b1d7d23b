import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import pytest

from stillroom.workers import Workers


def place(number: int) -> tuple[int, int]:
    return number, os.getpid()


def die_elsewhere(home: int) -> int:
    if os.getpid() != home:
        os._exit(1)
    return home


def die_elsewhere_later(job: tuple[int, int]) -> int:
    number, home = job
    if number:
        die_elsewhere(home)
    return number


def refuse(number: int) -> int:
    raise LookupError(number)


@pytest.fixture
def two() -> Iterator[Workers]:
    workers = Workers(2)
    yield workers
    workers.close()


def test_jobs_are_done_elsewhere_and_come_back_in_order(two: Workers) -> None:
    done = list(two.map(place, range(40), long=True))
    assert [n for n, _ in done] == list(range(40))
    assert os.getpid() not in {where for _, where in done}
    assert two.call(place, 7)[1] != os.getpid()
    two.close()
    assert two.call(place, 7) == (7, os.getpid())


def test_processes_that_were_let_go_finish_and_others_start_when_needed(two: Workers) -> None:
    (first,) = {where for _, where in two.map(place, range(1), long=True)}
    waiting = two.map(place, range(8))
    assert next(waiting)[1] != os.getpid()
    two.rest()
    assert not two.running
    assert len(list(waiting)) == 7
    assert {where for _, where in two.map(place, range(1), long=True)}.isdisjoint({first, os.getpid()})


def test_ctrl_c_waits_until_a_process_is_started_whole(two: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
    submit, started = ProcessPoolExecutor.submit, list[Any]()

    def pressed(pool: ProcessPoolExecutor, *given: Any) -> Any:
        signal.raise_signal(signal.SIGINT)
        started.append(submit(pool, *given))
        return started[-1]

    with monkeypatch.context() as patch:
        patch.setattr(ProcessPoolExecutor, "submit", pressed)
        with pytest.raises(KeyboardInterrupt):
            list(two.map(place, range(3), long=True))
    assert len(started) == 1
    assert [n for n, _ in two.map(place, range(3))] == [0, 1, 2]


def test_processes_that_broke_late_leave_those_that_were_started_since(two: Workers) -> None:
    broken = two.map(die_elsewhere_later, [(n, os.getpid()) for n in range(5)], long=True)
    assert next(broken) == 0
    two.rest()
    assert os.getpid() not in {where for _, where in two.map(place, range(1), long=True)}
    assert list(broken) == [1, 2, 3, 4]
    assert two.running


PARENT = """
import os, sys, time
from stillroom.workers import Workers
from tests.unit.test_workers import place

if __name__ == "__main__":
    workers = Workers(2)
    print(*{where for _, where in workers.map(place, range(40), long=True)}, flush=True)
    time.sleep(60)
"""


def test_processes_end_with_the_one_that_was_killed(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True, env=env) as parent:
        assert parent.stdout is not None
        others = [psutil.Process(int(pid)) for pid in parent.stdout.readline().split()]
        parent.kill()
    assert others
    assert psutil.wait_procs(others, timeout=20)[1] == []


ELSEWHERE = """
import os, sys
from stillroom.workers import Workers, prepare
from tests.unit.test_workers import place

if __name__ == "__main__":
    sys.path.pop(0)
    prepare()
    workers = Workers(2)
    workers.start()
    print("apart" if os.getpid() not in {where for _, where in workers.map(place, range(40))} else "here")
    workers.close()
"""


def run_in(folder: Path, **environment: str) -> str:
    """Do forty jobs in two processes, from a script in a folder, and tell what it prints."""
    (folder / "script.py").write_text(ELSEWHERE)
    env = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **environment}
    command = [sys.executable, "script.py"]
    ended = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=60, check=True)
    return ended.stdout + ended.stderr


def test_nothing_is_loaded_from_the_folder_where_the_command_runs(tmp_path: Path) -> None:
    (tmp_path / "scipy.py").write_text('open("it_ran", "w"); raise ValueError("a file of the project")')
    assert run_in(tmp_path) == "apart\n"
    assert not (tmp_path / "it_ran").exists()


def test_work_is_done_where_no_socket_can_be_made(tmp_path: Path) -> None:
    deep = tmp_path / ("a" * 100)
    deep.mkdir()
    assert run_in(tmp_path, TMPDIR=str(deep)) == "apart\n"


def test_no_process_is_started_for_little_work_or_for_one_worker(two: Workers) -> None:
    assert list(two.map(place, range(3))) == [(n, os.getpid()) for n in range(3)]
    assert two.call(place, 3) == (3, os.getpid())
    assert not two.running
    alone = Workers()
    assert list(alone.map(place, range(3), long=True)) == [(n, os.getpid()) for n in range(3)]


def test_processes_that_were_started_do_short_work_too(two: Workers) -> None:
    two.start()
    assert two.running
    assert two.call(place, 3)[1] != os.getpid()
    alone = Workers()
    alone.start()
    assert not alone.running


def test_a_process_that_dies_leaves_its_jobs_to_this_one(two: Workers) -> None:
    assert list(two.map(die_elsewhere, [os.getpid()] * 12, long=True)) == [os.getpid()] * 12


def test_what_a_job_raises_is_raised_here(two: Workers) -> None:
    with pytest.raises(LookupError, match="4"):
        list(two.map(refuse, [4], long=True))
