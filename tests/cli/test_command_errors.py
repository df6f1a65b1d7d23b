"""Whatever goes wrong, a command says in one line what and what to do, and its exit code tells which kind it is."""

import json
import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from types import SimpleNamespace

import pytest
from sqlalchemy import event

from stillroom.cli import distilling
from stillroom.cli.main import app
from stillroom.services import Services, close_services, open_services
from stillroom.store import database
from stillroom.store.locks import held
from tests.command import run, told
from tests.openai_server import OpenAIServer

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "examples" / "commons.jsonl"
SAMPLED = 200
# every command with just what it needs to touch the commons
COMMANDS = {
    "import": ("import", str(SAMPLE)),
    "add": ("add", "The pool has 20 connections."),
    "distill": ("distill",),
    "review": ("review",),
    "show": ("show", "db-001"),
    "search": ("search", "pool"),
    "status": ("status",),
    "runs": ("runs",),
    "receipt": ("receipt", "run_x"),
    "report": ("report",),
    "quarantine": ("quarantine",),
    "export": ("export",),
    "verify": ("verify",),
}
PROGRAM = (sys.executable, "-c", "from stillroom.cli.main import main; main()")
WITH_JSON = ("import", "add", "distill", "review", "show", "search", "status", "runs", "quarantine", "verify")


def complains(*words: str, code: int, of: str) -> None:
    """Check that a command fails in one line on standard error that names what was wrong."""
    failed = run(*words, code=code)
    (line,) = [line for line in failed.stderr.splitlines() if line.startswith("error: ")]
    assert of in line
    assert len(line) > len("error: ") + len(of)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_damaged_database_is_told_by_every_command(name: str, home: Path) -> None:
    (home / "stillroom.db").write_bytes(os.urandom(5000))
    complains(*COMMANDS[name], code=1, of="restore it from a backup")


def test_a_damaged_database_is_the_doctors_finding_and_no_dry_run_hides_it(home: Path) -> None:
    (home / "stillroom.db").write_bytes(os.urandom(5000))
    (finding,) = told("doctor", code=1)
    assert (finding["part"], finding["state"]) == ("database", "broken")
    complains("distill", "--dry-run", code=1, of="not a database")


@pytest.mark.parametrize("name", COMMANDS)
def test_a_home_that_cannot_be_made_is_told_by_every_command(
    name: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "file").touch()
    monkeypatch.setenv("STILLROOM_HOME", str(home / "file" / "home"))
    complains(*COMMANDS[name], code=2, of="STILLROOM_HOME")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_works_on_a_home_that_is_not_there_yet(name: str, home: Path) -> None:
    home.rmdir()
    failed = run(*COMMANDS[name]).exit_code
    assert failed == (2 if name in ("show", "receipt", "report") else 0)
    assert home.is_dir()


@pytest.mark.parametrize("name", WITH_JSON)
def test_json_is_one_value_and_nothing_beside_it(name: str) -> None:
    run("import", SAMPLE)
    close_services()
    printed = run(*COMMANDS[name], "--json")
    assert printed.exit_code in (0, 3)
    json.loads(printed.stdout)
    assert printed.stderr == ""


def test_a_database_that_another_program_keeps_locked_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("import", SAMPLE, code=0)
    close_services()
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    other = sqlite3.connect(home / "stillroom.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    complains("add", "The pool has 20 connections.", code=1, of="try again when it is done")
    assert told("status", code=0)["items"]["pending"] == 85
    other.close()
    run("add", "The pool has 20 connections.", code=0)


def test_a_run_that_another_process_works_on_is_left_to_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cut_off(monkeypatch)
    services = open_services()
    (running,) = services.store.runs.recent("default", status="running")
    with held(services.store.database, home, running.id):
        complains("distill", code=1, of="worked on by another process")
    assert told("distill", code=3)["run_id"] == running.id


def cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """Press Ctrl-C in the middle of a run."""
    steps: list[str] = []

    def update(self: object, event: dict[str, str]) -> None:
        steps.append(event.get("step", ""))
        if event.get("step") == "judge":
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(distilling.Steps, "update", update)
        complains("distill", str(SAMPLE), code=130, of="goes on from there")
    assert "judge" in steps


def test_a_full_disk_is_told_and_the_same_command_goes_on_when_there_is_room(home: Path) -> None:
    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (800_000, 800_000))

    full = subprocess.run(
        [*PROGRAM, "distill", str(SAMPLE)], preexec_fn=small, capture_output=True, text=True, check=False
    )
    assert full.returncode == 1
    assert "Traceback" not in full.stderr
    assert "see whether its disk is full" in full.stderr.splitlines()[-1]
    done = told("distill", code=3)
    assert done["items_harvested"] == 85
    assert told("verify", code=0)["ok"]


