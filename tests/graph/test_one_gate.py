"""Whatever comes in, is written by a model, decided or goes out passes the one gate; a broken detector stops it."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from stillroom.consequences import outcomes
from stillroom.deciding import decide
from stillroom.domain.items import Contribution, Item
from stillroom.domain.reviews import Answer
from stillroom.domain.runs import RunParams
from stillroom.errors import DetectorFailed
from stillroom.exports import jsonl
from stillroom.privacy.gate import PrivacyGate
from stillroom.privacy.patterns import Emails
from stillroom.privacy.spans import Span
from stillroom.replaying import replay
from stillroom.run import resume, run_distillation
from stillroom.services import Services, build_services
from stillroom.settings import Settings
from stillroom.sources import Row
from stillroom.sources.mapping import guess
from tests.openai_server import Body, OpenAIServer, good

ORG = "o"
MAIL = "quimby.zorblax@stillroom-works.org"
TEXTS = (
    "Every upload of a report goes through the virus scanner before the worker stores it in the bucket.",
    "The virus scanner checks every report upload before the worker writes it into the bucket.",
    "Report uploads pass the virus scanner first; then the worker stores them in the bucket.",
)
# rules can write a summary of these
LIKE = (
    "Copy the lock file into the Docker image before the sources: a code change then reuses the layer of dependencies.",
    "In the Docker image copy the lock file before the sources, so that a code change reuses the layer of "
    "dependencies and builds in 50 seconds.",
    "Docker image builds reuse the layer of dependencies after a code change when the lock file is copied before the "
    "sources.",
)
CONFLICT = (
    "Report uploads are limited to 10 MB by the virus scanner before the worker stores them in the bucket.",
    "Report uploads are limited to 25 MB by the virus scanner before the worker stores them in the bucket.",
)


@pytest.fixture
def services(tmp_path: Path, openai_server: OpenAIServer) -> Services:
    openai_server.default = good(a_summary_with_an_address)
    settings = Settings(
        home=tmp_path / "home", openai_base_url=openai_server.base_url, openai_api_key="x", summarizer_model="s"
    )  # type: ignore[arg-type]
    return build_services(settings)


def a_summary_with_an_address(_body: Body) -> dict[str, object]:
    claim = f"The virus scanner checks every report upload, says {MAIL}."
    return {"title": "Uploads", "sentences": [{"text": claim, "cites": ["t0", "t1", "t2"]}]}


def fill(services: Services, texts: tuple[str, ...]) -> None:
    for number, text in enumerate(texts):
        noted = {"id": f"t{number}", "category": "uploads", "contributor": f"agent-{number}"}
        services.intake(ORG).add(Contribution(content=text, **noted))


def by_adding(services: Services) -> None:
    services.intake(ORG).add(Contribution(content=f"Ask {MAIL} first.", title=f"About {MAIL}", tags=(MAIL,)))


def by_importing(services: Services) -> None:
    rows = [Row("notes", 1, {"content": f"Ask {MAIL} first.", "key": f"a {MAIL}"}), Row("notes", 2, {"title": MAIL})]
    services.intake(ORG).import_(rows, mapping=guess(rows))


def by_a_model(services: Services) -> None:
    fill(services, TEXTS)
    run_distillation(services, ORG, RunParams(force=True))


def by_deciding(services: Services) -> None:
    fill(services, (*TEXTS[:1], *CONFLICT))
    run_distillation(services, ORG, RunParams(force=True))
    review = services.store.reviews.find(ORG)[0]
    subject = review.question.item_ids[0]
    text = f"Before the next release of the billing service ask {MAIL} for the pool size."
    decide(services, ORG, review.id, Answer(decision="edit", subject_id=subject, text=text, by="ana"))


DOORS: dict[str, Callable[[Services], None]] = {
    "add": by_adding, "import": by_importing, "model": by_a_model, "decision": by_deciding,
}  # fmt: skip


def kept_in(services: Services) -> str:
    """All that is in any file of the home, the record of a model's own words included."""
    files = services.settings.home.rglob("*")
    return "\n".join(p.read_bytes().decode("latin-1") for p in files if p.is_file())


