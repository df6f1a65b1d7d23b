"""`stillroom review`: a ranked list, one question with all that decides it, decisions one by one and by file."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from stillroom.cli import reviewing
from stillroom.cli.opening import out
from stillroom.deciding import PUT_OFF
from stillroom.domain.base import utc_now
from stillroom.domain.runs import Run
from stillroom.services import Services, open_services
from tests.command import run, told

SAMPLE = Path(__file__).parents[2] / "examples" / "commons.jsonl"


@pytest.fixture(params=[80, 120])
def width(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(out, "width", request.param)
    return int(request.param)


def about(services: Services, *ids: str) -> str:
    (found,) = [r.id for r in services.store.reviews.find("default") if set(ids) <= set(r.question.item_ids)]
    return found


def item(item_id: str) -> Any:
    return told("show", item_id)["item"]


def test_the_list_is_ranked_and_grouped_by_reason(services: Services, width: int) -> None:
    reviews = told("review", code=0)
    assert [r["question"]["priority"] for r in reviews] == sorted(
        (r["question"]["priority"] for r in reviews), reverse=True
    )
    shown = run("review", code=0).stdout
    places = [shown.index(r["id"]) for r in reviews]
    assert all(len(line) <= width for line in shown.splitlines())
    order = [r["question"]["reason"] for _, r in sorted(zip(places, reviews, strict=True), key=lambda p: p[0])]
    assert len(list(groupby(order))) == len(set(order)) >= 3
    assert f"contradiction ({order.count('contradiction')})" in shown


def test_one_question_shows_all_that_decides_it(services: Services, width: int) -> None:
    review = about(services, "ci-008", "ci-009")
    shown = run("review", review, code=0).stdout
    assert all(len(line) <= width for line in shown.splitlines() if "--decide" not in line)
    # side by side, with date, voice and reasons
    assert any("ci-008" in line and "ci-009" in line for line in shown.splitlines())
    for words in ("noted 2025-03-10", "noted 2025-03-11", "claude-backend", "codex-ci", "'length 88' against"):
        assert words in shown
    assert "as proposed: supersede, ci-009 stays" in shown
    effects = told("review", review, code=0)["decisions"]
    assert effects["edit"] == "expires 2, writes 1"
    assert effects["supersede"] == "expires ci-008, unmarks 1"
    assert effects["keep_both"] == "unmarks 2"
    assert "release" not in effects


def test_what_is_foreseen_is_what_then_happens(services: Services) -> None:
    review = about(services, "ci-008", "ci-009")
    before = {i.id: i.model_dump() for i in services.store.items.stream("default", live_only=False)}
    told("review", review)
    assert {i.id: i.model_dump() for i in services.store.items.stream("default", live_only=False)} == before
    done = told("review", review, "--decide", "edit", "--text", "Lines have 100 columns.", "--by", "ana", code=0)
    assert done["decisions"][0]["state"] == "decided"
    assert done["runs"][0]["status"] == "awaiting_review"
    (new,) = {i.id for i in services.store.items.stream("default", live_only=False)} - set(before)
    assert (item(new)["content"], item(new)["contributor"]) == ("Lines have 100 columns.", "ana")
    assert item("ci-008")["superseded_by"] == item("ci-009")["superseded_by"] == new
    assert "decided: edit by ana" in run("review", review).stdout


@pytest.mark.parametrize(
    ("words", "left"),
    [
        (("supersede", "--subject", "api-005"), {"api-005"}),
        (("merge", "--subject", "api-004"), {"api-004"}),
        (("keep_both",), {"api-004", "api-005"}),
        (("reject", "--subject", "api-004"), {"api-005"}),
        (("approve",), {"api-004", "api-005"}),
    ],
)
def test_a_decision_is_carried_out_at_once(services: Services, words: tuple[str, ...], left: set[str]) -> None:
    review = about(services, "api-004", "api-005")
    shown = run("review", review, "--decide", *words, "--by", "ana", code=0).stdout
    assert "still open: 5" in shown
    live = {i for i in ("api-004", "api-005") if item(i)["state"] == "approved" and not item(i)["expired_at"]}
    assert live == left
    assert not any(item(i)["contested"] for i in left)


def test_which_side_a_decision_took_is_told_where_none_was_named(services: Services) -> None:
    reviews = [r for r in services.store.reviews.find("default") if r.question.subject_id]
    assert reviews
    for review, decision in zip(reviews, ("supersede", "approve"), strict=False):
        stays = review.question.subject_id
        (gone,) = set(review.question.item_ids) - {stays}
        shown = run("review", review.id, "--decide", decision, code=0).stdout
        assert f"{stays} stays" in shown
        assert f"expires {gone}" in shown


def test_what_does_not_fit_is_refused_with_what_does_and_nothing_changes(services: Services) -> None:
    conflict, poison = about(services, "api-004", "api-005"), about(services, "sec-003")
    misfits = {
        (poison, "merge"): "approve, release, edit, reject, defer",
        (conflict, "release"): "merge, keep_both, supersede",
        (conflict, "supersede"): "one of api-004, api-005",
        (conflict, "supersede", "--subject", "db-001"): "'db-001' is not an item",
        (conflict, "reject"): "which item is rejected",
        (conflict, "edit"): "needs the new text",
        (conflict, "keep_both", "--text", "x"): "takes no text",
        (conflict, "burn"): "decision: ",
        ("review_none", "approve"): "`stillroom review` lists",
    }
    for (review, *words), reason in misfits.items():
        refused = run("review", review, "--decide", *words, code=2)
        assert reason in refused.stderr
        assert refused.stderr.startswith("error: ")
    assert "name the review" in run("review", "--decide", "approve", code=2).stderr
    assert len(told("review")) == 6


def test_an_edit_and_a_comment_pass_the_privacy_gate(services: Services, home: Path) -> None:
    review = about(services, "sec-003")
    text = "Ask Priya Sharma at priya@acme.io about faster builds."
    words = ("--decide", "edit", "--text", text, "--comment", "said priya@acme.io")
    assert run("review", review, *words, code=0)
    written = [i for i in services.store.items.stream("default") if "faster builds" in i.content]
    assert len(written) == 1
    assert all(b"priya" not in path.read_bytes().lower() for path in home.rglob("*") if path.is_file())


def test_a_held_item_is_released_only_when_somebody_says_so(services: Services) -> None:
    review = about(services, "sec-003")
    assert item("sec-003")["state"] == "pending"
    assert told("review", review)["decisions"]["approve"] == "rejects sec-003"
    run("review", review, "--decide", "release", code=0)
    assert item("sec-003")["state"] == "approved"


def test_what_is_put_off_is_asked_again_later_and_only_then(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    put_off = about(services, "api-004", "api-005")
    assert told("review", put_off, "--decide", "defer", code=0)["decisions"][0]["state"] == "waiting"
    assert put_off not in {r["id"] for r in told("review")}
    assert put_off in {r["id"] for r in told("review", "--all")}
    others = [{"review_id": r["id"], "decision": "approve"} for r in told("review")]
    assert decided_by_file(others)["runs"][0]["status"] == "completed"
    assert told("distill", code=0)["reason"] == "nothing new"
    later = utc_now() + PUT_OFF + timedelta(seconds=1)
    monkeypatch.setattr("stillroom.run.utc_now", lambda: later)
    monkeypatch.setattr("stillroom.store.journal.utc_now", lambda: later)
    assert told("distill", code=3)["items_harvested"] == 0
    assert [r["id"] for r in told("review")] == [put_off]


def decided_by_file(lines: list[Any], code: int = 0) -> Any:
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    return json.loads(run("review", "--decisions", "-", "--by", "script", "--json", given=text, code=code).stdout)


def test_bad_lines_are_told_by_number_and_the_others_go_on(services: Services, tmp_path: Path) -> None:
    good = [{"review_id": about(services, "ci-008"), "decision": "approve", "by": "ana"}]
    good.append({"review_id": about(services, "api-004"), "decision": "keep_both"})
    bad = {
        2: ("{not json", "json: "),
        3: ({"decision": "approve"}, "review_id: "),
        4: ({"review_id": about(services, "fe-006"), "decision": "shrug"}, "decision: "),
        5: ({"review_id": about(services, "fe-006"), "decision": "keep_both", "sujbect": "x"}, "sujbect: "),
        6: ({"review_id": "review_none", "decision": "approve"}, "no review"),
        8: ("[]", "json: "),
    }
    lines = [good[0], *(line for line, _ in list(bad.values())[:5]), good[1], "[]"]
    done = decided_by_file(lines, code=2)
    failed = {d["line"]: d["error"] for d in done["decisions"] if d["error"]}
    assert set(failed) == set(bad)
    assert all(failed[n].startswith(reason) for n, (_, reason) in bad.items())
    assert [d["line"] for d in done["decisions"] if not d["error"]] == [1, 7]
    assert len(told("review")) == 4
    decided = {r.id: r.answer.by for r in services.store.reviews.find("default", states=("applied",)) if r.answer}
    assert sorted(decided.values()) == ["ana", "script"]
    file = tmp_path / "decisions.jsonl"
    file.write_text(json.dumps(good[0] | {"by": "bob"}), encoding="utf-8")
    late = run("review", "--decisions", file, code=1)
    assert "'ana'" in late.stderr
    assert "missing.jsonl" in run("review", "--decisions", tmp_path / "missing.jsonl", code=2).stderr


def test_of_many_decisions_at_once_one_wins_and_the_others_are_told_who_and_when(services: Services) -> None:
    review = about(services, "api-004", "api-005")

    def attempt(number: int) -> reviewing.Outcome:
        given = {"review_id": review, "decision": "keep_both", "by": f"r{number}"}
        return reviewing._record(services, "default", 1, given, "nobody")

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(attempt, range(8)))
    (winner,) = [n for n, o in enumerate(outcomes) if not o.error]
    for outcome in (o for o in outcomes if o.error):
        assert f"already decided by 'r{winner}' ({utc_now():%Y-%m-%d}T" in outcome.error
        assert outcome.code == 1


def test_a_decision_sent_again_when_it_is_carried_out_is_as_it_was_and_the_batch_goes_on(services: Services) -> None:
    edit = {"review_id": about(services, "ci-008", "ci-009"), "decision": "edit", "text": "Lines have 100 columns."}
    (first,) = decided_by_file([edit])["decisions"]
    assert first["told"] == "expires 2, writes 1"
    assert item("ci-008")["expired_at"]
    other = {"review_id": about(services, "api-004", "api-005"), "decision": "supersede", "subject_id": "api-005"}
    both = decided_by_file([edit, other])
    again, new = both["decisions"]
    # what it comes to cannot be told from the items as they have become
    assert (again["error"], again["told"]) == ("", "")
    assert "expires api-004" in new["told"]
    assert item("api-004")["superseded_by"] == "api-005"
    told_again = run("review", edit["review_id"], "--decide", "edit", "--text", edit["text"], "--by", "script", code=0)
    assert "edit (recorded before)" in told_again.stdout


def test_a_decision_that_was_recorded_but_not_carried_out_is_so_by_the_next_run(services: Services) -> None:
    review = about(services, "api-004", "api-005")
    given = {"review_id": review, "decision": "supersede", "subject_id": "api-005", "by": "ana"}
    assert not reviewing._record(services, "default", 1, given, "ana").error  # and the process dies here
    assert item("api-004")["expired_at"] is None
    gone_on = told("distill", code=3)
    assert gone_on["run_id"] == services.store.reviews.get("default", review).run_id
    assert item("api-004")["superseded_by"] == "api-005"
    assert len(told("review")) == 5


def test_an_answer_to_what_a_finished_run_left_waiting_is_carried_out_by_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("STILLROOM_MAX_QUESTIONS", "2")
    told("distill", SAMPLE, code=3)
    services = open_services()
    asked = [{"review_id": r["id"], "decision": "approve"} for r in told("review")]
    late, (other, stays) = next(
        (r["id"], r["question"]["item_ids"])
        for r in told("review", "--all")
        if r["id"] not in {line["review_id"] for line in asked} and len(r["question"]["item_ids"]) == 2
    )
    assert "less urgent or put off: 4" in run("review").stdout
    assert decided_by_file(asked)["runs"][0]["status"] == "completed"
    recorded = told("review", late, "--decide", "supersede", "--subject", stays, code=0)
    assert "next `stillroom distill`" in recorded["runs"][0]["note"]
    # it asks the next one, too
    assert told("distill", code=3)["superseded"] == 1
    assert item(other)["superseded_by"] == stays
    assert len(told("review")) == 1
    assert told("distill", code=0)["reason"] == "nothing new"
    assert services.store.database.check() == []


def test_a_run_on_a_server_is_left_to_it_and_how_is_said(services: Services) -> None:
    review = about(services, "api-004", "api-005")
    (waiting,) = services.store.runs.recent("default")
    on_server(services, waiting)
    done = run("review", review, "--decide", "keep_both", code=0)
    assert waiting.thread_id in done.stdout
    assert '{"resume": {"wake": true}}' in done.stdout
    assert services.store.reviews.get("default", review).state == "decided"
    run("distill", code=0)
    assert services.store.reviews.get("default", review).state == "decided"


def on_server(services: Services, waiting: Run) -> None:
    with services.store.database.write() as connection:
        connection.exec_driver_sql(f"UPDATE runs SET host = 'server' WHERE id = '{waiting.id}'")
