"""Whole runs with a scripted model, through the command line: what is said to it, and what it leaves behind."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from stillroom.domain.items import Item
from stillroom.domain.reviews import Review
from stillroom.domain.runs import Run
from stillroom.domain.verdicts import PairVerdict, Ruling
from stillroom.services import Services, close_services, open_services
from tests import openai_server as server
from tests.command import run
from tests.openai_server import Answer, Behaviour, Body

ORG = "default"
Notes = Mapping[str, Sequence[dict[str, Any]]]


class World(NamedTuple):
    """What a run left behind."""

    code: int
    result: dict[str, Any]
    services: Services

    @property
    def run(self) -> Run:
        return self.services.store.runs.get(ORG, self.result["run_id"])

    @property
    def judged(self) -> list[PairVerdict]:
        """Every verdict that a model gave, or was to give."""
        outputs = self.services.store.work.outputs(self.run, "judge").values()
        rulings = [Ruling.model_validate(r) for by in outputs for r in by.values()]
        return [p for ruling in rulings for p in ruling.pairs if p.decided_by.startswith("model:")]

    @property
    def reviews(self) -> list[Review]:
        return self.services.store.reviews.find(ORG)

    @property
    def items(self) -> dict[str, Item]:
        """Every item by its id, gone ones as well."""
        return {i.id: i for i in self.services.store.items.stream(ORG, live_only=False)}


def distil(folder: Path, notes: Notes | None, options: Sequence[str] = ()) -> World:
    """Import notes and distil, with services opened afresh from the environment."""
    close_services()
    paths = [str(write(folder / "notes.jsonl", notes))] if notes else []
    outcome = run("distill", "--json", "--force", *options, *paths)
    return World(outcome.exit_code, json.loads(outcome.stdout), open_services())


def write(path: Path, notes: Notes) -> Path:
    """Write the notes as JSONL, each group a category of its own."""
    rows = [
        {"id": f"{name}-{n}", "category": name, "contributor": f"agent-{n}", **item}
        for name, group in notes.items()
        for n, item in enumerate(group)
    ]
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def saying(verdict: str, *, wrap: Callable[[Answer], Behaviour] = server.good, **changes: Any) -> Behaviour:
    """Judge with this verdict and quotes of whole items, apart from what is changed."""

    def answer(body: Body) -> dict[str, Any]:
        given = server.inputs(body)
        said = {"reasoning": "They speak of one thing.", "scope_a": "", "scope_b": "", "confidence": 0.9}
        quotes = {"quote_a": given["item_a"]["text"], "quote_b": given["item_b"]["text"]}
        return {**said, **quotes, "verdict": verdict, **changes}

    return wrap(answer)


def is_sound(world: World, notes: Notes) -> None:
    """Hold that every item is there, every one of a finished run booked, and the whole store in order."""
    store = world.services.store
    given = {i for i, item in world.items.items() if item.origin == "contributed"}
    assert given == {f"{name}-{n}" for name, group in notes.items() for n in range(len(group))}
    if world.code != 4:
        assert all(line.outcome for line in store.runs.items(world.run))
    run("verify", code=0)
