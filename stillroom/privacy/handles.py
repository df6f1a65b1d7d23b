"""Accounts of people: @handles, home folders, logins of shells and servers, names of forks, TODO(name)."""

import re
from collections.abc import Callable, Iterator

from stillroom.privacy.name_words import GENERIC_ACCOUNTS, GROUP_HANDLES, common_words, name_lists
from stillroom.privacy.spans import Span

PERSON = "PERSON"

_HOME = re.compile(
    r"(?:(?<![\w.])/(?:home|Users)/|\b[A-Za-z]:(?:\\{1,2}|/)Users(?:\\{1,2}|/))"
    r"([A-Za-z](?:[A-Za-z0-9_-]|\.(?=\w)){1,31})(?=[\\/.\s\"'`:,;)]|$)"
)
_LOGIN = r"([A-Za-z][\w-]{2,31}(?:\.[A-Za-z][\w-]{1,31})?)"
_MENTION = re.compile(
    r"(?<![\w@./:=`#$&\\-])@([A-Za-z][\w-]{1,38}(?:\.[A-Za-z][\w-]{1,31})?)(?![\w@/(\[{=:-]|\.\w)", re.ASCII
)
# A handle is addressed or credited; what else begins with @ is a decorator, a rule of a stylesheet, a variable.
_CREDITED = re.compile(
    r"(?:\b(?:thanks|thank you|kudos|credit|cc|ping|ask(?:ed)?|tell|told|tag|contact|assign(?:ed)?|mention|hey|hi|hello"
    r"|by|from|with|for|via|h/t|ht|poke|nudge|dm|github|gitlab|slack|twitter|mastodon|bluesky|reviewer|owner|author|handle|account)"
    r"(?:[ \t]+(?:to|by|is|as|it to))?[:,]?[ \t]*[(<]?|@[\w.-]{2,60}[ \t]*[, /][ \t]*|<)$"
)
_ADDRESSED = re.compile(
    r"(?:[,:]?[ \t]+(?:could|can|please|pls|plz|would|will|wdyt|did|do you|have you|are you|is|was|has|had|said"
    r"|says|asked|wants|found|fixed|broke|wrote|knows|owns|mentioned|suggested|noticed|reported|thanks|thx|ty|fyi|lgtm|what|when"
    r"|why|how|i|we|you|any)\b|>|[ \t]*[!?]|['’]s\b)"
)
_PLACES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("@", re.compile(rf"\b(?:ssh|scp|rsync|sftp|mosh|ssh-copy-id)\b[^\n@]{{0,80}}?[ \t]{_LOGIN}(?=@[\w.-])", re.ASCII)),
    ("user", re.compile(rf"\b(?:for|invalid) user {_LOGIN}(?=[ \t]+(?:from|by)\b)", re.ASCII)),
    ("accepted", re.compile(rf"\bAccepted (?:publickey|password) for {_LOGIN} from\b", re.ASCII)),
    ("merge", re.compile(rf"\bMerge pull request #\d+ from {_LOGIN}(?=/)", re.ASCII)),
    ("://", re.compile(rf"https?://{_LOGIN}(?=:[^\s/@]+@)", re.ASCII)),
    ("(", re.compile(rf"\b(?:TODO|FIXME|XXX|HACK|NOTE)\({_LOGIN}\)", re.ASCII)),
    ("su", re.compile(rf"\b(?:sudo -u|su -|chown|--author=|last login by|logged in as) ?{_LOGIN}\b", re.ASCII)),
)  # fmt: skip

_IN_BRACKETS = re.compile(r" \(@?([a-z][a-z0-9_-]{3,30})\)")
_NAME_BEFORE = re.compile(r"([^\W\d_a-z]\w+) ([^\W\d_a-z]\w+)$")


class Handles:
    """People by their accounts."""

    name = "handles"
    version = "1"
    canary = ("logs are in /home/mkowalski/app", PERSON)

    def scan(self, text: str, lowered: str) -> Iterator[Span]:
        """Yield accounts that are no machine's, no group's and no example's."""
        for start, end, score in self._find(text, lowered):
            yield Span(start, end, PERSON, score, self.name)

    def _find(self, text: str, lowered: str) -> Iterator[tuple[int, int, float]]:
        if "/home/" in text or "Users" in text:
            yield from _matches(_HOME, text, lambda account: account not in GENERIC_ACCOUNTS, 0.8)
        if "@" in text:
            yield from _mentions(text, lowered)
        for match in _IN_BRACKETS.finditer(text):
            named = _NAME_BEFORE.search(text, max(0, match.start() - 60), match.start())
            if named and any(n[:3].lower() in match[1] for n in named.groups()) and is_somebody(match[1]):
                yield match.start(1), match.end(1), 0.7
        for needle, pattern in _PLACES:
            if needle in lowered:
                yield from _matches(pattern, text, is_somebody, 0.7)


def is_somebody(account: str) -> bool:
    """Is an account a person's: not a machine's, a group's, an example's or a plain word?"""
    return account not in GENERIC_ACCOUNTS and account not in GROUP_HANDLES and account not in common_words()


def _matches(
    pattern: re.Pattern[str], text: str, accepts: Callable[[str], bool], score: float
) -> Iterator[tuple[int, int, float]]:
    for match in pattern.finditer(text):
        if accepts(match.group(1).lower()):
            yield match.start(1), match.end(1), score


def _mentions(text: str, lowered: str) -> Iterator[tuple[int, int, float]]:
    for match in _MENTION.finditer(text):
        handle = match.group(1).lower()
        # a capital begins an annotation, a dot stands in a decorator: "@Override", "@app.route"
        if match.group(1)[0].isupper() or not is_somebody(handle) or ("." in handle and not _has_name(handle)):
            continue
        before, after = lowered[max(0, match.start() - 70) : match.start()], lowered[match.end() : match.end() + 20]
        if _CREDITED.search(before) or _ADDRESSED.match(after) or _has_name(handle):
            yield match.start(), match.end(), 0.7


def _has_name(handle: str) -> bool:
    """Does a handle begin or end with a given name or a surname: `nadia_okonjo`, `svenja.kloss`?"""
    parts = [p.capitalize() for p in re.split(r"[._-]|\d+", handle) if len(p) > 3]
    lists = name_lists()
    return len(parts) > 1 and any(p in lists.given or p in lists.family for p in parts)
