"""`stillroom distill` at the command line: the plan of a dry run, progress, the digest, budgets and thresholds."""

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from stillroom.cli.opening import out
from stillroom.services import close_services, open_services
from tests.command import run, told

EXAMPLES = Path(__file__).parents[2] / "examples"
SAMPLE, BROKEN = EXAMPLES / "commons.jsonl", EXAMPLES / "broken.jsonl"
STEPS = ("import commons.jsonl", "harvest", "embed", "cluster", "judge", "summarize", "pii_check", "quality_review")


def everything(home: Path) -> dict[str, str]:
    files = (path for path in home.rglob("*") if path.is_file())
    return {str(path.relative_to(home)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def test_a_dry_run_makes_no_home_and_its_plan_is_what_the_run_then_does(home: Path) -> None:
    home.rmdir()
    planned = told("distill", SAMPLE, BROKEN, "--dry-run", code=0)
    assert not home.exists()
    plan, reports = planned["plan"], planned["imports"].values()
    assert sum(r["added"] for r in reports) == planned["items_harvested"]
    assert planned["quarantined"] == sum(r["quarantined"] for r in reports) > 0

    done = told("distill", SAMPLE, BROKEN, code=3)
    services = open_services()
    items = {i.id: i for i in services.store.items.stream("default", live_only=False)}
    gone = {i.id: i.superseded_by for i in items.values() if i.superseded_by}
    by_reason = {r: {g: c["stays"] for c in plan[r] for g in c["gone"]} for r in ("merged", "superseded")}
    assert by_reason["merged"] | by_reason["superseded"] == gone
    assert len(by_reason["merged"]) == done["duplicates_merged"] > 0
    assert len(by_reason["superseded"]) == done["superseded"] > 0
    assert {(s["id"], s["content"]) for s in plan["summaries"]} == {
        (i.id, i.content) for i in items.values() if i.origin == "derived"
    }
    asked = {tuple(r.question.item_ids) for r in services.store.reviews.find("default")}
    assert {tuple(q["items"]) for q in plan["held"] if q["asked"]} == asked


def test_a_dry_run_leaves_every_byte_of_a_home_as_it_is(home: Path, tmp_path: Path) -> None:
    run("import", SAMPLE, code=0)
    more = tmp_path / "more.jsonl"
    more.write_text(json.dumps({"content": "Nobody has said this before."}), encoding="utf-8")
    close_services()
    before = everything(home)
    planned = told("distill", more, "--dry-run", code=0)
    assert planned["items_harvested"] == 86
    assert everything(home) == before
    open_services()
    # another process has the database open now: its log is read, and nothing is written to it
    before = {name: h for name, h in everything(home).items() if not name.endswith("-shm")}
    assert told("distill", "--dry-run", code=0)["items_harvested"] == 85
    assert {name: h for name, h in everything(home).items() if not name.endswith("-shm")} == before


def test_the_plan_is_a_diff(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(out, "width", 200)
    shown = run("distill", SAMPLE, BROKEN, "--dry-run", code=0).stdout
    assert re.search(r"^\+ api-002\b.*250 requests.*\n- api-001\b.*100 requests", shown, re.M)
    assert re.search(r"^\+ db-006\b.*\n- db-005\b", shown, re.M)
    assert re.search(r"^\? contradiction +.*\n +ci-008\b", shown, re.M)
    assert re.search(r"^! broken.jsonl:5 +observed_at: ", shown, re.M)
    assert "nothing was changed" in shown


def test_a_dry_run_on_postgres_imports_on_a_copy(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    here = told("distill", SAMPLE, "--dry-run")
    monkeypatch.setenv("STILLROOM_DATABASE_URL", postgres_url)
    assert told("distill", SAMPLE, "--dry-run", code=0)["plan"] == here["plan"]
    run("import", SAMPLE, code=0)
    run("import", SAMPLE, "--org", "another", code=0)
    rows = told("status")
    there = told("distill", BROKEN, "--dry-run", code=0)
    assert there["items_harvested"] == 86
    assert [c["gone"] for c in there["plan"]["merged"]] == [c["gone"] for c in here["plan"]["merged"]]
    assert told("status") == rows


def test_every_step_says_how_far_it_has_come_and_json_says_nothing() -> None:
    done = run("distill", SAMPLE, code=3)
    lines = done.stderr.splitlines()
    ended = {m[1]: m for line in lines if (m := re.match(r"(.+): ([\d,]+) of ([\d,]+), [\d.]+ s", line))}
    assert {*STEPS, "publish", "vectors"} <= set(ended)
    assert all(m[2] == m[3] for m in ended.values())
    assert ended["import commons.jsonl"][2] == ended["harvest"][2] == "85"
    assert run("distill", "--force", "--json").stderr == ""
    for line in lines:
        if told_rate := re.search(r": ([\d,]+) of .*, ([\d.]+) s, ([\d,]+)/s", line):
            done_, seconds, rate = (float(n.replace(",", "")) for n in told_rate.groups())
            assert seconds >= 0.5
            assert rate <= done_ / (seconds - 0.06) + 1


def test_the_digest_names_the_biggest_clusters_and_what_to_do_next() -> None:
    shown = run("distill", SAMPLE, code=3).stdout
    services = open_services()
    (ended,) = services.store.runs.recent("default")
    assert ended.result is not None
    biggest = ended.result["biggest_clusters"]
    assert [c["size"] for c in biggest] == sorted((c["size"] for c in biggest), reverse=True)
    assert len(biggest) == 5
    assert all(f"{c['size']} · {c['title']}" in shown for c in biggest)
    assert "stillroom review " in shown
    assert f"stillroom report {ended.id} --open" in shown


def test_a_run_with_nothing_new_or_too_little_says_so() -> None:
    assert "no item in 'default' yet; `stillroom distill FILE`" in run("distill", code=0).stdout
    for text in ("The pool has 20 connections.", "Deploys stop on Fridays.", "Logs are kept for 30 days."):
        run("add", text, code=0)
    few = told("distill", code=0)
    assert (few["status"], few["reason"]) == ("skipped", "below threshold")
    assert (few["pending_count"], few["conflict_count"]) == (3, 0)
    assert "3 of 50 new items, 0 of 5 reported conflicts" in run("distill", code=0).stdout
    assert told("distill", "--force", code=0)["items_harvested"] == 3
    assert told("distill", "--force", code=0)["reason"] == "nothing new"


def noted(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def test_a_dry_run_chooses_the_better_copy_as_the_run_does(tmp_path: Path) -> None:
    words = "Set lock_timeout to 3s before any ALTER TABLE on a busy table."
    well_told = {"id": "late", "content": words, "contributor": "ana", "run_ref": "run-7", "source": "user_stated"}
    file = noted(tmp_path / "n.jsonl", {"id": "early", "content": words}, well_told)
    (planned,) = told("distill", file, "--dry-run", code=0)["plan"]["merged"]
    assert (planned["stays"], planned["gone"]) == ("late", ["early"])
    told("distill", file, code=0)
    assert told("show", "early")["item"]["superseded_by"] == "late"


def test_what_is_dropped_or_left_for_later_is_told_and_not_lost(tmp_path: Path) -> None:
    texts = ("The pool has 20 connections.", "Deploys stop on Fridays.", "Logs are kept for 30 days.")
    rows = [{"id": f"n{n}", "content": text, "ts": "2026-03-01"} for n, text in enumerate(texts)]
    file = noted(tmp_path / "n.jsonl", *rows, {"id": "n9", "content": "It is late.", "ts": "the day before"})
    first = told("distill", file, "--limit", "2", code=0)
    assert (first["items_harvested"], first["truncated"], first["dropped_unparseable_ts"]) == (2, 1, 1)
    shown = run("distill", "--force", "--limit", "2", code=0).stdout
    assert re.search(r"items looked at +1\b", shown)
    assert re.search(r"unreadable date +1\b", shown)
    mended = noted(tmp_path / "m.jsonl", {"id": "n9", "content": "It is late.", "ts": "2026-03-01T09:00:00Z"})
    assert told("distill", mended, code=0)["items_harvested"] == 1
    assert "nothing new" in run("distill", "--force").stdout


def test_a_window_and_a_category_take_only_their_own(tmp_path: Path) -> None:
    file = noted(
        tmp_path / "n.jsonl",
        {"id": "old", "content": "The pool has 20 connections.", "category": "db", "ts": "2020-03-01T09:00:00Z"},
        {"id": "new", "content": "Deploys stop on Fridays.", "category": "db", "ts": "2026-03-01T09:00:00Z"},
        {"id": "else", "content": "Logs are kept for 30 days.", "category": "ops", "ts": "2026-03-01T09:00:00Z"},
    )
    run("import", file, code=0)
    assert told("distill", "--force", "--since", "2025-01-01", "--category", "db")["items_harvested"] == 1
    assert "(2 new outside)" in run("distill", "--force", "--category", "db", "--since", "2025-01-01").stdout
    assert told("distill", "--force", "--category", "ops")["items_harvested"] == 1
    assert told("distill", "--force", "--since", "99999d")["items_harvested"] == 1
    refused = run("distill", "--since", "yesterday", code=2)
    assert "90d" in refused.stderr
    # a span that cannot be read starts no run
    assert len(told("runs")) == 4


@pytest.mark.parametrize("share", ["150%", "-1", "much"])
def test_a_share_that_is_none_is_refused(share: str) -> None:
    assert "share" in run("distill", "--max-change", share, code=2).stderr


@pytest.mark.usefixtures("services")
def test_a_run_that_would_change_too_much_stops_and_a_larger_share_lets_it(tmp_path: Path) -> None:
    news = {"category": "api", "content": "The public API allows 400 requests per minute per token."}
    row = json.loads(next(line for line in SAMPLE.read_text("utf-8").splitlines() if '"api-002"' in line))
    file = noted(tmp_path / "n.jsonl", row | news | {"id": "api-400", "observed_at": "2026-10-01T00:00:00Z"})
    planned = told("distill", file, "--dry-run", "--max-change", "0", code=4)
    stopped = told("distill", file, "--max-change", "0%", code=4)
    assert stopped["status"] == planned["status"] == "stopped"
    assert "--max-change" in stopped["reason"]
    assert told("show", "api-002")["item"]["expired_at"] is None
    assert told("distill", "--force", "--max-change", "1", code=0)["superseded"] == 1
    assert told("show", "api-002")["item"]["superseded_by"] == "api-400"


def test_with_require_approval_a_person_is_asked_for_each() -> None:
    run("add", "The pool has 20 connections.", code=0)
    run("add", "Deploys stop on Fridays.", code=0)
    asked = told("distill", "--force", "--require-approval", code=3)
    assert asked["items_held"] == asked["reviews_open"] == 2
    assert {r["question"]["reason"] for r in told("review")} == {"approval"}
    listed = run("review").stdout
    assert "Approve this contribution? (The pool has 20 connections.;" in listed
    assert "Deploys stop on Fridays." in listed
    assert told("status")["items"]["pending"] == 2


def test_items_come_from_standard_input_and_from_a_foreign_table(tmp_path: Path) -> None:
    line = json.dumps({"insight": "Set a lock timeout before every migration.", "topic": "db"})
    assert "read as: content=insight, category=topic" in run("import", "-", given=line, code=0).stdout
    assert told("status")["items"]["pending"] == 1
    odd = tmp_path / "odd.txt"
    odd.write_text("what;area\nThe pool has 20 connections.;db\n", encoding="utf-8")
    report = told("import", odd, "--format", "csv", "--map", "content=what", "--map", "category=area", code=0)
    assert report[str(odd)]["added"] == 1
