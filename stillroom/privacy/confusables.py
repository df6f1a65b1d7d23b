"""Confusables: letters that look like ASCII and are not."""

import unicodedata
from functools import lru_cache

_PUNCTUATION = {
    **dict.fromkeys("‐‑‒–―−﹣﹘", "-"),
    **dict.fromkeys("。｡․·•∙⋅", "."),
    **dict.fromkeys("﹕ː∶", ":"),
    **dict.fromkeys("⁄∕", "/"),
    **dict.fromkeys("＠﹫", "@"),
}
# Combining marks, invisible format characters, unassigned and private ones carry no letter.
_INVISIBLE = frozenset({"Cf", "Mn", "Me", "Cc", "Co", "Cn"})
_BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")


@lru_cache(maxsize=8192)
def fold(char: str) -> str:
    """Give the ASCII that a character looks like: itself if none, nothing if it is invisible."""
    if char in _BLANK_LETTERS or unicodedata.category(char) in _INVISIBLE:
        return ""
    if char in _PUNCTUATION:
        return _PUNCTUATION[char]
    return "".join(_ascii(c) for c in unicodedata.normalize("NFKC", char))


def _ascii(char: str) -> str:
    if char.isascii():
        return char
    digit = unicodedata.digit(char, None)
    if digit is not None:
        return str(digit)
    if char in _PUNCTUATION:
        return _PUNCTUATION[char]
    return " " if unicodedata.category(char) == "Zs" else _look_alikes().get(char, char)


@lru_cache(maxsize=1)
def _look_alikes() -> dict[str, str]:
    from confusable_homoglyphs.confusables import confusables_data  # noqa: PLC0415 - parses a 0.6 MB table

    table: dict[str, str] = {}
    for char, alike in confusables_data.items():
        letters = [a["c"] for a in alike if len(a["c"]) == 1 and a["c"].isascii() and a["c"].isalnum()]
        if len(char) == 1 and not char.isascii() and letters:
            table[char] = min(letters, key=lambda c: (not c.isalpha(), c.isupper() != char.isupper(), c))
    return table
