"""Rules: what tells an order to the agent that reads a text from advice; a pattern that looks at one sentence."""

import re
from typing import NamedTuple

# stands for all letters that are not ASCII
_ODD = "…"
_TOKEN = re.compile(r"[^\W\d_]+|://|[\[<@#!]")


class Rule(NamedTuple):
    """What a match means, keys one of which must be there (for speed), and the pattern."""

    why: str
    keys: frozenset[str]
    pattern: re.Pattern[str]


def keys(text: str) -> frozenset[str]:
    """Cut a text's words to their openings, so that most rules need not look at it."""
    words = set(_TOKEN.findall(text))
    return frozenset({*words, *(w[:4] for w in words), *(w[:3] for w in words), "" if text.isascii() else _ODD})


def rules(why: str, *rows: tuple[str, str]) -> tuple[Rule, ...]:
    """Make rules of rows: words parted by bars, one of which must be there, and the pattern."""
    return tuple(Rule(why, frozenset(map(_key, anchors.split("|"))), re.compile(pattern)) for anchors, pattern in rows)


def _key(anchor: str) -> str:
    if not anchor.isascii():
        return _ODD
    longest: str = max(_TOKEN.findall(anchor), key=len)
    return longest[:4]
