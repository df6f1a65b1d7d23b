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
from stillroom.judging.stakes import stakes
from stillroom.judging.steering import ORDERS

_SENTENCE = re.compile(r"(?<=[.!?。！？])[\"')\]*_]*\s+|\n{2,}|\n(?=\s*(?:[-*+•>#]|\d+[.)])\s)")
_MASKS = (
    (re.compile(r"[?&][\w-]+=(?:\$\{?\w+\}?|\{\{?[^}]*\}?\}|<\w+>|%\w+%|(?:[a-z]+_)?(?:session|user|context|notes|token|data|secret|history|name)(?:_[a-z_]+)?)(?=[\W]|$)"), "⟨var⟩"),
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


def concerns_agents(text: str) -> bool:
    """Does a text speak of agents, of those who ask them, of itself, of secrets or of approvals?"""
    return bool(WATCHED.search(text))


def _orders(text: str) -> list[str]:
    sentences = _sentences(text.replace("’", "'").lower())
    line = " ".join(sentences)
    rules = [rule for rule in ORDERS if any(map(line.__contains__, rule.anchors))]
    read = _Read(sentences)
    return [rule.why for rule in rules if any(map(rule.pattern.search, read.holding(rule.anchors)))]


class _Read:
    """Sentences whose addresses and code are masked when somebody looks at them."""

    def __init__(self, sentences: Sequence[str]) -> None:
        self._sentences = sentences
        self._masked: dict[str, str] = {}

    def holding(self, anchors: Sequence[str]) -> Iterator[str]:
        for sentence in self._sentences:
            if any(map(sentence.__contains__, anchors)):
                yield self._masked.get(sentence) or self._masked.setdefault(sentence, _mask(sentence))


def _mask(text: str) -> str:
    if "." in text or "<" in text:
        for pattern, mask in _MASKS:
            text = pattern.sub(mask, text)
    return text


def _sentences(text: str) -> list[str]:
    return [" ".join(s.split())[:_LONGEST] for s in _SENTENCE.split(text) if s.strip()]
