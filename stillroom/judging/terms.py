"""The words of an item as the calibrated judge weighs them."""

from dataclasses import dataclass
from functools import cached_property

from stillroom.judging import lexicon
from stillroom.judging.clauses import Clause
from stillroom.judging.senses import Senses, senses
from stillroom.judging.thesaurus import meaning

_RHYTHM = {
    word: rhythm
    for rhythm, table in {
        "hour": "hourly hour",
        "day": "daily day nightly night evening morning midnight",
        "week": "weekly week sunday monday tuesday wednesday thursday friday saturday sundays mondays fridays saturdays",
        "month": "monthly month",
        "quarter": "quarterly quarter",
        "year": "yearly year annually annual",
    }.items()
    for word in table.split()
}
_ORDERS = frozenset(("before", "after", "afterwards", "then", "finally", "later", "over", "than", "instead"))
_EVERY = frozenset(("every", "each", "a", "per", "once", "twice", "on"))
_GUESSED = lexicon.words("""
    perhaps maybe possibly probably likely apparently suspect suspected suspects seem seems seemed might could unclear
    unknown unconfirmed guess believe assume assumed wonder
""")
_CHANGED = lexicon.words("""
    now formerly former previously anymore longer since until again back old new used instead successor retired dropped
    gone replaced moved switched migrated renamed folded withdrawn lifted became reverted removed ended expired closed
    abandoned superseded deprecated
""")
_EXCEPTED = lexicon.words("but except however though although")


@dataclass(frozen=True)
class Terms:
    """An item's words as the measures need them."""

    clauses: tuple[Clause, ...]

    @cached_property
    def words(self) -> tuple[str, ...]:
        """A word for each root that carries something, in order."""
        found: dict[str, str] = {}
        for clause in self.clauses:
            for token in clause.tokens:
                if token not in lexicon.STOP and token[0].isalpha():
                    found.setdefault(lexicon.stem(token), token)
        return tuple(found.values())

    @cached_property
    def roots(self) -> tuple[str, ...]:
        """The roots of the words."""
        return tuple(lexicon.stem(word) for word in self.words)

    @cached_property
    def senses(self) -> Senses:
        """What the words mean."""
        return senses(self.words)

    @cached_property
    def tokens(self) -> frozenset[str]:
        """All words, as they stand in lower case."""
        return frozenset(token for clause in self.clauses for token in clause.tokens)

    @cached_property
    def stems(self) -> frozenset[str]:
        """The roots of all words."""
        return frozenset(map(lexicon.stem, self.tokens))

    @cached_property
    def denials(self) -> int:
        """How often something is denied, in so many words."""
        tokens = [t for clause in self.clauses for t in clause.tokens]
        return sum(t in lexicon.NEGATORS or t.endswith("n't") for t in tokens)

    @cached_property
    def numbers(self) -> frozenset[tuple[str, str]]:
        """Values with their units."""
        return frozenset((n.value, n.unit) for clause in self.clauses for n in clause.numbers)

    @cached_property
    def concepts(self) -> tuple[str, ...]:
        """The roots, one of them for all of the same meaning."""
        return tuple(map(meaning, self.roots))

    @cached_property
    def meant(self) -> dict[str, int]:
        """The concepts, each with its place."""
        return {concept: place for place, concept in enumerate(dict.fromkeys(self.concepts))}

    @cached_property
    def values(self) -> frozenset[str]:
        """Values, whatever they count."""
        return frozenset(value for value, _ in self.numbers)

    @cached_property
    def signs(self) -> tuple[int, ...]:
        """For each word whether it is said (1), denied (-1) or neither (0)."""
        found: dict[str, int] = {}
        for clause in self.clauses:
            for root, sign in clause.signs.items():
                found[root] = min(sign, found.get(root, sign))
        return tuple(found.get(root, 1) for root in self.roots)

    @cached_property
    def rhythms(self) -> frozenset[str]:
        """How often: by the hour, the day, the week, or longer."""
        found = set()
        for clause in self.clauses:
            for before, token in zip(("", *clause.tokens), clause.tokens, strict=False):
                if token in _RHYTHM and (before in _EVERY or token.endswith("ly") or token.endswith("days")):
                    found.add(_RHYTHM[token])
        return frozenset(found)

    @cached_property
    def sequence(self) -> frozenset[tuple[str, str]]:
        """Which word is set before which, where the text puts them in an order: in time, in rank, as who and whom."""
        found: set[tuple[str, str]] = set()
        for clause in self.clauses:
            for at, token in enumerate(clause.tokens):
                if token in _ORDERS or lexicon.stem(token) in lexicon.ORDERED_STEMS:
                    left, right = (_content(clause, part) for part in (clause.tokens[:at], clause.tokens[at + 1 :]))
                    pairs = {(x, y) for x in left for y in right if x != y}
                    found |= {(y, x) for x, y in pairs} if token == "after" else pairs
        return frozenset(found)

    @cached_property
    def times(self) -> frozenset[str]:
        """Weekdays and months."""
        return self.tokens & (lexicon.WEEKDAYS | lexicon.MONTHS)

    @cached_property
    def guesses(self) -> bool:
        """Is it told as a guess?"""
        return not self.tokens.isdisjoint(_GUESSED)

    @cached_property
    def changes(self) -> int:
        """How many of its words tell that something became otherwise."""
        return len(self.tokens & _CHANGED)

    @cached_property
    def past(self) -> bool:
        """Does it tell what was or happened?"""
        return any(c.times for c in self.clauses) or not self.tokens.isdisjoint(lexicon.PAST)

    @cached_property
    def excepts(self) -> bool:
        """Does it set something against what it says, or leave something out?"""
        return not self.tokens.isdisjoint(_EXCEPTED)

    @cached_property
    def names(self) -> frozenset[str]:
        """Words that name one thing: capitalised within a sentence, in code, or with signs in them."""
        found = set()
        for clause in self.clauses:
            plain = clause.text.replace("`", " ` ").split()
            code = False
            for n, word in enumerate(plain):
                code ^= word == "`"
                bare = word.strip("\"'.,;:!?()")
                if len(bare) > 1 and (code or (n and bare[0].isupper()) or any(c in bare[1:-1] for c in "_./-#")):
                    found.add(bare.lower())
        return frozenset(found)


def _content(clause: Clause, tokens: tuple[str, ...]) -> list[str]:
    return [root for root in map(lexicon.stem, tokens) if root in clause.content]
