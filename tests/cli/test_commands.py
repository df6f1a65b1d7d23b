"""The commands beside the main job: add, export, quarantine, doctor, and what --help may not load."""

import json
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from stillroom.services import Services, close_services
from tests.command import run, told

BROKEN = Path(__file__).parents[2] / "examples" / "broken.jsonl"


def test_an_added_item_is_redacted_before_it_is_stored(home: Path) -> None:
    added = run("add", "Ask Priya Sharma at priya@acme.io for the pool size.", "--scope", "version=16", "--json")
    item = json.loads(added.stdout)
    assert item["state"] == "pending"
    assert item["scope"] == {"version": "16"}
    assert "priya" not in item["content"].lower()
    assert all(b"priya" not in p.read_bytes().lower() for p in home.iterdir() if p.is_file())


def test_an_item_comes_from_standard_input_and_twice_is_once() -> None:
    first = run("add", "-", given="Every migration sets a lock timeout.\n")
    again = run("add", "-", given="Every migration sets a lock timeout.\n")
    assert first.stdout == again.stdout
    assert json.loads(run("status", "--json").stdout)["items"]["pending"] == 1


@pytest.mark.parametrize(
    ("words", "field"),
    [((" ",), "content"), (("x", "--confidence", "99"), "confidence"), (("x", "--scope", "y"), "scope")],
)
def test_a_bad_item_is_refused_by_field_and_nothing_is_stored(words: tuple[str, ...], field: str) -> None:
    refused = run("add", *words, code=2)
    assert refused.stderr.startswith(f"error: {field}")
    assert json.loads(run("status", "--json").stdout)["items"]["live"] == 0


def test_an_export_comes_back_in_whole_and_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("add", "Every migration sets a lock timeout.", "--category", "db", "--tag", "sql", "--title", "Locks")
    run("add", "The pool has 20 connections.", "--category", "db", "--scope", "version=16")
    file = tmp_path / "out.jsonl"
    run("export", "jsonl", "-o", str(file))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not list(tmp_path.glob(".*part"))
    assert run("export").stdout == file.read_text(encoding="utf-8")
    close_services()
    monkeypatch.setenv("STILLROOM_HOME", str(tmp_path / "other"))
    (report,) = json.loads(run("import", str(file), "--json").stdout).values()
    assert (report["read"], report["added"], report["quarantined"]) == (2, 2, 0)
    (report,) = json.loads(run("import", str(file), "--json").stdout).values()
    assert (report["added"], report["known"]) == (0, 2)
    assert run("export").stdout == file.read_text(encoding="utf-8")


def test_an_export_of_one_state_leaves_the_others_out() -> None:
    run("add", "Every migration sets a lock timeout.")
    assert run("export", "--state", "approved").stdout == ""
    assert len(run("export", "--state", "pending").stdout.splitlines()) == 1


def test_what_was_refused_is_listed_with_line_field_and_reason() -> None:
    (report,) = json.loads(run("import", str(BROKEN), "--json").stdout).values()
    refused = json.loads(run("quarantine", "--json").stdout)
    assert len(refused) == report["quarantined"] >= 8
    assert {"line", "field", "reason", "source"} <= set(refused[0])
    assert {"content", "confidence", "json"} <= {row["field"] for row in refused}


def test_what_was_refused_is_off_the_list_once_it_is_mended_or_dismissed(tmp_path: Path) -> None:
    file, other = tmp_path / "notes.jsonl", tmp_path / "other.jsonl"
    good, bad = '{"content": "The pool has 20 connections."}', '{"content": ""}'
    file.write_text("\n".join((good, bad, bad, "{")), encoding="utf-8")
    told("import", file, code=0)
    other.write_text("\n".join((good, good)), encoding="utf-8")
    told("import", other, code=0)
    assert [(r["source"], r["line"]) for r in told("quarantine")] == [("notes.jsonl", n) for n in (4, 3, 2)]

    file.write_text("\n".join((good, '{"content": "Deploys stop on Fridays."}', bad, "{")), encoding="utf-8")
    assert "mended: 1" in run("import", file, code=0).stdout
    left = told("quarantine")
    assert [r["line"] for r in left] == [4, 3]
    assert told("status")["quarantined"] == 2
    assert run("quarantine", "--dismiss", left[0]["seq"], "--by", "ana", code=0).stdout == "dismissed: 1; 1 are left\n"
    assert told("quarantine", "--dismiss", "notes.jsonl", code=0) == {"notes.jsonl": 1}
    assert "no row 'notes.jsonl'" in run("quarantine", "--dismiss", "notes.jsonl", code=2).stderr
    assert "nothing is in quarantine" in run("quarantine", code=0).stdout
    told("import", file, code=0)
    kept = {r["line"]: (r["resolved"], r["resolved_by"]) for r in told("quarantine", "--all")}
    assert kept[2] == ("mended", "")
    assert kept[4] == ("dismissed", "ana")
    assert told("distill", "--force", code=0)["quarantined"] == 0


