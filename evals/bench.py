"""The judge as the settings have it: rules and trees, and a model for what these leave open, where one is set."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from stillroom.domain.items import Item
from stillroom.domain.verdicts import PairVerdict
from stillroom.judging import judge_pair
from stillroom.judging.online import ask_model
from stillroom.judging.service import for_model
from stillroom.models.budget import Budget, Metered
from stillroom.models.offline import OFFLINE, is_local
from stillroom.models.protocol import ChatModel
from stillroom.services import build_services
from stillroom.settings import Settings, read_settings


class Bench:
    """Judges pairs, and knows what that cost."""

    def __init__(self, settings: Settings) -> None:
        """Open the judge's model; the store that comes along stays empty."""
        self._settings = settings
        self._budget = Budget()
        self._pairs = 0
        with TemporaryDirectory() as home, closing(build_services(settings.model_copy(update=_at(home)))) as services:
            self._model: ChatModel = services.chat("judge")

    @property
    def name(self) -> str:
        """The model's name, or `offline`."""
        return self._model.name

    def judged(self, pairs: Sequence[tuple[Item, Item]]) -> list[PairVerdict]:
        """Judge pairs; what rules leave open is asked about side by side, and paid for."""
        self._pairs += len(pairs)
        with ThreadPoolExecutor(self._settings.model_concurrency) as pool:
            return list(pool.map(self._verdict, pairs))

    def told(self) -> dict[str, Any]:
        """Tell who judged, and for a model what 1,000 items cost, two a pair."""
        if is_local(self.name):
            return {"judge": self.name}
        spent, scale = self._budget.spent.model_dump(), 1000 / max(1, 2 * self._pairs)
        return {"judge": self.name, "for 1,000 items": {name: round(n * scale, 4) for name, n in spent.items()}}

    def _verdict(self, pair: tuple[Item, Item]) -> PairVerdict:
        verdict = judge_pair(*pair)
        if self.name == OFFLINE or not for_model(verdict, curious=True):
            return verdict
        local = is_local(self.name)
        return ask_model(
            self._model if local else Metered(self._model, self._budget),
            *pair,
            verdict,
            votes=1 if local else self._settings.judge_votes,
            escalate_below=self._settings.escalate_below,
        )


def _at(home: str) -> dict[str, Any]:
    return {"home": Path(home), "database_url": "", "chroma_url": ""}


@cache
def bench(data: Path) -> Bench:
    """Give the one bench of a dataset."""
    return Bench(read_settings())
