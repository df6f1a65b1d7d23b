"""A text taken apart into clauses: what each speaks of, with which sign, and its numbers."""

import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from stillroom.judging import lexicon
from stillroom.judging.lexicon import stem

_FENCE = re.compile(r"^[ \t]*(```|~~~).*?(?:^[ \t]*\1|\Z)", re.S | re.M)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_URL = re.compile(r"https?://\S+")
_SPLIT = re.compile(r"(?<=[.!?])\s+(?=\S)|[;\n]+|\s+[-–—]+\s+|,\s+(?=but\b|use\b|prefer\b|avoid\b)", re.I)
MARKER = re.compile(r"^\s*(?:[-*+•>#]+|\d{1,2}[.)])\s+")
_TOKEN = re.compile(
    r",(?=\s)|\d{4}-\d\d(?:-\d\d)?\b|\d[\d,]*(?:\.\d+)*(?:\.x)?\+?|[$@]?[^\W\d_][\w]*(?:[-./'@:]\w+)*(?:\+\+|#)?|[%€£$]|[<>]=?|_\w+",
    re.UNICODE,
)
_DIGITS = {
    word: str(n)
    for n, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
} | {
    "dozen": "12",
    "thirty": "30",
    "forty": "40",
    "fifty": "50",
    "sixty": "60",
    "seventy": "70",
    "eighty": "80",
    "ninety": "90",
    "hundred": "100",
    "thousand": "1000",
    "million": "1000000",
    "twice": "2",
    "thrice": "3",
    "fourth": "4",
    "fifth": "5",
    "sixth": "6",
    "seventh": "7",
    "tenth": "10",
    "fifteenth": "15",
    "twentieth": "20",
}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000}
_UNITS = {
    **dict.fromkeys(("s", "sec", "secs", "second"), "second"),
    **dict.fromkeys(("ms", "millisecond", "msec"), "millisecond"),
    **dict.fromkeys(("m", "min", "mins", "minute"), "minute"),
    **dict.fromkeys(("h", "hr", "hrs", "hour"), "hour"),
    **dict.fromkeys(("day", "d"), "day"),
    **dict.fromkeys(("week", "month", "quarter", "year"), ""),
    **dict.fromkeys(("column", "col", "character", "char"), "column"),
    **dict.fromkeys(("%", "percent"), "%"),
    **dict.fromkeys(("mb", "megabyte"), "mb"),
    **dict.fromkeys(("gb", "gigabyte"), "gb"),
    **dict.fromkeys(("kb", "kilobyte"), "kb"),
    **dict.fromkeys(("mib", "mi"), "mib"),
    **dict.fromkeys(("gib", "gi"), "gib"),
    **dict.fromkeys(("kib", "ki"), "kib"),
    **dict.fromkeys(("loc",), "line"),
    **dict.fromkeys(("times", "time", "attempt", "try", "retry"), "time"),
}
_UNITS = {word: unit or word for word, unit in _UNITS.items()}
# what can be counted in each other: unit → (common unit, how many of it)
_MEASURES: dict[str, tuple[str, float]] = {
    "millisecond": ("second", 0.001), "second": ("second", 1), "minute": ("second", 60), "hour": ("second", 3600),
    "day": ("second", 86400), "week": ("second", 604800), "month": ("second", 2592000),
    "quarter": ("second", 7776000), "year": ("second", 31536000),
    "kb": ("mb", 0.001), "mb": ("mb", 1), "gb": ("mb", 1000),
    "kib": ("mb", 2**-10), "mib": ("mb", 1), "gib": ("mb", 2**10),
}  # fmt: skip
_LENGTHS = frozenset(word for word, (common, _) in _MEASURES.items() if common == "second")
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
_BEFORE_ONE = lexicon.words("after within in by of to once every than least most for")
_ADJUNCTS = lexicon.words("""
    for in on at to from by with when within during via through inside across per under between against beyond
""")
_WHERE = _ADJUNCTS - {"to", "from"}
_NO_UNITS = frozenset(lexicon.STOP) | frozenset(lexicon.ORDERED) | {"st", "nd", "rd", "th"}
_RELATIVE = frozenset(("that", "which", "who"))
_AUXILIARIES = lexicon.words(
    "is are was were do does did has have had can could may might must should will would shall"
)
_NEEDED = frozenset(("needed", "necessary", "required"))
EXCEPTIONS = frozenset(("without", "unless", "until", "except", "before", "outside", "but"))
# "X is forbidden" and "it is forbidden to X" say "never X"
_FORBIDDEN = r"(?:strictly |explicitly )?(?:forbidden|prohibited|banned|disallowed|not (?:allowed|permitted))"
_IT_IS_FORBIDDEN = re.compile(rf"\bit is {_FORBIDDEN} to\b")
_IS_FORBIDDEN = re.compile(rf"^(?!.*\b(?:not|never|no)\b.*\b(?:is|are)\b)(.*?)\s+(?:is|are) {_FORBIDDEN}\b")
# "any" that no noun follows is the thing itself, such as a type
_ANY = re.compile(r"\bany\b(?=\s*(?:[.;,:)\]]|$|(?:for|in|as|types?|instead|unless|over|and|or|to|-|–|—)\b))")
_OUT_OF = re.compile(r"\b(?:kept|keep|keeps|stay|stays|left|leave) out of\b")
_ONLY = re.compile(r"\b(?:nobody|no one|none|nothing|nowhere) (?:but|except)\b")
# what stands before an arrow is a case, or what is to be replaced
_ARROW = re.compile(r"^(.*\S)\s+(?:→|->)\s+")
# with a capital it is another name of PascalCase
_CAMEL = re.compile(r"\b(lower|Upper)?CamelCase\b")
_POSITIVE = frozenset(["use", "prefer", "favor", "choose"])
_CHOOSING = _POSITIVE | frozenset(
    ["prefers", "preferred", "favour", "favoring", "favouring", "preferring", "uses", "choosing"]
)
_CONTRASTS: dict[str, list[tuple[str, ...]]] = {}
for _contrast in lexicon.CONTRASTS:
    _CONTRASTS.setdefault(_contrast[0], []).append(_contrast)
