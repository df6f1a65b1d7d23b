"""Which planted errors does the faithfulness check catch, and which faithful sentences does it refuse?"""

from collections.abc import Iterable
from pathlib import Path

from evals.cases import Case, cases, item
from evals.measure import DATA, Eval, Row, Scorer
from evals.planting import planted
from stillroom.domain.summaries import Draft, Sentence
from stillroom.quality.reviewing import MINOR
from stillroom.summarizing import faults

NONE = "none"
FAITHFUL = "faithful"


def answers(data: Path) -> Iterable[Row]:
    """Check every sentence against its sources."""
    return _answers(cases(data))


def answers_on_planted(pairs: Path) -> Iterable[Row]:
    """Check statements of other sets with errors planted by a script, and rewordings of them."""
    return _answers(planted(cases(pairs)))


def _answers(given: Iterable[Case]) -> Iterable[Row]:
    for case in given:
        kind: str = case["error"] or FAITHFUL
        allowed = frozenset({NONE} if case["faithful"] else ())
        yield Row(case["id"], case["split"], case.get("category", kind), kind, _found(case), allowed)


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


_SCORERS = {
    "planted errors caught": Scorer("more", lambda row: row.given != NONE if row.expected != FAITHFUL else None),
    "faithful refused": Scorer("less", lambda row: row.given != NONE if row.expected == FAITHFUL else None),
}
EVALS = (
    Eval(name="faithfulness", data=DATA / "faithfulness.jsonl", answers=answers, scorers=_SCORERS),
    Eval(name="faithfulness_planted", data=DATA / "pairs_fresh.jsonl", answers=answers_on_planted, scorers=_SCORERS),
)
