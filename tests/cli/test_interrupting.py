"""Ctrl-C: one line and exit code 130, whenever it comes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from stillroom.services import close_services

# presses Ctrl-C as a module is about to be loaded
BEGIN = """
import signal, sys

class Pressing:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            signal.raise_signal(signal.SIGINT)

from stillroom.cli import entry
sys.meta_path.insert(0, Pressing())
sys.argv = ["stillroom", "status"]
entry.main()
"""
# Python can only print an exception of a destructor
LOST = """
import signal, time
from stillroom.cli import interrupting

class Closing:
    def __del__(self):
        signal.raise_signal(signal.SIGINT)

interrupting.leave_at_once()
interrupting.leave_in_order()
try:
    Closing()
    time.sleep(30)
except KeyboardInterrupt:
    print("heard")
"""
TWICE = """
import signal
from stillroom.cli import interrupting

interrupting.leave_at_once()
interrupting.leave_in_order()
try:
    signal.raise_signal(signal.SIGINT)
finally:
    signal.raise_signal(signal.SIGINT)
    print("never")
"""


# presses it when the copy is made and opened, and where told so again as it is about to be removed
COPIED = """
import os, signal, sys
from stillroom.cli import entry

opened = []

def press(event, args):
    if event == "sqlite3.connect" and os.environ["TMPDIR"] in str(args[0]):
        opened.append(args[0])
        if len(opened) == 2:
            print(os.path.getsize(opened[0]) > 0, flush=True)
            signal.raise_signal(signal.SIGINT)
    if event == "shutil.rmtree" and {again}:
        signal.raise_signal(signal.SIGINT)

sys.addaudithook(press)
entry.main()
"""


def ended(script: str, home: Path, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
    env = {**os.environ, "STILLROOM_HOME": str(home), **more}
    return subprocess.run(
        [sys.executable, "-c", script, *words], capture_output=True, text=True, check=False, env=env, timeout=60
    )


@pytest.mark.parametrize("module", ["typer", "stillroom.cli.looking", "sqlalchemy", "stillroom.store.migrations"])
def test_a_command_that_has_hardly_begun_is_left_with_one_line(module: str, home: Path) -> None:
    left = ended(BEGIN.format(module=module), home)
    assert left.returncode == 130
    assert left.stdout == ""
    (line,) = left.stderr.splitlines()
    assert line.startswith("error: interrupted; what was done is kept")


def test_one_that_comes_where_python_can_only_print_it_is_not_lost(home: Path) -> None:
    left = ended(LOST, home)
    assert (left.returncode, left.stdout, left.stderr) == (0, "heard\n", "")


def test_a_second_one_leaves_at_once(home: Path) -> None:
    left = ended(TWICE, home)
    assert (left.returncode, left.stdout) == (130, "")
    assert len(left.stderr.splitlines()) == 1


@pytest.mark.usefixtures("services")
@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("command", [("replay", "run_x"), ("distill", "--dry-run")])
def test_no_copy_of_the_commons_is_left_behind(
    command: tuple[str, ...], again: bool, home: Path, tmp_path: Path
) -> None:
    close_services()
    folder = tmp_path / "copies"
    folder.mkdir()
    left = ended(COPIED.format(again=again), home, *command, TMPDIR=str(folder))
    assert (left.returncode, left.stdout) == (130, "True\n")
    assert len(left.stderr.splitlines()) == 1
    assert list(folder.iterdir()) == []