_OR_LATER = (["or", "later"], ["or", "newer"], ["and", "up"], ["or", "above"], ["or", "higher"])
_EXPLANATION = 4
# clauses that are kept: repeats of a note share most of theirs
_KEPT = 8192
_ARTICLES = lexicon.words("a an the this that each every any")
_TO_BE = lexicon.words("is are be been being get gets")
_TIMES = lexicon.WEEKDAYS | lexicon.MONTHS | {"may"}
DATE = re.compile(r"\d{4}(?:-\d\d)+$")
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


@dataclass(frozen=True, slots=True)
class Denial:
    """A stretch of words under one negation.

    Attributes:
        stems: what is denied, in order; all of it must be affirmed elsewhere for a conflict.
        manner: "without X" says how, "no X needed" what may be left out, "which never X" what is meant: these seldom
            deny a claim.
        exceptions: what lifts it ("not X without Y").
        contrast: "…, not X": the verb stands before it.
        elided: what is denied is left out ("avoid for X").
    """

    stems: tuple[str, ...]
    manner: bool
    exceptions: frozenset[str]
    contrast: bool = False
    elided: bool = False


@dataclass(frozen=True)
class Clause:
    """One statement.

    Attributes:
        tokens: all words, lower case, in order.
        stems: the content words in order, without numbers; `signs` says which are affirmed (1),
            denied (-1) or stand in a subordinate part (0).
        weighed: the stems that something else is preferred to.
        directive: it tells what to do rather than what is.
        denials: the stretches that are denied.
        said: stems that are affirmed somewhere in it, even when they are denied elsewhere.
        heading: it ends in a colon.
        adjuncts: stems that say where or when ("in tests"); `reasons`: those that say why.
    """

    text: str
    tokens: tuple[str, ...]
    stems: tuple[str, ...]
    signs: dict[str, int] = field(hash=False)
    weighed: frozenset[str]
    numbers: tuple[Number, ...]
    directive: bool
    denials: tuple[Denial, ...] = ()
    adjuncts: frozenset[str] = frozenset()
    reasons: frozenset[str] = frozenset()
    said: frozenset[str] = frozenset()
    heading: bool = False

    @cached_property
    def affirmed(self) -> frozenset[str]:
        """The content words that are not denied."""
        return frozenset(w for w, sign in self.signs.items() if sign > 0)

    @cached_property
    def times(self) -> frozenset[str]:
        """The weekdays, months and dates of something that happened; empty for a standing statement."""
        pairs = zip(("", *self.tokens), self.tokens, strict=False)
        past = any(
            t in lexicon.PAST or (len(t) > 4 and t.endswith("ed") and before not in _TO_BE) for before, t in pairs
        )
        happened = past and not self.directive
        return frozenset(t for t in self.tokens if t in _TIMES or DATE.match(t)) if happened else frozenset()

    @cached_property
    def content(self) -> frozenset[str]:
        """The content words as a set."""
        return frozenset(self.stems)


