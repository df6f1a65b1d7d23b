"""What a probability is worth, and the page that shows it."""

from pathlib import Path

import pytest

from evals import near_repeats, pairs
from evals.curves import Guess, curves, reliability, risk_coverage
from evals.measure import Row, run
from evals.page import page


def test_the_surest_come_first_and_all_are_covered_in_the_end() -> None:
    guesses = [Guess(0.99, True), Guess(0.9, True), Guess(0.4, True), Guess(0.45, False)]
    points = risk_coverage(guesses)
    assert points[0] == {"coverage": 0.25, "risk": 0.0}
    assert points[-1] == {"coverage": 1.0, "risk": 0.25}
    assert [p["risk"] for p in points] == [0.0, 0.0, 0.3333, 0.25]


def test_what_is_called_likely_is_held_against_what_was_so() -> None:
    guesses = [*[Guess(0.85, True)] * 8, *[Guess(0.85, False)] * 2, Guess(0.05, False)]
    assert reliability(guesses) == [{"said": 0.05, "was": 0.0, "n": 1}, {"said": 0.85, "was": 0.8, "n": 10}]


def test_nothing_guessed_draws_nothing() -> None:
    assert curves([]) == {"risk and coverage": [], "mean risk": 0.0, "reliability": []}


def test_near_repeats_are_found_down_to_each_bar() -> None:
    labels = [("revision", 0.9), ("revision", 0.3), ("distinct", 0.32), ("distinct", 0.1)]
    rows = [Row(str(n), "test", label, label, "", frozenset(), share) for n, (label, share) in enumerate(labels)]
    points = {p["from"]: p for p in near_repeats.drawn(rows)["precision and recall"]}
    assert (points[0.5]["precision"], points[0.5]["recall"]) == (1.0, 0.5)
    assert (points[0.2]["precision"], points[0.2]["recall"]) == (0.6667, 1.0)


@pytest.fixture
def few(tmp_path: Path) -> Path:
    lines = Path(pairs.EVALS[0].data).read_text(encoding="utf-8").splitlines()
    chosen = [line for line in lines if '"split": "test"' in line][:12]
    path = tmp_path / "pairs.jsonl"
    path.write_text("\n".join(chosen), encoding="utf-8")
    return path


def test_the_page_shows_scores_curves_and_what_was_not_run(few: Path) -> None:
    one = pairs.EVALS[0]
    result = run(type(one)(one.name, few, one.answers, one.scorers, one.curves))
    shown = page({"pairs": result}, {"pairs": "What <two> items are."}, ["topics"])
    assert "NOT RUN, for want of public data: topics" in shown
    assert "What &lt;two&gt; items are." in shown
    assert "wrong among decided" in shown
    assert shown.count('class="curve"') == 2
    assert shown.count('class="point"') >= 12
