"""Differences: the words that only one side has are marked, and no word is lost."""

import pytest

from stillroom.presenting.differences import CAP, Piece, differences, marked, shortened


def words(pieces: tuple[Piece, ...]) -> list[str]:
    return [p.text for p in pieces if p.marked]


@pytest.mark.parametrize(
    ("left", "right", "only_left", "only_right"),
    [
        ("The pool has 8 connections.", "The pool has 20 connections.", ["8"], ["20"]),
        ("Retry a POST request twice.", "Do not retry a POST request twice.", [], ["Do not"]),
        ("use the flag in staging", "use the flag in staging only", [], ["only"]),
        ("Same words.", "same  words.", [], []),
    ],
)
def test_what_differs_is_marked(left: str, right: str, only_left: list[str], only_right: list[str]) -> None:
    found = differences(left, right)
    assert words(found.left) == only_left
    assert words(found.right) == only_right
    assert "".join(p.text for p in found.left) == left
    assert "".join(p.text for p in found.right) == right
    assert found.is_same == (not only_left and not only_right)


def test_texts_that_are_hardly_alike_are_left_unmarked() -> None:
    found = differences("Set a lock timeout before you migrate.", "Charts are drawn on the server, not in the browser.")
    assert found.is_same


def test_given_words_are_marked_wherever_they_stand_whole() -> None:
    pieces = marked("Never retry: a retry doubles it; retrying too.", ["retry", ""])
    assert words(pieces) == ["retry", "retry"]
    assert "".join(p.text for p in pieces) == "Never retry: a retry doubles it; retrying too."


def test_a_long_text_is_cut_at_a_space_and_says_so() -> None:
    cut = shortened("word " * 1000)
    assert len(cut) <= CAP + 2
    assert cut.endswith("word …")
    assert shortened("short") == "short"
