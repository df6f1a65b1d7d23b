"""What a capitalised word looks like and stands between: the features of the model of names."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from stillroom.privacy.name_words import AMBIGUOUS, NOT_NAMES, NameLists

_TOKEN = re.compile(r"[^\W\d_]+(?:['’.-](?=[^\W\d_]{2})[^\W\d_]+)*|\d[\d.,/:-]*|\n|[^\w\s]|_+")
_CAPITALISED = re.compile(r"[^\W\d_a-z][^\W\d_]*(?:['’-][^\W\d_]+)*\Z")
_PARTICLES = frozenset("van von de der den del della di da dos la le bin ibn al el ter ten zu af av".split())
_STOPS = frozenset(".!?\n")
_CODE = frozenset("`=(){}[]<>/\\|_$&*~^")


class Token(NamedTuple):
    """A word, a number, a sign or a line's end, with its place in the text."""

    text: str
    start: int
    end: int
    spaced: bool


def tokens_of(text: str) -> list[Token]:
    """Split a text; whether white space stood before is kept with each token."""
    return [
        Token(m.group(), m.start(), m.end(), m.start() == 0 or text[m.start() - 1].isspace())
        for m in _TOKEN.finditer(text)
    ]


def is_candidate(token: Token) -> bool:
    """Could the word be part of a name: a capital first, and not capitals only."""
    word = token.text
    return len(word) > 1 and _CAPITALISED.match(word) is not None and not word.isupper()


def is_joint(token: Token) -> bool:
    """Can the token stand inside a name: a particle or an initial."""
    return token.text.lower() in _PARTICLES or (len(token.text) == 1 and token.text.isupper())


def features(tokens: Sequence[Token], at: int, seen_lower: frozenset[str], lists: NameLists) -> Iterator[str]:
    """Yield the features of the capitalised word at a place."""
    word = tokens[at].text
    lower = word.lower()
    starts = _starts_sentence(tokens, at)
    yield from _form(word, lower)
    listed = _listed(word, lists)
    yield f"list={listed}"
    yield f"list={listed},start={starts}"
    yield f"start={starts}"
    if lower in seen_lower:
        yield "also in lower case"
    yield from _around(tokens, at, starts, lists)


def _form(word: str, lower: str) -> Iterator[str]:
    yield f"w={lower}"
    marked = f"^{lower}$"
    for size in (2, 3, 4):
        yield f"<{lower[:size]}"
        yield f">{lower[-size:]}"
    for size in (3, 4):
        yield from (f"~{marked[i : i + size]}" for i in range(len(marked) - size + 1))
    if not word.isascii():
        yield "beyond ascii"
    if any(c.isupper() for c in word[1:]):
        yield "capital inside"
    if "-" in word:
        yield "hyphen"
    yield f"len={min(len(word), 12)}"


def _around(tokens: Sequence[Token], at: int, starts: str, lists: NameLists) -> Iterator[str]:
    before = [_kind(tokens, at - i, lists) for i in (1, 2, 3)]
    after = [_kind(tokens, at + i, lists) for i in (1, 2, 3)]
    yield f"p={before[0]}"
    yield f"n={after[0]}"
    yield f"pp={before[1]} {before[0]}"
    yield f"nn={after[0]} {after[1]}"
    yield f"p2={before[1]}"
    yield f"n2={after[1]}"
    yield f"p3={before[2]}"
    yield f"n3={after[2]}"
    yield f"p={before[0]},n={after[0]}"
    # a verb or a greeting that opens a sentence has a capital, too: "Ask Priya", "Thanks Tom"
    if before[0].startswith("Cap"):
        yield f"opener={tokens[at - 1].text.lower()}"
    if after[0].startswith("Cap"):
        yield f"follower={tokens[at + 1].text.lower()[-3:]}"
    yield f"start={starts},n={after[0]}"
    if tokens[at].start and not tokens[at].spaced:
        yield f"glued to {tokens[at - 1].text[-1:] if at else ''}"
    if at + 1 < len(tokens) and not tokens[at + 1].spaced:
        yield f"glued before {tokens[at + 1].text[:1]}"
    yield from _line(tokens, at)


def _line(tokens: Sequence[Token], at: int) -> Iterator[str]:
    """Tell what kind of line it is: a heading, one in capitals, a line of its own, one with code in it."""
    first = at
    while first > 0 and tokens[first - 1].text != "\n" and at - first < 40:
        first -= 1
    last = at
    while last < len(tokens) and tokens[last].text != "\n" and last - at < 40:
        last += 1
    line = tokens[first:last]
    words = [t.text for t in line if t.text[0].isalpha()]
    if line[0].text in "#*-=>~":
        yield f"line={line[0].text}"
    titled = sum(w[0].isupper() for w in words if len(w) > 3)
    if len(words) > 3 and titled > 0.6 * sum(len(w) > 3 for w in words):
        yield "line in title case"
    if all(w[0].isupper() for w in words):
        yield f"line of {min(len(words), 4)} capitalised"
    if any(t.text[0] in _CODE for t in line):
        yield "code in line"
    if any(t.text[0].isdigit() for t in line):
        yield "number in line"
    if any(not t.text.isascii() and t.text.isalpha() for t in line):
        yield "foreign letters in line"


def _kind(tokens: Sequence[Token], at: int, lists: NameLists) -> str:
    """Give a neighbour as the word it is, or, of a number or a capitalised word, its kind."""
    if not 0 <= at < len(tokens):
        return "|"
    token = tokens[at]
    if token.text[0].isdigit():
        return "0"
    if is_candidate(token):
        return f"Cap{_listed(token.text, lists)}"
    if token.text.isupper():
        return "CAPS" if len(token.text) > 1 else "C"
    return token.text


def _listed(word: str, lists: NameLists) -> str:
    if word in NOT_NAMES:
        return "-"
    signs = ("g" if word in lists.given else "") + ("f" if word in lists.family else "")
    return signs + ("a" if signs and word in AMBIGUOUS else "")


def _starts_sentence(tokens: Sequence[Token], at: int) -> str:
    """Tell whether the word opens a line ("line"), a sentence or a quotation ("yes"), or none ("no")."""
    if at == 0 or tokens[at - 1].text == "\n":
        return "line"
    return "yes" if tokens[at - 1].text in _STOPS or tokens[at - 1].text in "\"'“:*->•" else "no"
