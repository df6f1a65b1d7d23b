"""Runs that were cut off where their row and their thread do not agree yet."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from stillroom.deciding import decide
from stillroom.domain.items import Contribution
from stillroom.domain.reviews import Answer
from stillroom.domain.runs import RunParams
from stillroom.embedding import deliver
from stillroom.errors import RunConflict
from stillroom.run import finish_broken, resume, run_distillation
from stillroom.services import Services, build_services
from stillroom.settings import Settings

SCANNER = "by the virus scanner before the worker stores them in the bucket"
TEXTS = {
    "one": "Every upload of a report goes through the virus scanner before the worker stores it in the bucket.",
    "two": "The virus scanner checks every report upload before the worker writes it into the bucket, which takes 2 s.",
    "ten": f"Report uploads are limited to 10 MB {SCANNER}.",
    "fat": f"Report uploads are limited to 25 MB {SCANNER}.",
}


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    with closing(build_services(Settings(home=tmp_path / "home"))) as built:
        for name, text in TEXTS.items():
            built.intake("o").add(Contribution(id=name, content=text, category="uploads", contributor=name))
        yield built


def cut_off(services: Services, after: str) -> None:
    """Run until a node has ended, and no further."""

    def stop(event: dict[str, object]) -> None:
        if event.get("finished") == after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_distillation(services, "o", RunParams(force=True), progress=stop)


def settle(services: Services) -> None:
    (review,) = services.store.reviews.find("o")
    decide(services, "o", review.id, Answer(decision="supersede", subject_id="fat", by="ana"))


def sources(services: Services) -> set[str]:
    """What the one summary stands on."""
    items = services.store.items.stream("o")
    (summary,) = [i for i in items if i.kind == "summary"]
    return {source for _, source, _ in services.store.ledger.lineage("o", [summary.id], up=True)}


def test_a_decision_before_the_run_has_asked_is_summarised_all_the_same(services: Services) -> None:
    cut_off(services, after="publish")
    (run,) = services.store.runs.recent("o")
    assert run.status == "awaiting_review"
    assert run.result is not None
    assert run.result["reviews_open"] == 1
    settle(services)
    assert resume(services, run)["status"] == "completed"
    assert sources(services) == {"one", "two", "fat"}


def test_a_run_whose_questions_are_answered_is_woken_by_the_next(services: Services) -> None:
    assert run_distillation(services, "o", RunParams(force=True))["status"] == "awaiting_review"
    assert finish_broken(services, "o") == []
    settle(services)
    (ended,) = finish_broken(services, "o")
    assert ended["status"] == "completed"
    assert sources(services) == {"one", "two", "fat"}


def test_a_run_that_ended_meanwhile_is_not_taken_up_again(services: Services) -> None:
    run_distillation(services, "o", RunParams(force=True))
    (stale,) = services.store.runs.recent("o")
    settle(services)
    resume(services, stale)
    with pytest.raises(RunConflict, match="has ended"):
        resume(services, stale)
    assert services.store.runs.get("o", stale.id).status == "completed"


def test_a_decision_while_the_run_still_publishes_is_carried_out(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def decided_meanwhile(*given: Any) -> None:
        if services.store.reviews.find("o"):
            settle(services)
        deliver(*given)

    monkeypatch.setattr("nodes.publish.deliver", decided_meanwhile)
    assert run_distillation(services, "o", RunParams(force=True))["status"] == "completed"
    assert sources(services) == {"one", "two", "fat"}
