"""The graph is what the design says, and hosts can load it."""

import importlib
import json
from pathlib import Path

import prompts
from graph.distill import build
from graph.state import State

ROOT = Path(__file__).parents[2]


def test_channels_are_the_state() -> None:
    channels = {c for c in build().channels if not c.startswith(("branch:", "__"))}
    assert channels == set(State.__annotations__)


def test_every_node_is_a_file_of_its_name() -> None:
    files = {p.stem for p in (ROOT / "nodes").glob("*.py")} - {"__init__"}
    assert set(build().nodes) == files


def test_the_picture_of_the_graph_is_true() -> None:
    drawn = build().compile().get_graph().draw_mermaid()
    shown = (ROOT / "docs" / "graph.md").read_text(encoding="utf-8")
    assert shown == f"# The graph\n\n```mermaid\n{drawn}```\n", "make docs/graph.md"


def test_langgraph_json_names_a_graph_without_a_checkpointer() -> None:
    config = json.loads((ROOT / "langgraph.json").read_text(encoding="utf-8"))
    for target in config["graphs"].values():
        path, name = target.removeprefix("./").split(":")
        exported = getattr(importlib.import_module(path.removesuffix(".py").replace("/", ".")), name)
        assert exported.checkpointer is None


def test_every_prompt_loads() -> None:
    assert prompts.names()
    for name in prompts.names():
        assert prompts.load(name).inputs
