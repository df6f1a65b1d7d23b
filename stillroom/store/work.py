"""What a run is working on: its clusters, and each step's outcome as it arrives."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import and_, func, select

from stillroom.domain.publications import Publication
from stillroom.domain.runs import Run
from stillroom.domain.verdicts import Cluster, PairVerdict
from stillroom.store import tables as t
from stillroom.store.database import Database
from stillroom.store.items import chunks, insert_ignoring
from stillroom.store.runs import ensure_fence

Step = str


class Work:
    """The work rows of every run; erasure empties them, nothing else does."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def keep_clusters(self, run: Run, clusters: Sequence[Cluster]) -> None:
        """Store clusters; one that is there stays."""
        rows = [
            {
                "org": run.org,
                "run_id": run.id,
                "id": c.id,
                "category": c.category,
                "title": c.title,
                "size": len(c.member_ids),
                "body": c.model_dump(mode="json"),
            }
            for c in clusters
        ]
        with self._db.write() as connection:
            insert_ignoring(connection, t.clusters, rows)

    def clusters(self, run: Run) -> list[Cluster]:
        """List the run's clusters, largest first."""
        where = and_(t.clusters.c.org == run.org, t.clusters.c.run_id == run.id)
        query = select(t.clusters.c.body).where(where).order_by(t.clusters.c.size.desc(), t.clusters.c.id)
        with self._db.read() as connection:
            return [Cluster.model_validate(body) for body in connection.execute(query).scalars()]

    def count_clusters(self, run: Run) -> int:
        """Count the run's clusters."""
        where = and_(t.clusters.c.org == run.org, t.clusters.c.run_id == run.id)
        with self._db.read() as connection:
            return int(connection.execute(select(func.count()).select_from(t.clusters).where(where)).scalar_one())

    def keep(self, run: Run, step: Step, outputs: Iterable[tuple[str, str, Any]]) -> None:
        """Store outcomes as (cluster id, input hash, output); one that is there stays.

        Raises:
            RunConflict: the run was cancelled, or another process took it over.
        """
        rows = [
            {
                "org": run.org,
                "run_id": run.id,
                "cluster_id": cluster_id,
                "step": step,
                "input_hash": input_hash,
                "output": output,
            }
            for cluster_id, input_hash, output in outputs
        ]
        with self._db.write() as connection:
            ensure_fence(connection, run)
            insert_ignoring(connection, t.work, rows)

    def outputs(self, run: Run, step: Step) -> dict[str, dict[str, Any]]:
        """Fetch a step's outcomes: cluster id → input hash → output."""
        where = and_(t.work.c.org == run.org, t.work.c.run_id == run.id, t.work.c.step == step)
        query = select(t.work.c.cluster_id, t.work.c.input_hash, t.work.c.output).where(where)
        found: dict[str, dict[str, Any]] = {}
        with self._db.read() as connection:
            for row in connection.execute(query):
                found.setdefault(row.cluster_id, {})[row.input_hash] = row.output
        return found

    def keep_plan(self, run: Run, publications: Iterable[Publication]) -> None:
        """Store what a dry run would publish."""
        self.keep(run, "plan", [(p.key, "plan", p.model_dump(mode="json")) for p in publications])

    def planned(self, run: Run) -> list[Publication]:
        """List what a dry run would publish, in order of key."""
        plan = self.outputs(run, "plan")
        return [Publication.model_validate(body) for _, by_hash in sorted(plan.items()) for body in by_hash.values()]

    def settled(self, org: str, ids: Iterable[str]) -> dict[str, tuple[PairVerdict, str | None]]:
        """Fetch remembered pair verdicts about these items by pair key, each with the review that asks."""
        found: dict[str, tuple[PairVerdict, str | None]] = {}
        with self._db.read() as connection:
            for chunk in chunks(ids):
                query = select(t.pairs.c.key, t.pairs.c.verdict, t.pairs.c.review_id).where(
                    t.pairs.c.org == org, t.pairs.c.a_id.in_(chunk)
                )
                for row in connection.execute(query):
                    found[row.key] = (PairVerdict.model_validate(row.verdict), row.review_id)
        return found
