"""What is said to models: one Markdown file a prompt, loaded and checked here."""

import hashlib
import json
import re
import unicodedata
from functools import cache
from importlib.resources import files
from string import Template
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

# a chat turn of some templates; in JSON a bracket before a slash or a letter stands inside a string
_TURN = re.compile(r"\[(?=/?INST\b)", re.IGNORECASE)
# letters, digits and the marks on letters; all else beyond ASCII may look like markup, or like nothing
_WRITING = frozenset("LMN")
_TYPOGRAPHIC = frozenset("‘’“”„«»–—…·•§°±×€£¥、。「」《》！？，：；（）")
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")


class FrontMatter(BaseModel):
    """The head of a prompt file; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: int
    purpose: str
    inputs: tuple[str, ...]
    output: str


class Prompt(BaseModel):
    """A prompt ready to be filled in.

    Attributes:
        name: the file's name without its ending.
        sha256: the hash of the whole file, kept in receipts and in `versions.lock`.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    version: int
    purpose: str
    inputs: tuple[str, ...]
    output: str
    system: str
    user: str
    sha256: str

    def render(self, inputs: dict[str, Any]) -> tuple[str, str]:
        """Fill in the inputs, each as JSON text, so that contributed words stay data.

        Raises:
            KeyError: an input is missing.
        """
        values = {name: _as_data(inputs[name]) for name in self.inputs}
        return Template(self.system).substitute(values), Template(self.user).substitute(values)


def names() -> list[str]:
    """List the prompts there are."""
    return sorted(f.name.removesuffix(".md") for f in files("prompts").iterdir() if f.name.endswith(".md"))


@cache
def load(name: str) -> Prompt:
    """Load a prompt and check that the inputs declared are the inputs used.

    Raises:
        ValueError: the file's shape is wrong, or declared and used inputs differ.
    """
    text = files("prompts").joinpath(f"{name}.md").read_text(encoding="utf-8")
    _, head, body = text.split("---\n", 2)
    meta = FrontMatter.model_validate(yaml.safe_load(head))
    opening, system, user = _sections(body)
    if opening.strip():
        raise ValueError(f"prompts/{name}.md: text before '# system'")
    used = set(Template(system).get_identifiers()) | set(Template(user).get_identifiers())
    if used != set(meta.inputs):
        raise ValueError(f"prompts/{name}.md: declares inputs {sorted(meta.inputs)} and uses {sorted(used)}")
    sha = hashlib.sha256(text.encode()).hexdigest()
    return Prompt(name=name, system=system.strip(), user=user.strip(), sha256=sha, **meta.model_dump())


def _as_data(value: Any) -> str:
    """Write JSON in which no markup of a prompt or of a chat template can stand; it reads back the same.

    Words of any script stay readable, since an escaped letter costs a model several tokens.
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return _TURN.sub(r"\\u005b", "".join(map(_shown, text)))


@cache
def _shown(char: str) -> str:
    if char.isascii():
        return f"\\u{ord(char):04x}" if char in "<>\x7f" else char
    return char if char in _TYPOGRAPHIC or _is_writing(char) else json.dumps(char)[1:-1]


def _is_writing(char: str) -> bool:
    plain = unicodedata.normalize("NFKC", char)
    is_disguise = plain != char and plain.isascii()
    return unicodedata.category(char)[0] in _WRITING and char not in _UNSEEN and not is_disguise


def _sections(body: str) -> tuple[str, str, str]:
    opening, _, rest = body.partition("# system\n")
    system, _, user = rest.partition("# user\n")
    return opening, system, user
