"""What the model of names sees: words as vectors and signs, and the line that they stand in."""

import re
import unicodedata
import zlib
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from stillroom.privacy.name_words import AMBIGUOUS, NOT_NAMES, NameLists
from stillroom.text.wordpieces import DIM, wordpieces

Floats = NDArray[np.float32]

_TOKEN = re.compile(r"[^\W\d_]+(?:['’.-](?=[^\W\d_]{2})[^\W\d_]+)*|\d[\d.,/:-]*|\n|[^\w\s]|_+")
_CAPITALISED = re.compile(r"[^\W\d_a-z][^\W\d_]*(?:['’-][^\W\d_]+)*\Z")
_CAPITAL = re.compile(r"(?<![^\W\d_])[^\W\d_a-z][^\W\d_]*[^\W\d_A-Z]")
_PARTICLES = frozenset(
    re.findall(r"\w+", "van von de der den del della di da dos la le bin ibn al el ter ten zu af av")
)
_SIGNS = ".,:;!?()[]{}<>@#*-–—•/&'\"“”’=|`_~+$%\\"
_LONGEST_LINE = 40
# letters of the lines before and after that a window of words may reach
_BESIDE = 40
# what stands without a space before or after a word in code
_LEFT = frozenset("@/\\_#$&<=%-~.:0123456789")
_RIGHT = frozenset("(/\\_=@[{$")
BUCKETS = 1024


class Token(NamedTuple):
    """A word, a number, a sign or a line's end, with its place in the text."""

    text: str
    start: int
    end: int
    spaced: bool


def tokens_of(text: str) -> list[Token]:
    """Split a text; whether white space stood before is kept with each token."""
    found = []
    last = -1
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        found.append(Token(match.group(), start, end, start != last))
        last = end
    return found


@lru_cache(maxsize=50_000)
def is_capitalised(word: str) -> bool:
    """Is it written as a name is: a capital first, and not capitals only."""
    return len(word) > 1 and _CAPITALISED.match(word) is not None and not word.isupper()


def is_common(word: str, common: Collection[str]) -> bool:
    """Is it a common word, its plural, or one with an ending such as "'ll"?"""
    plain = word.lower().replace("’", "'")
    stem = plain.partition("'")[0]
    return plain in common or stem in common or (stem[-1:] == "s" and len(stem) > 4 and stem[:-1] in common)


def candidates(
    tokens: Sequence[Token], common: Collection[str], terms: Collection[str] = (), *, is_lower: bool
) -> list[int]:
    """List the words that could be part of a name; of a text in lower case any, but for the common ones."""
    found = []
    for at, token in enumerate(tokens):
        word = token.text
        if not (is_capitalised(word) or (is_lower and len(word) > 2 and word[0].isalpha())):
            continue
        if word not in terms and not is_common(word, common) and not _is_code(tokens, at):
            found.append(at)
    return found


def passages(text: str, common: Collection[str], terms: Collection[str]) -> Iterator[tuple[int, int]]:
    """Yield the lines with a capitalised word that could be part of a name, and what stands beside them."""
    start = end = -1
    for match in _CAPITAL.finditer(text):
        if match.end() <= end - _BESIDE or match.group().lower() in common or match.group() in terms:
            continue
        line = text.rfind("\n", 0, match.start()) + 1
        first = text.rfind(" ", 0, max(0, line - _BESIDE)) + 1
        if first > end >= 0:
            yield start, end
        start = first if end < 0 or first > end else start
        after = text.find("\n", match.end())
        after = after if after >= 0 else len(text)
        end = text.find(" ", min(len(text), after + _BESIDE))
        end = end if end >= 0 else len(text)
    if end >= 0:
        yield start, end


def _is_code(tokens: Sequence[Token], at: int) -> bool:
    """Is the word a piece of a path, an address, a module or a variable?"""
    if at and not tokens[at].spaced and tokens[at - 1].text[-1] in _LEFT:
        return True
    if at + 1 >= len(tokens) or tokens[at + 1].spaced:
        return False
    after = tokens[at + 1].text
    is_dotted = after == "." and at + 2 < len(tokens) and not tokens[at + 2].spaced and tokens[at + 2].text[0].isalpha()
    return after[0] in _RIGHT or after[0].isdigit() or is_dotted


def is_joint(token: Token) -> bool:
    """Can the token stand inside a name: a particle or an initial."""
    return token.text.lower() in _PARTICLES or (len(token.text) == 1 and token.text.isupper())


WORD_SIGNS = (
    *(f"is {sign}" for sign in _SIGNS),
    "spaced", "other sign", "new line", "number", "capital", "capitals", "one capital", "capital inside", "hyphen",
    "beyond ascii", "particle", "short", "long", "given", "family", "place", "ambiguous", "not a name",
)  # fmt: skip
_AT = {name: i for i, name in enumerate(WORD_SIGNS)}


