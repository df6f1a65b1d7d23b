"""Items as JSON lines, in the fields that `stillroom import` reads."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

import orjson

from stillroom.domain.items import Contribution, Item
from stillroom.errors import ConfigurationError
from stillroom.privacy import PrivacyGate
from stillroom.sources.screening import rebuilt, texts_of

_EXTRA = ("state", "origin", "quality", "voices")


def lines(items: Iterable[Item], gate: PrivacyGate) -> Iterator[bytes]:
    """Yield one JSON object an item, newline included; what a detector finds by now is redacted.

    Raises:
        DetectorFailed: a detector could not run; nothing more is given.
    """
    gate.check()
    for item in items:
        cleaned = gate.clean_fields(texts_of(item))
        row = item.model_dump(mode="json", include={*Contribution.model_fields, *_EXTRA}, exclude_none=True)
        row.update(rebuilt(item, cleaned, item.org))
        kept = {name: value for name, value in row.items() if value not in ("", (), [], {})}
        yield orjson.dumps(kept, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)


def write(path: Path, rows: Iterable[bytes]) -> int:
    """Write rows to a file that only its owner reads; it appears whole or not at all. Gives their number.

    Raises:
        ConfigurationError: the file cannot be written.
    """
    unfinished = path.with_name(f".{path.name}.part")
    try:
        with open(unfinished, "wb", opener=lambda p, flags: os.open(p, flags, 0o600)) as handle:
            count = copy(handle, rows)
            handle.flush()
            os.fsync(handle.fileno())
        unfinished.replace(path)
    except OSError as error:
        raise ConfigurationError(f"cannot write {str(path)!r}: {error.strerror}") from error
    finally:
        unfinished.unlink(missing_ok=True)
    return count


def copy(handle: IO[bytes], rows: Iterable[bytes]) -> int:
    """Write rows to an open file and count them."""
    count = 0
    for row in rows:
        handle.write(row)
        count += 1
    return count
