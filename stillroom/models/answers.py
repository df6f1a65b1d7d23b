"""An answer as it came off the wire, checked until it may be believed to be JSON of the asked shape."""

import json
import re
from typing import Any

from jsonschema import Draft202012Validator

MAX_CHARS = 200_000
_FENCE = re.compile(r"\A```[a-zA-Z]*[ \t]*\n(.*?)\n?```\Z", re.DOTALL)


class BrokenAnswer(ValueError):
    """An answer that cannot be used; the message never repeats any of it."""


def checked(text: str, schema: dict[str, Any]) -> str:
    """Return the answer as canonical JSON text, one code fence stripped.

    Raises:
        BrokenAnswer: it is empty, too long, not JSON, or does not fit the schema.
    """
    body = text.strip()
    if not body:
        raise BrokenAnswer("the answer is empty")
    if len(body) > MAX_CHARS:
        raise BrokenAnswer(f"the answer has {len(body):,} characters, more than {MAX_CHARS:,}")
    fenced = _FENCE.match(body)
    value = _parsed(fenced.group(1) if fenced else body)
    for error in Draft202012Validator(schema).iter_errors(value):
        # the schema's own path: the error's message and instance path would repeat words of the answer
        rule = "/".join(str(step) for step in error.absolute_schema_path)
        raise BrokenAnswer(f"the answer breaks its schema at {rule!r}")
    return canonical(value)


def _parsed(body: str) -> Any:
    try:
        return json.loads(body, parse_constant=_refuse_constant, object_pairs_hook=_unique)
    except BrokenAnswer:
        raise
    except (ValueError, RecursionError):
        raise BrokenAnswer("the answer is not JSON") from None


def canonical(value: Any) -> str:
    """Write an answer in the one way that equal answers have.

    Raises:
        BrokenAnswer: it holds what is no text.
    """
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise BrokenAnswer("the answer holds half a character (a lone surrogate)")
    return text


def _refuse_constant(name: str) -> None:
    raise BrokenAnswer(f"the answer holds {name}, which is no JSON number")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise BrokenAnswer("the answer gives a key twice")
    return found
