"""Which kind of source it is: told by the ending, or by looking at the content."""

from typing import Literal, get_args

import orjson

from stillroom.errors import ConfigurationError, UnreadableSource
from stillroom.sources.lessons_table import MAGIC

Format = Literal["jsonl", "json", "csv", "tsv", "markdown", "sqlite"]
FORMATS: tuple[str, ...] = get_args(Format)

_ENDINGS: dict[str, Format] = {
    **dict.fromkeys(("jsonl", "ndjson"), "jsonl"),
    **dict.fromkeys(("json",), "json"),
    **dict.fromkeys(("csv",), "csv"),
    **dict.fromkeys(("tsv", "tab"), "tsv"),
    **dict.fromkeys(("md", "markdown", "mdc", "mdx"), "markdown"),
    **dict.fromkeys(("db", "sqlite", "sqlite3"), "sqlite"),
}
_CONTROLS = bytes(c for c in range(32) if c not in b"\t\n\r\f\x1b")


def format_of(name: str, head: bytes, wanted: str | None) -> str:
    """Tell the format of a source from what was asked for, its first bytes and its name.

    Raises:
        ConfigurationError: a format that does not exist was asked for.
        UnreadableSource: it is binary, or text of no known shape.
    """
    if wanted is not None and wanted not in FORMATS:
        raise ConfigurationError(f"no format {wanted!r}; there are {', '.join(FORMATS)}")
    if head.startswith(MAGIC):
        return "sqlite"
    if _is_binary(head):
        raise UnreadableSource(f"{name}: binary data, not text; give JSONL, CSV, Markdown or a SQLite file")
    ending = name.lower().removesuffix(".gz").rpartition(".")[2]
    found = wanted or _ENDINGS.get(ending) or _by_content(head)
    if found is None:
        raise UnreadableSource(f"{name}: cannot tell what this is; say it by --format ({', '.join(FORMATS)})")
    if found in ("json", "jsonl"):
        return "jsonl" if _has_a_value_a_line(head, trusted=found == "jsonl") else "json"
    return found


def _is_binary(head: bytes) -> bool:
    return len(head) - len(head.translate(None, _CONTROLS)) > len(head) // 50


def _by_content(head: bytes) -> Format | None:
    text = head.lstrip()
    if text[:1] in (b"{", b"["):
        return "json"
    if text.startswith((b"---", b"# ", b"## ")):
        return "markdown"
    first, second, *_ = [*head.split(b"\n", 2), b"", b""]
    for delimiter, name in ((b"\t", "tsv"), (b",", "csv"), (b";", "csv")):
        if first.count(delimiter) and second.count(delimiter) >= first.count(delimiter):
            return "tsv" if name == "tsv" else "csv"
    return None


def _has_a_value_a_line(head: bytes, *, trusted: bool) -> bool:
    """Tell lines of JSON from an array or an object over several lines, which is cut by its brackets."""
    first, *more = [line.strip() for line in head.lstrip().split(b"\n")[:8]]
    if first.startswith(b"[") or first == b"{":
        return False
    return trusted or any(map(_is_object, (first, *more)))


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return False
