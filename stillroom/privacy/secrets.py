"""Secrets: keys and tokens by their form, passwords by what is said of them."""

import math
import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from importlib.metadata import version
from typing import TYPE_CHECKING

from stillroom.privacy.secret_forms import FORMS
from stillroom.privacy.spans import MASK, Span

if TYPE_CHECKING:
    from detect_secrets.plugins.base import RegexBasedDetector

SECRET = "SECRET"


class Forms:
    """Keys and tokens that their issuers gave a form of their own."""

    name = "secret-forms"
    version = "1"
    canary = ("the key AKIA" + "QX7RT2LLZP4MW9K3 leaked", SECRET)

    def scan(self, text: str, lowered: str) -> Iterator[Span]:
        """Yield what matches a known form."""
        for form in FORMS:
            for needle in form.needles:
                if needle in text:
                    yield from self._matches(form.pattern, text)
                    break

    def _matches(self, pattern: re.Pattern[str], text: str) -> Iterator[Span]:
        for match in pattern.finditer(text):
            if not is_placeholder(match.group(pattern.groups and 1)):
                yield Span(*match.span(pattern.groups and 1), SECRET, 1.0, self.name)


class DetectSecrets:
    """The vendors' forms that detect-secrets knows and that raise no false alarms on prose."""

    name = "detect-secrets"
    canary = ("bot 110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDs" + "awz", SECRET)
    _LONG = re.compile(r"[A-Za-z0-9_.:=+/\\-]{32}")
    _PLUGINS = (
        ("discord", "DiscordBotTokenDetector"),
        ("telegram_token", "TelegramBotTokenDetector"),
        ("square_oauth", "SquareOAuthDetector"),
        ("mailchimp", "MailchimpDetector"),
        ("cloudant", "CloudantDetector"),
        ("ibm_cos_hmac", "IbmCosHmacDetector"),
    )

    def __init__(self) -> None:
        self.version = version("detect-secrets")

    @cached_property
    def plugins(self) -> "tuple[RegexBasedDetector, ...]":
        """Load the plugins on first use."""
        from importlib import import_module  # noqa: PLC0415 - the plugins import requests

        return tuple(getattr(import_module(f"detect_secrets.plugins.{m}"), c)() for m, c in self._PLUGINS)

    def scan(self, text: str, lowered: str) -> Iterator[Span]:
        """Yield what a plugin finds in texts that hold a long token at all."""
        at = 0
        for line in text.split("\n") if self._LONG.search(text) else ():
            if self._LONG.search(line):
                for value in {v for plugin in self.plugins for v in plugin.analyze_string(line) if v}:
                    start = at + line.find(value)
                    yield Span(start, start + len(value), SECRET, 0.9, self.name)
            at += len(line) + 1


class Assigned:
    """Values given to a name such as `password`, in code and configuration."""

    name = "secret-values"
    version = "1"
    canary = ("DB_PASSWORD=" + "kV9#tq2Lz8", SECRET)

    def scan(self, text: str, lowered: str) -> Iterator[Span]:
        """Yield values that are no placeholder, reference or plain word."""
        if _KEYWORD.search(lowered):
            for match in _ASSIGNMENT.finditer(text):
                yield from self._judge(match, is_quoted=bool(match.group("q")))
        if "uthorization" in text or "earer" in text:
            for match in _BEARER.finditer(text):
                yield from self._judge(match, is_quoted=False)
        if "://" in text:
            for match in _CREDENTIALS.finditer(text):
                if not is_placeholder(match["value"]) and match["value"].lower() not in (
                    match["user"].lower(),
                    "pass",
                ):
                    yield Span(*match.span("value"), SECRET, 0.9, self.name)

    def _judge(self, match: re.Match[str], *, is_quoted: bool) -> Iterator[Span]:
        value = match.group("value")
        if not is_quoted:
            value = value.rstrip(".,;:)]}>?\"'`") if not value.endswith("!!") else value
        if looks_secret(value, is_quoted=is_quoted):
            start = match.start("value")
            yield Span(start, start + len(value), SECRET, 0.8, self.name)


