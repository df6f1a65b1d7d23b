"""Which of their fields is which of ours: guessed from samples, set by options, applied to rows."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import Field, ValidationError

from stillroom.domain.base import Value
from stillroom.domain.items import Contribution
from stillroom.errors import ConfigurationError, InvalidItem
from stillroom.sources.conversion import CONVERTERS, LESSON_TYPES
from stillroom.sources.rows import Row

FIELDS = tuple(CONVERTERS)
SCOPE = "scope."
"""`scope.version=ver` makes one of their fields a part of the scope."""
SHOWN = 30

# In the order of choice. A note's last change is when it was said as it stands. A rule file is a voice
# of its own and no category: items are compared within a category, across voices.
_NAMES: dict[str, tuple[str, ...]] = {
    "content": (
        *("content", "insight", "text", "body", "lesson", "learning", "note", "markdown", "description"),
        *("message", "fact", "rule", "summary", "title"),
    ),
    "title": ("title", "name", "subject", "summary", "heading"),
    "id": ("id", "uuid", "item_id", "identifier"),
    "kind": ("kind", "type", "lesson_type"),
    "category": ("category", "topic", "area", "domain", "type", "folder"),
    "key": ("key", "slug"),
    "confidence": ("confidence",),
    "source": ("source", "source_kind", "origin"),
    "tags": ("tags", "labels", "keywords"),
    "scope": ("scope",),
    "contributor": ("contributor", "author", "user", "agent", "created_by", "username", "rule_file"),
    "run_ref": ("run_ref", "run_id", "run", "session_id", "session"),
    "pr_ref": ("pr_ref", "retro_pr", "pr", "pr_number", "pull_request"),
    "skill": ("skill",),
    "project": ("project", "repo", "repository"),
    "files": ("files", "paths"),
    "tier": ("tier",),
    "observed_at": (
        *("observed_at", "ts", "timestamp", "updated_at", "modified_at", "created_at", "date", "updated"),
        *("modified", "created", "time"),
    ),
    "valid_from": ("valid_from",),
    "valid_to": ("valid_to", "valid_until", "expires_at"),
}


class FieldMapping(Value):
    """Our field → their field, and what of theirs is left out.

    Attributes:
        fields: `scope.<name>` on our side is a part of the scope.
        ignored: their fields that the samples had and nothing of ours takes.
    """

    fields: dict[str, str] = Field(default_factory=dict)
    ignored: tuple[str, ...] = ()

    def with_options(self, options: Mapping[str, str]) -> "FieldMapping":
        """Let options win over the guess; an empty name takes a field out."""
        freed = {self.fields[ours] for ours in options if ours in self.fields}
        taken = set(options.values())
        kept = {ours: theirs for ours, theirs in self.fields.items() if ours not in options and theirs not in taken}
        fields = {**kept, **{ours: theirs for ours, theirs in options.items() if theirs}}
        ignored = ({*self.ignored, *freed, *self.fields.values()}) - set(fields.values())
        return FieldMapping(fields=fields, ignored=tuple(sorted(ignored)))


def identity() -> FieldMapping:
    """Map every field of ours to itself."""
    return FieldMapping(fields={name: name for name in FIELDS})


def guess(samples: Sequence[Row]) -> FieldMapping:
    """Map by name; a field is taken only if at least half of its values in the samples would be accepted."""
    columns: dict[str, str] = {}
    for row in samples:
        for name in row.fields:
            columns.setdefault(name.lower().replace("-", "_").replace(" ", "_"), name)
    fields: dict[str, str] = {}
    for ours, names in _NAMES.items():
        free = (columns[n] for n in names if n in columns and columns[n] not in fields.values())
        chosen = next((theirs for theirs in free if _fits(ours, theirs, samples)), None)
        if chosen is not None:
            fields[ours] = chosen
    theirs_all = {name for row in samples for name in row.fields}
    return FieldMapping(fields=fields, ignored=tuple(sorted(theirs_all - set(fields.values()))))


def parse_options(options: Sequence[str]) -> dict[str, str]:
    """Read `--map ours=theirs`; `ours=` takes a field out of the guess.

    Raises:
        ConfigurationError: no `=`, a field we do not have, or one given twice.
    """
    read: dict[str, str] = {}
    for option in options:
        ours, sign, theirs = (part.strip() for part in option.partition("="))
        if not sign or not (ours in FIELDS or ours.startswith(SCOPE)):
            raise ConfigurationError(
                f"--map {option!r}: write OURS=THEIRS, where OURS is one of {', '.join(FIELDS)} or scope.NAME"
            )
        if ours in read:
            raise ConfigurationError(f"--map {option!r}: {ours} is mapped twice; keep one")
        read[ours] = theirs
    return read


def ensure_there(options: Mapping[str, str], samples: Sequence[Row], *, are_all: bool) -> tuple[str, ...]:
    """Refuse options that name a field which no row has; where rows follow on the samples, only warn of them.

    Raises:
        ConfigurationError: the field, and those that there are.
    """
    there = dict.fromkeys(name for row in samples for name in row.fields)
    absent = [f"{ours}={theirs}" for ours, theirs in options.items() if there and theirs and theirs not in there]
    shown = ", ".join(list(there)[:SHOWN]) + (", …" if len(there) > SHOWN else "")
    if absent and are_all:
        field = absent[0].partition("=")[2]
        raise ConfigurationError(f"--map {absent[0]!r}: no row has the field {field!r}; there are {shown}")
    return tuple(f"--map {it!r}: none of the first {len(samples)} rows has it; there are {shown}" for it in absent)


def to_contribution(row: Row, mapping: FieldMapping, *, defaults: dict[str, Any]) -> Contribution:
    """Make a contribution of a row; defaults fill what the row leaves empty.

    Raises:
        InvalidItem: the field that cannot be accepted, and why.
    """
    return convert(row, mapping, defaults)[0]


def convert(row: Row, mapping: FieldMapping, defaults: Mapping[str, Any]) -> tuple[Contribution, bool]:
    """Make a contribution as `to_contribution`, and tell whether a date's zone was assumed."""
    given = {name: value for name, value in defaults.items() if _is_given(value)}
    parts: dict[str, Any] = {}
    for ours, theirs in mapping.fields.items():
        value = row.fields.get(theirs)
        # an empty id is a fault of the source, not the wish for a new one
        if _is_given(value) or (ours == "id" and value == ""):
            (parts if ours.startswith(SCOPE) else given)[ours] = value
    if parts:
        named = {ours.removeprefix(SCOPE): value for ours, value in parts.items()}
        given["scope"] = {**CONVERTERS["scope"](given.get("scope", {}), "scope"), **named}
    if "content" not in given:
        raise InvalidItem("content", _missing_content(mapping))
    values = {name: CONVERTERS[name](value, name) for name, value in given.items()}
    assumed = _settle(values)
    return _validated(values), assumed


