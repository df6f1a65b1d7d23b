"""How often a person would be asked: questions of the judge per item, over real notes and real rules, before the cap.

Every item is a row; the first item of a question counts as the one that raised it.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from evals.cases import Case, cases
from evals.measure import PUBLIC, Eval, Row, Scorer
from evals.whole_run import distilled

ASKED, QUIET = "asked", "quiet"


def _rule(case: Case) -> dict[str, Any]:
    return {"id": case["id"], "content": case["text"], "category": "rules"}


def _note(case: Case) -> dict[str, Any]:
    return {"id": case["id"], "content": case["text"], "category": "til", "observed_at": case["updated_at"]}


def _answers(fields: Callable[[Case], dict[str, Any]], name: str) -> Callable[[Path], Iterable[Row]]:
    def answers(data: Path) -> Iterable[Row]:
        given = [fields(case) for case in cases(data)]
        raised = {question.item_ids[0] for question in distilled(given).questions}
        for one in given:
            yield Row(one["id"], "test", name, QUIET, ASKED if one["id"] in raised else QUIET, frozenset({QUIET}))

    return answers


_SCORERS = {"questions an item": Scorer("less", lambda row: row.given == ASKED)}
EVALS = (
    Eval("questions_rules", PUBLIC / "cursorrules" / "bullets.jsonl", _answers(_rule, "rules"), _SCORERS),
    Eval("questions_notes", PUBLIC / "til_jbranchaud" / "notes.jsonl", _answers(_note, "notes"), _SCORERS),
)
