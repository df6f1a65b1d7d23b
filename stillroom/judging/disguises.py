"""Disguises: what a text says once its invisible, look-alike, encoded and scrambled parts are read.

What comes out is only looked at, never kept: it need not map back to the original.
"""

import base64
import binascii
import re
from collections.abc import Iterator

from stillroom.privacy.views import views

_TAGS = {0xE0000 + n: chr(n) for n in range(0x20, 0x7F)}
_BACKWARDS = re.compile("\u202e([^\u202c\n]{6,})")
_BASE64 = re.compile(r"(?<![\w/+=-])(?:[A-Za-z0-9+/_-]{12,}\s?)+={0,2}(?![\w/+])")
_HEX = re.compile(r"(?<!\w)(?:(?:0x|\\x)?[0-9a-fA-F]{2}[\s,:]?){12,}(?!\w)")
_OCTETS = re.compile(r"(?<!\w)(?:[01]{8}\s?){6,}(?!\w)")
_CODES = re.compile(r"(?<![\w.])(?:\d{2,3}[\s,]+){11,}\d{2,3}(?![\w.])")
_APART = re.compile(r"(?<![^\W_])[^\W\d_](?:[ .·_*|-]{1,3}[^\W\d_]){7,}(?![^\W_])")
_LEET = str.maketrans("0134578@$!", "oieastbasi")
_LEET_WORD = re.compile(r"(?<!\S)(?=\S*[a-z])(?=\S*[0134578@$])[a-z0134578@$!]{4,}(?!\S)", re.I)
_ESCAPED = re.compile(r"(?:%[0-9a-fA-F]{2}){4}|&#|\\[ux]|(?:=[0-9A-F]{2}){4}")
_WORD = re.compile(r"[a-z]+")
_PROSE = re.compile(r"[A-Za-z]{2,}(?:['’,;:]?\s+[A-Za-z]{1,}){2,}")
_COMMON = frozenset(
    [
        "the",
        "a",
        "an",
        "and",
        "or",
        "to",
        "of",
        "in",
        "is",
        "are",
        "was",
        "be",
        "this",
        "that",
        "it",
        "all",
        "any",
        "you",
        "your",
        "with",
        "for",
        "on",
        "not",
        "as",
        "at",
        "by",
        "from",
        "do",
        "if",
        "when",
        "previous",
        "instructions",
        "prompt",
        "system",
        "user",
        "ignore",
        "approve",
        "rules",
        "everything",
        "note",
        "agent",
    ]
)
_TELLING = (
    "instructions ignore previous prompt disregard system secrets assistant approve verdict credentials everything"
)
_BACK = 0


def _shifted(text: str, by: int) -> str:
    return "".join(chr((ord(c) - 97 + by) % 26 + 97) if "a" <= c <= "z" else c for c in text)


# a telling word as it looks scrambled, and how it is read: letters shifted back, or from behind
_SCRAMBLED = {_shifted(word, 26 - by): by for word in _TELLING.split() for by in range(1, 26)}
_SCRAMBLED |= {word[::-1]: _BACK for word in _TELLING.split()}


def seen_through(text: str) -> Iterator[str]:
    """Yield the text in other spellings: invisible characters dropped, look-alikes and escapes resolved."""
    if not text.isascii():
        text = text.translate(_TAGS)
        for match in _BACKWARDS.finditer(text):
            yield match[1][::-1]
    yield text
    if not text.isascii() or _ESCAPED.search(text):
        yield from (view.text for view in views(text))
    yield from _apart(text)
    yield from _leet(text)


def hidden(text: str) -> Iterator[str]:
    """Yield the prose that stands encoded or scrambled in a text; nobody writes a lesson that way."""
    if _is_long(text):
        for match in _BASE64.finditer(text):
            yield from _prose(_unbase64("".join(match[0].split())))
    if any(c.isdigit() for c in text):
        yield from _bytes(text)
    lowered = text.lower()
    for by in {_SCRAMBLED[word] for word in _WORD.findall(lowered) if word in _SCRAMBLED}:
        yield lowered[::-1] if by == _BACK else _shifted(lowered, by)


def _is_long(text: str) -> bool:
    return max(map(len, text.split()), default=0) >= 12


def _bytes(text: str) -> Iterator[str]:
    for match in _HEX.finditer(text):
        digits = re.sub(r"0x|\\x|[\s,:]", "", match[0])
        yield from _prose(bytes.fromhex(digits[: len(digits) // 2 * 2]))
    for match in _OCTETS.finditer(text):
        digits = "".join(match[0].split())
        yield from _prose(bytes(int(digits[n : n + 8], 2) for n in range(0, len(digits), 8)))
    for match in _CODES.finditer(text):
        codes = [int(code) for code in re.findall(r"\d+", match[0])]
        if all(32 <= code < 127 for code in codes):
            yield from _prose(bytes(codes))


def _unbase64(blob: str) -> bytes:
    body = blob.rstrip("=").replace("-", "+").replace("_", "/")
    if len(body) % 4 == 1:
        body = body[:-1]
    try:
        return base64.b64decode(body + "=" * (-len(body) % 4))
    except binascii.Error:
        return b""


def _prose(raw: bytes) -> Iterator[str]:
    """Give what was decoded when it is words, or encoded once more."""
    try:
        plain = raw.decode("utf-8")
    except UnicodeDecodeError:
        return
    if not plain.replace("\n", "").isprintable():
        return
    if _PROSE.search(plain) and set(_WORD.findall(plain.lower())) & _COMMON:
        yield plain
    elif len(plain) >= 16 and _BASE64.fullmatch(plain):
        yield from _prose(_unbase64(plain))
    elif re.search(r"\b(?:curl|wget|bash|sh|nc|rm|eval|powershell|https?)\b", plain):
        yield plain


def _apart(text: str) -> Iterator[str]:
    """Join letters that stand apart: wider gaps part the words, if there are any."""
    for match in _APART.finditer(text):
        words = re.split(r"\s{2,}|(?<=\w) (?=\w[._*|·-])", match[0])
        joined = " ".join(re.sub(r"[\W_]", "", word) for word in words)
        yield joined if " " in joined else _respaced(joined.lower())


def _respaced(letters: str) -> str:
    return re.sub(rf"({'|'.join(sorted(_COMMON, key=len, reverse=True))})", r" \1 ", letters)


def _leet(text: str) -> Iterator[str]:
    if len(_LEET_WORD.findall(text)) >= 2:
        yield _LEET_WORD.sub(lambda m: m[0].lower().translate(_LEET), text)
