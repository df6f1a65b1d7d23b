"""A text taken apart into clauses: what each speaks of, with which sign, and its numbers."""

import re
from dataclasses import dataclass, field
from functools import cached_property

from stillroom.judging import lexicon
from stillroom.judging.lexicon import stem

_FENCE = re.compile(r"^[ \t]*(```|~~~).*?(?:^[ \t]*\1|\Z)", re.S | re.M)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_URL = re.compile(r"https?://\S+")
_SPLIT = re.compile(r"(?<=[.!?])\s+(?=\S)|[;\n]+|\s+[-–—]+\s+|,\s+(?=but\b|use\b|prefer\b|avoid\b|not the\b)", re.I)
MARKER = re.compile(r"^\s*(?:[-*+•>#]+|\d{1,2}[.)])\s+")
_TOKEN = re.compile(
    r",(?=\s)|\d[\d,]*(?:\.\d+)*(?:\.x)?\+?|[$@]?[^\W\d_][\w]*(?:[-./'@:]\w+)*(?:\+\+|#)?|[%€£$]|[<>]=?|_\w+",
    re.UNICODE,
)
_DIGITS = {
    w: str(n)
    for n, w in enumerate(["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"])
} | {
    "dozen": "12",
    "twelve": "12",
    "twenty": "20",
    "thirty": "30",
    "sixty": "60",
    "hundred": "100",
    "twice": "2",
    "thrice": "3",
}
_UNITS = {
    **dict.fromkeys(("s", "sec", "secs", "second"), "second"),
    **dict.fromkeys(("ms", "millisecond"), "millisecond"),
    **dict.fromkeys(("m", "min", "mins", "minute"), "minute"),
    **dict.fromkeys(("h", "hr", "hrs", "hour"), "hour"),
    **dict.fromkeys(("column", "col", "character", "char"), "column"),
    **dict.fromkeys(("%", "percent"), "%"),
    **dict.fromkeys(("mb", "mib", "megabyte"), "mb"),
    **dict.fromkeys(("gb", "gib", "gigabyte"), "gb"),
    **dict.fromkeys(("kb", "kib", "kilobyte"), "kb"),
    **dict.fromkeys(("loc",), "line"),
    **dict.fromkeys(("times", "time", "attempt", "try", "retry"), "time"),
}
_BOUNDS = {
    **dict.fromkeys(("least", "minimum", "min", "above", "over", "exceed", ">", ">=", "from", "since"), "min"),
    **dict.fromkeys(("most", "maximum", "max", "under", "below", "within", "limit", "<", "<=", "up"), "max"),
}
_AT_MOST = re.compile(
    r"\b(?:(?:should|must|do|does|may|can|shall|will)\s+)?(?:not|never|cannot|don't|no)\s+"
    r"(?:exceed|go over|(?:be\s+)?(?:more|longer|greater|higher|larger|bigger) than)\b|\bup to\b"
)
_AT_LEAST = re.compile(
    r"\b(?:(?:should|must|do|does|may)\s+)?(?:not|never|no)\s+(?:be\s+)?(?:less|fewer|lower|shorter|smaller) than\b"
)
_ADJUNCTS = frozenset(
    [
        "for",
        "in",
        "on",
        "at",
        "to",
        "from",
        "by",
        "with",
        "when",
        "within",
        "during",
        "via",
        "through",
        "inside",
        "across",
        "per",
        "under",
    ]
)
_POSITIVE = frozenset(["use", "prefer", "favor", "choose"])
_CHOOSING = _POSITIVE | frozenset(
    ["prefers", "preferred", "favour", "favoring", "favouring", "preferring", "uses", "choosing"]
)
_OR_LATER = (["or", "later"], ["or", "newer"], ["and", "up"], ["or", "above"], ["or", "higher"])
_VERSION = re.compile(r"v?(\d+(?:\.\d+)*(?:\.x)?)(\+?)$")


@dataclass(frozen=True, slots=True)
class Number:
    """A quantity: its value, its unit, the word before it, a bound, and the sign of its clause."""

    value: str
    unit: str
    subject: str
    bound: str
    sign: int
    shown: str


@dataclass(frozen=True)
class Clause:
    """One statement.

    Attributes:
        tokens: all words, lower case, in order.
        stems: the content words in order, without numbers; `signs` says which are affirmed (1),
            denied (-1) or stand in a subordinate part (0).
        weighed: the stems that something else is preferred to.
        directive: it tells what to do rather than what is.
    """

    text: str
    tokens: tuple[str, ...]
    stems: tuple[str, ...]
    signs: dict[str, int] = field(hash=False)
    weighed: frozenset[str]
    numbers: tuple[Number, ...]
    directive: bool

    @cached_property
    def content(self) -> frozenset[str]:
        """The content words as a set."""
        return frozenset(self.stems)


def prose(text: str) -> str:
    """Drop fenced code and addresses; inline code stays, as words."""
    return _URL.sub(" ", _LINK.sub(r"\1", _FENCE.sub("\n", text)))


