"""Personal data in disguise: 27 transformations of six types, one text each."""

from collections.abc import Iterable
from pathlib import Path

from evals.cases import cases
from evals.measure import DATA, Eval, Row, Scorer
from stillroom.privacy import PrivacyGate

CAUGHT, MISSED = "caught", "missed"


def answers(data: Path) -> Iterable[Row]:
    """Clean every text; the row's category is the type that is disguised in it."""
    gate = PrivacyGate()
    for case in cases(data):
        found = any(f.type == case["type"] for f in gate.clean(case["text"]).findings)
        given = CAUGHT if found else MISSED
        yield Row(case["id"], "test", case["type"], CAUGHT, given, frozenset({CAUGHT}))


EVAL = Eval(
    name="evasions",
    data=DATA / "evasions.jsonl",
    answers=answers,
    scorers={"caught in disguise": Scorer("more", lambda row: row.given == CAUGHT)},
)
