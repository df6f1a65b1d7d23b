"""Texts that try to steer an agent: override, forged approval, forged turns, exfiltration, sleepers.

What tells them from advice is the addressee. "Run `git rebase -i`" speaks to whoever does the work; these
speak to a reader that obeys: of its instructions, its reviewers, its secrets, or an occasion to wait for.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from stillroom.judging.addressing import WATCHED
from stillroom.judging.disguises import hidden, seen_through
from stillroom.judging.forgery import forgeries
from stillroom.judging.rules import keys
from stillroom.judging.stakes import exfiltrations, stakes
from stillroom.judging.steering import rules_for

_SENTENCE = re.compile(r"(?<=[.!?。！？])[\"')\]*_]*\s+|\n{2,}|\n(?=\s*(?:[-*+•>#]|\d+[.)])\s)")
_MASKS = (
    (re.compile(r"[?&][\w-]+=(?:\$\{?\w+\}?|\{\{?[^}]*\}?\}|<\w+>|%\w+%|(?:[a-z]+_)?(?:session|user|context|notes|token|data|secret|history|name)(?:_[a-z_]+)?)(?=[\W]|$)"), "⟨var⟩"),
    (re.compile(r"(?:https?|ftp|wss?)://[^\s<>`\"')\]⟨]+|\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b|\b[\w-]+(?:\.[\w-]+)*\.(?:test|example|invalid|com|net|org|io|dev|xyz|ru|cn|tk|onion|evil|app|sh|ai|co)\b(?:/[^\s`\"')]*)?", re.I), "⟨url⟩"),
    (re.compile(r"[\w.+-]+@(?:⟨url⟩|[\w-]+(?:\.[\w-]+)+)|<email_?\d*>", re.I), "⟨mail⟩"),
    (re.compile(r"(?<=\w)\.(?=\w)|\.{2,}|\b(?:e\.g|i\.e|etc|vs)\."), "·"),
)  # fmt: skip
_INNER = re.compile(r"[\w/]\.\w|://|\.\.|\b(?:etc|vs)\.")
_STRETCH = 300


def instructions_to_agents(text: str) -> tuple[str, ...]:
    """Say what in a text is aimed at an agent that will read it; empty for an ordinary note."""
    found: list[str] = []
    for number, reading in enumerate(dict.fromkeys(seen_through(text))):
        if not found:
            disguised = ", disguised" if number else ""
            found += [f"{why}{disguised}" for why in (*forgeries(reading), *_orders(reading))]
    if any(True for _ in hidden(text)):
        found.append("hides words in an encoded stretch")
    found += exfiltrations(text)
    return tuple(dict.fromkeys(found))


def instructions_in(texts: Sequence[str]) -> list[tuple[str, ...]]:
    """Do the same for many; in any process."""
    return [instructions_to_agents(text) for text in texts]


@lru_cache(maxsize=4096)
def unfit_to_repeat(text: str) -> tuple[str, ...]:
    """Say why no summary may repeat a text: it steers an agent, or asks for what may do harm."""
    return instructions_to_agents(text) + tuple(stakes(text))


def concerns_agents(text: str) -> bool:
    """Does a text speak of agents, of those who ask them, of itself, of secrets or of approvals?"""
    return bool(WATCHED.search(text.lower()))


def _orders(text: str) -> list[str]:
    return [why for sentence in _sentences(text.replace("’", "'").lower()) for why in _ordered(sentence)]


@lru_cache(maxsize=16384)
def _ordered(sentence: str) -> tuple[str, ...]:
    """Say what a sentence orders agents to do; the same sentence stands in many notes."""
    rules = rules_for(keys(sentence))
    masked = _mask(sentence) if rules else sentence
    return tuple(rule.why for rule in rules if rule.pattern.search(masked))


def _mask(text: str) -> str:
    if "<" in text or _INNER.search(text):
        for pattern, mask in _MASKS:
            text = pattern.sub(mask, text)
    return text


def _sentences(text: str) -> Iterator[str]:
    for part in _SENTENCE.split(text):
        sentence = " ".join(part.split())
        # what has no end is read in overlapping stretches: a pattern looks at no more at once
        for start in range(0, len(sentence), _STRETCH):
            yield sentence[start : start + 2 * _STRETCH]
