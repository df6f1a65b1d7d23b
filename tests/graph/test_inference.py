"""A cross-encoder that the operator points at judges what rules leave open; no server is asked, nothing is paid."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests import tiny_nli
from tests.command import told
from tests.online import Notes, World, is_sound
from tests.openai_server import OpenAIServer

# rules find that the numbers clash, and cannot tell whether both notes speak of one version
POOL = "The connection pool of the {} service holds {} connections, as it {} from the load test."
Distil = Callable[..., World]


def pool(name: str, first: str, second: str) -> tuple[dict[str, Any], dict[str, Any]]:
    versioned: dict[str, Any] = {"content": POOL.format(name, 20, first), "scope": {"version": "16"}}
    return versioned, {"content": POOL.format(name, 50, second)}


NOTES: Notes = {
    "agreed": pool("billing", "follows", "follows"),
    "denied": pool("search", "denies", "denies"),
    "one_way": pool("mail", "follows", "is known"),
    "open": pool("audit", "is known", "is known"),
}


def test_it_settles_what_it_is_sure_of_both_ways(distil: Distil, openai_server: OpenAIServer, tmp_path: Path) -> None:
    folder = tiny_nli.make(tmp_path / "nli")
    world = distil(NOTES, OPENAI_BASE_URL="", NLI_PATH=folder)
    is_sound(world, NOTES)
    assert world.code == 3
    assert {p.a_id.partition("-")[0]: p.verdict for p in world.judged} == {
        "agreed": "agree",
        "denied": "contradict",
        "one_way": "uncertain",
        "open": "uncertain",
    }
    assert all(p.decided_by.startswith("model:nli:nli@") for p in world.judged)
    assert openai_server.requests == []
    assert world.services.spend(world.run).calls == 0


def test_a_judge_model_goes_before_it(distil: Distil, openai_server: OpenAIServer, tmp_path: Path) -> None:
    world = distil({"agreed": NOTES["agreed"]}, NLI_PATH=tiny_nli.make(tmp_path / "nli"))
    assert {p.decided_by for p in world.judged} == {"model:openai:scripted"}
    assert openai_server.requests != []


def test_doctor_tells_whether_it_is_there(distil: Distil, tmp_path: Path) -> None:
    distil(NOTES, OPENAI_BASE_URL="")
    off = _state()
    assert off["state"] == "off"
    assert "optimum-cli" in off["detail"]
    folder = tiny_nli.make(tmp_path / "nli")
    distil(None, OPENAI_BASE_URL="", NLI_PATH=folder)
    assert _state()["state"] == "ok"
    (folder / "model.onnx").write_bytes(b"not a model")
    assert _state(code=1)["state"] == "broken"


def _state(code: int = 0) -> dict[str, str]:
    (found,) = [row for row in told("doctor", code=code) if row["part"] == "inference"]
    return dict(found)
