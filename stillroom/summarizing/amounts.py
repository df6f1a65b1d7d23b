"""Amounts: how many, how much, how often a sentence says, beside a statement with the same words."""

import re
from collections.abc import Iterable, Iterator

from stillroom.summarizing.claims import Claim
from stillroom.summarizing.words import STOP, known_in, root

# this alike, two sentences differ on purpose or by mistake
COPIED = 0.85

_GROUPS = {
    "a part": "some several sometimes occasionally certain few rarely rare seldom hardly part share portion number handful",
    "one": "one",
    "many": "many often frequently numerous",
    "most": "most mostly usually typically generally mainly majority normally",
    "all": "all every each always any everything everyone whole entire",
}
_GROUP = {word: name for name, listed in _GROUPS.items() for word in listed.split()}
_BEFORE = frozenset(["at", "the", "no", "each", "every", "any", "this", "that", "which", "another", "other"])
_SHARES = frozenset(["part", "share", "portion", "number", "handful"])
_DETERMINERS = frozenset(["some", "several", "certain", "few", "many", "most", "all", "every", "each", "any"])
_UP = r"at least|no less than|not less than|no fewer than|minimum of|more than|over|above|larger than|greater than|bigger than|longer than|newer than|later than|older than(?= \d+ (?:days|weeks|months|years|hours|minutes))|higher than|exceeds?|exceeding|beyond"
_DOWN = r"at most|up to|no more than|not more than|no later than|no longer than|maximum of|as much as|as many as|within|less than|fewer than|under|below|smaller than|shorter than|younger than|older than|earlier than|lower than"
_BOUND = re.compile(
    rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN})|exactly|precisely)(?: the| a| an| every| version| about)? (?P<n>\d[\d.,]*|\w+)"
    r"|(?P<m>\d[\d.,]*)(?: \w+| %)? or (?:(?P<more>more|above|newer|later|longer)|(?P<less>less|fewer|below|older|earlier))",
    re.I,
)
_PERIOD = re.compile(
    r"\b(?:an?|per|each|every) (second|minute|hour|day|night|week|month|quarter|year|sprint|morning|evening)\b|\b(hourly|daily|nightly|weekly|monthly|quarterly|yearly|annually)\b|/(s|min|h|day)\b",
    re.I,
)
_PERIODS = {"hourly": "hour", "daily": "day", "nightly": "night", "weekly": "week", "monthly": "month"}
_PERIODS |= {"quarterly": "quarter", "yearly": "year", "annually": "year", "s": "second", "min": "minute", "h": "hour"}
_TOTAL = frozenset(["all", "every", "always", "everybody", "everyone", "everything", "whole", "entire"])
_ANYTHING = frozenset(["any", "each", "no", "none", "never", "both"])
_EVERYBODY = frozenset(["everybody", "everyone", "anybody", "anyone", "everything", "everywhere", "anywhere", "always"])
# "keep below, otherwise" bounds from the other side
_OTHERWISE = re.compile(r"\b(?:otherwise|or else)\b", re.I)
_EVER = re.compile(r"\b(?:any ?time|in any case|in all cases|regardless)\b", re.I)
_EXCLUSIVE = frozenset(["only", "solely", "exclusively", "alone"])
# what keeps a statement from holding for all
_RESTRICTED = re.compile(
    r"\b(?:only|solely|exclusively|alone|except\w*|apart from|but not|other than|save for|unless|some|several|few|rarely"
    r"|many|most|often|sometimes|usually|(?:part|half|third|quarter|fifth|tenth|share|number|majority|minority|handful) of)\b",
    re.I,
)
_STRICT = re.compile(r"\b(?:at least|at most|up to|no more than|no less than|maximum|minimum|or more|or less)\b", re.I)
_LIMITED = re.compile(r"\b(?:limit\w*|cap(?:ped|s)?|max\w*|min\w*|threshold|only|bound\w*|until|after)\b", re.I)
_NUMERALS = {
    word: str(n)
    for n, word in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], 1
    )
} | {"once": "1", "twice": "2"}


def quantified(claim: Claim, said: Claim) -> Iterator[tuple[str, str]]:
    """Say where a claim speaks of another part of them than the statement."""
    mine, theirs = _quantities(claim), _quantities(said)
    for group, noun in mine:
        bound_there = {g for g, n in theirs if n == noun}
        named = {g for g, _ in theirs}
        if (bound_there and group not in bound_there) or (not bound_there and theirs and group not in named):
            yield (
                "quantifier",
                f"says {group} of {noun or 'it'} where the items say {', '.join(sorted(bound_there or named))}",
            )
        elif group == "all" and noun and not known_in(noun, said.content) and not theirs:
            yield "quantifier", f"says all of {noun!r}, of which the items do not speak"
        elif not theirs and group not in ("all", "one") and noun in said.content:
            yield "quantifier", f"says {group} where the items name no part"
    if claim.likeness(said) >= COPIED:
        yield from _closed(claim, said)
    for group, noun in theirs:
        if group not in ("all", "one") and noun in claim.content and not any(n == noun or g == group for g, n in mine):
            yield "quantifier", f"does not say that it holds for {group} only"


