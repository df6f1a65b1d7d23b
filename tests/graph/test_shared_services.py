"""Runs that start at once in one server process share its parts, which are built once."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from time import sleep
from typing import Any

import pytest
from langgraph.checkpoint.memory import InMemorySaver

from graph.context import Context
from graph.distill import build
from stillroom import services as module
from stillroom.domain.items import Contribution
from stillroom.services import Services, build_services, close_services, open_services
from stillroom.settings import Settings

AT_ONCE = 4


@pytest.fixture(autouse=True)
def closed(home: Path) -> Iterator[None]:
    close_services()
    yield
    close_services()


@pytest.fixture
def built(monkeypatch: pytest.MonkeyPatch) -> list[Services]:
    """What was built, by a builder slow enough for another thread to come in between."""
    made: list[Services] = []

    def slowly(settings: Settings, *, workers: int = 1) -> Services:
        sleep(0.1)
        made.append(build_services(settings, workers=workers))
        return made[-1]

    monkeypatch.setattr(module, "build_services", slowly)
    return made


def test_runs_that_start_at_once_build_the_parts_once_and_end_well(built: list[Services]) -> None:
    app = build().compile(checkpointer=InMemorySaver())
    together = Barrier(AT_ONCE)

    def run(number: int) -> Any:
        together.wait()
        services = open_services()
        for note in range(3):
            text = f"Note {note} of team {number}: every upload passes the virus scanner before it is stored."
            services.intake(f"team{number}").add(Contribution(content=text))
        config: Any = {"configurable": {"thread_id": f"00000000-0000-0000-0000-00000000000{number}"}}
        # no services in the context: as on a server, the first node opens them
        return app.invoke({"org": f"team{number}", "force": True}, config, context=Context())["result"]

    with ThreadPoolExecutor(AT_ONCE) as pool:
        results = list(pool.map(run, range(AT_ONCE)))
    assert len(built) == 1
    assert [r["items_harvested"] for r in results] == [3] * AT_ONCE
    assert all(r["status"] in ("completed", "awaiting_review") for r in results)
    assert built[0].store.database.check() == []


def test_closed_parts_are_built_anew() -> None:
    first = open_services()
    assert open_services() is first
    close_services()
    assert open_services() is not first
