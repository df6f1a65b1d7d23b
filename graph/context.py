"""What a run is given beside its state: the services, kept out of what Studio shows."""

from dataclasses import dataclass

from pydantic import InstanceOf
from pydantic.json_schema import SkipJsonSchema

from graph.state import State
from stillroom.domain.runs import Run
from stillroom.errors import RunConflict
from stillroom.services import Services, open_services


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The run's surroundings; not persisted, so every resume passes them again.

    Attributes:
        given: the services; None takes this process's own. They open in the first node that asks: a server makes
            the context on its event loop, where nothing may touch the disk.
        fence: the number under which this process holds the run; None takes the row's present one.
    """

    given: SkipJsonSchema[InstanceOf[Services] | None] = None
    fence: SkipJsonSchema[int | None] = None

    @property
    def services(self) -> Services:
        """The parts this run works with."""
        return self.given or open_services()

    def run(self, state: State) -> Run:
        """Fetch the run that the state speaks of, as this process holds it.

        Raises:
            RunConflict: it has ended, and what it published stands; only a dry run can be gone through again.
        """
        run = self.services.store.runs.get(state["org"], state["run_id"])
        if run.is_finished and not run.params.dry_run:
            raise RunConflict(f"run {run.id} is {run.status}, and what it did stands: start another, or a dry run")
        return run if self.fence is None else run.model_copy(update={"fence": self.fence})

    def unpublished(self, state: State) -> Run:
        """Fetch the run for a step that comes before anything is published.

        Raises:
            RunConflict: it has published already: this is a fork of its thread.
        """
        run = self.run(state)
        if not run.params.dry_run and self.services.store.ledger.has_published(run):
            raise RunConflict(f"run {run.id} has published, so it cannot be gone through again: start a dry run")
        return run
