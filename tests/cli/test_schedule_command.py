"""`stillroom schedule`, as an operator uses it: in the foreground, by the system's timers, on a server."""

import configparser
import json
import os
import shlex
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from stillroom.services import close_services
from tests.command import run, told

SAMPLE = Path(__file__).parents[2] / "examples" / "commons.jsonl"
STILLROOM = str(Path(sys.executable).with_name("stillroom"))
ENTRIES = {"distillation-every-30m", "notices-every-5m", "quality-signal-aggregation", "housekeeping-daily"}


@pytest.mark.slow
def test_in_the_foreground_missed_turns_are_done_at_once_and_a_signal_ends_it_in_peace(home: Path) -> None:
    run("import", str(SAMPLE), code=0)
    close_services()

    with subprocess.Popen([STILLROOM, "schedule", "--json"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        first = json.loads(process.stdout.readline())
        process.send_signal(signal.SIGTERM)
        rest = process.communicate(timeout=60)[0]

    assert process.returncode == 0
    assert (first["entry"], first["status"]) == ("distillation-every-30m", "awaiting_review")
    assert {first["entry"], *(json.loads(line)["entry"] for line in rest.splitlines())} <= ENTRIES
    assert run("schedule", "once", "distillation-every-30m", "--json", code=0).stdout == ""
    lasts = {last["entry"]: last["last"] for last in told("schedule", "list")}
    assert set(lasts) == ENTRIES
    assert lasts["distillation-every-30m"]["outcome"]["run_id"] == first["run_id"]


def test_an_unknown_entry_and_a_silent_server_are_one_line_each(home: Path) -> None:
    assert "distillation-every-30m" in run("schedule", "once", "hourly", code=2).stderr
    silent = run("schedule", "create", "--server", "http://127.0.0.1:9", code=2)
    assert silent.stderr.startswith("error: http://127.0.0.1:9 does not answer")


def test_timers_run_one_turn_of_each_entry_wherever_they_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "50% of it"
    monkeypatch.setenv("STILLROOM_HOME", str(home))
    units = tmp_path / "units"
    installed = run("schedule", "install", "--to", str(units), code=0)
    assert {path.stem for path in units.glob("*.timer")} == {f"stillroom-{name}" for name in ENTRIES}
    assert all(f"stillroom-{name}.timer" in installed.stdout for name in ENTRIES)
    unit = configparser.RawConfigParser()
    unit.read(units / "stillroom-housekeeping-daily.service")
    given = {key: value.replace("%%", "%") for key, value in unit["Service"].items()}
    name, _, value = shlex.split(given["environment"])[0].partition("=")
    bare = {"PATH": os.environ["PATH"], name: value}
    done = subprocess.run(shlex.split(given["execstart"]), cwd=given["workingdirectory"], env=bare, check=False)
    assert done.returncode == 0
    assert (home / "stillroom.db").exists()


def test_crontab_lines_are_commands_a_shell_understands(home: Path) -> None:
    lines = run("schedule", "install", "--crontab", code=0).stdout.splitlines()
    assert len(lines) == len(ENTRIES)
    fields = lines[-1].split(maxsplit=5)
    assert fields[:5] == ["0", "0", "*", "*", "*"]
    assert subprocess.run(["sh", "-c", fields[5].replace("\\%", "%")], check=False, env={}).returncode == 0