@contextmanager
def no_room_for(pages: int) -> Iterator[None]:
    """Let the database grow by a few pages only."""
    database = open_services().store.database

    def limit(connection: sqlite3.Connection, _record: object) -> None:
        (there,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count={there + pages}")

    event.listen(database.engine, "connect", limit)
    database.close()
    yield
    event.remove(database.engine, "connect", limit)
    database.close()


def test_a_run_without_room_says_that_all_is_safe_and_goes_on_where_it_was_when_there_is_some() -> None:
    run("import", SAMPLE, code=0)
    with no_room_for(30):
        complains("distill", code=1, of="the disk is full: no room for the database")
        (cut_off,) = told("runs")
        assert cut_off["status"] == "running"
        complains("add", "Many words. " * 15_000, code=1, of="what was kept so far is safe")
    run("distill", code=3)
    assert told("runs")[-1]["id"] == cut_off["id"]
    assert told("runs")[-1]["status"] == "awaiting_review"
    assert told("verify", code=0)["ok"]


def test_a_database_of_a_newer_program_is_told_and_left_as_it_is(home: Path) -> None:
    run("import", SAMPLE, code=0)
    with open_services().store.database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    close_services()
    complains("status", code=2, of="version 9999")
    with closing(sqlite3.connect(home / "stillroom.db")) as connection:
        assert connection.execute("SELECT count(*) FROM items").fetchone() == (85,)


READING = ("status", "show", "search", "runs", "quarantine", "review", "export")


@pytest.mark.usefixtures("services")
def test_a_home_that_may_only_be_read_can_be_read(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    close_services()
    before = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    # as on a file system that is mounted so: whoever runs the tests may be allowed to write everywhere
    monkeypatch.setattr(database, "_make_private", lambda path: False)
    monkeypatch.setattr(os, "statvfs", lambda path: SimpleNamespace(f_flag=os.ST_RDONLY))
    for name in READING:
        assert run(*COMMANDS[name], code=0).stdout
    assert "db-012" in run("search", "pool").stdout
    assert "words only" in run("search", "pool").stderr
    decision = ("review", told("review")[0]["id"], "--decide", "approve")
    for words in (("add", "The pool has 20 connections."), ("import", str(SAMPLE)), ("hold", "db-001"), decision):
        complains(*words, code=2, of="may only be read")
    close_services()
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == before


def test_damaged_checkpoints_and_vectors_are_told_and_can_be_made_anew(home: Path) -> None:
    run("import", SAMPLE, code=0)
    (home / "checkpoints.db").write_bytes(os.urandom(5000))
    complains("distill", code=1, of="checkpoints.db")
    (home / "checkpoints.db").unlink()
    assert run("distill").exit_code == 3
    close_services()
    (home / "chroma" / "chroma.sqlite3").write_bytes(os.urandom(5000))
    # a process of its own: Chroma remembers what it failed to open
    failed = subprocess.run([*PROGRAM, "search", "pool"], capture_output=True, text=True, check=False)
    assert failed.returncode == 1
    assert "`stillroom verify --repair`" in failed.stderr
    shutil.rmtree(home / "chroma")
    assert not told("verify", code=1)["ok"]
    assert told("verify", "--repair", code=0)["vectors"] == 77
    assert told("search", "pool")


@pytest.mark.usefixtures("services")
def test_answers_to_a_run_whose_checkpoints_are_gone_are_not_lost(home: Path) -> None:
    conflict = next(r["id"] for r in told("review") if "api-004" in r["question"]["item_ids"])
    (home / "checkpoints.db").unlink()
    decided = run("review", conflict, "--decide", "supersede", "--subject", "api-005", code=0)
    assert "are gone" in decided.stdout
    run("distill", code=0)
    assert told("show", "api-004")["item"]["superseded_by"] == "api-005"


@pytest.mark.parametrize(
    ("words", "of"),
    [
        (("show", "nope"), "stillroom search"),
        (("receipt", "nope"), "stillroom runs"),
        (("report", "nope"), "stillroom runs"),
        (("review", "nope"), "stillroom review"),
        (("report",), "stillroom distill"),
        (("import", sys.executable), "binary data"),
        (("import", "/tmp/no/such/file.jsonl"), "no such file"),
        (("import", str(SAMPLE), "--map", "colour=blue"), "OURS=THEIRS"),
        (("import", str(SAMPLE), "--map", "content=colour"), "no row has the field 'colour'; there are id"),
        (("import", str(SAMPLE), "--map", "scope.version=colour"), "'colour'"),
        (("import", str(SAMPLE), "--format", "xml"), "there are jsonl"),
        (("distill", "--since", "yesterday"), "90d"),
        (("export", "-o", "/no/such/folder/out.jsonl"), "cannot write"),
    ],
)
def test_bad_input_is_named_with_what_would_do(words: tuple[str, ...], of: str) -> None:
    complains(*words, code=2, of=of)


@pytest.mark.parametrize(
    ("words", "of"),
    [
        (("status", "--colour"), "--colour"),
        (("brew",), "brew"),
        (("show",), "item_id"),
        (("export", "csv"), "jsonl"),
        (("export", "--state", "lost"), "pending, approved"),
        (("distill", "--budget-calls", "-1"), "--budget-calls"),
        (("search", "x", "--limit", "0"), "--limit"),
    ],
)
def test_a_word_that_no_command_knows_is_refused_with_usage(words: tuple[str, ...], of: str) -> None:
    refused = run(*words, code=2)
    assert of in " ".join(refused.stderr.replace("│", " ").split())


def test_a_mapping_to_a_field_that_only_some_rows_have_is_taken(tmp_path: Path) -> None:
    file = tmp_path / "n.jsonl"
    file.write_text('{"what": "Logs are kept for 30 days."}\n{"area": "db"}\n', encoding="utf-8")
    complains("import", str(file), "--map", "content=no_such", code=2, of="there are what, area")
    assert told("status")["quarantined"] == 0
    (report,) = told("import", str(file), "--map", "content=what", code=0).values()
    assert (report["added"], report["quarantined"]) == (1, 1)


@pytest.mark.parametrize(("rows", "code"), [(SAMPLED, 2), (SAMPLED + 1, 0)])
def test_a_field_that_the_first_rows_lack_is_refused_only_where_no_others_follow(
    tmp_path: Path, rows: int, code: int
) -> None:
    file = tmp_path / "n.jsonl"
    lines = [json.dumps({"id": f"n{n}", "content": f"Pool {n} has {n} slots."}) for n in range(1, SAMPLED + 1)]
    late = json.dumps({"id": "late", "content": "Logs are kept for 30 days.", "ver": "16"})
    file.write_text("\n".join([*lines, late][:rows]), encoding="utf-8")
    said = run("import", str(file), "--map", "scope.version=ver", code=code)
    if code:
        assert "no row has the field 'ver'; there are id, content" in said.stderr
        assert told("status")["new"] == 0
    else:
        shown = " ".join(said.stdout.split())
        assert "note: --map 'scope.version=ver': none of the first 200 rows has it; there are id, content" in shown
        assert told("show", "late")["item"]["scope"] == {"version": "16"}


def test_an_import_of_which_no_row_is_accepted_is_bad_input(tmp_path: Path) -> None:
    file = tmp_path / "n.jsonl"
    file.write_text('{"area": "db"}\n{"area": "ci"}\n', encoding="utf-8")
    for words in (("import",), ("distill", "--dry-run"), ("distill",)):
        complains(*words, str(file), code=2, of="none of 2 rows could be accepted (line 1, content: ")
    assert told("status")["quarantined"] == 2
    assert told("runs") == []
    (report,) = told("import", str(file), code=2).values()
    assert report["quarantined"] == 2
    run("import", str(SAMPLE), str(file), code=0)


def test_a_run_that_has_not_ended_has_no_receipt_yet(services: Services) -> None:
    complains("receipt", services.store.runs.recent("default")[0].id, code=2, of="it is awaiting_review")


def test_a_folder_without_notes_is_told(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    complains("import", str(tmp_path / "empty"), code=2, of="no Markdown file")


def test_a_setting_that_cannot_be_is_named_without_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STILLROOM_MODEL_TIMEOUT", "sk-secret")
    failed = run("status", code=2)
    assert "STILLROOM_MODEL_TIMEOUT" in failed.stderr
    assert "sk-secret" not in failed.stderr


def test_a_budget_that_is_spent_stops_the_run_with_its_own_code(
    openai_server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STILLROOM_OPENAI_BASE_URL", openai_server.base_url)
    monkeypatch.setenv("STILLROOM_JUDGE_MODEL", "judge")
    stopped = told("distill", SAMPLE, "--budget-calls", "0", code=4)
    assert stopped["status"] == "stopped"
    assert "calls" in stopped["reason"]
    assert openai_server.requests == []


def test_the_exit_codes_stand_in_help_and_readme() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    helped = " ".join(run("distill", "--help", code=0).stdout.split())
    for code, meaning in ((0, "done"), (1, "failed"), (2, "bad input"), (3, "awaiting review"), (4, "stopped")):
        assert f"{code} {meaning}" in helped
        assert f"| {code} | {meaning}" in readme
    assert "130 interrupted" in " ".join(run("--help", code=0).stdout.split())
    assert "| 130 | interrupted" in readme


def test_the_version_and_the_commands_of_the_readme_are_there() -> None:
    assert run("--version", code=0).stdout.startswith("stillroom 0.")
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    used = {line.split()[1] for line in readme.splitlines() if line.startswith(".venv/bin/stillroom ")}
    there = {c.name or (c.callback.__name__ if c.callback else "") for c in app.registered_commands}
    assert used <= there | {group.name for group in app.registered_groups}
    assert set(COMMANDS) | {"doctor"} <= there


def test_help_costs_no_more_than_a_blink() -> None:
    def cpu(*words: str) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *words], capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    # processor time: the machine may be busy with other things, which costs time all the same
    assert any(cpu(*PROGRAM[1:], "--help") - cpu("-c", "pass") < 0.3 for _ in range(10))
