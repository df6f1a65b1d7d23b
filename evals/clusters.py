"""What is grouped and merged in a whole run, over labelled clusters with chains and other traps.

Every two items of a case are one row; a bridge, which lies between two clusters, may fall on either side.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from tempfile import TemporaryDirectory

from evals.cases import ORG, Case, cases
from evals.measure import DATA, Eval, Row, Scorer
from stillroom.domain.runs import RunParams
from stillroom.domain.verdicts import Ruling
from stillroom.run import run_distillation
from stillroom.services import Services, build_services
from stillroom.settings import Settings
from stillroom.sources import Row as Contributed
from stillroom.sources.mapping import identity

TOGETHER, MERGED, APART, PARTED = "together", "merged", "apart", "parted by the judge"


def answers(data: Path) -> Iterable[Row]:
    """Distil all cases at once, then ask of every two items of a case where they are."""
    given = cases(data)
    with TemporaryDirectory() as home:
        services = build_services(Settings(home=Path(home)))
        try:
            rulings, groups = _distilled(services, given)
        finally:
            services.close()
    for case in given:
        yield from _rows(case, groups, rulings)


def _distilled(services: Services, given: Sequence[Case]) -> tuple[dict[str, Ruling], dict[str, str]]:
    """Give the ruling per cluster, and the cluster per item."""
    fields = [{k: i[k] for k in ("id", "title", "content") if k in i} for case in given for i in case["items"]]
    rows = [Contributed("clusters", n, one) for n, one in enumerate(fields, start=1)]
    services.intake(ORG).import_(rows, mapping=identity())
    outcome = run_distillation(services, ORG, RunParams(force=True, max_change=1.0))
    run = services.store.runs.get(ORG, outcome["run_id"])
    ruled = [Ruling.model_validate(r) for o in services.store.work.outputs(run, "judge").values() for r in o.values()]
    groups = {i: c.id for c in services.store.work.clusters(run) for i in c.member_ids}
    return {r.cluster_id: r for r in ruled}, groups


def _rows(case: Case, groups: Mapping[str, str], rulings: Mapping[str, Ruling]) -> Iterable[Row]:
    for a, b in combinations([i for i in case["items"] if not i.get("bridge")], 2):
        same = a["cluster"] is not None and a["cluster"] == b["cluster"]
        group = groups.get(a["id"])
        found = APART if group is None or group != groups.get(b["id"]) else _within({a["id"], b["id"]}, rulings[group])
        allowed = frozenset({TOGETHER, MERGED} if same else {APART, PARTED})
        yield Row(f"{a['id']} {b['id']}", "test", case["trap"], TOGETHER if same else APART, found, allowed)


def _within(two: set[str], ruling: Ruling) -> str:
    if any(two <= {m.winner_id, *m.loser_ids} for m in ruling.merges):
        return MERGED
    return PARTED if two & set(ruling.leaves) else TOGETHER


def _joined(row: Row) -> bool:
    return row.given in (TOGETHER, MERGED)


EVAL = Eval(
    name="clusters",
    data=DATA / "clusters.jsonl",
    answers=answers,
    scorers={
        "found": Scorer("more", lambda row: _joined(row) if row.expected == TOGETHER else None),
        "right among joined": Scorer("more", lambda row: row.expected == TOGETHER if _joined(row) else None),
        "wrongly joined": Scorer("less", lambda row: _joined(row) if row.expected == APART else None),
        "grouped, then parted": Scorer("less", lambda row: row.given == PARTED if row.expected == TOGETHER else None),
        "wrong among merged": Scorer("less", lambda row: row.expected == APART if row.given == MERGED else None),
    },
)
