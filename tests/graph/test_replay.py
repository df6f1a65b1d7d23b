"""A run comes out again as recorded, with the network closed, and what was altered is found and named. Proves X9."""

import hashlib
import itertools
import json
import shutil
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from benchmarks.commons import commons
from stillroom.aggregating import fold_signals
from stillroom.deciding import decide
from stillroom.domain.base import digest, utc_now
from stillroom.domain.reviews import Answer, Review
from stillroom.domain.runs import RunParams
from stillroom.errors import CannotReplay, NetworkClosed, RecordMissing
from stillroom.models.protocol import Reply
from stillroom.replaying import Replay, replay
from stillroom.run import finish_broken, resume, run_distillation
from stillroom.services import Services, build_services, close_services
from stillroom.settings import Settings
from stillroom.sources import Row
from tests.command import run, told
from tests.openai_server import Behaviour, Body, good, inputs, role, serving, status

SAMPLE = Path(__file__).parents[2] / "examples" / "commons.jsonl"
ORG = "default"
EDITED = "Uploads of reports are limited to 40 MB by the scanner."
FIRST, LATER, SKIPPED, LAST, PLANNED = "run_first", "run_later", "run_skipped", "run_last", "run_planned"


def bring(services: Services, rows: list[dict[str, Any]]) -> None:
    services.intake(ORG).import_([Row("made-up", n, row) for n, row in enumerate(rows, start=1)])


def remark(services: Services, kind: str, key: str) -> None:
    for item in services.store.items.stream(ORG):
        services.store.ledger.signal(ORG, item.id, kind, {}, f"{key} {item.id}", utc_now())


def answer(number: int, review: Review) -> Answer:
    """A person who decides now so, now so."""
    first = review.question.item_ids[0]
    offered = review.decisions
    if number == 0 and review.run_id == FIRST and "edit" in offered:
        return Answer(decision="edit", text=EDITED, by="bob")
    if number == 1 and "supersede" in offered:
        return Answer(decision="supersede", subject_id=first, by="ana")
    if number == 2 and "reject" in offered:
        return Answer(decision="reject", subject_id=first, by="cem")
    return Answer(decision="approve", by="dora")


def finished(services: Services, run_id: str) -> str:
    """Put one question off, after a change of mind, and answer the others until none is open; tell which it was."""
    put_off = services.store.reviews.find(ORG, run_id=run_id)[-1]
    decide(services, ORG, put_off.id, Answer(decision="approve", by="ana"))
    assert services.store.queue.reopen(ORG, put_off.id, "ana", utc_now())
    decide(services, ORG, put_off.id, Answer(decision="defer", by="ana"))
    outcome: dict[str, Any] = resume(services, services.store.runs.get(ORG, run_id))
    while outcome["status"] == "awaiting_review":
        for number, review in enumerate(services.store.reviews.find(ORG, run_id=run_id)):
            decide(services, ORG, review.id, answer(number, review))
        outcome = resume(services, services.store.runs.get(ORG, run_id))
    assert outcome["status"] == "completed"
    return put_off.id


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a life: while one run waits for a person, more comes in, is remarked on, and a later run ends."""
    home = tmp_path_factory.mktemp("lived") / "home"
    rows = [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()]
    with closing(build_services(Settings(home=home))) as services:
        bring(services, [row for n, row in enumerate(rows) if n % 5])
        run_distillation(services, ORG, RunParams(force=True), run_id=FIRST)
        # put off for a week, nine days ago: it may be asked again
        put_off = services.store.reviews.find(ORG, run_id=FIRST)[0].id
        decide(services, ORG, put_off, Answer(decision="defer", by="ana"), now=utc_now() - timedelta(days=9))
        bring(services, [*rows[::5], {"content": ""}])
        remark(services, "not_helpful", "between")
        fold_signals(services, ORG, utc_now())
        remark(services, "helpful", "not folded")
        run_distillation(services, ORG, RunParams(force=True), run_id=LATER)
        assert put_off in {r.id for r in services.store.reviews.find(ORG, run_id=LATER)}
        left = finished(services, LATER)
        finished(services, FIRST)
        assert run_distillation(services, ORG, RunParams(), run_id=SKIPPED)["status"] == "skipped"
        decide(services, ORG, left, Answer(decision="approve", by="eli"))
        assert run_distillation(services, ORG, RunParams(), run_id=LAST)["status"] == "completed"
        (edited,) = (i for i in services.store.items.stream(ORG) if i.content == EDITED)
        bring(services, [{"content": f"{EDITED} So says the runbook.", "category": edited.category}, *commons(20)])
        run_distillation(services, ORG, RunParams(force=True, dry_run=True), run_id=PLANNED)
        planned = services.store.runs.items(services.store.runs.get(ORG, PLANNED))
        assert edited.id in {line.item_id for line in planned if line.role == "neighbour"}
    return home


@pytest.fixture
def home(lived: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of that home, set in the environment."""
    path = tmp_path / "home"
    shutil.copytree(lived, path)
    monkeypatch.setenv("STILLROOM_HOME", str(path))
    yield path
    close_services()


