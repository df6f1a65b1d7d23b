"""The whole main job on the sample commons: run, ask, decide, resume, finish. Proves C2-C7, C9, C10, X5, X14."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from stillroom.deciding import decide
from stillroom.domain.reviews import Answer
from stillroom.domain.runs import RunParams
from stillroom.errors import ReviewConflict
from stillroom.run import finish_broken, resume, run_distillation
from stillroom.services import Services, build_services
from stillroom.settings import Settings
from stillroom.sources import Row, read
from stillroom.sources.mapping import guess

SAMPLE = Path(__file__).parents[2] / "examples" / "commons.jsonl"
ORG = "sample"


@pytest.fixture
def services(tmp_path: Path) -> Services:
    built = build_services(Settings(home=tmp_path / "home"))
    rows = list(read(SAMPLE))
    mapping = guess([r for r in rows if isinstance(r, Row)])
    report = built.intake(ORG).import_(rows, mapping=mapping, defaults={}, progress=None, contributor=None)
    assert report.read == report.added + report.known + report.quarantined
    return built


def test_a_run_stops_for_a_person_resumes_and_balances_its_books(services: Services) -> None:
    told: list[dict[str, Any]] = []
    first = run_distillation(services, ORG, RunParams(), progress=told.append)
    judged = [event["done"] for event in told if event.get("step") == "judge"]
    assert len(judged) > 3
    assert judged == sorted(judged)
    assert first["status"] == "awaiting_review"
    assert first["duplicates_merged"] >= 3
    run = services.store.runs.get(ORG, first["run_id"])
    reviews = services.store.reviews.find(ORG)
    assert len(reviews) == first["reviews_open"] >= 3
    for review in reviews:
        decide(services, ORG, review.id, Answer(decision="approve", by="ana"))
    done = resume(services, run)
    assert done["status"] == "completed"
    ended = services.store.runs.get(ORG, run.id)
    assert ended.receipt is not None
    outcomes = Counter(line.outcome for line in services.store.runs.items(ended))
    assert None not in outcomes
    assert sum(outcomes.values()) == ended.receipt["record_counts"]["in"]
    assert services.vectors.ids(ORG) == services.store.items.served_ids(ORG)
    assert services.store.database.check() == []


def test_the_sample_ends_as_a_reader_would_have_it(services: Services) -> None:
    first = run_distillation(services, ORG, RunParams())
    items = {i.id: i for i in services.store.items.stream(ORG, live_only=False)}
    superseded = {i.id: i.superseded_by for i in items.values() if i.superseded_by}
    news = {"api-001": "api-002", "api-011": "api-012", "db-011": "db-012", "fe-008": "fe-009", "ops-005": "ops-006"}
    assert news.items() <= superseded.items()
    asked = {frozenset(r.question.item_ids) for r in services.store.reviews.find(ORG)}
    conflicts = [("api-004", "api-005"), ("k8s-010", "k8s-011"), ("fe-006", "fe-007"), ("ci-008", "ci-009")]
    assert set(map(frozenset, conflicts)) <= asked
    assert frozenset(("sec-003",)) in asked
    assert not any({"k8s-008", "fe-001", "api-009"} & ids for ids in asked)
    assert first["summaries_generated"] >= 6


def test_nothing_is_destroyed_and_every_summary_cites_what_is_there(services: Services) -> None:
    run_distillation(services, ORG, RunParams())
    items = list(services.store.items.stream(ORG, live_only=False))
    assert {json.loads(line)["id"] for line in SAMPLE.read_text(encoding="utf-8").splitlines()} <= {i.id for i in items}
    summaries = [i for i in items if i.kind == "summary"]
    assert summaries
    for summary in summaries:
        cited = {c for s in services.store.ledger.sentences(ORG, summary.id) for c in s.cites}
        assert cited <= {i.id for i in items}
        assert len(cited) >= 2


def test_a_second_run_with_nothing_new_does_nothing(services: Services) -> None:
    run_distillation(services, ORG, RunParams())
    before = [i.model_dump() for i in services.store.items.stream(ORG, live_only=False)]
    again = run_distillation(services, ORG, RunParams(force=True))
    assert again["status"] == "skipped"
    assert again["reason"] == "nothing new"
    assert [i.model_dump() for i in services.store.items.stream(ORG, live_only=False)] == before


def test_a_dry_run_changes_nothing(services: Services) -> None:
    before = [i.model_dump() for i in services.store.items.stream(ORG, live_only=False)]
    planned = run_distillation(services, ORG, RunParams(dry_run=True))
    assert planned["status"] == "completed"
    assert [i.model_dump() for i in services.store.items.stream(ORG, live_only=False)] == before
    assert services.store.reviews.find(ORG, states=("open", "waiting")) == []
    carried_out = run_distillation(services, ORG, RunParams())
    apart = {"run_id", "run_at", "status", "dry_run", "reviews_open"}
    assert {k: v for k, v in planned.items() if k not in apart} == {
        k: v for k, v in carried_out.items() if k not in apart
    }


def test_below_the_thresholds_a_run_is_skipped_with_its_counts(services: Services) -> None:
    skipped = run_distillation(services, ORG, RunParams(category="no-such-category"))
    assert skipped["status"] == "skipped"
    assert skipped["pending_count"] == 0


def test_of_two_decisions_one_wins_and_the_other_is_told_who(services: Services) -> None:
    run_distillation(services, ORG, RunParams())
    review = services.store.reviews.find(ORG)[0]
    decide(services, ORG, review.id, Answer(decision="approve", by="ana"))
    with pytest.raises(ReviewConflict, match="'ana'"):
        decide(services, ORG, review.id, Answer(decision="approve", by="bob"))


def test_agent_chat_ui_and_agent_inbox_answers_end_in_decisions(services: Services) -> None:
    first = run_distillation(services, ORG, RunParams())
    run = services.store.runs.get(ORG, first["run_id"])
    count = len(services.store.reviews.find(ORG, run_id=run.id))
    chat = {"decisions": [{"type": "approve"}]}
    waiting = resume(services, run, value=chat)
    assert waiting["status"] == "awaiting_review"
    assert len(services.store.reviews.find(ORG, run_id=run.id)) == count - 1
    run = services.store.runs.get(ORG, run.id)
    done = resume(services, run, value=[{"type": "accept"}] * count)
    assert done["status"] == "completed"


def test_a_run_that_was_cut_off_is_finished_first(services: Services) -> None:
    def cut(event: dict[str, object]) -> None:
        if event.get("step") == "judge":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_distillation(services, ORG, RunParams(), progress=cut)
    (ended,) = finish_broken(services, ORG)
    assert ended["status"] == "awaiting_review"
    assert ended["items_harvested"] == 85
