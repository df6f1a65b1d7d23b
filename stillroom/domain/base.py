"""The base of every value and the hash they share."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """An immutable value that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


def digest(*parts: str) -> str:
    """Hash an ordered list of strings; each is length-prefixed, so no two lists collide by joining."""
    sha = hashlib.sha256()
    for part in parts:
        raw = part.encode()
        sha.update(len(raw).to_bytes(8, "big"))
        sha.update(raw)
    return sha.hexdigest()


def digest_json(value: Any) -> str:
    """Hash a JSON value by its canonical text (sorted keys, no white space)."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def short_id(prefix: str, parts: Iterable[str]) -> str:
    """Name something by what it is made of: `prefix_` and 20 hex digits (80 bits)."""
    return f"{prefix}_{digest(*parts)[:20]}"


def utc_now() -> datetime:
    """Tell the time, in UTC and with its zone."""
    return datetime.now(UTC)
