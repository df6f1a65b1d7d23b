"""Items as JSON lines, in the fields that `stillroom import` reads."""

from collections.abc import Iterable, Iterator
from typing import IO

import orjson

from stillroom.domain.items import Contribution, Item
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


def copy(handle: IO[bytes], rows: Iterable[bytes]) -> int:
    """Write rows to an open file and count them."""
    count = 0
    for row in rows:
        handle.write(row)
        count += 1
    return count