def split(text: str) -> list[Clause]:
    """Take a text apart; clauses without a content word or number are dropped."""
    pieces = (MARKER.sub("", piece).strip() for piece in _SPLIT.split(prose(text)))
    clauses = (_read(piece) for piece in pieces if piece)
    return [clause for clause in clauses if clause.stems or clause.numbers]


def tokenise(text: str) -> list[str]:
    """List a statement's words in lower case, number words as digits, bounds in one form."""
    return [token for token in _scan(text) if token != ","]


def _scan(text: str) -> list[str]:
    text = text.replace("’", "'").replace("*", "").replace("`", " ").lower()
    text = _AT_LEAST.sub("at least", _AT_MOST.sub("at most", text))
    return [_DIGITS.get(word, word) for word in _TOKEN.findall(text)]


def _read(text: str) -> Clause:
    scanned = _scan(text)
    tokens = [token for token in scanned if token != ","]
    reader = _Reader(scanned)
    reader.read()
    head = tokenise(text.rpartition(": ")[2])[:1]
    directive = bool({*tokens[:1], *head} & lexicon.DIRECTIVES) or "prefer" in tokens[:4] or "should" in tokens
    return Clause(
        text=text,
        tokens=tuple(tokens),
        stems=tuple(reader.stems),
        signs=reader.signs,
        weighed=frozenset(reader.weighed),
        numbers=tuple(reader.numbers),
        directive=directive,
    )


class _Reader:
    """Walks over the words of a clause and keeps the sign that holds there."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.stems: list[str] = []
        self.signs: dict[str, int] = {}
        self.weighed: set[str] = set()
        self.numbers: list[Number] = []
        self.sign = 1
        self.base = 1
        self.contrast = False
        self.fresh = True
        self.bound = ""
        self.last = ""

    def read(self) -> None:
        for at, token in enumerate(self.tokens):
            self.bound = _BOUNDS.get(token, self.bound)
            if token == ",":
                self.sign = self.sign or 1
            elif token[0].isdigit() or (token[0] == "v" and _VERSION.match(token)):
                self._number(at, token)
            elif not self._turns(at, token):
                self._word(token)

    def _turns(self, at: int, token: str) -> bool:
        """Does the word change the sign instead of being content?"""
        if self._contrasts(at, token):
            self.sign, self.contrast, self.fresh = -self.base, True, True
        elif token in lexicon.NEGATORS or token.endswith("n't"):
            self._deny(at)
        elif token in lexicon.REASONS:
            self.sign, self.contrast = 0, False
        elif token in _ADJUNCTS and not self.fresh and self.sign < 0:
            self.sign, self.contrast = (self.base if self.contrast else 0), False
        elif token == "always" or (token in _POSITIVE and self.tokens[at - 1] in ("and", "then", "but", ",")):
            self.sign, self.contrast = 1, False
            return False
        else:
            return False
        return True

    def _deny(self, at: int) -> None:
        following = self.tokens[at + 1] if at + 1 < len(self.tokens) else ""
        if following not in ("only", "just", "necessarily"):
            self.sign, self.fresh = -self.sign, True
            self.base = self.base if self.stems else self.sign

    def _contrasts(self, at: int, token: str) -> bool:
        if token == "over" and set(self.tokens[:at]) & _CHOOSING:
            return True
        return any(tuple(self.tokens[at : at + len(c)]) == c for c in lexicon.CONTRASTS)

    def _word(self, token: str) -> None:
        if token in lexicon.STOP or (not token[0].isalnum() and token[0] not in "$@_"):
            return
        root, sign = stem(token), self.sign
        if root in lexicon.REVERSED_STEMS:
            sign = -sign
            if root in lexicon.REVERSED_VERBS and not token.endswith("ed"):
                self.sign, self.fresh = sign, True
            root = lexicon.REVERSED_STEMS[root]
        elif root not in lexicon.STOP_STEMS:
            self.fresh = False
        if root and root not in lexicon.STOP_STEMS:
            self.stems.append(root)
            self.signs[root] = sign
            self.last = token
            if self.contrast:
                self.weighed.add(root)

    def _number(self, at: int, token: str) -> None:
        version = _VERSION.match(token.replace(",", ""))
        value, plus = version.groups() if version else (token, "")
        following = self.tokens[at + 1] if at + 1 < len(self.tokens) else ""
        known = _UNITS.get(following) or _UNITS.get(following.rstrip("s")) or ""
        worded = following and following not in lexicon.STOP and following[0].isalpha()
        later = self.tokens[at + 1 : at + 3] in _OR_LATER
        bound = "min" if plus or later else self.bound
        self.numbers.append(
            Number(
                value=value,
                unit=known or (stem(following) if worded else ""),
                subject=self.stems[-1] if self.stems else "",
                bound=bound,
                sign=1 if bound and self.base == self.sign else self.sign,
                shown=f"{token} {following}" if known or worded else f"{self.last} {token}".strip(),
            )
        )
        self.bound = ""
