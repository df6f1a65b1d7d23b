"""First and last versions of the same notes, among all other notes of their author, in one whole run.

Every labelled pair is a row; so is every merge of notes that are none.
"""

from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any

from evals.cases import cases
from evals.measure import PUBLIC, Eval, Row, Scorer
from evals.whole_run import Distilled, distilled

APART, GROUPED, MERGED, SUPERSEDED = "apart", "grouped", "merged", "superseded"
REVISION, DISTINCT = "revision", "distinct"


def answers(data: Path) -> Iterable[Row]:
    """Distil the notes with the first versions of those that have one."""
    revised = cases(data)
    firsts = [_first(case) for case in revised]
    run = distilled([*map(_note, cases(data.with_name("notes.jsonl"))), *firsts])
    known = {frozenset((f"{case['id']}@first", case["id"])) for case in revised}
    for first, last in sorted(tuple(sorted(pair, reverse=True)) for pair in known):
        yield Row(f"{first} {last}", "test", REVISION, REVISION, _found(run, first, last), frozenset({MERGED}))
    for a, b in sorted(set(_merged(run))):
        if frozenset((a, b)) not in known:
            yield Row(f"{a} {b}", "test", DISTINCT, DISTINCT, MERGED, frozenset())


def _note(case: dict[str, Any]) -> dict[str, Any]:
    return {"id": case["id"], "content": case["text"], "category": "til", "observed_at": case["updated_at"]}


def _first(case: dict[str, Any]) -> dict[str, Any]:
    return {"id": f"{case['id']}@first", "content": case["a"], "category": "til", "observed_at": case["a_at"]}


def _merged(run: Distilled) -> Iterator[tuple[str, str]]:
    for ruling in run.rulings.values():
        for merge in ruling.merges:
            yield from combinations(sorted((merge.winner_id, *merge.loser_ids)), 2)
        yield from (tuple(sorted((s.newer_id, s.older_id))) for s in ruling.supersessions)  # type: ignore[misc]


def _found(run: Distilled, first: str, last: str) -> str:
    ruling = run.ruling(first, last)
    if ruling is None:
        return APART
    if any({first, last} <= {m.winner_id, *m.loser_ids} for m in ruling.merges):
        return MERGED
    return SUPERSEDED if any({first, last} == {s.newer_id, s.older_id} for s in ruling.supersessions) else GROUPED


EVAL = Eval(
    name="revisions",
    data=PUBLIC / "til_jbranchaud" / "revision_pairs.jsonl",
    answers=answers,
    scorers={
        "found": Scorer("more", lambda row: row.given != APART if row.expected == REVISION else None),
        "merged or superseded": Scorer(
            "more", lambda row: row.given in (MERGED, SUPERSEDED) if row.expected == REVISION else None
        ),
        "right among merged": Scorer(
            "more", lambda row: row.expected == REVISION if row.given in (MERGED, SUPERSEDED) else None
        ),
    },
)