def test_a_row_is_mended_at_its_own_path_whatever_else_is_named_alike(tmp_path: Path) -> None:
    good, bad = '{"content": "The pool has 20 connections."}', '{"content": ""}'
    names = ("notes.jsonl", "jane.roe@acme-tools.com notes.jsonl", "notes \x01.jsonl")
    for n, name in enumerate(names, start=1):
        files = [tmp_path / folder / name for folder in "abc"]
        for file, second in zip(files, (bad, good, bad), strict=True):
            file.parent.mkdir(exist_ok=True)
            file.write_text(f"{good}\n{second}", encoding="utf-8")
        reports = told("import", *files, code=0)
        assert [report["mended"] for report in reports.values()] == [0, 0, 0]
        assert told("status")["quarantined"] == 2 * n

    for n, name in enumerate(names, start=1):
        (tmp_path / "a" / name).write_text(f"{good}\n{good}", encoding="utf-8")
        (report,) = told("import", tmp_path / "b" / ".." / "a" / name, code=0).values()
        assert (report["mended"], told("status")["quarantined"]) == (1, 2 * len(names) - n)


def test_what_was_mended_and_is_refused_again_is_back_on_the_list(tmp_path: Path) -> None:
    file = tmp_path / "notes.jsonl"
    good, bad = '{"content": "The pool has 20 connections."}', '{"content": ""}'
    runs = []
    for _ in range(2):
        file.write_text(f"{bad}\n{bad}", encoding="utf-8")
        told("import", file, code=2)
        assert [row["line"] for row in told("quarantine", "--all")] == [2, 1]
        assert [row["line"] for row in told("quarantine")] == [2, 1]
        assert told("status")["quarantined"] == 2
        file.write_text(f"{good}\n{good}", encoding="utf-8")
        assert "mended: 2" in run("import", file, code=0).stdout
        assert told("quarantine") == []
        runs.append(told("distill", "--force", code=0)["run_id"])
    assert [told("replay", run_id, code=0)["differences"] for run_id in runs] == [[], []]

    file.write_text(f"{bad}\n{bad}", encoding="utf-8")
    told("import", file, code=2)
    told("quarantine", "--dismiss", "notes.jsonl", code=0)
    assert "`stillroom quarantine --all` lists them" in run("import", file, code=2).stderr
    assert told("quarantine") == []
    assert [row["resolved"] for row in told("quarantine", "--all")] == ["dismissed", "dismissed"]


def test_all_that_is_to_be_dismissed_is_looked_up_first_by_number_and_then_by_source(tmp_path: Path) -> None:
    for name in ("1", "77"):
        file = tmp_path / name
        file.write_text('{"content": ""}\n{"content": ""}', encoding="utf-8")
        told("import", file, "--format", "jsonl", code=2)
    assert "no row 'typo'" in run("quarantine", "--dismiss", "4", "--dismiss", "typo", code=2).stderr
    assert len(told("quarantine")) == 4
    assert told("quarantine", "--dismiss", "1", code=0) == {"1": 1}
    left = run("quarantine", "--dismiss", "77", "--dismiss", "4", code=0).stdout
    assert left == "dismissed: 2; 1 are left\n"
    assert [(row["source"], row["line"]) for row in told("quarantine")] == [("1", 2)]
    assert told("quarantine", "--dismiss", "1", code=0) == {"1": 1}


def test_what_came_from_standard_input_is_not_taken_for_mended() -> None:
    run("import", "-", given='{"content": ""}\n{"content": "Deploys stop on Fridays."}', code=0)
    run("import", "-", given='{"content": "The pool has 20 connections."}', code=0)
    assert len(told("quarantine")) == 1


