"""What two databases hold of one run, side by side: where they differ, to the field."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from stillroom.domain.base import Value

# when something was written down tells nothing about what
CLOCKS = frozenset(
    (
        "recorded_at",
        "observed_at",
        "opened_at",
        "decided_at",
        "deferred_until",
        "expired_at",
        "started_at",
        "ended_at",
        "duration_ms",
        "run_at",
    )
)
ABSENT = "(absent)"
LONGEST = 200

Holdings = Mapping[str, Mapping[str, Any]]


class Difference(Value):
    """One field that is not as it was recorded."""

    what: str
    which: str
    field: str
    recorded: str
    replayed: str


def differences(recorded: Holdings, replayed: Holdings) -> Iterator[Difference]:
    """Compare section by section, entry by entry, field by field; clocks do not count."""
    for what, entries in recorded.items():
        others = replayed[what]
        for which in sorted({*entries, *others}):
            for field, a, b in _apart(entries.get(which, ABSENT), others.get(which, ABSENT), ""):
                yield Difference(what=what, which=which, field=field, recorded=_shown(a), replayed=_shown(b))


def _apart(a: Any, b: Any, path: str) -> Iterator[tuple[str, Any, Any]]:
    if isinstance(a, list | tuple) and isinstance(b, list | tuple):
        a, b = _keyed(a), _keyed(b)
    if not isinstance(a, Mapping) or not isinstance(b, Mapping):
        if a != b:
            yield path, a, b
        return
    for name in sorted({*a, *b}, key=str):
        if name not in CLOCKS:
            yield from _apart(a.get(name, ABSENT), b.get(name, ABSENT), f"{path}.{name}" if path else str(name))


def _keyed(values: Sequence[Any]) -> dict[str, Any]:
    """Name a list's entries by the items they speak of, where they do, and else by their place."""
    names = [_name(value) for value in values]
    if None in names or len(set(names)) < len(names):
        return {str(n): value for n, value in enumerate(values)}
    return {str(name): value for name, value in zip(names, values, strict=True)}


def _name(value: Any) -> str | None:
    if not isinstance(value, Mapping):
        return None
    ids = [str(value[name]) for name in ("id", "item_id", "a_id", "b_id") if name in value]
    return "+".join(ids) or None


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
