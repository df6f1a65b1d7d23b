"""Models of a replay: they say what was recorded, or that nothing was."""

from collections.abc import Mapping

from stillroom.domain.items import Item
from stillroom.domain.runs import Run
from stillroom.errors import BudgetExhausted, RecordMissing
from stillroom.models.budget import Budget
from stillroom.models.protocol import Ask, Reply, texts_in
from stillroom.models.recorded import Replayed
from stillroom.services import Services
from stillroom.store import Failure


class Silent:
    """A model that is asked only what no answer is on record for, and ends as the recorded one did.

    It failed where that failed, and is out of budget where that was; anything else was never asked.
    """

    def __init__(self, replayed: Replayed, failures: Mapping[str, Failure], run: Run, named: "Named") -> None:
        self._replayed = replayed
        self._failures = failures
        self._run = run
        self._named = named

    @property
    def name(self) -> str:
        """The name of the recorded model."""
        return self._replayed.name

    def ask(self, ask: Ask) -> Reply:
        """Fail as the recorded model did.

        Raises:
            ModelUnavailable: as recorded.
            BudgetExhausted: the recorded run was stopped by its budget.
            RecordMissing: this was never asked; the message names the items.
        """
        if failure := self._failures.get(ask.key(self.name)):
            raise failure.error()
        try:
            return self._replayed.ask(ask)
        except RecordMissing as missing:
            if self._run.status == "stopped":
                raise BudgetExhausted(str((self._run.result or {}).get("reason"))) from None
            raise RecordMissing(f"{missing}. It speaks of {self._named.about(ask) or 'no item of this run'}") from None


class Named:
    """Finds the items that a question shows: it gives their words, not their ids."""

    def __init__(self, items: Mapping[str, Item]) -> None:
        self._by_text = {text: i.id for i in items.values() for text in (i.content, i.text)}

    def about(self, ask: Ask) -> str:
        """List the ids of the items shown."""
        return ", ".join(dict.fromkeys(self._by_text[text] for text in texts_in(ask.inputs) if text in self._by_text))


class Unmetered(Services):
    """The services of a replay: the record says where the budget ended."""

    def budget(self, run: Run) -> Budget:
        """Open a budget without limits."""
        return Budget(spent=self.spend(run))
