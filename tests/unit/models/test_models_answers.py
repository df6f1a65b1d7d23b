import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stillroom.models.answers import MAX_CHARS, BrokenAnswer, checked

SCHEMA = {
    "type": "object",
    "properties": {"verdict": {"enum": ["agree", "contradict"]}, "why": {"type": "string"}},
    "required": ["verdict"],
    "additionalProperties": False,
}
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(value=JSON_VALUES, indent=st.sampled_from([None, 2]), fence=st.sampled_from(["", "json", "JSON"]))
def test_a_fence_and_the_layout_make_no_difference(value: object, indent: int | None, fence: str) -> None:
    text = json.dumps(value, indent=indent)
    once = checked(text, {})
    assert json.loads(once) == value
    assert checked(f"\n```{fence}\n{text}\n```\n", {}) == once == checked(once, {})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "  \n",
        "agree",
        "```json\n```",
        '{"verdict": "agree"',
        '{"verdict": "agree"} and more',
        '{"verdict": "maybe"}',
        '{"why": "no verdict"}',
        '{"verdict": "agree", "secret-word": 1}',
        '{"verdict": "contradict", "verdict": "agree"}',
        '{"verdict": "agree", "why": NaN}',
        '{"verdict": "agree", "why": "\\ud800"}',
        '["agree"]',
        "[" * 100_000,
        "9" * 5_000,
        '{"verdict": "agree", "why": "' + "x" * MAX_CHARS + '"}',
    ],
)
def test_what_does_not_fit_is_broken(text: str) -> None:
    with pytest.raises(BrokenAnswer) as caught:
        checked(text, SCHEMA)
    assert caught.value.__context__ is None or caught.value.__suppress_context__


@pytest.mark.parametrize(
    "text",
    [
        '{"verdict": "canary"}',
        '{"canary": 1, "verdict": "agree"}',
        "canary",
        '{"verdict": "agree", "why": ["canary"]}',
    ],
)
def test_no_word_of_the_answer_is_repeated(text: str) -> None:
    with pytest.raises(BrokenAnswer) as caught:
        checked(text, SCHEMA)
    assert "canary" not in str(caught.value)


def test_the_broken_rule_is_named() -> None:
    with pytest.raises(BrokenAnswer, match="properties/verdict/enum"):
        checked('{"verdict": "maybe"}', SCHEMA)