def replayed(home: Path, run_id: str, **kwargs: Any) -> Replay:
    return replay(Settings(home=home), ORG, run_id, **kwargs)


def alter(home: Path, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(home / "stillroom.db")) as connection:
        assert connection.execute(statement, values).rowcount == 1
        connection.commit()


def one(home: Path, query: str, *values: object) -> Any:
    with closing(sqlite3.connect(home / "stillroom.db")) as connection:
        row = connection.execute(query, values).fetchone()
    return row[0] if len(row) == 1 else row


def bytes_of(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.parametrize("run_id", [FIRST, LATER, SKIPPED, LAST, PLANNED])
def test_a_run_comes_out_as_recorded_and_the_commons_is_not_touched(home: Path, run_id: str) -> None:
    before = bytes_of(home)
    found = replayed(home, run_id)
    assert found.differences == ()
    assert found.is_equal
    assert found.surroundings == ()
    assert found.compared["receipt"] == 1
    if run_id in (FIRST, LATER):
        assert found.compared["verdict"] >= 5
        assert found.compared["review"] >= 2
        assert found.compared["publication"] >= 10
        assert found.compared["item"] >= 30
    assert bytes_of(home) == before


def test_the_command_says_equal_and_exits_with_nought(home: Path) -> None:
    assert run("replay", FIRST, code=0).stdout.startswith(f"equal: {FIRST}")
    found = told("replay", FIRST, code=0)
    assert found["status"] == "equal"
    assert found["compared"]["verdict"] >= 5


def test_an_altered_answer_is_found_and_named(home: Path) -> None:
    key, role, reply = one(home, "SELECT key, role, reply FROM answers WHERE run_id = ? LIMIT 1", FIRST)
    other = json.dumps({**json.loads(reply), "text": "{}"})
    alter(home, "UPDATE answers SET reply = ? WHERE key = ?", other, key)
    (difference,) = told("replay", FIRST, code=1)["differences"]
    assert (difference["what"], difference["which"]) == ("answer", f"{role} {key[:12]}")


def test_an_answer_that_was_altered_with_its_hash_breaks_the_receipt(home: Path) -> None:
    key = one(home, "SELECT key FROM answers WHERE run_id = ? LIMIT 1", FIRST)
    alter(home, "UPDATE answers SET sha256 = 'x' WHERE key = ?", key)
    assert [d.what for d in replayed(home, FIRST).differences] == ["answer"]
    forged = Reply.model_validate_json(one(home, "SELECT reply FROM answers WHERE key = ?", key))
    forged = forged.model_copy(update={"completion_tokens": 1})
    sealed = digest(key, forged.model_dump_json())
    alter(home, "UPDATE answers SET reply = ?, sha256 = ? WHERE key = ?", forged.model_dump_json(), sealed, key)
    (difference,) = replayed(home, FIRST).differences
    assert (difference.what, difference.field) == ("receipt", "answers_sha256")


def test_an_altered_item_is_found_and_named(home: Path) -> None:
    item = one(home, "SELECT item_id FROM run_items WHERE run_id = ? AND role = 'new' LIMIT 1", FIRST)
    alter(home, "UPDATE items SET content = content || ' Or not.' WHERE id = ?", item)
    assert item in run("replay", FIRST, code=1).stdout
    (difference,) = replayed(home, FIRST).differences
    assert (difference.what, difference.which, difference.field) == ("item", item, "content")


def test_altered_outcomes_are_found_and_named(home: Path) -> None:
    find = "SELECT item_id FROM run_items WHERE run_id = ? AND outcome = ? ORDER BY item_id LIMIT 1"
    kept, merged = (one(home, find, FIRST, outcome) for outcome in ("kept", "merged"))
    alter(home, "UPDATE items SET contested = NOT contested WHERE id = ?", kept)
    alter(home, "UPDATE items SET expired_at = NULL WHERE id = ?", merged)
    alter(home, "UPDATE run_items SET reason = 'because' WHERE run_id = ? AND item_id = ?", FIRST, merged)
    named = {(d.what, d.which, d.field) for d in replayed(home, FIRST).differences}
    assert named == {("item", kept, "contested"), ("item", merged, "expired"), ("outcome", merged, "reason")}


def test_an_altered_verdict_is_found_down_to_the_pair(home: Path) -> None:
    find = "SELECT cluster_id, output FROM work WHERE run_id = ? AND step = 'judge' AND output LIKE '%a_id%' LIMIT 1"
    cluster, output = one(home, find, FIRST)
    ruling = json.loads(output)
    pair = ruling["pairs"][0]
    pair["confidence"] = 0.01
    change = "UPDATE work SET output = ? WHERE run_id = ? AND cluster_id = ? AND step = 'judge'"
    alter(home, change, json.dumps(ruling), FIRST, cluster)
    (difference,) = replayed(home, FIRST).differences
    assert difference.what == "verdict"
    assert difference.which.startswith(cluster)
    assert difference.field == f"output.pairs.{pair['a_id']}+{pair['b_id']}.confidence"
    assert difference.recorded == "0.01"


def test_a_question_without_an_answer_on_record_is_named_by_its_items(home: Path) -> None:
    key = one(home, "SELECT key FROM answers WHERE run_id = ? AND role = 'summarizer' LIMIT 1", FIRST)
    alter(home, "DELETE FROM answers WHERE key = ?", key)
    with pytest.raises(RecordMissing, match=rf"summarizer.*{key[:12]}.*speaks of \S+, \S+"):
        replayed(home, FIRST)
    assert key[:12] in run("replay", FIRST, code=2).stderr


@pytest.mark.parametrize("damage", ["{", "[]"])
def test_a_record_that_cannot_be_read_is_said_to_be_damaged(home: Path, damage: str) -> None:
    key = one(home, "SELECT key FROM publications WHERE run_id = ? LIMIT 1", LATER)
    alter(home, "UPDATE publications SET body = ? WHERE key = ?", damage, key)
    assert "damaged" in run("replay", FIRST, code=2).stderr


@pytest.mark.parametrize(
    ("find", "erase"),
    [
        (
            "SELECT item_id FROM run_items WHERE run_id = ? AND role = 'new' LIMIT 1",
            "UPDATE items SET state = 'erased', content = '' WHERE id = ?",
        ),
        (
            "SELECT item_id FROM run_items WHERE run_id = ? AND cluster_id IS NOT NULL LIMIT 1",
            "DELETE FROM embeddings WHERE item_id = ?",
        ),
        ("SELECT key FROM publications WHERE run_id = ? LIMIT 1", "DELETE FROM publications WHERE key = ?"),
        ("SELECT id FROM reviews WHERE run_id = ? LIMIT 1", "DELETE FROM reviews WHERE id = ?"),
    ],
    ids=["item", "vector", "publication", "review"],
)
def test_what_was_erased_since_is_named(home: Path, find: str, erase: str) -> None:
    erased = one(home, find, LATER)
    alter(home, erase, erased)
    with pytest.raises(CannotReplay, match=f"erased.*{erased}"):
        replayed(home, LATER)


@pytest.mark.parametrize("run_id", ["run_unknown", "run_waiting"])
def test_what_cannot_be_replayed_is_said_in_one_line(home: Path, run_id: str) -> None:
    with closing(build_services(Settings(home=home))) as services:
        bring(services, list(commons(60)))
        waiting = run_distillation(services, ORG, RunParams(force=True), run_id="run_waiting")
        assert waiting["status"] == "awaiting_review"
    said = run("replay", run_id, code=2).stderr
    assert said.startswith("error: ")
    assert run_id in said
    assert len(said.splitlines()) == 1


def test_settings_of_today_do_not_matter_and_are_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STILLROOM_SIMILARITY_THRESHOLD", "0.9")
    monkeypatch.setenv("STILLROOM_MAX_QUESTIONS", "0")
    found = replayed(home, FIRST)
    assert found.is_equal
    told = {d.field: (d.recorded, d.replayed) for d in found.surroundings}
    assert told == {
        "settings.similarity_threshold": ("0.5", "0.9"),
        "settings.max_questions": ("25", "0"),
    }


def test_nothing_reaches_the_network_not_even_this_machine(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = listener.getsockname()

        def call(_: dict[str, Any]) -> None:
            with suppress(NetworkClosed):
                socket.create_connection(address, timeout=1)

        with pytest.raises(NetworkClosed, match=f"127.0.0.1:{address[1]}"):
            replayed(home, FIRST, progress=call)
        socket.create_connection(address, timeout=1).close()


def test_a_run_that_was_cut_off_and_finished_comes_out_as_recorded(tmp_path: Path) -> None:
    def cut(event: dict[str, Any]) -> None:
        if event.get("step") == "judge":
            raise KeyboardInterrupt

    with closing(build_services(Settings(home=tmp_path))) as services:
        bring(services, list(commons(40)))
        with pytest.raises(KeyboardInterrupt):
            run_distillation(services, ORG, RunParams(force=True), run_id=FIRST, progress=cut)
        (outcome,) = finish_broken(services, ORG)
        if outcome["status"] == "awaiting_review":
            finished(services, FIRST)
    found = replayed(tmp_path, FIRST)
    assert found.is_equal
    assert found.compared["verdict"] >= 5


def judged(body: Body) -> dict[str, Any]:
    """A model that finds everything related, and repeats the first sentences of what it is to sum up."""
    if role(body) == "judge":
        words = dict.fromkeys(("scope_a", "scope_b", "quote_a", "quote_b"), "")
        return {**words, "reasoning": "side by side", "verdict": "related", "confidence": 0.9}
    sentences = [{"text": i["text"].split(". ")[0][:900], "cites": [i["id"]]} for i in inputs(body)["items"]]
    return {"title": "What is known", "sentences": sentences[:3]}


def failing_at_times() -> Behaviour:
    count = itertools.count()
    return lambda body: (status(500) if next(count) % 3 == 1 else good(judged))(body)  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("behaviour", "params", "ending", "failures"),
    [
        (good(judged), {}, "completed", 0),
        (failing_at_times(), {}, "completed", 3),
        (good(judged), {"budget_calls": 22}, "stopped", 0),
        (good(judged), {"budget_tokens": 250}, "stopped", 0),
    ],
    ids=["well", "failing at times", "out of calls", "out of tokens"],
)
def test_a_run_with_models_comes_out_as_recorded_when_they_are_gone(
    tmp_path: Path, behaviour: Behaviour, params: dict[str, Any], ending: str, failures: int
) -> None:
    with serving() as server:
        server.default = behaviour
        models = {"openai_base_url": server.base_url, "judge_model": "scripted-1", "model_retries": 0}
        services = build_services(Settings.model_validate({"home": tmp_path, **models}))
        bring(services, list(commons(60)))
        outcome = run_distillation(services, ORG, RunParams(force=True, **params), run_id=FIRST)
        if outcome["status"] == "awaiting_review":
            finished(services, FIRST)
        ended = services.store.runs.get(ORG, FIRST).status
        asked = {role(body) for body in server.requests}
    services.close()
    found = replayed(tmp_path, FIRST)
    assert ended == ending
    assert asked == {"judge", "summarizer"}
    assert found.differences == ()
    assert found.compared.get("failure", 0) >= failures
    assert found.compared["verdict"] >= 5
