"""Passages: the sentences, list entries and headings of a text, with code left out."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from stillroom.summarizing.words import STOP

PassageKind = Literal["prose", "list", "heading"]

_FENCE = re.compile(r"^\s*(`{3,}|~{3,})")
_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+(.*?)\s*#*\s*$")
_UNDERLINE = re.compile(r"^\s{0,3}(=+|-{3,})\s*$")
_RULE = re.compile(r"^\s{0,3}([-*_])(\s*\1){2,}\s*$")
_ENTRY = re.compile(r"^\s*(?:[-*+•]|\d{1,3}[.)])\s+(?:\[[ xX]\]\s+)?(?=\S)")
_TABLE = re.compile(r"^\s*\|.*\|")
_INDENTED = re.compile(r"^(?: {4}|\t)")
_QUOTE = re.compile(r"^\s{0,3}>\s?")

# a full stop inside one of these ends no sentence
_SHIELDED = re.compile(
    r"(`+)(?!`).+?(?<!`)\1(?!`)"  # code span
    r"|!?\[[^\]]*\]\([^)\s]*\)"  # link
    r"|(?:https?|ftp)://[^\s<>)\]]+(?<![.,;:!?])"
    r"|\([^()]{0,300}\)"
    r'|"[^"]{0,60}"'
)
_STOP = re.compile(r"[.!?…]+[\"'”’)\]*_]*(?=\s)|[。！？]+[」』”]?")
_ABBREVIATIONS_LIST = """
e.g i.e eg ie cf vs approx ca fig figs eq sec ch vol no nos mr mrs ms dr prof st jr sr inc ltd co corp
dept est resp incl excl min max aka al ref refs pp ver
"""
_ABBREVIATIONS = frozenset(_ABBREVIATIONS_LIST.split())
# a line that ends short of this, before a capital, was meant to end there
_WRAPPED = 50


@dataclass(frozen=True, slots=True)
class Passage:
    """One sentence or entry on one line, white space collapsed."""

    text: str
    kind: PassageKind = "prose"


@lru_cache(maxsize=256)
def passages(text: str) -> tuple[Passage, ...]:
    """Take a text apart; code blocks, tables and rules are dropped."""
    found: list[Passage] = []
    for block, kind in _blocks(text):
        if kind == "heading":
            found.append(Passage(block, kind))
        else:
            found += [Passage(sentence, kind) for sentence in sentences(block)]
    return tuple(found)


def without_blocks(text: str) -> str:
    """Leave the fences of code blocks and drop what is between them: no summary may repeat it."""
    kept, fence = list[str](), ""
    for line in text.split("\n"):
        opened = _FENCE.match(line)
        if fence:
            fence = "" if opened and opened[1].startswith(fence) and line.strip() == opened[1] else fence
            kept += [] if fence else [line]
        else:
            fence = opened[1] if opened else ""
            kept.append(line)
    return "\n".join(kept)


def sentences(paragraph: str) -> list[str]:
    """Split one paragraph; never inside code spans, links, brackets, versions or abbreviations."""
    line = " ".join(paragraph.split())
    shields = [match.span() for match in _SHIELDED.finditer(line)]
    cuts = [m.end() for m in _STOP.finditer(line) if _ends_a_sentence(line, m, shields)]
    pieces = (line[a:b].strip() for a, b in zip([0, *cuts], [*cuts, len(line)], strict=True))
    return [piece for piece in pieces if piece]


def _ends_a_sentence(line: str, stop: re.Match[str], shields: list[tuple[int, int]]) -> bool:
    if any(start < stop.start() and stop.end() < end for start, end in shields):
        return False
    if stop[0][0] != ".":
        return True
    word = line[: stop.start()].rsplit(None, 1)[-1].lstrip("(\"'[*_").lower() if stop.start() else ""
    following = line[stop.end() :].lstrip("\"'“‘([*_ ")[:1]
    if word in _ABBREVIATIONS or (word == "etc" and following.islower()):
        return False
    if stop[0].startswith("..."):
        return not following.islower()
    is_initial_or_number = len(word) == 1 and not line[stop.start() - 1].islower() and not word.isdigit()
    is_entry_number = word.isdigit() and stop.start() == len(word)
    return not (is_initial_or_number or is_entry_number)


class _Reader:
    """Gathers lines into blocks."""

    def __init__(self) -> None:
        self.blocks: list[tuple[str, PassageKind]] = []
        self.lines: list[str] = []
        self.kind: PassageKind = "prose"

    def close(self, kind: PassageKind = "prose") -> None:
        if self.lines:
            self.blocks.append((" ".join(self.lines), self.kind))
        self.lines, self.kind = [], kind

    def heading(self, title: str) -> None:
        self.close()
        if title:
            self.blocks.append((title, "heading"))

    def add(self, line: str) -> None:
        last = self.lines[-1] if self.lines else ""
        if last and line[:1].isupper() and _may_end(last, line):
            self.close(self.kind)
        self.lines.append(line.strip())


def _may_end(line: str, following: str) -> bool:
    """A writer who wraps ends a line only where the next word has no room."""
    had_room = len(line) + len(following.split(None, 1)[0]) < _WRAPPED
    return had_room and line[-1].isalnum() and line.rsplit(None, 1)[-1].lower() not in STOP


def _blocks(text: str) -> list[tuple[str, PassageKind]]:
    reader, fence, after_blank = _Reader(), "", True
    for raw in text.split("\n"):
        opened = _FENCE.match(raw)
        if fence:
            fence = "" if opened and opened[1].startswith(fence) and raw.strip() == opened[1] else fence
        elif opened:
            reader.close()
            fence = opened[1]
        elif not (after_blank and reader.kind == "prose" and _INDENTED.match(raw)):
            _read(reader, _QUOTE.sub("", raw))
        after_blank = not raw.strip() or (after_blank and bool(_INDENTED.match(raw)))
    reader.close()
    return reader.blocks


def _read(reader: _Reader, line: str) -> None:
    heading, entry = _HEADING.match(line), _ENTRY.match(line)
    if not line.strip() or _TABLE.match(line):
        reader.close()
    elif heading:
        reader.heading(heading[1])
    elif _UNDERLINE.match(line) and len(reader.lines) == 1:
        title, reader.lines = reader.lines[0], []
        reader.heading(title)
    elif _RULE.match(line):
        reader.close()
    elif entry:
        reader.close("list")
        reader.lines.append(line[entry.end() :].strip())
    else:
        reader.add(line.strip())