@pytest.mark.parametrize("door", DOORS)
def test_nothing_private_is_behind_any_door(services: Services, door: str) -> None:
    DOORS[door](services)
    kept = kept_in(services)
    assert "<EMAIL_ADDRESS_1>" in kept
    assert MAIL not in kept
    assert "quimby" not in kept.lower()


@pytest.mark.parametrize("door", ["add", "import", "decision"])
def test_no_door_opens_when_a_detector_raises(services: Services, door: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_self: Emails, text: str, _lowered: str) -> list[Span]:
        if "stillroom-works" in text:
            raise ValueError(text)
        return [Span(9, 40, "EMAIL_ADDRESS", 1.0, "email")] if "canary" in text else []

    monkeypatch.setattr(Emails, "scan", fails)
    with pytest.raises(DetectorFailed, match="email: ValueError") as failure:
        DOORS[door](services)
    assert MAIL not in str(failure.value)
    assert MAIL not in kept_in(services)


def test_a_draft_that_a_broken_detector_cannot_read_is_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    services = build_services(Settings(home=tmp_path / "home"))
    fill(services, LIKE)
    fails_at(monkeypatch, "Docker")
    run_distillation(services, ORG, RunParams(force=True))
    (review,) = services.store.reviews.find(ORG)
    assert review.question.reason == "pii"
    assert review.draft is not None
    assert review.draft.content == "The text is withheld: email: ValueError"
    monkeypatch.undo()
    shown = services.store.items.many(ORG, review.question.item_ids)
    assert [o.decision for o in outcomes(services, review, shown)] == ["reject"]
    decide(services, ORG, review.id, Answer(decision="approve", by="ana"))
    resume(services, services.store.runs.recent(ORG, limit=1)[0])
    assert not [i for i in services.store.items.stream(ORG) if i.kind == "summary"]


def test_an_answer_that_a_broken_detector_cannot_read_is_no_answer(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(services, LIKE)
    fails_at(monkeypatch, MAIL)
    run_distillation(services, ORG, RunParams(force=True))
    run = services.store.runs.recent(ORG, limit=1)[0]
    (summary,) = [i for i in services.store.items.stream(ORG) if i.kind == "summary"]
    assert MAIL not in kept_in(services)
    assert "<EMAIL" not in summary.content
    (failure,) = services.store.record(ORG, run.id).failures().values()
    assert "email: ValueError" in failure.message
    assert services.spend(run).calls == 1
    assert replay(services.settings, ORG, run.id).is_equal


def fails_at(monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    """Break a detector over some words."""
    scan = Emails.scan

    def fails(self: Emails, text: str, lowered: str) -> list[Span]:
        if words in text:
            raise ValueError(text)
        return list(scan(self, text, lowered))

    monkeypatch.setattr(Emails, "scan", fails)


def test_what_is_exported_passes_the_detectors_of_today(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as yesterday:
        yesterday.setattr(Emails, "scan", lambda *_: [])
        yesterday.setattr(type(services.gate), "check", lambda _: None)
        by_adding(services)
    items: list[Item] = list(services.store.items.stream(ORG))
    assert MAIL in items[0].content
    written = b"".join(jsonl.lines(items, PrivacyGate()))
    assert MAIL.encode() not in written

    def fails(*_: object) -> list[Span]:
        raise ValueError(MAIL)

    monkeypatch.setattr(Emails, "scan", fails)
    with pytest.raises(DetectorFailed):
        list(jsonl.lines(items, services.gate))


def test_a_checkpoint_holds_what_was_asked_and_no_more(services: Services) -> None:
    fill(services, (*TEXTS[:1], *CONFLICT))
    run_distillation(services, ORG, RunParams(force=True))
    with sqlite3.connect(services.settings.home / "checkpoints.db") as checkpoints:
        (size,) = checkpoints.execute("select max(length(checkpoint)) from checkpoints").fetchone()
    assert size < 20_000
