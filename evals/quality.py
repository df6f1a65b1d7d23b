"""Does pre-screening tell a short valid note from a placeholder, and a good text from a poor one?"""

from collections.abc import Iterable
from pathlib import Path
from statistics import median
from typing import Literal

from evals.cases import cases, item
from evals.measure import DATA, Eval, Row, Scorer
from stillroom.quality import prescreen
from stillroom.settings import Settings

FLAGGED, BELOW, ABOVE = "flagged", "below", "above"
_RIGHT = {"good": {ABOVE}, "fair": {ABOVE, BELOW}, "poor": {BELOW, FLAGGED}, "placeholder": {FLAGGED}}


def answers(data: Path) -> Iterable[Row]:
    """Score every text: flagged for a person, else above or below the middle between good and poor."""
    given = cases(data)
    scores = {case["id"]: prescreen(item(case["id"], content=case["content"])).score for case in given}
    middle = sum(median(scores[c["id"]] for c in given if c["label"] == label) for label in ("good", "poor")) / 2
    low = Settings.model_fields["low_quality_below"].default
    for case in given:
        score = scores[case["id"]]
        said = FLAGGED if score < low else ABOVE if score > middle else BELOW
        yield Row(case["id"], case["split"], case["label"], case["label"], said, frozenset(_RIGHT[case["label"]]))


def _flagged(label: str, better: Literal["more", "less"]) -> Scorer:
    return Scorer(better, lambda row: row.given == FLAGGED if row.expected == label else None)


def _placed(label: str) -> Scorer:
    return Scorer("more", lambda row: row.given in row.allowed if row.expected == label else None)


EVAL = Eval(
    name="quality",
    data=DATA / "quality.jsonl",
    answers=answers,
    scorers={
        "placeholders flagged": _flagged("placeholder", "more"),
        "good flagged": _flagged("good", "less"),
        "fair flagged": _flagged("fair", "less"),
        "poor below the middle": _placed("poor"),
        "good above the middle": _placed("good"),
    },
)
