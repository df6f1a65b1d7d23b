"""One form for every text: what looks the same is stored and hashed the same."""

import re
import unicodedata

from stillroom.errors import InvalidItem

MAX_MARKS = 30

# Only the forms that begin with ESC: a C1 byte is more often a wrongly decoded quotation mark.
_ESCAPES = re.compile(
    "\x1b\\[[0-?]*[ -/]*[@-~]"
    "|\x1b[\\]PX^_][^\x07\x1b\n]*(?:\x07|\x1b\\\\)"  # a title or a link, up to its terminator
    "|\x1b[ -/]*[0-~]"
)
_NEWLINES = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_INVISIBLE = re.compile(
    "[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufeff\uffa0\ufff0-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
)
_JOINERS = "\u200c\u200d"
_SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_ATTACHED = re.compile(f"[{_JOINERS}{_SELECTORS}]+")
_BEYOND_LATIN = re.compile(f"[\u0300-\U0010ffff]{{{MAX_MARKS + 1},}}")
# Arabic to Mongolian and the later Indic blocks: there a joiner changes what is read.
_JOINING_SCRIPTS = (
    *((0x0600, 0x10A0), (0x1780, 0x18B0), (0x1900, 0x1CD0)),
    *((0xA800, 0xAC00), (0x11000, 0x11FFF)),
)


def canonical(text: str, field: str = "content") -> str:
    r"""Bring a text to its one form: NFC, `\n` for every line end, nothing invisible, no trailing space.

    A joiner stays where it is seen (inside an emoji, within a word of a script that joins); tag
    characters and stacked variation selectors go, since they can smuggle text past a reader.

    Raises:
        InvalidItem: a lone surrogate, a NUL, or more than 30 marks on one letter.
    """
    if "\x00" in text:
        raise InvalidItem(field, "holds a NUL character")
    text = _NEWLINES.sub("\n", _ESCAPES.sub("", text))
    text = _CONTROLS.sub("", text)
    if not text.isascii():
        text = _visible(text, field)
    return "\n".join(line.rstrip() for line in text.split("\n")).rstrip()


def canonical_line(text: str, field: str = "content") -> str:
    """Bring a text to its one form on one line: for titles, ids and tags.

    Raises:
        InvalidItem: as in `canonical`.
    """
    return " ".join(canonical(text, field).split())


def _visible(text: str, field: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InvalidItem(field, f"holds a lone surrogate at character {error.start}") from None
    text = _INVISIBLE.sub("", text)
    # before NFC, whose sorting of marks takes quadratic time, and after it, because it can add marks
    _refuse_flood(text, field)
    text = unicodedata.normalize("NFC", text)
    text = unicodedata.normalize("NFC", _ATTACHED.sub(_keep_attached, text))
    _refuse_flood(text, field)
    return text


def _keep_attached(match: re.Match[str]) -> str:
    run, text = match.group(), match.string
    before = text[match.start() - 1] if match.start() else "\n"
    after = text[match.end()] if match.end() < len(text) else "\n"
    selector = run[0] if run[0] not in _JOINERS and _takes_selector(before, run[0]) else ""
    joiner = next((c for c in run if c in _JOINERS), "")
    return selector + (joiner if _joins(before, joiner, after) else "")


def _takes_selector(base: str, selector: str) -> bool:
    if selector >= "\U000e0100":
        return unicodedata.name(base, "").startswith("CJK")
    return not base.isspace() and unicodedata.category(base)[0] != "M"


def _joins(before: str, joiner: str, after: str) -> bool:
    if _is_emoji(before) and _is_emoji(after):
        return joiner == "\u200d"
    return all(unicodedata.category(c)[0] in "LM" and _in_joining_script(c) for c in (before, after))


def _is_emoji(char: str) -> bool:
    return unicodedata.category(char) in ("So", "Sk") or char in "\u2194\u2195"


def _in_joining_script(char: str) -> bool:
    return any(first <= ord(char) < end for first, end in _JOINING_SCRIPTS)


def _refuse_flood(text: str, field: str) -> None:
    for run in _BEYOND_LATIN.finditer(text):
        marks = 0
        for char in run.group():
            if unicodedata.category(char)[0] == "M":
                marks += 1
            elif char not in _JOINERS:
                marks = 0
            if marks > MAX_MARKS:
                raise InvalidItem(field, f"stacks more than {MAX_MARKS} marks on one character")
