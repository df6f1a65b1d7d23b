"""JSON as it is meant: no duplicate keys, no NaN, no number or depth that a store would bend."""

import json
import re
from typing import Any

import orjson

from stillroom.errors import InvalidItem

MAX_DEPTH = 64
MAX_INT = 2**63 - 1
FIELD = "json"

# every key leaves one such mark; a text may leave more, but never fewer
_KEY_MARK = re.compile(rb'"[ \t\r\n]*:')
_STRUCTURE = re.compile(rb'"(?:[^"\\]|\\.)*"?|[\[\]{}]', re.DOTALL)


def parse(raw: bytes) -> Any:
    """Parse one JSON text.

    The fast parser keeps the last of two equal keys and rounds long integers; whatever could be such a
    case is parsed a second time by rule.

    Raises:
        InvalidItem: it is not JSON, or JSON that does not say one thing.
    """
    try:
        value = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        _parse_by_rule(raw)
        raise InvalidItem(FIELD, f"is not valid JSON: {error.msg}") from None
    keys, plain = _survey(value, 1)
    return value if plain and keys == len(_KEY_MARK.findall(raw)) else _parse_by_rule(raw)


def _survey(value: Any, depth: int) -> tuple[int, bool]:
    """Count keys, and tell whether every number is a small integer."""
    if isinstance(value, dict):
        children, keys = list(value.values()), len(value)
    elif isinstance(value, list):
        children, keys = value, 0
    else:
        return 0, _is_plain(value)
    if depth > MAX_DEPTH:
        raise InvalidItem(FIELD, f"is nested deeper than {MAX_DEPTH} levels")
    plain = True
    for child in children:
        if type(child) is str:
            continue
        more, fine = _survey(child, depth + 1)
        keys += more
        plain = plain and fine
    return keys, plain


def _is_plain(value: Any) -> bool:
    return not isinstance(value, int | float) or (isinstance(value, int) and abs(value) <= MAX_INT)


def _parse_by_rule(raw: bytes) -> Any:
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidItem("encoding", f"is not UTF-8 at byte {error.start}; save the file as UTF-8") from None
    _refuse_depth(raw)
    try:
        return json.loads(
            text, object_pairs_hook=_object, parse_int=_integer, parse_float=_float, parse_constant=_constant
        )
    except json.JSONDecodeError as error:
        raise InvalidItem(FIELD, f"is not valid JSON: {error.msg} at character {error.pos}") from None


def _refuse_depth(raw: bytes) -> None:
    depth = 0
    for match in _STRUCTURE.finditer(raw):
        token = match.group()
        if token in (b"[", b"{"):
            depth += 1
        elif token in (b"]", b"}"):
            depth -= 1
        if depth > MAX_DEPTH:
            raise InvalidItem(FIELD, f"is nested deeper than {MAX_DEPTH} levels")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise InvalidItem(FIELD, "has the same key twice in one object")
    return made


def _integer(digits: str) -> int:
    if len(digits) > 20 or abs(number := int(digits)) > MAX_INT:
        raise InvalidItem(FIELD, "holds an integer beyond 64 bits")
    return number


def _float(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise InvalidItem(FIELD, "holds a number too large to be one")
    return number


def _constant(name: str) -> Any:
    raise InvalidItem(FIELD, f"holds {name}, which is not JSON")
