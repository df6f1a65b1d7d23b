"""Evidence: an item, read once for all the sentences that cite it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from stillroom.domain.items import Item
from stillroom.summarizing.claims import Claim
from stillroom.summarizing.passages import passages
from stillroom.summarizing.specifics import numbers, quantities, urls
from stillroom.summarizing.turns import clauses
from stillroom.summarizing.words import root, terms, words

_COUNTS = {
    "1": {"a", "an", "one", "single", "once", "sole"},
    "2": {"twice", "double", "doubles", "doubled", "both", "pair", "couple"},
    "3": {"thrice", "triple", "triples", "tripled"},
    "12": {"dozen"},
    "50%": {"half", "halves", "halved"},
    "25%": {"quarter"},
}


@dataclass(frozen=True)
class Evidence:
    """What one item says; its scope counts as said."""

    item: Item
    ruled: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def scope(self) -> dict[str, str]:
        """Where it holds, by its contributor and by the ruling."""
        return {**self.item.scope, **self.ruled}

    @cached_property
    def line(self) -> str:
        """Title, content and scope on one line."""
        scope = " ".join(f"{key} {value}" for key, value in sorted(self.scope.items()))
        return " ".join(f"{self.item.title}\n{self.item.text}\n{scope}".split())

    @cached_property
    def claims(self) -> list[Claim]:
        """Its sentences; the whole, too, when it has but few words outside code."""
        said = [Claim(p.text) for p in passages(f"{self.item.title}\n\n{self.item.content}")]
        return said or [Claim(self.line)]

    @cached_property
    def clauses(self) -> list[Claim]:
        """The clauses of its sentences."""
        return [clause for claim in self.claims for clause in clauses(claim.text)]

    @cached_property
    def content(self) -> frozenset[str]:
        """The roots of its content words."""
        return frozenset(terms(self.line))

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Its numbers and versions."""
        return frozenset(numbers(self.line))

    @cached_property
    def counts(self) -> frozenset[str]:
        """The numbers that other words of it stand for."""
        told = set(words(self.line))
        return frozenset(number for number, listed in _COUNTS.items() if told & listed)

    @cached_property
    def quantities(self) -> frozenset[tuple[str, str]]:
        """Its numbers with their units."""
        return frozenset(quantities(self.line))

    @cached_property
    def urls(self) -> frozenset[str]:
        """Its addresses."""
        return frozenset(urls(self.line))

    def holds(self, sentence: str) -> bool:
        """Is it one of the item's sentences, word for word?"""
        return _bare(sentence) in self._verbatim

    @cached_property
    def _verbatim(self) -> frozenset[str]:
        return frozenset(_bare(claim.text) for claim in self.claims)

    def knows(self, name: str) -> bool:
        """Does the name occur, in any capitals, or its plain words as roots?"""
        if name.casefold() in self._folded:
            return True
        if all(word in self._roots for word in map(root, words(name))):
            return True
        return self._is_short_for(name)

    def _is_short_for(self, name: str) -> bool:
        """Do the letters of an abbreviation open words that stand beside each other?"""
        letters = name.rstrip("s").lower()
        return 2 <= len(letters) <= 5 and letters.isalpha() and name[:1].isupper() and letters in self._initials

    @cached_property
    def _initials(self) -> str:
        return "".join(word[0] for word in words(self.line))

    @cached_property
    def _folded(self) -> str:
        return self.line.casefold()

    @cached_property
    def _roots(self) -> frozenset[str]:
        return frozenset(root(word) for word in words(self.line))


def _bare(sentence: str) -> str:
    return " ".join(sentence.split()).rstrip(".!")
