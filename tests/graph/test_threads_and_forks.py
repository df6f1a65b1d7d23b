"""What may be done to a thread that has a run: its questions stay answerable, and what was published stands."""

from pathlib import Path
from typing import Any

import pytest
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph.state import CompiledStateGraph
from langgraph.types import Command

from graph.context import Context
from graph.distill import build
from stillroom.cli.bringing import bring
from stillroom.domain.runs import Run
from stillroom.errors import RunConflict
from stillroom.services import Services, build_services
from stillroom.settings import Settings

SAMPLE = Path(__file__).parents[2] / "examples" / "commons.jsonl"
ORG = "sample"
THREAD: Any = {"configurable": {"thread_id": "00000000-0000-0000-0000-000000000001"}}
App = CompiledStateGraph[Any, Context, Any, Any]


@pytest.fixture
def services(tmp_path: Path) -> Services:
    built = build_services(Settings(home=tmp_path / "home"))
    bring(built, ORG, str(SAMPLE))
    return built


@pytest.fixture
def app() -> App:
    return build().compile(checkpointer=InMemorySaver())


def start(app: App, services: Services, **wanted: object) -> Run:
    app.invoke({"org": ORG, **wanted}, THREAD, context=Context(given=services))
    run = services.store.runs.by_thread(THREAD["configurable"]["thread_id"])
    assert run is not None
    return run


def approve_all(app: App, services: Services) -> dict[str, Any]:
    (interrupt,) = app.get_state(THREAD).interrupts
    answers = [{"type": "approve"}] * len(interrupt.value["action_requests"])
    ended = app.invoke(Command(resume={"decisions": answers}), THREAD, context=Context(given=services))
    return dict(ended["result"])


def before(app: App, node: str) -> Any:
    """Go back to where a node was next."""
    return next(s.config for s in app.get_state_history(THREAD) if s.next == (node,))


def commons(services: Services) -> list[dict[str, Any]]:
    return [item.model_dump() for item in services.store.items.stream(ORG, live_only=False)]


def test_new_input_instead_of_answers_is_refused_and_the_questions_stand(app: App, services: Services) -> None:
    run = start(app, services)
    asked = app.get_state(THREAD).interrupts[0].value
    known = commons(services)
    bring(services, ORG, str(SAMPLE.with_name("broken.jsonl")))
    again = start(app, services, force=True)
    assert again == run
    state = app.get_state(THREAD)
    assert state.next == ("human_review",)
    assert state.interrupts[0].value == asked
    assert "start another thread" in state.values["dropped"][0]
    assert commons(services)[: len(known)] == known
    assert approve_all(app, services)["status"] == "completed"


def test_new_input_on_the_thread_of_a_finished_run_is_refused(app: App, services: Services) -> None:
    run = start(app, services)
    approve_all(app, services)
    with pytest.raises(RunConflict, match="start a new thread"):
        start(app, services, force=True)
    assert services.store.runs.get(ORG, run.id).status == "completed"


@pytest.mark.parametrize("finished", [False, True])
@pytest.mark.parametrize("node", ["cluster", "judge"])
def test_a_run_that_has_published_cannot_be_gone_through_again(
    app: App, services: Services, node: str, finished: bool
) -> None:
    run = start(app, services)
    if finished:
        approve_all(app, services)
    known, books = commons(services), services.store.runs.items(run)
    with pytest.raises(RunConflict, match="dry run"):
        app.invoke(None, app.update_state(before(app, node), {"dry_run": True}), context=Context(given=services))
    assert commons(services) == known
    assert services.store.runs.items(run) == books


@pytest.mark.parametrize("node", ["summarize", "publish", "human_review"])
def test_no_step_of_a_finished_run_does_anything_again(app: App, services: Services, node: str) -> None:
    start(app, services)
    approve_all(app, services)
    known = commons(services)
    with pytest.raises(RunConflict, match="what it did stands"):
        app.invoke(None, before(app, node), context=Context(given=services))
    assert commons(services) == known


def test_a_dry_run_can_be_forked_as_often_as_one_likes(app: App, services: Services) -> None:
    known = commons(services)
    start(app, services, dry_run=True)
    planned = app.get_state(THREAD).values["result"]
    for node in ("cluster", "publish"):
        again = app.invoke(None, before(app, node), context=Context(given=services))["result"]
        assert {**again, "run_at": ""} == {**planned, "run_at": ""}
    assert commons(services) == known


def test_state_edited_at_a_breakpoint_counts(app: App, services: Services) -> None:
    app.invoke({"org": ORG}, THREAD, context=Context(given=services), interrupt_before=["summarize"])
    assert app.get_state(THREAD).next == ("summarize",)
    app.update_state(THREAD, {"stopped": "by hand"})
    ended = app.invoke(None, THREAD, context=Context(given=services))["result"]
    assert (ended["status"], ended["reason"]) == ("stopped", "by hand")
    assert ended["duplicates_merged"] > 0
