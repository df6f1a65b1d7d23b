"""What is looked at in an item, computed once and compared many times."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from stillroom.domain.items import Item
from stillroom.judging import clauses, lexicon, scopes
from stillroom.judging.clauses import Clause
from stillroom.judging.facts import vocabulary
from stillroom.judging.terms import Terms
from stillroom.text.fingerprints import is_placeholder, shingles

LONG = 60
_TEMPLATE = re.compile(r"\W*\[[^\]]*\]\W*(?:\[[^\]]*\]\W*)*")


@dataclass(frozen=True)
class Features:
    """An item as the judge sees it; each thing is read when it is asked for."""

    item: Item

    @cached_property
    def clauses(self) -> tuple[Clause, ...]:
        """What it says, clause by clause."""
        return tuple(clauses.split(self.item.text))

    @cached_property
    def content(self) -> frozenset[str]:
        """The content words of all clauses."""
        return frozenset[str]().union(*(c.content for c in self.clauses))

    @cached_property
    def long(self) -> bool:
        """Is it more than 60 words, or fenced code: compared sentence by sentence, with care?"""
        return is_long(self.item.text)

    @cached_property
    def wording(self) -> str:
        """The text without case, punctuation, white space and list markers; equal means same."""
        return _wording(self.item.text)

    @cached_property
    def said(self) -> tuple[str, ...]:
        """The words that carry a fact, in order."""
        return tuple(vocabulary(clauses.prose(self.item.text)))

    @cached_property
    def terms(self) -> Terms:
        """Its words with what they mean."""
        return Terms(self.clauses)

    @cached_property
    def scope(self) -> Mapping[str, frozenset[str]]:
        """Where it holds."""
        return scopes.scope_of(self.item)

    @cached_property
    def placeholder(self) -> bool:
        """Does it say nothing, or is it a template to be filled in?"""
        text = self.item.text
        return is_placeholder(text) or bool(_TEMPLATE.fullmatch(text.strip()))

    @cached_property
    def shingles(self) -> frozenset[int]:
        """Runs of five words, hashed."""
        return shingles(self.item.text)

    @cached_property
    def denied(self) -> frozenset[str]:
        """The content words of what is denied."""
        return frozenset(w for c in self.clauses for d in c.denials for w in d.stems)

    @cached_property
    def counted(self) -> bool:
        """Are there numbers in it?"""
        return any(c.numbers for c in self.clauses)

    @cached_property
    def changes(self) -> bool:
        """Does it say that something changed or was done?"""
        return any(not lexicon.CHANGES.isdisjoint(c.tokens) for c in self.clauses)

    @cached_property
    def degrees(self) -> frozenset[str]:
        """Its words of quantity and modality."""
        return frozenset(t for c in self.clauses for t in c.tokens if t in lexicon.DEGREES)

    @cached_property
    def starts(self) -> frozenset[str]:
        """The first words of its clauses."""
        return frozenset(c.tokens[0] for c in self.clauses if c.tokens)

    @cached_property
    def alternatives(self) -> frozenset[str]:
        """What could stand in the place of its words."""
        return frozenset[str]().union(*(lexicon.ALTERNATIVES.get(w, ()) for w in self.content))

    @cached_property
    def updates(self) -> bool:
        """Does it say that something changed?"""
        text = self.item.text.lower()
        return any(cue in text for cue in lexicon.UPDATES)


def is_long(text: str) -> bool:
    """Is it more than a statement or a few: over 60 words, or with fenced code?"""
    return "```" in text or "~~~" in text or len(text.split()) > LONG


def read(item: Item) -> Features:
    """Look at an item."""
    return Features(item)


def _wording(text: str) -> str:
    """Keep what a reader would call the same wording; in a text with code, case counts."""
    folded = text if "`" in text else text.lower()
    lines = (clauses.MARKER.sub("", line).strip() for line in folded.splitlines())
    words = " ".join(lines).replace("**", "").replace("’", "'").split()
    return " ".join(w for w in (word.strip("\"'.,;:!?()").strip() for word in words) if w)
