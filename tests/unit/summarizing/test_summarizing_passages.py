"""Sentences end where a reader would say so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stillroom.summarizing.passages import passages, sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Use rg. It is fast.", ["Use rg.", "It is fast."]),
        ("npm is fine. pnpm is better.", ["npm is fine.", "pnpm is better."]),
        (
            "Use tools, e.g. rg or fd, for search. Avoid find.",
            ["Use tools, e.g. rg or fd, for search.", "Avoid find."],
        ),
        ("Pin v1.2.3 or 2.0. Then deploy.", ["Pin v1.2.3 or 2.0.", "Then deploy."]),
        ("Call `a.b. C d` first. Then stop.", ["Call `a.b. C d` first.", "Then stop."]),
        ("See https://x.example/a.b?c=1. It explains.", ["See https://x.example/a.b?c=1.", "It explains."]),
        (
            "Read [the docs. Really](https://x.example). Done now.",
            ["Read [the docs. Really](https://x.example).", "Done now."],
        ),
        ("Wait (e.g. a minute. Or two) first. Go.", ["Wait (e.g. a minute. Or two) first.", "Go."]),
        ("Is it on? Yes! It is.", ["Is it on?", "Yes!", "It is."]),
        ("Well... not quite. Fine.", ["Well... not quite.", "Fine."]),
        ('He said "stop." Then he left.', ['He said "stop."', "Then he left."]),
        ("使用 rg。不要用 grep。", ["使用 rg。", "不要用 grep。"]),
        ("J. Doe wrote it. OK.", ["J. Doe wrote it.", "OK."]),
        ("Logs, metrics, etc. are kept. For a day.", ["Logs, metrics, etc. are kept.", "For a day."]),
        ("", []),
    ],
)
def test_where_sentences_end(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


def test_a_text_is_taken_apart_by_its_markup() -> None:
    text = """# Title

First paragraph that is wrapped at a
fixed width. Second sentence.

- one entry
  that goes on
- [ ] another entry
2. third

```bash
$ rm -rf never. Seen.
```

    indented = code. Not prose.

| a | table |
|---|---|

> A quoted remark.

Setext
------
Last.
"""
    assert [(p.kind, p.text) for p in passages(text)] == [
        ("heading", "Title"),
        ("prose", "First paragraph that is wrapped at a fixed width."),
        ("prose", "Second sentence."),
        ("list", "one entry that goes on"),
        ("list", "another entry"),
        ("list", "third"),
        ("prose", "A quoted remark."),
        ("heading", "Setext"),
        ("prose", "Last."),
    ]


def test_short_lines_without_a_full_stop_are_statements_of_their_own() -> None:
    assert [p.text for p in passages("Use rg\nNever use grep")] == ["Use rg", "Never use grep"]
    assert [p.text for p in passages("Push it to\nGitHub first")] == ["Push it to GitHub first"]
    wrapped = "In the browser the standard\nAPI](https://x.example/a/long/address/that/had/no/room) is used"
    assert len(passages(wrapped)) == 1


def test_an_unclosed_fence_hides_the_rest() -> None:
    assert [p.text for p in passages("Before it.\n\n````\n```\nrm -rf /\n")] == ["Before it."]


@given(st.text(max_size=300))
def test_every_passage_stands_in_the_text(text: str) -> None:
    line = " ".join(text.split())
    for passage in passages(text):
        assert passage.text
        assert "\n" not in passage.text
        if ">" not in text and not any(mark in text for mark in "#-*+•") and "." not in text:
            assert passage.text in line


@given(st.lists(st.text('ab .!?`()"', max_size=30), max_size=8))
def test_splitting_a_paragraph_loses_nothing(pieces: list[str]) -> None:
    paragraph = " ".join(" ".join(pieces).split())
    assert "".join(sentences(paragraph)).replace(" ", "") == paragraph.replace(" ", "")