def test_doctor_tells_what_is_broken_and_exits_accordingly(home: Path) -> None:
    well = run("doctor", "--json")
    assert well.exit_code == 0
    parts = {row["part"]: row["state"] for row in json.loads(well.stdout)}
    assert parts["database"] == parts["privacy"] == parts["vectors"] == "ok"
    assert parts["judge"] == "off"
    told = {row["part"]: row["detail"] for row in json.loads(well.stdout)}
    assert "name-model" in told["names"]
    assert "python -m spacy download en_core_web_sm" in told["names"]
    assert "of 100 findings are people" in told["names"]
    (home / "stillroom.db").chmod(0o644)
    ill = run("doctor", "--json")
    assert ill.exit_code == 1
    assert [row["part"] for row in json.loads(ill.stdout) if row["state"] == "broken"] == ["home"]


def test_people_of_the_roster_are_found_and_an_unreadable_roster_stops_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    roster = tmp_path / "people.txt"
    roster.write_text("# the platform team\nWill\n@nightowl\n", encoding="utf-8")
    monkeypatch.setenv("STILLROOM_ROSTER", str(roster))
    item = json.loads(run("add", "Will and @nightowl will rotate the keys.", "--json").stdout)
    assert item["content"] == "<PERSON_1> and <PERSON_2> will rotate the keys."
    assert "2 on the roster" in run("doctor", "--json").stdout
    close_services()
    roster.unlink()
    assert "STILLROOM_ROSTER" in run("add", "Will rotates the keys.", code=2).stderr


def test_help_loads_nothing_heavy() -> None:
    script = (
        "import sys\nsys.argv = ['stillroom', '--help']\n"
        "from stillroom.cli.main import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'langgraph', 'chromadb', 'presidio_analyzer', 'sqlalchemy', 'numpy', 'wordllama', 'openai'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


SAMPLE = BROKEN.with_name("commons.jsonl")


def test_an_item_shows_its_history_and_every_id_stands_whole(services: Services) -> None:
    merged = next(i for i in services.store.items.stream("default", live_only=False) if i.expired_at)
    shown = json.loads(run("show", merged.id, "--json").stdout)
    assert shown["history"]
    assert shown["item"]["expired_at"]
    ids = [review["id"] for review in json.loads(run("review", "--json").stdout)]
    listed = run("review").stdout
    assert len(ids) >= 3
    assert all(i in listed for i in ids)
    assert services.store.runs.recent("default")[0].id in run("runs").stdout


def test_metrics_count_every_org_and_tell_no_content(home: Path, tmp_path: Path) -> None:
    for org in ("one", 'two "quoted"'):
        run("add", "Rotate the staging certificate before the first of each month.", "--org", org)
        run("distill", "--org", org, "--force")
    text = run("metrics").stdout
    figures = {f.name: f for f in text_string_to_metric_families(text)}
    assert {s.labels["org"] for s in figures["stillroom_items"].samples} == {"one", 'two "quoted"'}
    assert [s.value for s in figures["stillroom_runs"].samples if s.labels["status"] == "completed"] == [1.0, 1.0]
    assert "certificate" not in text
    run("metrics", "-o", str(tmp_path / "stillroom.prom"))
    assert (tmp_path / "stillroom.prom").read_text().startswith("# HELP stillroom_items")


@pytest.mark.usefixtures("services")
def test_an_item_is_shown_with_its_lineage_both_ways_and_why_it_ended_so() -> None:
    loser, winner, asked = (run("show", i, code=0).stdout for i in ("db-002", "db-001", "api-004"))
    assert "db-001  it was merged into" in loser
    # and through the winner to what is told of both
    assert "it is told in" in loser.partition("it was merged into")[2]
    assert "merged · by db-001" in loser
    assert "same as db-001: the same words" in loser
    assert "db-002  was merged into it" in winner
    assert "uncertain: review_" in asked
    assert "[api-0" in run("show", next(e for e in run("search", "timeout").stdout.split() if "summary_" in e)).stdout


@pytest.mark.usefixtures("services")
def test_what_no_item_speaks_of_is_not_found_and_what_one_says_in_other_words_is() -> None:
    assert run("search", "zzzz", code=0).stdout == "nothing found\n"
    assert told("search", "the") != []
    (found,) = told("search", "secret rotating")
    assert found["id"] == "sec-004"


def test_the_state_of_a_commons_is_told_in_words() -> None:
    assert "no run yet" in run("runs", code=0).stdout
    assert "nothing found" in run("search", "pool", code=0).stdout
    run("distill", str(SAMPLE), code=3)
    assert re.search(r"started +items +merged +written *\n.* 85 +4 +6", run("runs", code=0).stdout)
    told = run("status", code=0).stdout
    assert "77 items, 6 of them written by Stillroom" in told
    assert "6 open, 0 waiting" in told
