"""From what a source wrote to what an item holds, one value at a time."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, get_args

import orjson

from stillroom.domain.items import Kind, SourceKind, Tier
from stillroom.errors import InvalidItem
from stillroom.text.canonical import canonical, canonical_line

KINDS = frozenset(get_args(Kind)) - {"summary"}
SOURCES = frozenset(get_args(SourceKind))
TIERS = frozenset(get_args(Tier))
LESSON_TYPES = frozenset({"pattern", "pitfall", "preference", "architecture", "tool", "operational", "investigation"})
FIRST_YEAR = 1970
CONTENT_CAP = 200_000
CACHED_CAP = 200
TAG_CAP = 100
MILLISECONDS_FROM, MICROSECONDS_FROM, SECONDS_FROM = 10**11, 10**14, 10**8

_short_line = lru_cache(maxsize=1 << 14)(canonical_line)


def body(value: Any, field: str) -> str:
    """Read a text of several lines.

    Raises:
        InvalidItem: no text, or nothing is left of it.
    """
    given = _text(value, field)
    if len(given) > CONTENT_CAP:
        raise InvalidItem(field, f"is longer than {CONTENT_CAP:,} characters")
    text = canonical(given, field)
    if not text.strip():
        raise InvalidItem(field, "is empty")
    return text.lstrip("\n")


def line(value: Any, field: str) -> str:
    """Read a text of one line; numbers count as text."""
    return _line(_text(value, field), field)


def identifier(value: Any, field: str) -> str:
    """Read an id; it is refused rather than mended, so that two ids never become one.

    Raises:
        InvalidItem: control, invisible or surrounding characters.
    """
    text = _text(value, field)
    if text != _line(text, field):
        raise InvalidItem(field, "holds control or invisible characters, or white space at its ends or in runs")
    return text


def whole_number(value: Any, field: str) -> int:
    """Read a confidence.

    Raises:
        InvalidItem: not a whole number from 1 to 10.
    """
    try:
        number = float(value) if not isinstance(value, bool) else 0.0
    except (TypeError, ValueError, OverflowError):
        number = 0.0
    if number not in range(1, 11):
        raise InvalidItem(field, "is not a whole number from 1 to 10")
    return int(number)


def moment(value: Any, field: str) -> tuple[datetime, bool]:
    """Read a point in time, in UTC, and tell whether its zone had to be assumed.

    Raises:
        InvalidItem: not an ISO 8601 date or a Unix time, or one that no calendar of ours has.
    """
    try:
        read = _moment(value)
        return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC), read.tzinfo is None
    except (TypeError, ValueError, OverflowError, OSError):
        raise InvalidItem(field, "is not a date and time such as 2025-03-01T09:30:00Z") from None


def names(value: Any, field: str) -> tuple[str, ...]:
    """Read tags or files: a list, a JSON list, or a text with commas; each once, in order.

    Raises:
        InvalidItem: no list of texts.
    """
    if isinstance(value, str):
        value = _embedded(value, "[") or value.split(",")
    if not isinstance(value, list | tuple):
        raise InvalidItem(field, "is not a list of texts")
    return tuple(dict.fromkeys(name for name in (line(v, field) for v in value) if name))


def tags(value: Any, field: str) -> tuple[str, ...]:
    """Read tags, which are short names."""
    found = names(value, field)
    if any(len(tag) > TAG_CAP for tag in found):
        raise InvalidItem(field, f"holds a tag longer than {TAG_CAP} characters")
    return found


def scope(value: Any, field: str) -> dict[str, str]:
    """Read where something holds: names with one value each.

    Raises:
        InvalidItem: no object, or an object within it.
    """
    if isinstance(value, str):
        value = _embedded(value, "{")
    if not isinstance(value, dict):
        raise InvalidItem(field, "is not an object such as {'version': '16'}")
    read = {line(k, field): _scope_value(v, field) for k, v in value.items() if v not in (None, "")}
    if any(len(text) > 200 for pair in read.items() for text in pair):
        raise InvalidItem(field, "holds a name or value longer than 200 characters")
    return read


def kind(value: Any, field: str) -> str:
    """Read a kind of item, or the type of a lesson."""
    return _one_of(KINDS | LESSON_TYPES, value, field)


def source(value: Any, field: str) -> str:
    """Read how it came to be known; `user-stated` is `user_stated`."""
    return _one_of(SOURCES, value, field)


def tier(value: Any, field: str) -> str:
    """Read a tier."""
    return _one_of(TIERS, value, field)


CONVERTERS: dict[str, Callable[[Any, str], Any]] = {
    "id": identifier,
    "kind": kind,
    "category": line,
    "key": line,
    "title": line,
    "content": body,
    "confidence": whole_number,
    "source": source,
    "tags": tags,
    "scope": scope,
    "contributor": line,
    "run_ref": line,
    "pr_ref": line,
    "skill": line,
    "project": line,
    "files": names,
    "tier": tier,
    "observed_at": moment,
    "valid_from": moment,
    "valid_to": moment,
}


def _text(value: Any, field: str) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InvalidItem(field, f"is {_json_name(value)} where a text is expected")
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _line(text: str, field: str) -> str:
    return _short_line(text, field) if len(text) <= CACHED_CAP else canonical_line(text, field)


def _json_name(value: Any) -> str:
    if isinstance(value, dict):
        return "an object"
    return "a list" if isinstance(value, list | tuple) else "no text"


def _scope_value(value: Any, field: str) -> str:
    return str(value).lower() if isinstance(value, bool) else line(value, field)


def _one_of(allowed: frozenset[str], value: Any, field: str) -> str:
    name = value.strip().lower().replace("-", "_").replace(" ", "_") if isinstance(value, str) else ""
    if name not in allowed:
        raise InvalidItem(field, f"is none of {', '.join(sorted(allowed))}")
    return name


def _embedded(text: str, opening: str) -> Any:
    if not text.lstrip().startswith(opening):
        return None
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return None


def _moment(value: Any) -> datetime:
    if isinstance(value, datetime):
        return _in_calendar(value)
    if isinstance(value, str):
        text = value.strip()
        if not text.isdigit() or len(text) == len("20250301"):
            return _in_calendar(datetime.fromisoformat(text.removesuffix(" UTC") + "Z" * text.endswith(" UTC")))
        value = int(text[:20])
    if isinstance(value, bool) or not SECONDS_FROM <= value < MICROSECONDS_FROM * 10**3:
        raise ValueError("not a Unix time")
    scale = 1e6 if value >= MICROSECONDS_FROM else 1e3 if value >= MILLISECONDS_FROM else 1
    return datetime.fromtimestamp(value / scale, UTC)


def _in_calendar(value: datetime) -> datetime:
    if value.year < FIRST_YEAR:
        raise ValueError("before any item can have been written")
    return value
