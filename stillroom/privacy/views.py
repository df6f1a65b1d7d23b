"""Views: a text as a reader would decode it, every character mapped back to where it stood."""

import base64
import binascii
import html
import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from stillroom.privacy.confusables import fold
from stillroom.privacy.spans import MASK


class View(NamedTuple):
    """A text and, for each of its characters, the start and end of what it came from.

    `seams` says that characters were joined that do not stand together: only what crosses a seam is
    new in such a view, the rest has been seen before.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]
    seams: bool = False

    def locate(self, start: int, end: int) -> tuple[int, int]:
        """Map a stretch of the view to the original's offsets."""
        return self.starts[start], self.ends[end - 1]


Rewrite = Callable[[re.Match[str]], str]

# Common typography that no evasion uses; without it most prose would be scanned twice.
_ODD = re.compile(
    r"[^\x00-\x7f‘’“”…—•→←↑↓™©®✅❌✔✓✗×│─└├┌┐┘┤┬┴┼═║▶⚠\ufe0f\ufdd0]"
    r"|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]"
)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,31});")
_PERCENT = re.compile(r"(?:%[0-9A-Fa-f]{2})+|=(?:40|2E)")
_ESCAPE = re.compile(r"\\u\{([0-9a-fA-F]{1,6})\}|\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})|\\x([0-9a-fA-F]{2})")
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
_PRINTABLE = re.compile(r"[\x20-\x7e\s]{8,}", re.ASCII)

_SPACED = re.compile(r"(?<!\S)[\w@+(](?: {1,3}[\w@.+()-]){6,}(?!\S)")
_AT = re.compile(
    r"\s{0,4}[\[({<]\s{0,4}(?:at|@)\s{0,4}[\])}>]\s{0,4}|(?<=\w)[_*-]{1,3}at[_*-]{1,3}(?=[\w-]{1,60}\.\w)"
    r"|(?<=\w)\s{1,4}at\s{1,4}(?=[\w-]{1,60}\s{0,4}(?:[\[({<]\s{0,4}|\s)dot\b)",
    re.IGNORECASE,
)
_DOT = re.compile(
    r"\s{0,4}[\[({<]\s{0,4}(?:dot|\.)\s{0,4}[\])}>]\s{0,4}|(?<=\w)\s{1,4}dot\s{1,4}(?=\w)"
    r"|(?<=\w)[_*-]{1,3}dot[_*-]{1,3}(?=\w)",
    re.IGNORECASE,
)
_LOOSE = re.compile(
    r"(?<=\w)[ \t]{1,4}@[ \t]{1,4}(?=[\w-]{1,60}[ \t]{1,4}\.[ \t]{0,4}\w)"
    r"|(?<=\w)[ \t]{1,4}\.[ \t]{0,4}(?=\w)"
)
_BREAK = re.compile(r"\r?\n[ \t>*#]*(?=[\w@.-])")


def views(text: str) -> Iterator[View]:
    """Yield the text itself, then each view of it that differs."""
    whole = View(text, range(len(text)), range(1, len(text) + 1))
    yield whole
    plain = _decode(whole)
    if plain.text != text:
        yield plain
    joined = _join(plain)
    if joined is not None:
        yield joined


def rewrite(view: View, pattern: re.Pattern[str], by: Rewrite) -> View:
    """Replace what a pattern matches; each new character stands for the whole of its match."""
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for match in pattern.finditer(view.text):
        left, right = match.span()
        new = by(match)
        if new == match.group() or left == right:
            continue
        pieces += (view.text[at:left], new)
        starts.extend(view.starts[at:left])
        ends.extend(view.ends[at:left])
        starts.extend([view.starts[left]] * len(new))
        ends.extend([view.ends[right - 1]] * len(new))
        at = right
    if not pieces:
        return view
    pieces.append(view.text[at:])
    starts.extend(view.starts[at:])
    ends.extend(view.ends[at:])
    return View("".join(pieces), starts, ends, view.seams)


def _decode(view: View) -> View:
    # Encodings nest (a percent sign may itself be encoded), three deep covers what was met.
    for _ in range(3):
        before = view.text
        if not before.isascii() or not before.isprintable():
            view = rewrite(view, _ODD, lambda m: fold(m.group()))
        if "&" in before:
            view = rewrite(view, _ENTITY, lambda m: html.unescape(m.group()).replace("\xa0", " "))
        if "%" in before or "=" in before:
            view = rewrite(view, _PERCENT, _unpercent)
        if "\\" in before:
            view = rewrite(view, _ESCAPE, _unescape)
        view = rewrite(view, _BASE64, _unbase64)
        if view.text == before:
            break
    return view


def _unpercent(match: re.Match[str]) -> str:
    try:
        decoded = unquote_to_bytes(match.group().replace("=", "%")).decode()
    except UnicodeDecodeError:
        return match.group()
    return decoded.replace(MASK, "")


def _unescape(match: re.Match[str]) -> str:
    code = int(next(g for g in match.groups() if g), 16)
    is_character = code < 0x110000 and not 0xD800 <= code < 0xE000 and chr(code) != MASK
    return chr(code) if is_character else match.group()


def _unbase64(match: re.Match[str]) -> str:
    raw = match.group().rstrip("=").replace("-", "+").replace("_", "/")
    if len(raw) % 4 == 1:
        return match.group()
    try:
        decoded = base64.b64decode(raw + "=" * (-len(raw) % 4)).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        return match.group()
    return decoded if _PRINTABLE.fullmatch(decoded) else match.group()


def _join(view: View) -> View | None:
    before = view.text
    view = rewrite(view, _SPACED, lambda m: m.group().replace(" ", ""))
    lowered = before.lower()
    if (
        ("at" in lowered and "dot" in lowered)
        or "at)" in lowered
        or "at]" in lowered
        or "_at_" in lowered
        or "-at-" in lowered
        or "@" in before
    ):
        view = rewrite(view, _AT, lambda _: "@")
        if "@" in view.text:
            view = rewrite(view, _DOT, lambda _: ".")
            view = rewrite(view, _LOOSE, lambda m: m.group().strip())
    if "\n" in before:
        view = rewrite(view, _BREAK, _unbreak)
    return None if view.text == before else view._replace(seams=True)


def _unbreak(match: re.Match[str]) -> str:
    """Join two lines where an address or a number may have been split."""
    text, left, right = match.string, match.start() - 1, match.end()
    before, after = text[left] if left >= 0 else " ", text[right]
    is_number = before.isdigit() and after.isdigit()
    # An indented "@name" is a variable or a decorator.
    is_code = after == "@" and match.group().endswith((" ", "\t")) and ">" not in match.group()
    is_address = "@" in (before, after) and not is_code and (before + after).strip("@.").isalnum()
    is_dotted = before in ".-" and after.isalnum() and text[left - 1 : left].isalnum()
    is_led = after in ".-" and before.isalnum() and text[right + 1 : right + 2].isalnum()
    return "" if is_number or is_address or is_dotted or is_led else match.group()
