"""What goes out of service takes with it what stands on it, and comes back with it."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.command import run, told

TEXTS = {
    "one": "Every upload of a report goes through the virus scanner before the worker stores it in the bucket.",
    "two": "The virus scanner checks every report upload before the worker writes it into the bucket, which takes 2 s.",
    "three": "Report uploads pass the virus scanner before the worker stores them in the bucket; big ones are split.",
    "four": "A report upload goes to the virus scanner first, then the worker stores it in the bucket.",
}


@pytest.fixture
def summary(home: Path, tmp_path: Path) -> str:
    """A commons of four items and the summary that stands on them."""
    notes = tmp_path / "notes.jsonl"
    rows = ({"id": i, "content": text, "category": "x", "contributor": f"agent-{i}"} for i, text in TEXTS.items())
    notes.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    run("distill", str(notes), "--force", "--json")
    (found,) = live("summary")
    return found


def live(kind: str) -> list[str]:
    exported = run("export", "jsonl").stdout.splitlines()
    return [i["id"] for i in map(json.loads, exported) if i.get("kind", "fact") == kind]


def sources(item_id: str) -> set[str]:
    shown: dict[str, Any] = told("show", item_id)
    return {edge[1] for edge in shown["sources"]}


def test_a_held_item_takes_its_summary_out_of_service_and_brings_it_back(summary: str) -> None:
    held = told("hold", "two", "--why", "wrong", "--by", "ana")["held"]
    assert held == ["two", summary]
    assert live("summary") == []
    assert {i["id"] for i in told("search", "virus scanner")} == set(TEXTS) - {"two"}
    run("verify", code=0)

    back = told("release", "two", "--by", "ana")["released"]
    assert back == ["two", summary]
    assert live("summary") == [summary]


def test_the_rest_is_summarised_anew_without_what_is_held(summary: str) -> None:
    run("hold", "two", "--why", "wrong", code=0)
    run("distill", "--force", "--json")
    (anew,) = live("summary")
    assert anew != summary
    assert "two" not in sources(anew)
    assert sources(anew) <= set(TEXTS)


def test_a_summary_stays_down_while_another_of_its_sources_is_held(summary: str) -> None:
    run("hold", "one", code=0)
    run("hold", "two", code=0)
    assert told("release", "one")["released"] == ["one"]
    assert told("release", "two")["released"] == ["two", summary]
