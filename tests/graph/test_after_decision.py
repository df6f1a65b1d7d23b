"""What a person settles is summarised in the same run."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from stillroom.deciding import decide
from stillroom.domain.items import Contribution
from stillroom.domain.reviews import Answer
from stillroom.domain.runs import RunParams
from stillroom.run import resume, run_distillation
from stillroom.services import build_services
from stillroom.settings import Settings

TEXTS = {
    "one": "Every upload of a report goes through the virus scanner before the worker stores it in the bucket.",
    "two": "The virus scanner checks every report upload before the worker writes it into the bucket, which takes 2 s.",
    "three": "Report uploads are limited to 10 MB by the virus scanner before the worker stores them in the bucket.",
    "four": "Report uploads are limited to 25 MB by the virus scanner before the worker stores them in the bucket.",
}


@pytest.mark.parametrize(
    "answer",
    [Answer(decision="supersede", subject_id="four", by="ana"), Answer(decision="merge", by="ana")],
    ids=["the one that is named", "the best"],
)
def test_only_the_winner_of_a_conflict_joins_the_summary(tmp_path: Path, answer: Answer) -> None:
    services = build_services(Settings(home=tmp_path / "home"))
    for number, (name, text) in enumerate(TEXTS.items()):
        noted = datetime(2026, 3, 1 + number, tzinfo=UTC) if number < 2 else None
        services.intake("o").add(
            Contribution(id=name, content=text, category="uploads", contributor=f"agent-{number}", observed_at=noted)
        )
    first = run_distillation(services, "o", RunParams(force=True))
    assert first["status"] == "awaiting_review"
    (review,) = services.store.reviews.find("o")
    assert {"three", "four"} <= set(review.question.item_ids)
    decide(services, "o", review.id, answer)
    done = resume(services, services.store.runs.get("o", first["run_id"]))
    assert done["status"] == "completed"
    items = {i.id: i for i in services.store.items.stream("o", live_only=False)}
    ((loser, winner),) = [
        (i.id, i.superseded_by) for i in items.values() if i.id in ("three", "four") and not i.is_live
    ]
    assert {loser, winner} == {"three", "four"}
    assert winner == (answer.subject_id or winner)
    (summary,) = [i for i in items.values() if i.kind == "summary" and i.is_live]
    sources = {e[1] for e in services.store.ledger.lineage("o", [summary.id], up=True)}
    assert winner in sources
    assert loser not in sources