def signs_of(word: str, lists: NameLists, *, is_spaced: bool) -> list[int]:
    """List the signs that a word shows, as indices of WORD_SIGNS."""
    if not word[0].isalnum():
        named = "new line" if word == "\n" else f"is {word[0]}" if word[0] in _SIGNS else "other sign"
        return [_AT[n] for n, yes in ((named, True), ("spaced", is_spaced)) if yes]
    if word[0].isdigit():
        return [_AT[n] for n, yes in (("number", True), ("spaced", is_spaced)) if yes]
    title = word if word[0].isupper() else word.capitalize()
    shown = {
        "spaced": is_spaced,
        "capital": word[0].isupper(),
        "capitals": len(word) > 1 and word.isupper(),
        "one capital": len(word) == 1 and word.isupper(),
        "capital inside": any(c.isupper() for c in word[1:]) and not word.isupper(),
        "hyphen": "-" in word,
        "beyond ascii": not word.isascii(),
        "particle": word.lower() in _PARTICLES,
        "short": len(word) < 4,
        "long": len(word) > 9,
        "given": title in lists.given,
        "family": title in lists.family,
        "place": title in lists.places,
        "ambiguous": title in AMBIGUOUS,
        "not a name": title in NOT_NAMES,
    }
    return [_AT[name] for name, yes in shown.items() if yes]


def buckets_of(word: str) -> list[int]:
    """Hash the letter groups of a word."""
    plain = unicodedata.normalize("NFKD", word.lower())
    marked = f"^{''.join(c for c in plain if not unicodedata.combining(c))}$"
    groups = {marked[i : i + size] for size in (2, 3, 4) for i in range(len(marked) - size + 1)}
    return sorted({zlib.crc32(group.encode()) % BUCKETS for group in groups})


PLACE_SIGNS = (
    "opens the text", "opens a line", "opens a sentence", "also in lower case", "text without capitals", "heading",
    "line in title case", "line of one", "line of two", "line of three", "code in line", "number in line",
    "ends the line", "again",
)  # fmt: skip
_CODE = frozenset("`=(){}[]<>/\\|_$&*~^")


class Line(NamedTuple):
    """What every word of one line shares."""

    first: int
    last: int
    signs: frozenset[str]


def line_of(tokens: Sequence[Token], at: int) -> Line:
    """Describe the line of a token, up to a bound on either side."""
    first = last = at
    while first > 0 and tokens[first - 1].text != "\n" and at - first < _LONGEST_LINE:
        first -= 1
    while last < len(tokens) and tokens[last].text != "\n" and last - at < _LONGEST_LINE:
        last += 1
    texts = [t.text for t in tokens[first:last]]
    words = [t for t in texts if t[0].isalpha()]
    long = [w for w in words if len(w) > 3]
    count = {1: "line of one", 2: "line of two", 3: "line of three"}.get(len(words), "")
    signs = {
        "heading": texts[0] == "#",
        "line in title case": len(words) > 3 and sum(w[0].isupper() for w in long) > 0.6 * len(long),
        count: True,
        "code in line": any(t[0] in _CODE for t in texts),
        "number in line": any(t[0].isdigit() for t in texts),
    }
    return Line(first, last, frozenset(s for s, yes in signs.items() if yes))


def place_signs(tokens: Sequence[Token], at: int, line: Line, text: str) -> list[int]:
    """List the signs of a word's place, as indices of PLACE_SIGNS."""
    before = tokens[at - 1].text if at else ""
    word = tokens[at].text
    shown = {
        "opens the text": at == 0,
        "opens a line": at == line.first,
        "opens a sentence": before in (".", "!", "?", "", "\n", '"', "“", ":", "*", "-", "•", ">"),
        "also in lower case": not word.islower() and _stands_in(word.lower(), text),
        "text without capitals": word.islower(),
        "ends the line": at == line.last - 1,
    }
    return [i for i, name in enumerate(PLACE_SIGNS) if shown.get(name) or name in line.signs]


def _stands_in(word: str, text: str) -> bool:
    return word in text and re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


def vectors_of(words: Sequence[str]) -> Floats:
    """Average the vectors of each word's pieces, as the embedder's static vectors have them."""
    tokenizer, weights = wordpieces()
    # one by one: a batch starts threads, which cost more than a word
    pieces = [tokenizer.encode(word, add_special_tokens=False).ids for word in words]
    return np.stack([weights[ids].mean(axis=0) if ids else np.zeros(DIM, np.float32) for ids in pieces])
