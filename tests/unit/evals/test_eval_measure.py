"""An eval says how often something is wrong, how sure that is, and whether it got worse."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from evals import __main__ as command
from evals.measure import Eval, Row, Scorer, Whole, interval, run, worse

ANSWERS = {"a": "yes", "b": "no", "c": "unsure"}


def an_eval(tmp_path: Path, expected: str) -> Eval:
    data = tmp_path / "data.txt"
    data.write_text(expected)

    def answers(path: Path) -> list[Row]:
        right = frozenset({path.read_text()})
        return [Row(i, "dev", "letters", path.read_text(), given, right) for i, given in ANSWERS.items()]

    scorers = {
        "wrong": Scorer("less", lambda row: None if row.given == "unsure" else row.given not in row.allowed),
        "decided": Scorer("more", lambda row: row.given != "unsure"),
    }
    return Eval("letters", data, answers, scorers)


def test_a_share_counts_only_what_a_scorer_counts(tmp_path: Path) -> None:
    scores = run(an_eval(tmp_path, "yes"))["scores"]["dev"]

    assert (scores["wrong"]["value"], scores["wrong"]["n"]) == (0.5, 2)
    assert (scores["decided"]["value"], scores["decided"]["n"]) == (0.6667, 3)


def test_the_same_eval_gives_the_same_result(tmp_path: Path) -> None:
    assert run(an_eval(tmp_path, "yes")) == run(an_eval(tmp_path, "yes"))


def test_an_interval_holds_the_share_and_narrows_with_cases() -> None:
    few, many = interval([True, False] * 10), interval([True, False] * 1000)

    assert few["low"] < many["low"] < 0.5 < many["high"] < few["high"]


def test_what_got_worse_is_named_and_what_got_better_is_not(tmp_path: Path) -> None:
    better = run(an_eval(tmp_path, "yes"))
    baseline = json.loads(json.dumps(better))
    baseline["scores"]["dev"]["wrong"]["value"] = 0.2
    baseline["scores"]["dev"]["decided"]["value"] = 0.1

    assert worse(better, baseline) == ["dev wrong: 0.500, was 0.200"]
    del better["scores"]["dev"]["decided"]
    assert "dev decided: not measured any more" in worse(better, baseline)


@pytest.fixture
def letters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Eval:
    one = an_eval(tmp_path, "yes")
    monkeypatch.setattr(command, "EVALS", {"letters": one})
    monkeypatch.setattr(command, "BASELINES", tmp_path / "baselines")
    monkeypatch.setattr(command, "RESULTS", tmp_path / "results")
    return one


def test_check_fails_when_an_eval_falls_behind_its_baseline(letters: Eval, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["check", "letters"]) == 1
    assert "python -m evals baseline letters" in capsys.readouterr().out
    assert command.main(["baseline", "letters"]) == 0
    assert command.main(["check", "letters"]) == 0

    letters.data.write_text("never")

    assert command.main(["check"]) == 1
    assert "wrong" in capsys.readouterr().out


def test_two_results_are_shown_side_by_side(letters: Eval, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command.main(["baseline"])
    letters.data.write_text("never")
    capsys.readouterr()

    assert command.main(["compare"]) == 0
    shown = capsys.readouterr().out
    assert "0.500" in shown
    assert "1.000" in shown


def test_an_unknown_eval_is_refused(letters: Eval) -> None:
    with pytest.raises(SystemExit, match="2"):
        command.main(["run", "nonesuch"])


def test_a_public_set_that_is_not_there_is_named(letters: Eval, capsys: pytest.CaptureFixture[str]) -> None:
    letters.data.unlink()

    assert command.main(["check"]) == 0
    assert "letters: NOT RUN" in capsys.readouterr().out


def test_a_number_of_all_cases_has_an_interval_around_it(tmp_path: Path) -> None:
    def share_of_first(rows: Sequence[Row]) -> float:
        return sum(row.given == "yes" for row in rows) / len(rows)

    one = an_eval(tmp_path, "yes")
    rows = [Row(str(n), "test", "letters", "yes", "yes" if n % 2 else "no", frozenset()) for n in range(400)]
    score = run(replace(one, answers=lambda _: rows, scorers={"share": Whole("more", share_of_first)}))["scores"][
        "test"
    ]

    assert score["share"]["value"] == 0.5
    # sqrt(.25 / 400) * 1.96 = .049 on either side
    assert 0.44 < score["share"]["low"] < 0.47
    assert 0.53 < score["share"]["high"] < 0.56
