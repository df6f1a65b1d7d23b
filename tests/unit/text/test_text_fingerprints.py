import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stillroom.text.fingerprints import fingerprint, is_placeholder, jaccard, shingles, words

SETS = st.frozensets(st.integers(0, 9))


def test_fingerprint_folds_space_and_form_and_keeps_case() -> None:
    assert fingerprint("Use  cafe\u0301\r\nnow ") == fingerprint("Use café now")
    assert fingerprint("Use PG") != fingerprint("use pg")
    assert fingerprint("x") == "sha256:2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"


def test_shingles_are_the_same_in_another_process() -> None:
    text = "Never run migrations while the nightly backup holds the lock"
    code = f"from stillroom.text.fingerprints import shingles; print(sorted(shingles({text!r})))"
    other = subprocess.run(  # a fresh interpreter has another hash seed
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": "7"}
    )
    assert other.stdout.strip() == str(sorted(shingles(text)))


def test_shingles_see_past_case_and_punctuation_but_not_numbers() -> None:
    base = shingles("Use PHP 7.4 for all of the new services.")
    assert shingles("use **PHP 7.4**, for all of the new services") == base
    assert shingles("Use PHP 8.3 for all of the new services.") != base


def test_short_and_empty_texts() -> None:
    assert len(shingles("Use rg.")) == 1
    assert shingles("Use rg.") != shingles("Use rg now.")
    assert shingles(" ... ") == frozenset()
    assert len(shingles("a b c d e f g")) == 3


def test_word_order_counts() -> None:
    assert shingles("a b") != shingles("b a")


def test_cjk_is_cut_into_characters() -> None:
    assert words("数据库C++") == ["数", "据", "库", "c++"]
    assert len(shingles("部署前先备份数据库")) == 5


@given(SETS, SETS)
def test_jaccard_is_symmetric_and_bounded(a: frozenset[int], b: frozenset[int]) -> None:
    assert jaccard(a, b) == jaccard(b, a)
    assert 0 <= jaccard(a, b) <= 1
    assert (jaccard(a, b) == 1) == (a == b and bool(a))
    assert jaccard(a, b) == (len(a & b) / len(a | b) if a | b else 0)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "  \n",
            "...",
            "---",
            "\u200b",
            "TBD",
            "tbd.",
            "N/A",
            "n/a",
            "TODO",
            "todo: TBD",
            "See attachment.",
        ),
        *(
            "see attached",
            "<PERSON_1>",
            "<PERSON_1>, <EMAIL_ADDRESS_2>",
            "[redacted]",
            "[REDACTED] [REDACTED]",
        ),
        *("Lorem ipsum dolor sit amet, consectetur", "asdf", "asdf asdf", "test", "Test test", "xxx", "****"),
        *("None", "null", "Same as above", "🚀", "?", "(removed)", "coming soon…"),
    ],
)
def test_placeholders(text: str) -> None:
    assert is_placeholder(text)


@pytest.mark.parametrize(
    "text",
    [
        *("Use rg, not grep.", "Test on staging first.", "Ask <PERSON_1> before deploying.", "42", "ls -la"),
        *(
            "No tests in production.",
            "数据库",
            "Restart it.",
            "Key <SECRET_1> was rotated",
            "Hello world needs 3 s",
        ),
    ],
)
def test_short_lessons_are_no_placeholders(text: str) -> None:
    assert not is_placeholder(text)
