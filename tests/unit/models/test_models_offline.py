import json
import subprocess
import sys

import pytest
from pydantic import SecretStr

from stillroom.errors import ModelUnavailable
from stillroom.models.build import model_name, open_model
from stillroom.models.offline import OfflineModel
from stillroom.models.protocol import Ask, Role
from stillroom.settings import Settings

SCHEMA = {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]}
ROLES: tuple[Role, ...] = ("judge", "summarizer", "reviewer", "generator")


def question(role: Role = "judge") -> Ask:
    return Ask(role=role, prompt="p", prompt_sha256="0", inputs={"a": "canary"}, answer_schema=SCHEMA)


def test_each_role_has_its_own_answers() -> None:
    model = OfflineModel({"judge": lambda a: '{"n": 1}', "reviewer": lambda a: json.dumps({"n": len(a.role)})})
    assert model.name == "offline"
    assert model.ask(question("judge")).text == '{"n":1}'
    assert model.ask(question("reviewer")).text == '{"n":8}'
    assert model.ask(question("reviewer")) == model.ask(question("reviewer"))


def test_a_role_without_an_answer_is_unavailable() -> None:
    with pytest.raises(ModelUnavailable, match="no offline generator"):
        OfflineModel({}).ask(question("generator"))


def test_an_offline_answer_has_to_fit_as_well() -> None:
    with pytest.raises(ModelUnavailable, match="offline judge") as caught:
        OfflineModel({"judge": lambda ask: json.dumps(ask.inputs)}).ask(question())
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    ("settings", "names"),
    [
        ({}, ["", "", "", ""]),
        ({"judge_model": "j"}, ["", "", "", ""]),
        ({"openai_base_url": "http://127.0.0.1:1/v1"}, ["", "", "", ""]),
        ({"openai_base_url": "http://127.0.0.1:1/v1", "judge_model": "j"}, ["j", "j", "", "j"]),
        ({"openai_api_key": SecretStr("k"), "summarizer_model": "s"}, ["s", "s", "", "s"]),
        (
            {"openai_api_key": SecretStr("k"), "judge_model": "j", "summarizer_model": "s"},
            ["j", "s", "", "s"],
        ),
        (
            {
                "openai_api_key": SecretStr("k"),
                "judge_model": "j",
                "summarizer_model": "s",
                "reviewer_model": "r",
            },
            ["j", "s", "r", "s"],
        ),
    ],
)
def test_a_role_gets_its_model_or_borrows_or_is_offline(settings: dict[str, object], names: list[str]) -> None:
    configured = Settings.model_validate(settings)
    offline = OfflineModel({})
    assert [model_name(role, configured) for role in ROLES] == names
    opened = [open_model(role, configured, lambda _: offline) for role in ROLES]
    assert [model.name for model in opened] == [f"openai:{name}" if name else "offline" for name in names]


NAMING = """
import sys
import stillroom.vectors
from stillroom.models.build import open_model
from stillroom.models.offline import OfflineModel
from stillroom.settings import Settings

settings = Settings(openai_base_url="http://127.0.0.1:1", judge_model="j")
assert open_model("judge", settings, lambda _: OfflineModel({})).name == "openai:j"
sys.exit(", ".join({"openai", "langchain_openai", "langchain_core", "chromadb"} & set(sys.modules)) or 0)
"""


def test_naming_a_model_imports_nothing_slow() -> None:
    assert subprocess.run([sys.executable, "-c", NAMING], check=False).returncode == 0