def _closed(claim: Claim, said: Claim) -> Iterator[tuple[str, str]]:
    """Of two sentences that are nearly the same, one speaks of all, or of one thing alone."""
    mine, theirs = set(claim.words), set(said.words)
    if (mine & _TOTAL) and not theirs & (_TOTAL | _ANYTHING):
        yield "quantifier", f"says {min(mine & _TOTAL)!r} where the items do not"


def _quantities(claim: Claim) -> list[tuple[str, str]]:
    """Pair each word of quantity with the content word that follows."""
    found = []
    listed = claim.words
    for n, word in enumerate(listed):
        group = "a part" if listed[n - 1 : n] == ("not",) and word in _TOTAL else _GROUP.get(word)
        if (
            group
            and not (word in ("most", "one", "all", "any") and set(listed[max(0, n - 1) : n]) & _BEFORE)
            and not (word in _SHARES and listed[n + 1 : n + 2] != ("of",))
        ):
            following = next((root(w) for w in listed[n + 1 : n + 4] if w not in STOP and w not in _GROUP), "")
            if word in _DETERMINERS or word == "one" or group != "all" or word == "always":
                found.append((group, following))
    return found


def bounded(claim: Claim, said: Claim) -> Iterator[tuple[str, str]]:
    """Say where a number is a least in one and a most in the other."""
    if _OTHERWISE.search(said.text):
        return
    mine, theirs = _bounds(claim.text), _bounds(said.text)
    for number in sorted(mine.keys() | theirs.keys()):
        if not (_has(number, claim.text) and _has(number, said.text)):
            continue
        one, other = mine.get(number), theirs.get(number)
        strict = _STRICT.search(said.text if other else claim.text)
        if one != other and ((one and other) or (strict and not _LIMITED.search(f"{claim.text} {said.text}"))):
            yield "quantifier", f"bounds {number!r} in another way than the items do"


def _bounds(text: str) -> dict[str, str]:
    found = {}
    for match in _BOUND.finditer(text):
        number = number_of(match["n"] or match["m"])
        if number:
            below = match["down"] or match["less"]
            found[number] = "up" if match["up"] or match["more"] else "down" if below else "exact"
    return found


def number_of(word: str) -> str:
    """Give the number that a word is, in digits; empty for other words."""
    word = word.rstrip(".,")
    return word if word[:1].isdigit() else _NUMERALS.get(word.lower(), "")


def _has(number: str, text: str) -> bool:
    return any(number_of(word) == number for word in re.findall(r"\d[\d.,]*|\w+", text))


def widened(claim: Claim, said: Iterable[Claim]) -> Iterator[tuple[str, str]]:
    """Say so when a claim speaks of all, or of one alone, and no statement with its words does."""
    near = [other for other in said if len(claim.content & other.content) >= 0.5 * len(claim.content)]
    told = set(claim.words) & (_TOTAL | _EVERYBODY) | set(_EVER.findall(claim.text))
    if told and near and not _RESTRICTED.search(claim.text) and all(map(_holds_for_a_part, near)):
        yield "quantifier", f"says {min(told)!r} where the items say it of a part"
    alone = set(claim.words) & _EXCLUSIVE and ";" not in claim.text
    if alone and near and not any(_RESTRICTED.search(other.text) or other.denials for other in near):
        yield "quantifier", "says of one thing only what the items say without that"


def _holds_for_a_part(said: Claim) -> bool:
    return bool(_RESTRICTED.search(said.text)) and not set(said.words) & (_TOTAL | _EVERYBODY)


def paced(claim: Claim, said: Iterable[Claim]) -> Iterator[tuple[str, str]]:
    """Say where something happens by the day in one and by the week in all others."""
    mine = _periods(claim.text)
    theirs = set[str]().union(*(_periods(other.text) for other in said)) if mine else mine
    if theirs and not mine <= theirs:
        yield "unsupported_number", f"says per {sorted(mine - theirs)[0]} where the items say per {sorted(theirs)[0]}"


def _periods(text: str) -> set[str]:
    found = {next(g for g in m.groups() if g).lower() for m in _PERIOD.finditer(text)}
    return {_PERIODS.get(word, word) for word in found}