def prose(text: str) -> str:
    """Drop fenced code and addresses; inline code stays, as words."""
    if "```" in text or "~~~" in text:
        text = _FENCE.sub("\n", text)
    if "](" in text:
        text = _LINK.sub(r"\1", text)
    return _URL.sub(" ", text) if "http" in text else text


def split(text: str) -> list[Clause]:
    """Take a text apart; clauses without a content word or number are dropped."""
    pieces = (MARKER.sub("", piece).strip() for piece in _SPLIT.split(prose(text)))
    clauses = (_read(part) for piece in pieces if piece for part in _explained(piece))
    return [clause for clause in clauses if clause.stems or clause.numbers]


def _explained(piece: str) -> list[str]:
    """Part what is to be done from why: "Do not set limits: throttling doubled the latency"."""
    order, colon, why = piece.partition(": ")
    if not colon or len(why.split()) < _EXPLANATION or len(order.split()) < 3:
        return [piece]
    told = tokenise(order)[:1]
    return [order, why] if set(told) & (lexicon.DIRECTIVES | lexicon.NEGATORS) else [piece]


def tokenise(text: str) -> list[str]:
    """List a statement's words in lower case, number words as digits, bounds in one form."""
    return [token for token in _scan(text) if token != ","]


def _scan(text: str) -> list[str]:
    if "CamelCase" in text:
        text = _CAMEL.sub(lambda m: "camelcase" if m[1] == "lower" else "pascalcase", text)
    if "→" in text or " -> " in text:
        text = _ARROW.sub(r"if \1, ", text)
    text = text.replace("’", "'").replace("*", "").replace("`", " ").lower()
    if "any" in text:
        text = _ANY.sub("any_", text)
    if any(word in text for word in ("forbid", "prohibit", "banned", "allowed", "permitted")):
        text = _IS_FORBIDDEN.sub(r"never \1", _IT_IS_FORBIDDEN.sub("never", text))
    if any(word in text for word in ("than", "exceed", "go over", "up to")):
        text = _AT_LEAST.sub("at least", _AT_MOST.sub("at most", text))
    if "out of" in text:
        text = _OUT_OF.sub("not in", text)
    if " but " in text or " except " in text:
        text = _ONLY.sub("only", text)
    words = _TOKEN.findall(text)
    digits = [w if w == "one" and _stands_for(words, at) else _DIGITS.get(w, w) for at, w in enumerate(words)]
    return _scaled(words, digits) if any(word in _SCALES for word in words) else digits


def _stands_for(words: list[str], at: int) -> bool:
    """Does "one" stand for a thing named before ("the new one fails") rather than count?"""
    following = words[at + 1] if at + 1 < len(words) else ""
    named = at > 1 and words[at - 2] in _ARTICLES and words[at - 1] not in lexicon.STOP
    return not following or following in lexicon.STOP or named


def _scaled(words: list[str], digits: list[str]) -> list[str]:
    """Put "five hundred" and "2 million" into one number."""
    found: list[str] = []
    for word, digit in zip(words, digits, strict=True):
        if word in _SCALES and found and re.fullmatch(r"\d+(?:\.\d+)?|an?|one", found[-1]):
            known = float(found[-1]) if found[-1][0].isdigit() else 1.0
            found[-1] = f"{known * _SCALES[word]:.0f}"
        else:
            found.append(digit)
    return found


