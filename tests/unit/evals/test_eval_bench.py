"""The same pairs, judged by a model: what rules leave open is asked, paid for and scored."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from evals import __main__ as command
from evals import pairs
from evals.bench import bench
from evals.measure import Eval, run
from tests.online import saying
from tests.openai_server import OpenAIServer, serving


@pytest.fixture
def few(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Eval:
    monkeypatch.setenv("STILLROOM_HOME", str(tmp_path / "home"))
    lines = pairs.EVALS[0].data.read_text(encoding="utf-8").splitlines()
    chosen = [line for line in lines if json.loads(line)["category"] in ("numbers", "negation")][:24]
    path = tmp_path / "pairs.jsonl"
    path.write_text("\n".join(chosen), encoding="utf-8")
    one = pairs.EVALS[0]
    return Eval(one.name, path, one.answers, one.scorers, one.curves, one.told)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenAIServer]:
    with serving() as started:
        monkeypatch.setenv("STILLROOM_OPENAI_BASE_URL", started.base_url)
        monkeypatch.setenv("STILLROOM_OPENAI_API_KEY", "test")
        monkeypatch.setenv("STILLROOM_JUDGE_MODEL", "scripted-1")
        started.default = saying("contradict")
        yield started


def test_without_a_model_the_rules_judge(few: Eval) -> None:
    result = run(few)
    assert result["judge"] == "offline"
    assert "for 1,000 items" not in result


def test_a_model_is_asked_what_rules_leave_open_and_what_it_costs_is_told(few: Eval, server: OpenAIServer) -> None:
    result = run(few)
    asked = len(server.requests)
    assert result["judge"] == "openai:scripted-1"
    assert asked > 0
    # two items a pair, each pair in both orders
    assert result["for 1,000 items"]["calls"] == round(asked * 1000 / (24 * 2 * 2), 4)
    assert result["for 1,000 items"]["prompt_tokens"] == pytest.approx(7 * result["for 1,000 items"]["calls"])
    assert "uncertain, asked" not in result["answers"].values()


def test_another_judges_baseline_is_not_held_against_a_model(
    few: Eval, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "EVALS", {"few": few})
    monkeypatch.setattr(command, "BASELINES", tmp_path / "baselines")
    monkeypatch.setattr(command, "RESULTS", tmp_path / "results")
    assert command.main(["baseline", "few"]) == 0
    bench.cache_clear()
    with serving() as started:
        for name, value in (("OPENAI_BASE_URL", started.base_url), ("OPENAI_API_KEY", "k"), ("JUDGE_MODEL", "other")):
            monkeypatch.setenv(f"STILLROOM_{name}", value)
        started.default = saying("related")
        assert command.main(["check", "few"]) == 0
    bench.cache_clear()
    assert "not compared" in capsys.readouterr().out
