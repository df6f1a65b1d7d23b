"""JSON that says one thing is read; JSON that a store would bend is refused."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stillroom.errors import InvalidItem
from stillroom.sources.strict_json import parse

LEAVES = st.none() | st.booleans() | st.integers(-(2**63) + 1, 2**63 - 1) | st.text() | st.floats(allow_nan=False)
VALUES = st.recursive(
    LEAVES.filter(lambda v: v not in (float("inf"), float("-inf"))),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_whatever_json_can_say_comes_back_as_it_was(value: Any) -> None:
    assert parse(json.dumps(value).encode()) == value


@given(st.dictionaries(st.text(), VALUES, min_size=1, max_size=4), st.sampled_from(["", " ", "\t"]), st.text())
def test_a_key_given_twice_is_refused_however_it_is_written(made: dict[str, Any], space: str, value: str) -> None:
    key = json.dumps(next(iter(made)))
    twice = json.dumps(made)[:-1] + f", {key}{space}: {json.dumps(value)}}}"
    with pytest.raises(InvalidItem, match="same key twice"):
        parse(twice.encode())


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b'{"a": NaN}', "NaN"),
        (b'{"a": -Infinity}', "Infinity"),
        (b'{"a": 1e999}', "too large"),
        (b'{"a": 9223372036854775808}', "64 bits"),
        (b'{"a": 1180591620717411303424}', "64 bits"),
        (b'{"a": ' + b"9" * 5000 + b"}", "64 bits"),
        (b'{"a": "\\ud800"}', "not valid JSON"),
        (b'{"a": "\xff"}', "not UTF-8"),
        (b"[" * 100_000, "deeper"),
        (b'{"a":' * 65 + b"1" + b"}" * 65, "deeper"),
        (b'{"a": 1', "not valid JSON"),
        (b"{'a': 1}", "not valid JSON"),
        (b'{"x": {"a": 1, "a" :2}, "t": "say \\":"}', "same key twice"),
    ],
)
def test_what_would_be_bent_is_refused_with_its_reason(raw: bytes, reason: str) -> None:
    with pytest.raises(InvalidItem, match=reason):
        parse(raw)


def test_sixty_four_levels_are_read() -> None:
    assert parse(b'{"a":' * 64 + b"1" + b"}" * 64)


def test_brackets_within_texts_are_no_depth() -> None:
    assert parse(b'{"a": "' + b"[" * 500 + b'", "b": 0.5}') == {"a": "[" * 500, "b": 0.5}