def _is_given(value: Any) -> bool:
    return value is not None and value != ""


def _missing_content(mapping: FieldMapping) -> str:
    theirs = mapping.fields.get("content")
    return f"is missing (no {theirs!r})" if theirs else "is missing; say which field it is by --map content=FIELD"


def _settle(values: dict[str, Any]) -> bool:
    """Bring converted values into the item's own terms; True when a date had no zone."""
    if values.get("kind") in LESSON_TYPES:
        values["tags"] = tuple(dict.fromkeys((*values.get("tags", ()), values["kind"])))
        values["kind"] = "lesson"
    assumed = False
    for name in ("observed_at", "valid_from", "valid_to"):
        if name in values:
            values[name], naive = values[name]
            assumed = assumed or naive
    if "valid_from" in values and "valid_to" in values and values["valid_to"] < values["valid_from"]:
        raise InvalidItem("valid_to", "lies before valid_from")
    if values.get("category") == "":
        del values["category"]
    return assumed


def _validated(values: dict[str, Any]) -> Contribution:
    try:
        return Contribution(**values)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        raise InvalidItem(str(first["loc"][0]), first["msg"][:1].lower() + first["msg"][1:]) from None


def _fits(ours: str, theirs: str, samples: Iterable[Row]) -> bool:
    values = [v for row in samples if _is_given(v := row.fields.get(theirs))]
    good = sum(_converts(ours, value) for value in values)
    return good * 2 >= len(values) > 0


def _converts(ours: str, value: Any) -> bool:
    try:
        CONVERTERS[ours](value, ours)
    except InvalidItem:
        return False
    return True
