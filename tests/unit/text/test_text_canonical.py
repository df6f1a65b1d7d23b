import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from stillroom.errors import InvalidItem
from stillroom.text.canonical import canonical, canonical_line

AWKWARD = st.text(
    st.sampled_from(
        list("ae \t\n\r\x0b\x1b[]m0;\x07\\\x9b\x85")
        + list("\u0301\u0327\u0344\u200b\u200c\u200d\ufe0f\ufe00\U000e0100\u202e\ufeff\u2028\u00ad\U000e0041")
        + list("\u0628\u064e\u0915\u093c\u094d\u0958👩💻🏽❤\u4e2d\u1100\u1161\u1160\u2126\ufb1d")
    ),
    max_size=40,
)


@given(AWKWARD | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
@example("\x1b\x1b[0m[0m")
@example("👩\u200d\ufe0f💻")
@example("a" + "\u0344" * 16)
def test_canonical_is_idempotent_and_composed(text: str) -> None:
    try:
        once = canonical(text)
    except InvalidItem:
        return
    assert canonical(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert canonical_line(canonical_line(text)) == canonical_line(text)


@given(AWKWARD)
def test_nothing_unprintable_is_left(text: str) -> None:
    try:
        kept = canonical(text)
    except InvalidItem:
        return
    assert not {c for c in kept if unicodedata.category(c) == "Cc"} - {"\n", "\t"}
    assert not set("\u200b\u202e\ufeff\u2028\u00ad\U000e0041\u1160") & set(kept)


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("cafe\u0301", "café"),
        ("one\r\ntwo\rthree\u2028four\u2029five\x0bsix", "one\ntwo\nthree\nfour\nfive\nsix"),
        ("\ufeffUse rg", "Use rg"),
        ("pass\u200bword ad\u00admin", "password admin"),
        ("admin\u202etxt.exe", "admintxt.exe"),
        ("hi\U000e0069\U000e0067\U000e006e", "hi"),
        ("\x1b[31mred\x1b[0m \x1b]0;title\x07end", "red end"),
        ("\x1b]8;;https://a.example\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("bell\x07 back\x08", "bell back"),
        ("\x93quoted\x94 \x9dletters stay\x9b", "quoted letters stay"),
        ("\tindented\n    code  \n\n\n", "\tindented\n    code"),
        ("👩\u200d💻 ❤\ufe0f\u200d🔥", "👩\u200d💻 ❤\ufe0f\u200d🔥"),
        ("a\u200db", "ab"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("क\u094d\u200dष", "क\u094d\u200dष"),
        ("می\u200c", "می"),
        ("A\ufe01\ufe02\ufe03\ufe04", "A\ufe01"),
        ("\u200b\u2060\U000e0041\u3164", ""),
        ("", ""),
    ],
)
def test_one_form(given_text: str, expected: str) -> None:
    assert canonical(given_text) == expected


def test_composed_and_decomposed_twins_are_one() -> None:
    assert canonical("Zu\u0308rich") == canonical("Zürich")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a\x00b", "NUL"),
        ("a\ud800b", "surrogate"),
        ("Z" + "\u0301" * 31, "marks"),
        ("Z" + "\u0301\u200b\u200d" * 31, "marks"),
        ("Z" + "\u0301" * 1_000_000, "marks"),
    ],
)
def test_what_has_no_form_is_refused_without_its_value(text: str, reason: str) -> None:
    with pytest.raises(InvalidItem, match=reason) as caught:
        canonical(text)
    assert caught.value.field == "content"


def test_the_field_is_named() -> None:
    with pytest.raises(InvalidItem) as caught:
        canonical_line("a\x00", field="title")
    assert caught.value.field == "title"


def test_thirty_marks_are_allowed() -> None:
    assert canonical("Z" + "\u0316" * 30)


def test_a_line_has_no_breaks() -> None:
    assert canonical_line("  a\tb\r\n c\u2028d ") == "a b c d"


@pytest.mark.parametrize("text", [" " * 2_000_000 + "x", "\x1b]" * 300_000, "\x1b[" * 300_000, "\u200d" * 500_000])
def test_long_hostile_texts_take_linear_time(text: str) -> None:
    assert canonical(text).strip() in ("x", "")
