"""What a paid model is shown: prose, without what it may not repeat anyway."""

from typing import Any

from stillroom.summarizing.showing import LONGEST, brief

BLOCK = "Run it so:\n\n```bash\n$ deploy --force\n```\n\nThen wait."


def shown(text: str, *leave_out: str, title: str = "") -> tuple[str, list[str]]:
    inputs: dict[str, Any] = {"topic": "t", "items": [{"id": "i1", "title": title, "text": text}], "leave_out": []}
    cut = brief(inputs, leave_out)
    assert inputs["items"][0]["text"] == text
    return cut["items"][0]["text"], cut["leave_out"]


def test_code_blocks_are_not_shown_and_their_place_is() -> None:
    assert shown(BLOCK)[0] == "Run it so:\n\n```bash\n```\n\nThen wait."
    assert shown("~~~\nnever closed\nat all")[0] == "~~~"
    assert shown("Use `rg` and ``a`b``, not ``` in a line.")[0] == "Use `rg` and ``a`b``, not ``` in a line."


def test_links_of_one_voice_keep_their_words_and_the_list_names_what_is_in_sight() -> None:
    one, two = "https://one.example/a", "https://two.example/b"
    text, listed = shown(
        f"See [the manual]({one}) and [the wiki]({two}), or\nrun `deployctl\nup`.", one, "deployctl up"
    )
    assert text == f"See the manual and [the wiki]({two}), or\nrun `deployctl\nup`."
    assert listed == ["deployctl up"]


def test_a_long_item_ends_at_a_line() -> None:
    text, _ = shown("\n".join(f"Line {n} of the item." for n in range(500)))
    assert LONGEST - 60 < len(text) <= LONGEST + 2
    assert text.endswith(" of the item.\n…")
    assert len(shown("x" * 9_000)[0]) == LONGEST + 2


def test_a_heading_that_repeats_the_title_is_shown_once() -> None:
    assert shown("# Locks\n\nSet a timeout.", title="Locks")[0] == "Set a timeout."
    assert shown("# Locks and queues\n\nSet a timeout.", title="Locks")[0].startswith("# Locks and queues")
