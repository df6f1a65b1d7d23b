"""Which planted errors does the faithfulness check catch, and which faithful sentences does it refuse?"""

from collections.abc import Iterable
from pathlib import Path

from evals.cases import Case, cases, item
from evals.measure import DATA, Eval, Row, Scorer
from stillroom.domain.summaries import Draft, Sentence
from stillroom.quality.reviewing import MINOR
from stillroom.summarizing import faults

NONE = "none"
FAITHFUL = "faithful"


def answers(data: Path) -> Iterable[Row]:
    """Check every sentence against its sources."""
    for case in cases(data):
        category = case["error"] or FAITHFUL
        yield Row(
            case["id"], case["split"], category, category, _found(case), frozenset({NONE} if case["faithful"] else ())
        )


def _found(case: Case) -> str:
    """Name the kinds of fault that a draft is sent back for.

    Each source is given by two voices, so that what one alone says is no matter.
    """
    items = [
        item(f"{case['id']}-{n}-{voice}", content=source, contributor=voice)
        for n, source in enumerate(case["sources"])
        for voice in ("first", "second")
    ]
    ids = tuple(i.id for i in items)
    draft = Draft(
        cluster_id=case["id"],
        title="",
        sentences=(Sentence(text=case["sentence"], cites=ids),),
        source_ids=ids,
        written_by="eval",
    )
    return " ".join(sorted({f.kind for f in faults(draft, {i.id: i for i in items})} - MINOR)) or NONE


EVAL = Eval(
    name="faithfulness",
    data=DATA / "faithfulness.jsonl",
    answers=answers,
    scorers={
        "planted errors caught": Scorer("more", lambda row: row.given != NONE if row.expected != FAITHFUL else None),
        "faithful refused": Scorer("less", lambda row: row.given != NONE if row.expected == FAITHFUL else None),
    },
)