_WORDS = (
    r"passw(?:or)?d|passwd|passphrase|passcode|pwd|secret|token|api[_ -]?key|access[_ -]?key|auth[_ -]?key"
    r"|account[_ -]?key|encryption[_ -]?key|signing[_ -]?key|private[_ -]?key|client[_ -]?key|credentials?"
)
_KEYWORD = re.compile(_WORDS)
# `token_count`, `secretName`, `password_file` speak about a secret and hold none.
_NOT_ABOUT = (
    r"(?i:(?!iz|s?[_-]?(?:count|limit|type|name|ur[il]|path|file|expir|length|size|policy|format|prefix"
    r"|field|ttl)))"
)
_VALUE = rf"[^\s\"'`,;<>{MASK}]{{4,200}}"
_ASSIGNMENT = re.compile(
    rf"(?i:{_WORDS}){_NOT_ABOUT}[\w-]{{0,24}}[\"'`\])]{{0,2}}[ \t]{{0,3}}(?::=|=>|={{1,2}}|:)[ \t]{{0,3}}"
    rf"(?P<q>[\"'`])?(?P<value>(?(q)[^\n\"'`{MASK}]{{4,200}}|{_VALUE}))"
)
_BEARER = re.compile(
    r"(?i:authorization[\"']?\s*[:=,]\s*[\"']?(?:bearer|basic|token)|\bbearer)\s+(?P<value>"
    r"[A-Za-z0-9._~+/=-]{8,2000})"
)
_CREDENTIALS = re.compile(
    rf"[a-zA-Z][a-zA-Z0-9+.-]{{1,20}}://(?P<user>[^\s:/@\"'<>{MASK}]*):(?P<value>[^\s@/\"'<>{MASK}]{{3,}})@"
)
_REFERENCE = re.compile(
    r"\$|<|\{|%\(?[A-Z{(]|\*{3}|x{3,}|X{3,}|\.{3}|#\{|@|&|\\|-{2,}(?!BEGIN|-*BEGIN)|_{3,}|(?:process"
    r"|import\.meta)\.|os\.|env[.(\[]|ENV[.(\[]|vault:|secrets?\."
    r"|ssm:|arn:|!|op://|(?:[\w.]+\()|[\w]+\[|self\.|this\.|config\.|settings\.|request\.|req\."
    r"|params|r?/[^/]+/$"
)
_STAND_IN = re.compile(
    r"(?:your|my|the|some|an?|insert|replace|change|enter|put|fake|dummy|example|sample|test"
    r"|placeholder|redacted"
    r"|foo|bar|todo|tbd|null|none|nil|undefined|true|false|string|str|password|passwd|secret"
    r"|token|api[_-]?key"
    r"|xyz|abc|123+4*5*6*7*8*9*0*$|changeme|default|postgres|root|admin|user|guest)(?:$"
    r"|[_\W]|me|your|pass|word|key|secret|token|\d{0,4}$)",
    re.IGNORECASE,
)


def is_placeholder(value: str) -> bool:
    """Does it stand for a secret rather than be one?"""
    lowered = value.lower()
    if _REFERENCE.match(value) or _STAND_IN.match(value) or "${" in value or "{{" in value or MASK in value:
        return True
    # A long key may spell any short word by chance.
    return len(set(lowered)) < 4 or (len(value) < 100 and ("your" in lowered or "placeholder" in lowered))


def looks_secret(value: str, *, is_quoted: bool) -> bool:
    """Is a value under a secret's name one that somebody would have to change if it leaked?"""
    if len(value) < 6 or is_placeholder(value) or (is_quoted and value.count(" ") > 3):
        return False
    has_digit = any(c.isdigit() for c in value)
    has_letter = any(c.isalpha() for c in value)
    has_mark = any(c in "!@#$%^&*+~?" for c in value)
    if has_letter and (has_digit or has_mark):
        return _entropy(value) >= 2.2 and not _CODE.match(value)
    # Letters alone are a word or an identifier, unless they are long and mixed as no identifier is.
    return has_letter and len(value) >= 20 and _entropy(value) >= 4.0 and not _CODE.match(value)


_CODE = re.compile(
    r"[A-Za-z_]\w*(?:(?:\.|::|->|/)[A-Za-z_]\w*)+(?:\(.*)?$|[a-z]+(?:[A-Z][a-z]+)+\d?$"
    r"|[A-Za-z]+(?:[-_][A-Za-z]+)+\d?$|\w*\("
)


def _entropy(value: str) -> float:
    return -sum(n / len(value) * math.log2(n / len(value)) for n in Counter(value).values())
