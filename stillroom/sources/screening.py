"""Rows become items that may be stored: converted, validated, cleaned of what must not be kept."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol
from weakref import WeakSet

import orjson
from pydantic import ValidationError

from stillroom.domain.base import digest
from stillroom.domain.items import Contribution, Item, contribution_id
from stillroom.domain.privacy import Cleaned, Finding
from stillroom.errors import InvalidItem
from stillroom.sources.mapping import FieldMapping, convert
from stillroom.sources.rows import RAW_CAP, BadRow, Row, place
from stillroom.text.fingerprints import fingerprint

NAMES = ("id", "contributor", "run_ref", "pr_ref")
"""Names by nature: a digit run in one is no phone number, so only what is certain is taken out."""
NEVER_IN_NAMES = frozenset({"EMAIL_ADDRESS", "SECRET", "IBAN_CODE"})
CLOCK_SLACK = timedelta(days=2)

_LINES = ("category", "key", "title", "content", "skill", "project")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


_checked: WeakSet["Gate"] = WeakSet()


class Gate(Protocol):
    """What stands between a text and the store (`stillroom.privacy.PrivacyGate`)."""

    def check(self) -> None:
        """Raise DetectorFailed when a detector cannot run."""

    def clean_fields(self, fields: Mapping[str, str]) -> dict[str, Cleaned]:
        """Clean several texts of one item together."""


@dataclass
class Quarantined:
    """A row that was refused; `raw` has passed the gate, `raw_sha256` tells the row it was."""

    source: str
    line: int
    field: str
    reason: str
    raw: str
    raw_sha256: str
    place: str


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms rows are taken in; `folder` is where their sources' names begin."""

    org: str
    mapping: FieldMapping
    defaults: dict[str, Any]
    now: datetime
    folder: Path | None = None


@dataclass(frozen=True, slots=True)
class Screened:
    """What became of one row: an item or a refusal, and what was noticed on the way."""

    item: Item | None = None
    refused: Quarantined | None = None
    findings: tuple[str, ...] = field(default=())
    zone_assumed: bool = False


def screen(rows: Iterable[Row | BadRow], terms: Terms, gate: Gate) -> list[Screened]:
    """Screen rows in order.

    Raises:
        DetectorFailed: a detector could not run, so nothing may pass.
    """
    return [_screen(row, terms, gate) for row in rows]


def screen_apart(job: tuple[Sequence[Row | BadRow], Terms, Gate]) -> list[Screened]:
    """Screen rows in any process, once the gate's detectors have found there what is planted for them."""
    rows, terms, gate = job
    return screen(rows, terms, seen_to_work(gate))


def seen_to_work(gate: Gate) -> Gate:
    """Check a gate's detectors once in each process.

    Raises:
        DetectorFailed: one cannot run, or does not find what is planted for it.
    """
    if gate not in _checked:
        gate.check()
        _checked.add(gate)
    return gate


def admit(contribution: Contribution, org: str, now: datetime, gate: Gate) -> tuple[Item, tuple[str, ...]]:
    """Make a canonical contribution an item with nothing private in it; also the types of what was found.

    Raises:
        InvalidItem: dated in the future, or nothing is left of it.
        DetectorFailed: a detector could not run.
    """
    if contribution.observed_at is not None and contribution.observed_at > now + CLOCK_SLACK:
        raise InvalidItem("observed_at", "lies in the future")
    cleaned = gate.clean_fields(texts_of(contribution))
    found = tuple(f.type for name, text in cleaned.items() for f in _counted(name, text.findings))
    values = {**dict(contribution), **rebuilt(contribution, cleaned, org)}
    if not values["content"].strip():
        raise InvalidItem("content", "is empty once it is cleaned")
    content_hash = fingerprint(values["content"])
    try:
        if values["id"] is None:
            clean = contribution.model_copy(update=values)
            values["id"] = contribution_id(org, clean, content_hash)
        return Item(**values, org=org, content_hash=content_hash, recorded_at=now), found
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise InvalidItem(str(first["loc"][0]), f"{first['msg']} once it is cleaned") from None


def refuse(row: Row | BadRow, field_name: str, reason: str, gate: Gate, folder: Path | None) -> Quarantined:
    """Make a refusal whose raw text has passed the gate; what the gate cannot read is left as its hash."""
    raw = row.raw if isinstance(row, BadRow) else _raw(row.fields)
    at = place(row.source, folder)
    sha = hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest()
    try:
        cleaned = gate.clean_fields({"raw": _printable(raw), "source": _printable(row.source)})
    except InvalidItem:
        return Quarantined(f"sha256:{digest(row.source)}", row.line, field_name, reason, f"sha256:{sha}", sha, at)
    return Quarantined(cleaned["source"].text, row.line, field_name, reason, cleaned["raw"].text, sha, at)


def _screen(row: Row | BadRow, terms: Terms, gate: Gate) -> Screened:
    if isinstance(row, BadRow):
        return Screened(refused=refuse(row, row.field, row.reason, gate, terms.folder))
    try:
        contribution, zone_assumed = convert(row, terms.mapping, terms.defaults)
        item, found = admit(contribution, terms.org, terms.now, gate)
    except InvalidItem as error:
        return Screened(refused=refuse(row, error.field, error.reason, gate, terms.folder))
    return Screened(item=item, findings=found, zone_assumed=zone_assumed)


def texts_of(contribution: Contribution | Item) -> dict[str, str]:
    """Give every text that a contributor wrote, by its place."""
    texts = {name: text for name in (*_LINES, *NAMES) if (text := getattr(contribution, name))}
    for name in ("tags", "files"):
        texts.update((f"{name}.{n}", text) for n, text in enumerate(getattr(contribution, name)))
    for n, pair in enumerate(contribution.scope.items()):
        texts.update((f"scope.{n}.{part}", text) for part, text in enumerate(pair) if text)
    return texts


def rebuilt(contribution: Contribution | Item, cleaned: Mapping[str, Cleaned], org: str) -> dict[str, Any]:
    """Give the fields again, made of their cleaned texts."""
    values: dict[str, Any] = {name: cleaned[name].text for name in _LINES if name in cleaned}
    for name in NAMES:
        if name in cleaned and _counted(name, cleaned[name].findings):
            # one placeholder for all would make one voice of many
            values[name] = f"{name}-{digest(org, getattr(contribution, name))[:12]}"
    for name in ("tags", "files"):
        texts = [cleaned[f"{name}.{n}"].text for n in range(len(getattr(contribution, name)))]
        values[name] = tuple(dict.fromkeys(texts))
    values["scope"] = {
        cleaned[f"scope.{n}.0"].text: cleaned[f"scope.{n}.1"].text if value else ""
        for n, value in enumerate(contribution.scope.values())
    }
    return values


def _counted(name: str, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(f for f in findings if f.type in NEVER_IN_NAMES) if name in NAMES else findings


def _raw(fields: dict[str, Any]) -> str:
    try:
        return orjson.dumps(fields, default=str, option=orjson.OPT_SORT_KEYS).decode()[:RAW_CAP]
    except TypeError:  # a lone surrogate, or a name that is no text
        return repr(sorted(fields.items(), key=str))[:RAW_CAP]


def _printable(text: str) -> str:
    return _UNPRINTABLE.sub(lambda match: f"\\x{ord(match.group()):02x}", text)
