"""Cases: the lines of a dataset file, and the items that are made of them."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from stillroom.domain.items import Item
from stillroom.text.canonical import canonical
from stillroom.text.fingerprints import fingerprint

ORG = "evals"
Case = dict[str, Any]


def cases(data: Path) -> list[Case]:
    """Read a dataset file."""
    return [json.loads(line) for line in data.read_text(encoding="utf-8").splitlines()]


def item(item_id: str, **fields: Any) -> Item:
    """Make an item as the door would let it in."""
    content = canonical(fields["content"])
    known = {"id": item_id, "org": ORG, "recorded_at": datetime(2025, 8, 1, tzinfo=UTC)}
    return Item.model_validate({**fields, **known, "content": content, "content_hash": fingerprint(content)})
