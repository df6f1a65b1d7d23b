"""What differs between two texts, word by word."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_PIECES = re.compile(r"\s+|\w+(?:[.:'’-]\w+)*|[^\w\s]")
ALIKE = 0.5
"""Texts less alike than this share only their common words: marking the rest would mark nearly everything."""
CAP = 900


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, marked when the other side does not have it."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """Two texts in pieces."""

    left: tuple[Piece, ...]
    right: tuple[Piece, ...]

    @property
    def is_same(self) -> bool:
        """Is there nothing that differs?"""
        return not any(p.marked for p in (*self.left, *self.right))


def differences(left: str, right: str, cap: int = CAP) -> Difference:
    """Mark the words that only one side has; texts that are hardly alike are left unmarked."""
    a, b = _words(shortened(left, cap)), _words(shortened(right, cap))
    matcher = SequenceMatcher(None, [w.casefold() for w in a], [w.casefold() for w in b], autojunk=False)
    if _alike(a, b) < ALIKE:
        return Difference((Piece("".join(a), False),), (Piece("".join(b), False),))
    codes = matcher.get_opcodes()
    return Difference(
        _joined(("".join(a[i:j]), tag != "equal") for tag, i, j, _, _ in codes),
        _joined(("".join(b[i:j]), tag != "equal") for tag, _, _, i, j in codes),
    )


def marked(text: str, words: Iterable[str], cap: int = CAP) -> tuple[Piece, ...]:
    """Mark the given words wherever they stand."""
    wanted = sorted({w.strip() for w in words if w.strip()}, key=lambda w: (-len(w), w))
    short = shortened(text, cap)
    if not wanted:
        return (Piece(short, False),)
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(w)}(?!\w)" for w in wanted), re.IGNORECASE)
    found, end = [], 0
    for match in pattern.finditer(short):
        found += [(short[end : match.start()], False), (match[0], True)]
        end = match.end()
    return _joined([*found, (short[end:], False)])


def shortened(text: str, cap: int = CAP) -> str:
    """Cut a long text at a space and say so with an ellipsis."""
    if len(text) <= cap:
        return text
    cut = text.rfind(" ", max(0, cap - 40), cap)
    return text[: cut if cut > 0 else cap].rstrip() + " …"


def _alike(a: Sequence[str], b: Sequence[str]) -> float:
    """Compare the words alone: the spaces between them are always alike."""
    left, right = ([w.casefold() for w in side if w[0].isalnum()] for side in (a, b))
    return SequenceMatcher(None, left, right, autojunk=False).ratio()


def _words(text: str) -> Sequence[str]:
    return _PIECES.findall(text)


def _joined(parts: Iterable[tuple[str, bool]]) -> tuple[Piece, ...]:
    """Join what stands together; white space is never marked at the edges of a piece."""
    pieces: list[Piece] = []
    for text, is_marked in parts:
        core = text.strip()
        if not is_marked or not core:
            pieces.append(Piece(text, False))
            continue
        start = text.index(core)
        pieces += [Piece(text[:start], False), Piece(core, True), Piece(text[start + len(core) :], False)]
    return tuple(p for p in pieces if p.text)
