"""A run that another version of the graph began is finished by this one: nodes renamed, state changed."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from langgraph.graph import END, START, StateGraph

from graph import distill
from graph.context import Context
from graph.edges import after_harvest, after_judge, after_publish, after_quality
from graph.state import Input, Output, State
from stillroom.deciding import decide
from stillroom.domain.reviews import Answer
from stillroom.domain.runs import RunParams
from stillroom.run import finish_broken, run_distillation
from stillroom.services import Services
from tests.uploads import filled

NODES = (
    "harvest", "cluster", "judge", "summarize", "pii_check", "quality_review", "publish", "human_review", "finalize",
)  # fmt: skip


class Earlier(State, total=False):
    """The state as it was: with a channel that is gone."""

    noted: str


def earlier(renamed: str) -> StateGraph[Any, Any, Any, Any]:
    """The graph as it was, when one node had another name."""

    def named(name: str) -> str:
        return f"old_{name}" if name == renamed else name

    def routed(edge: Any) -> Any:
        return lambda state: named(edge(state))

    builder: StateGraph[Any, Any, Any, Any] = StateGraph(
        Earlier, context_schema=Context, input_schema=Input, output_schema=Output
    )
    for name in NODES:
        node = getattr(distill, name)
        builder.add_node(named(name), lambda state, runtime, node=node: {**node(state, runtime), "noted": "then"})
    every = [named(name) for name in NODES]
    builder.add_edge(START, named("harvest"))
    branches = {
        "harvest": after_harvest, "judge": after_judge, "quality_review": after_quality, "publish": after_publish
    }  # fmt: skip
    for name, edge in branches.items():
        builder.add_conditional_edges(named(name), routed(edge), every)
    for name, following in (
        ("cluster", "judge"), ("summarize", "pii_check"), ("pii_check", "quality_review"), ("human_review", "summarize")
    ):  # fmt: skip
        builder.add_edge(named(name), named(following))
    builder.add_edge(named("finalize"), END)
    return builder


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    with closing(filled(tmp_path / "home")) as built:
        yield built


def settle(services: Services) -> None:
    (review,) = services.store.reviews.find("o")
    decide(services, "o", review.id, Answer(decision="supersede", subject_id="fat", by="ana"))


def outcome(services: Services) -> set[tuple[str, str, bool]]:
    return {(i.kind, i.content, i.expired_at is None) for i in services.store.items.stream("o")}


def stopped_before(services: Services, node: str) -> None:
    """Run until the node before it has ended, and no further."""
    before = {"harvest": "", "human_review": "publish", "finalize": "publish"}.get(node, NODES[NODES.index(node) - 1])

    def stop(event: dict[str, object]) -> None:
        if event.get("finished") == before:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_distillation(services, "o", RunParams(force=True), progress=stop)


@pytest.mark.parametrize("renamed", [n for n in NODES if n not in ("harvest", "finalize")])
def test_a_run_that_was_cut_off_before_a_node_of_another_name_is_finished(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, renamed: str
) -> None:
    with monkeypatch.context() as then:
        then.setattr("stillroom.run.build", lambda: earlier(renamed))
        stopped_before(services, renamed)
    finish_broken(services, "o")
    settle(services)
    (ended,) = finish_broken(services, "o")
    assert ended["status"] == "completed"
    with closing(filled(tmp_path / "undisturbed")) as undisturbed:
        run_distillation(undisturbed, "o", RunParams(force=True))
        settle(undisturbed)
        finish_broken(undisturbed, "o")
        assert outcome(services) == outcome(undisturbed)


def test_a_question_that_another_version_asked_is_answered(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as then:
        then.setattr("stillroom.run.build", lambda: earlier("human_review"))
        assert run_distillation(services, "o", RunParams(force=True))["status"] == "awaiting_review"
    settle(services)
    (ended,) = finish_broken(services, "o")
    (run,) = services.store.runs.recent("o")
    assert (ended["status"], run.status) == ("completed", "completed")
    assert run.receipt is not None
    assert services.store.items.many("o", ["ten"])["ten"].expired_at is not None
