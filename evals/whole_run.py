"""A whole run over given rows, on a home of its own: what was grouped, how it was ruled, what was asked."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from evals.cases import ORG
from stillroom.domain.runs import RunParams
from stillroom.domain.verdicts import Question, Ruling
from stillroom.run import run_distillation
from stillroom.services import build_services
from stillroom.settings import Settings
from stillroom.sources import Row
from stillroom.sources.mapping import identity


@dataclass(frozen=True, slots=True)
class Distilled:
    """What a run made of its items.

    Attributes:
        clusters: the cluster of each grouped item.
        rulings: by cluster.
        questions: all that there were, before the cap.
    """

    clusters: dict[str, str]
    rulings: dict[str, Ruling]

    @property
    def questions(self) -> list[Question]:
        """List what a person would be asked by the judge, before the cap."""
        return [question for ruling in self.rulings.values() for question in ruling.questions]

    def ruling(self, a: str, b: str) -> Ruling | None:
        """Give the ruling on two items that were grouped together."""
        cluster = self.clusters.get(a)
        return self.rulings[cluster] if cluster and cluster == self.clusters.get(b) else None


def distilled(fields: Iterable[dict[str, Any]]) -> Distilled:
    """Import rows of item fields and distil them."""
    rows = [Row("evals", n, one) for n, one in enumerate(fields, start=1)]
    with TemporaryDirectory() as home:
        services = build_services(Settings(home=Path(home)))
        try:
            services.intake(ORG).import_(rows, mapping=identity())
            outcome = run_distillation(services, ORG, RunParams(force=True, max_change=1.0))
            run = services.store.runs.get(ORG, outcome["run_id"])
            outputs = services.store.work.outputs(run, "judge").values()
            rulings = [Ruling.model_validate(ruling) for output in outputs for ruling in output.values()]
            clusters = {i: c.id for c in services.store.work.clusters(run) for i in c.member_ids}
        finally:
            services.close()
    return Distilled(clusters, {ruling.cluster_id: ruling for ruling in rulings})
