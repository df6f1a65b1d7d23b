"""A run that is cancelled ends where it is; nothing is lost for the next."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from stillroom.deciding import decide
from stillroom.domain.base import utc_now
from stillroom.domain.reviews import Answer
from stillroom.domain.runs import RunParams
from stillroom.domain.verdicts import Ruling
from stillroom.errors import RunConflict
from stillroom.judging.service import Judging
from stillroom.run import finish_broken, run_distillation
from stillroom.services import Services
from tests.uploads import filled


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    with closing(filled(tmp_path / "home")) as built:
        yield built


def cancel(services: Services) -> None:
    (run,) = services.store.runs.recent("o", limit=1)
    services.store.runs.cancel("o", run.id, "ana", utc_now())


def served(services: Services) -> set[tuple[str, str]]:
    return {(i.kind, i.content) for i in services.store.items.stream("o", live_only=True) if i.state == "approved"}


def asked(services: Services) -> list[tuple[str, tuple[str, ...]]]:
    return [(r.question.reason, r.question.item_ids) for r in services.store.reviews.find("o")]


@pytest.mark.parametrize("moment", ["harvest", "cluster", "judge", "summarize", "quality_review"])
def test_the_next_run_does_all_that_a_cancelled_one_left(services: Services, tmp_path: Path, moment: str) -> None:
    def now(event: dict[str, object]) -> None:
        if event.get("finished") == moment:
            cancel(services)

    with pytest.raises(RunConflict, match="cancelled"):
        run_distillation(services, "o", RunParams(force=True), progress=now)
    (cancelled,) = services.store.runs.recent("o")
    assert (cancelled.status, cancelled.is_finished) == ("cancelled", True)
    assert cancelled.result is not None
    assert cancelled.result["reason"] == "cancelled by ana"
    assert finish_broken(services, "o") == []
    run_distillation(services, "o", RunParams(force=True))
    with closing(filled(tmp_path / "undisturbed")) as undisturbed:
        run_distillation(undisturbed, "o", RunParams(force=True))
        assert served(services) == served(undisturbed)
        assert asked(services) == asked(undisturbed)


def test_a_step_that_is_under_way_keeps_nothing_more(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    judged = Judging.rule_many

    def cancelled_meanwhile(*given: Any) -> Iterator[Ruling]:
        cancel(services)
        return judged(*given)

    monkeypatch.setattr(Judging, "rule_many", cancelled_meanwhile)
    with pytest.raises(RunConflict, match="was cancelled"):
        run_distillation(services, "o", RunParams(force=True))
    (cancelled,) = services.store.runs.recent("o")
    assert services.store.work.outputs(cancelled, "judge") == {}


def test_an_answer_to_a_cancelled_run_is_carried_out_by_the_next(services: Services) -> None:
    assert run_distillation(services, "o", RunParams(force=True))["status"] == "awaiting_review"
    cancel(services)
    (review,) = services.store.reviews.find("o")
    decide(services, "o", review.id, Answer(decision="supersede", subject_id="fat", by="ana"))
    assert run_distillation(services, "o", RunParams(force=True))["status"] == "completed"
    assert services.store.items.many("o", ["ten"])["ten"].expired_at is not None


def test_what_has_ended_cannot_be_cancelled(services: Services) -> None:
    run_distillation(services, "o", RunParams(force=True))
    cancel(services)
    with pytest.raises(RunConflict, match="has ended"):
        cancel(services)
