"""What a reader hands out: rows as they stand in the source, and lines that are no rows."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RAW_CAP = 64_000
"""Characters of a bad line that are kept, for a person to see what it was."""

PIPED = "stdin"
"""The name of a source that has none, and is another each time."""


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a source, its fields named as the source names them.

    Attributes:
        source: the file's name, without the folders that lead to it; `place` tells it from its namesakes.
        line: the line it starts on; in a JSON array or a table its number.
    """

    source: str
    line: int
    fields: dict[str, Any]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A record that cannot be read, with the field and the reason."""

    source: str
    line: int
    field: str
    reason: str
    raw: str


def place(source: str, folder: Path | None) -> str:
    """Tell a source from others of its name: a hash of its path, of the mere name where it lies in no folder."""
    path = source if folder is None else os.path.abspath(folder / source)
    return hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()


def bad_row(source: str, line: int, field: str, reason: str, raw: bytes | str) -> BadRow:
    """Make a bad row; bytes that are no UTF-8 are shown escaped, and the raw text is capped."""
    text = raw[: RAW_CAP * 4].decode("utf-8", "backslashreplace") if isinstance(raw, bytes) else raw
    return BadRow(source, line, field, reason, text[:RAW_CAP])
