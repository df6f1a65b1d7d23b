"""What only shares its boilerplate is told apart; near repeats and what has none stay."""

import numpy as np

from stillroom.text.boilerplate import told_apart
from stillroom.text.neighbours import Pairs

LEAD = "Post-mortem of the week. Impact: nobody could upload. "
PROXY = "Lesson: raise the connection limit of the proxy."
LIMIT = "Lesson: the proxy needs a higher connection limit."
NAMES = "Lesson: spell out variable names."


def among(*texts: str) -> set[tuple[int, int]]:
    """Say which of all pairs stay, every one of them as similar as can be."""
    a, b = np.triu_indices(len(texts), 1)
    kept = told_apart(Pairs(a, b, np.ones(len(a), np.float32)), texts)
    return set(zip(kept.a.tolist(), kept.b.tolist(), strict=True))


def test_another_lesson_under_the_same_lead_is_another_matter() -> None:
    kept = among(LEAD + PROXY, LEAD + LIMIT, LEAD + NAMES, LEAD + "Lesson: water the plants in the lobby.")
    assert kept == {(0, 1)}


def test_repeats_of_the_whole_stay_together_however_many() -> None:
    assert len(among(*[LEAD + PROXY] * 5)) == 10


def test_a_text_of_boilerplate_alone_is_compared_as_it_is() -> None:
    kept = among(LEAD, LEAD + PROXY, LEAD + NAMES, LEAD + "Lesson: water the plants.")
    assert {(0, 1), (0, 2), (0, 3)} <= kept


def test_what_few_share_is_no_boilerplate() -> None:
    assert among(LEAD + PROXY, LEAD + NAMES, "Something else entirely.") == {(0, 1), (0, 2), (1, 2)}


def test_a_label_that_many_carry_does_not_part_them() -> None:
    texts = ["Note: rotate the keys.", "Note: paint the shed.", "Note: call the bank.", "Note: feed the cat."]
    assert len(among(*texts)) == 6
