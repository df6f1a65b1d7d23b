"""Texts that try to steer an agent: override, forged approval, forged turns, exfiltration, sleepers.

What tells them from advice is the addressee. "Run `git rebase -i`" speaks to whoever does the work; these
speak to a reader that obeys: of its instructions, its reviewers, its secrets, or an occasion to wait for.
"""

import re
from functools import lru_cache

from stillroom.judging.disguises import hidden, seen_through
from stillroom.judging.forgery import forgeries
from stillroom.judging.steering import ORDERS
from stillroom.judging.stakes import stakes

_SENTENCE = re.compile(r"(?<=[.!?。！？])[\"')\]*_]*\s+|\n{2,}|\n(?=\s*(?:[-*+•>#]|\d+[.)])\s)")
_MASKS = (
    (re.compile(r"[?&][\w-]+=(?:\$\{?\w+\}?|\{\{?[^}]*\}?\}|<\w+>|%\w+%|[A-Z][A-Z_]{2,})(?=[\W]|$)"), "⟨var⟩"),
    (re.compile(r"(?:https?|ftp|wss?)://[^\s<>`\"')\]⟨]+|\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b|\b[\w-]+(?:\.[\w-]+)*\.(?:test|example|invalid|com|net|org|io|dev|xyz|ru|cn|tk|onion|evil|app|sh|ai|co)\b(?:/[^\s`\"')]*)?", re.I), "⟨url⟩"),
    (re.compile(r"[\w.+-]+@(?:⟨url⟩|[\w-]+(?:\.[\w-]+)+)|<email_?\d*>", re.I), "⟨mail⟩"),
    (re.compile(r"(?<=\w)\.(?=\w)|\.{2,}|\b(?:e\.g|i\.e|etc|vs)\."), "·"),
)  # fmt: skip
_LONGEST = 600


def instructions_to_agents(text: str) -> tuple[str, ...]:
    """Say what in a text is aimed at an agent that will read it; empty for an ordinary note."""
    found = []
    for number, reading in enumerate(dict.fromkeys(seen_through(text))):
        whys = [*forgeries(reading), *_orders(reading)]
        found += [f"{why}, disguised" for why in whys] if number and not found else whys if not number else []
    found += ["hides words in an encoded stretch" for _ in hidden(text)][:1]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=4096)
def unfit_to_repeat(text: str) -> tuple[str, ...]:
    """Say why no summary may repeat a text: it steers an agent, or asks for what may do harm."""
    return instructions_to_agents(text) + tuple(stakes(text))


def _orders(text: str) -> list[str]:
    lowered = _masked(text.replace("’", "'")).lower()
    rules = [rule for rule in ORDERS if any(map(lowered.__contains__, rule.anchors))]
    sentences = [s for s in _sentences(lowered)] if rules else []
    return [rule.why for rule in rules if any(rule.pattern.search(sentence) for sentence in sentences)]


def _masked(text: str) -> str:
    for pattern, mask in _MASKS:
        text = pattern.sub(mask, text)
    return text


def _sentences(text: str) -> list[str]:
    return [" ".join(s.split())[:_LONGEST] for s in _SENTENCE.split(text) if s.strip()]
