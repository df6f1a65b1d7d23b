"""Passwords told in prose: "the password is …", "log in with admin / …", "PIN 4821", `-p …`."""

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from stillroom.privacy.name_words import common_words
from stillroom.privacy.secrets import SECRET, is_placeholder, looks_secret
from stillroom.privacy.spans import MASK, Span

_PASSWORD = r"(?:pass[ -]?(?:word|phrase|code)|passwd|pwd|pw|pass(?=:|[ \t]is)|(?:wi-?fi|wlan|network)[ -]key)"
_SAID = r"(?:'s|is|was|are|=|:|as|should be|(?:is |was )?(?:now|still|(?:re)?set to|changed to|back to|reset to))"
_OF = r"(?:[ \t]+(?:for|to|of|on|in|at|from)[ \t]+[\w.@/-]+(?:[ \t]+[\w.@/-]+){0,4}?)?"
_WORD = rf"(?!//)[^\s\"'`,;<>{MASK}]{{4,200}}"
_VALUE = rf"(?P<q>[\"'`])?(?P<value>(?(q)[^\n\"'`{MASK}]{{4,200}}|{_WORD}))"


class Told(NamedTuple):
    """A way to tell a password, and the literals one of which stands in its line."""

    needles: tuple[str, ...]
    pattern: re.Pattern[str]
    judged: Literal["a word will do", "must look like one", "as it stands"]


_TOLD = (
    # said outright to be a password: a word will do, unless it is said of passwords
    Told(
        ("pass", "pwd", "pw", "wifi", "wi-fi", "wlan", "network"),
        re.compile(rf"(?i:\b{_PASSWORD}{_OF}[ \t]*{_SAID})[ \t]*:?[ \t]*{_VALUE}"),
        "a word will do",
    ),
    Told(
        ("login", "secret", "token", "api key", "access key"),
        re.compile(rf"(?i:\b(?:login|secret|token|(?:api|access) key){_OF}[ \t]+{_SAID})[ \t]*:?[ \t]*{_VALUE}"),
        "must look like one",
    ),
    Told(
        ("pass", "pwd", "pw", "secret", "token"),
        re.compile(rf"(?i:\b(?:{_PASSWORD}|secret|token))[ \t]+\(?{_VALUE}"),
        "must look like one",
    ),
    Told(
        ("log", "sign", "cred", "access", "account"),
        re.compile(
            r"(?i:\b(?:log(?:ged)?[ -]?in|sign(?:ed)?[ -]?in|login|creds?|credentials|access|account)\b[^\n/]{0,40}?)"
            rf"[ \t(\"'`][\w.@-]{{2,40}}[\"'`]?(?:[ \t]*[/:]|[ \t]and)[ \t]*{_VALUE}"
        ),
        "must look like one",
    ),
    Told(
        ("login",),
        re.compile(rf"(?i:\blogin\b[^\n]{{0,100}}?[ \t](?:-p|--password)[ =]){_VALUE}"),
        "must look like one",
    ),
    Told(
        ("@",),
        re.compile(
            r"(?<![\w/:.@])(?!(?:mailto|git|https?|ssh):)[A-Za-z][\w.-]{1,30}:"
            rf"(?P<q>)(?P<value>[^\s:/@\"'<>{MASK}]{{6,80}})@[\w-]+\.[\w.-]+"
        ),
        "must look like one",
    ),
    Told(
        ("passphrase",),
        re.compile(
            rf"(?i:\bpassphrase{_OF}[ \t]*{_SAID})[ \t]*:?[ \t]*(?P<q>[\"'`])?"
            r"(?P<value>[a-z0-9]+(?:[ -][a-z0-9]+){3,7})(?=[\"'`.]?[ \t]*$)"
        ),
        "as it stands",
    ),
    Told(
        ("pin", "passcode", "code"),
        re.compile(
            r"(?i:\b(?:pin|passcode|(?:door|gate|alarm|entry|access|unlock)[ -]code)(?: code)?"
            rf"{_OF}[ \t]*(?:is|was|=|:|is now|changed to|set to)?[ \t]*:?[ \t]*)(?P<q>)(?P<value>\d{{4,8}})"
            r"(?![\w.%]|[ \t]*(?:digits?|characters?))"
        ),
        "as it stands",
    ),
)
# of what is said of passwords, and of the forms they are kept in
_SAID_OF = re.compile(
    r"\w+(?:ed|ing|able|ible|less|ly|ory|ent|ant|ive|ic|al|ous|ful|word|phrase)$|(?:base-?(?:64|32)|sha-?\d+|md5|utf-?\d+"
    r"|oauth2?|jwts?|bcrypt|argon2\w*|scrypt|[hre]s\d{3}|x-?509|aes|rsa|ed25519|https?|v\d|e2e|s3|k8s|i18n|iso|rfc)(?![a-z\d])"
    r"|\d+(?:st|nd|rd|th)?[-a-z]*$|\w+\(|\w+/\w+|\w+\.\w+$|\w+_\w+$"
)
_WORDLIKE = re.compile(r"[a-z]{5,30}$")
_END = ".,;:)]}>?\"'`"


class Passwords:
    """Passwords, passphrases and PINs that a sentence gives away."""

    name = "passwords"
    version = "1"
    canary = ("the password is " + "otter-lamp" + "-72", SECRET)

    def scan(self, text: str, lowered: str) -> Iterator[Span]:
        """Yield values that somebody would have to change, and leave what is only said of passwords."""
        for told in _TOLD:
            for start, end in _lines_with(told.needles, lowered):
                for match in told.pattern.finditer(text, start, end):
                    yield from _judged(match, told)


def _lines_with(needles: tuple[str, ...], lowered: str) -> Iterator[tuple[int, int]]:
    """Yield each line that holds one of some literals, once."""
    found = set()
    for needle in needles:
        at = lowered.find(needle)
        while at >= 0:
            end = lowered.find("\n", at)
            end = len(lowered) if end < 0 else end
            found.add((lowered.rfind("\n", 0, at) + 1, end))
            at = lowered.find(needle, end)
    yield from sorted(found)


def _judged(match: re.Match[str], told: Told) -> Iterator[Span]:
    is_quoted = bool(match["q"])
    value = match["value"] if is_quoted or match["value"].endswith("!!") else match["value"].rstrip(_END)
    if told.judged != "as it stands":
        if _SAID_OF.match(value.lower()):
            return
        if not looks_secret(value, is_quoted=is_quoted) and not (
            told.judged == "a word will do" and _is_odd_word(value)
        ):
            return
    start = match.start("value")
    yield Span(start, start + len(value), SECRET, 0.8, Passwords.name)


def _is_odd_word(value: str) -> bool:
    """Is it a word that nobody says of passwords: "swordfish"?"""
    return bool(_WORDLIKE.match(value)) and value not in common_words() and not is_placeholder(value)
