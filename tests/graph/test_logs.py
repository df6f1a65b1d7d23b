"""With logs on, every node and run is a line of JSON that tells nothing of what was contributed."""

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from stillroom import logs
from stillroom.domain.items import Contribution
from stillroom.domain.runs import RunParams
from stillroom.errors import StoreUnavailable
from stillroom.run import run_distillation
from stillroom.services import Services, build_services
from stillroom.settings import Settings

TEXT = "Rotate the zanzibar key of the webhook every 90 days."


@pytest.fixture(autouse=True)
def afresh() -> Iterator[None]:
    """Write to the standard error of each test, not of the first."""
    logs._logger.cache_clear()
    yield
    logs._logger.cache_clear()


def filled(home: Path, *, on: bool) -> Services:
    services = build_services(Settings(home=home, logs=on))
    services.intake("o").add(Contribution(id="one", content=TEXT, contributor="zanzibar-ann"))
    return services


def told(capsys: pytest.CaptureFixture[str]) -> list[dict[str, object]]:
    return [json.loads(line) for line in capsys.readouterr().err.splitlines()]


def test_every_node_and_the_end_are_told_without_content(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(filled(tmp_path, on=True)) as services:
        outcome = run_distillation(services, "o", RunParams(force=True))
    events = told(capsys)
    nodes = [e["node"] for e in events if e["event"] == "node"]
    assert nodes == ["harvest", "cluster", "judge", "summarize", "pii_check", "quality_review", "publish", "finalize"]
    assert {e["run_id"] for e in events} == {outcome["run_id"]}
    assert events[0]["harvested"] == 1
    assert (events[-1]["event"], events[-1]["status"]) == ("run", "completed")
    assert all("timestamp" in e and e["level"] == "info" for e in events)
    assert "zanzibar" not in json.dumps(events)


def test_a_failure_is_told_by_its_kind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise StoreUnavailable(TEXT)

    with closing(filled(tmp_path, on=True)) as services:
        monkeypatch.setattr("nodes.cluster.embed", broken)
        with pytest.raises(StoreUnavailable):
            run_distillation(services, "o", RunParams(force=True))
    last = told(capsys)[-1]
    assert (last["event"], last["status"], last["error"]) == ("run", "failed", "StoreUnavailable")
    assert "zanzibar" not in json.dumps(last)


def test_nothing_is_told_unless_it_was_asked_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(filled(tmp_path, on=False)) as services:
        run_distillation(services, "o", RunParams(force=True))
    assert told(capsys) == []