@lru_cache(maxsize=_KEPT)
def _read(text: str) -> Clause:
    scanned = _scan(text)
    tokens = [token for token in scanned if token != ","]
    reader = _Reader(scanned)
    reader.read()
    head = tokenise(text.rpartition(": ")[2])[:1] if ": " in text else []
    directive = bool({*tokens[:1], *head} & lexicon.DIRECTIVES) or "prefer" in tokens[:4] or "should" in tokens
    return Clause(
        text=text,
        tokens=tuple(tokens),
        stems=tuple(reader.stems),
        signs=reader.signs,
        weighed=frozenset(reader.weighed),
        numbers=tuple(reader.numbers),
        directive=directive,
        denials=reader.denials(),
        adjuncts=frozenset(reader.adjuncts),
        reasons=frozenset(reader.reasons),
        said=frozenset(reader.said),
        heading=text.rstrip("*_ ").endswith(":"),
    )


# no other word can change the sign
_TURNING = {"over", "always", *_CONTRASTS, *lexicon.NEGATORS, *lexicon.REASONS, *_ADJUNCTS, *_POSITIVE}


class _Reader:
    """Walks over the words of a clause and keeps the sign that holds there."""

    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens
        self.stems: list[str] = []
        self.signs: dict[str, int] = {}
        self.weighed: set[str] = set()
        self.numbers: list[Number] = []
        self.denied: list[tuple[list[str], str]] = []
        self.said: set[str] = set()
        self.excepted: set[str] = set()
        self.adjuncts: set[str] = set()
        self.reasons: set[str] = set()
        self.part = ""
        self.sign = 1
        self.base = 1
        self.contrast = False
        self.fresh = True
        self.bound = ""
        self.last = ""

    def read(self) -> None:
        for at, token in enumerate(self.tokens):
            self.bound = _BOUNDS.get(token, self.bound)
            if token in EXCEPTIONS and self.denied and not self.fresh:
                self.part = "exception"
            elif token in _ADJUNCTS and self.stems and self.part != "exception":
                self.part = "adjunct"
            elif (token in lexicon.REASONS or (token == "after" and self.numbers)) and self.part != "exception":
                self.part = "reason" if self.stems else ""
            if token == ",":
                self.sign, self.part = self.sign or 1, ""
            elif token[0].isdigit() or (token[0] == "v" and _VERSION.match(token)):
                self._number(at, token)
            elif token in ("a", "an") and self._one(at, token):
                continue
            elif not ((token in _TURNING or token.endswith("n't")) and self._turns(at, token)):
                self._word(at, token)

    def _turns(self, at: int, token: str) -> bool:
        """Does the word change the sign instead of being content?"""
        if self._contrasts(at, token):
            self.sign, self.contrast, self.fresh = -self.base, True, True
            self.denied.append(([], ""))
        elif token in lexicon.NEGATORS or token.endswith("n't"):
            self._deny(at, token)
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

    def denials(self) -> tuple[Denial, ...]:
        """Give the denied stretches; an exception belongs to all that stand before it."""
        excepted = frozenset(self.excepted)
        return tuple(
            Denial(tuple(stems), sort == "manner", excepted, sort == "contrast", sort == "elided")
            for stems, sort in self.denied
            if stems
        )

    def _deny(self, at: int, token: str) -> None:
        following = self.tokens[at + 1] if at + 1 < len(self.tokens) else ""
        if following not in ("only", "just", "necessarily"):
            self.sign, self.fresh = -self.sign, True
            self.base = self.base if self.stems else self.sign
            self.denied.append(([], self._sort(at, token)))

    def _sort(self, at: int, token: str) -> str:
        """Say what kind of denial it is: of a manner, of what stands before, of something left out, or of a claim."""
        if token == "without" or (token == "no" and _NEEDED & set(self.tokens[at + 2 :])) or self._relative(at):
            return "manner"
        if self.tokens[at + 1 : at + 2] and self.tokens[at + 1] in _WHERE and token in ("avoid", "never"):
            return "elided"
        return "contrast" if token == "not" and at and self.tokens[at - 1] == "," else ""

    def _relative(self, at: int) -> bool:
        """Does the denial say which things are meant ("files that should never be tracked")?"""
        while at and self.tokens[at - 1] in _AUXILIARIES:
            at -= 1
        return at > 1 and self.tokens[at - 1] in _RELATIVE

    def _contrasts(self, at: int, token: str) -> bool:
        if token == "over" and set(self.tokens[:at]) & _CHOOSING:
            return True
        return any(tuple(self.tokens[at : at + len(c)]) == c for c in _CONTRASTS.get(token, ()))

    def _word(self, at: int, token: str) -> None:
        if token in lexicon.STOP or (not token[0].isalnum() and token[0] not in "$@_"):
            return
        root, sign = stem(token), self.sign
        if root in lexicon.REVERSED_STEMS and self._claims(at, root):
            sign = -sign
            if root in lexicon.REVERSED_VERBS and not token.endswith("ed"):
                self.sign, self.fresh = sign, True
            if sign < 0:
                self.denied.append(([], ""))
            root = lexicon.REVERSED_STEMS[root]
        elif root not in lexicon.STOP_STEMS:
            self.fresh = False
        if root and root not in lexicon.STOP_STEMS:
            self.stems.append(root)
            self.signs[root] = sign
            self.last = token
            if self.contrast:
                self.weighed.add(root)
            self._file(root, sign)

    def _claims(self, at: int, root: str) -> bool:
        """Is it a verb, or an adjective that is said of something rather than set before it?"""
        return root in lexicon.REVERSED_VERBS or bool(_TO_BE & set(self.tokens[max(0, at - 2) : at]))

    def _file(self, root: str, sign: int) -> None:
        """Note the part of the clause that a word stands in."""
        if sign > 0:
            self.said.add(root)
        if self.part == "exception":
            self.excepted.add(root)
        elif sign < 0 and self.denied:
            self.denied[-1][0].append(root)
        elif self.part == "adjunct":
            self.adjuncts.add(root)
        elif self.part == "reason":
            self.reasons.add(root)

    def _number(self, at: int, token: str) -> None:
        version = _VERSION.match(token.replace(",", ""))
        value, plus = version.groups() if version else (token, "")
        following = self.tokens[at + 1] if at + 1 < len(self.tokens) else ""
        if following in ("or", "to") and self.tokens[at + 2 : at + 3] and self.tokens[at + 2][0].isdigit():
            following = self.tokens[at + 3] if at + 3 < len(self.tokens) else ""
        known = _UNITS.get(following) or _UNITS.get(following.rstrip("s")) or ""
        counts = following and following not in _NO_UNITS and self.last not in lexicon.NUMBERED
        worded = counts and following[0].isalpha()
        later = self.tokens[at + 1 : at + 3] in _OR_LATER
        bound = "min" if plus or later else self.bound
        shown = f"{token} {following}" if known or worded else f"{self.last} {token}".strip()
        self._add(value, known or (stem(following) if worded else ""), bound, shown)

    def _add(self, value: str, unit: str, bound: str, shown: str) -> None:
        common, factor = _MEASURES.get(unit, (unit, 0))
        if factor and re.fullmatch(r"\d+(?:\.\d+)?", value):
            value, unit = f"{float(value) * factor:g}", common
        subject = self.stems[-1] if self.stems else ""
        sign = 1 if bound and self.base == self.sign else self.sign
        self.numbers.append(Number(value=value, unit=unit, subject=subject, bound=bound, sign=sign, shown=shown))
        self.bound = ""

    def _one(self, at: int, token: str) -> bool:
        """Is it "an hour", after a word that makes it a quantity?"""
        following = _UNITS.get(self.tokens[at + 1]) if at + 1 < len(self.tokens) else None
        if following not in _LENGTHS or not at or self.tokens[at - 1] not in _BEFORE_ONE:
            return False
        self._add("1", following, self.bound, f"{token} {self.tokens[at + 1]}")
        return True
