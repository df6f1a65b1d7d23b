"""Passwords told in prose: "the password is …", "log in with admin / …", "PIN 4821", `-p …`."""

import re
from collections.abc import Iterator

from stillroom.privacy.name_words import common_words
from stillroom.privacy.secrets import SECRET, is_placeholder, looks_secret
from stillroom.privacy.spans import MASK, Span

_PASSWORD = r"(?:pass[ -]?(?:word|phrase|code)|passwd|pwd|pw|pass(?=:|[ \t]is)|(?:wi-?fi|wlan|network)[ -]key)"
_SAID = r"(?:'s|is|was|are|=|:|as|should be|(?:is |was )?(?:now|still|(?:re)?set to|changed to|back to|reset to))"
_OF = r"(?:[ \t]+(?:for|to|of|on|in|at|from)[ \t]+[\w.@/-]+(?:[ \t]+[\w.@/-]+){0,4}?)?"
_WORD = rf"(?!//)[^\s\"'`,;<>{MASK}]{{4,200}}"
_VALUE = rf"(?P<q>[\"'`])?(?P<value>(?(q)[^\n\"'`{MASK}]{{4,200}}|{_WORD}))"

# said outright to be a password: a word will do, unless it is said of passwords
_OUTRIGHT = re.compile(rf"(?i:\b{_PASSWORD}{_OF}[ \t]*{_SAID})[ \t]*:?[ \t]*{_VALUE}")
# other keywords, and passwords merely named: the value must look like one
_NAMED = (
    re.compile(rf"(?i:\b(?:login|secret|token|(?:api|access) key){_OF}[ \t]+{_SAID})[ \t]*:?[ \t]*{_VALUE}"),
    re.compile(rf"(?i:\b(?:{_PASSWORD}|secret|token))[ \t]+\(?{_VALUE}"),
    re.compile(
        r"(?i:\b(?:log(?:ged)?[ -]?in|sign(?:ed)?[ -]?in|login|creds?|credentials|access|account)\b[^\n/]{0,40}?)"
        rf"[ \t(\"'`][\w.@-]{{2,40}}[\"'`]?(?:[ \t]*[/:]|[ \t]and)[ \t]*{_VALUE}"
    ),
    re.compile(rf"(?i:\blogin\b[^\n]{{0,100}}?[ \t](?:-p|--password)[ =]){_VALUE}"),
    re.compile(
        r"(?<![\w/:.@])(?!(?:mailto|git|https?|ssh):)[A-Za-z][\w.-]{1,30}:"
        rf"(?P<q>)(?P<value>[^\s:/@\"'<>{MASK}]{{6,80}})@[\w-]+\.[\w.-]+"
    ),
)  # fmt: skip
_PHRASE = re.compile(
    rf"(?i:\bpassphrase{_OF}[ \t]*{_SAID})[ \t]*:?[ \t]*[\"'`]?"
    r"(?P<value>[a-z0-9]+(?:[ -][a-z0-9]+){3,7})(?=[\"'`.]?[ \t]*$)",
    re.MULTILINE,
)
_PIN = re.compile(
    r"(?i:\b(?:pin|passcode|(?:door|gate|alarm|entry|access|unlock)[ -]code)(?: code)?"
    rf"{_OF}[ \t]*(?:is|was|=|:|is now|changed to|set to)?[ \t]*:?[ \t]*)(?P<value>\d{{4,8}})"
    r"(?![\w.%]|[ \t]*(?:digits?|characters?))"
)
_GATE = re.compile(r"pass|pwd|\bpw\b|login|log(?:ged)? in|sign(?:ed)? in|secret|token|key|\bpin\b|code|cred|account|@")
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
        if not _GATE.search(lowered):
            return
        for match in _OUTRIGHT.finditer(text):
            yield from _judged(match, is_outright=True)
        for pattern in _NAMED:
            for match in pattern.finditer(text):
                yield from _judged(match, is_outright=False)
        for pattern in (_PHRASE, _PIN):
            for match in pattern.finditer(text):
                yield Span(*match.span("value"), SECRET, 0.7, Passwords.name)


def _judged(match: re.Match[str], *, is_outright: bool) -> Iterator[Span]:
    is_quoted = bool(match["q"])
    value = match["value"] if is_quoted or match["value"].endswith("!!") else match["value"].rstrip(_END)
    if _SAID_OF.match(value.lower()):
        return
    if looks_secret(value, is_quoted=is_quoted) or (is_outright and _is_odd_word(value)):
        start = match.start("value")
        yield Span(start, start + len(value), SECRET, 0.8, Passwords.name)


def _is_odd_word(value: str) -> bool:
    """Is it a word that nobody says of passwords: "swordfish"?"""
    return bool(_WORDLIKE.match(value)) and value not in common_words() and not is_placeholder(value)
