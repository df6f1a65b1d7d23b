"""Places: who does what to whom, and what comes before what, beside a statement with the same words."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from stillroom.summarizing.amounts import number_of
from stillroom.summarizing.claims import Claim
from stillroom.summarizing.specifics import numbers
from stillroom.summarizing.words import STOP, root, words

_RELATIONS = frozenset(
    [
        "before",
        "after",
        "than",
        "from",
        "to",
        "into",
        "onto",
        "over",
        "under",
        "instead",
        "because",
        "by",
        "with",
        "without",
        "for",
        "on",
        "in",
        "at",
    ]
)
_JOINING = frozenset(["between", "since", "when", "while", "if", "of", "as"])
_TURNING = frozenset(["before", "after", "than", "because", "instead", "into", "onto"])
_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being|gets?|got)\s+(?:\w+ly\s+)?\w+(?:ed|en|nt|wn|ne|ld)\b", re.I)
_VAGUE = frozenset(["one", "ones", "other", "others", "thing", "things", "first", "then"])
_FRONTED = re.compile(r"[;:—]\s|,\s(?:and |but |while |which |who |so )?|\s(?:and|but|while|whereas)\s")


def swapped(claim: Claim, said: Claim) -> Iterator[tuple[str, str]]:
    """Two stretches that changed places around a third, or around the words that relate them."""
    mine = set(_once(claim)) & set(_once(said))
    # in the other voice, or with other words between them, the same two may stand in another order
    plain = bool(_PASSIVE.search(claim.text)) == bool(_PASSIVE.search(said.text)) and _frame(claim) == _frame(said)
    if plain and any(_exchanged(a, b) for a in _orders(claim, mine) for b in _orders(said, mine)):
        yield "roles", "has the same words as the items, two of them in each other's place"
    elif turned := _related(claim, said):
        yield "roles", f"turns round what is {turned} what"
    elif mixed := _mixed(claim, said):
        yield "roles", f"joins what the items say apart: {mixed}"


def _frame(claim: Claim) -> list[str]:
    return sorted(w for w in claim.words if w in _RELATIONS or w in _JOINING)


def _orders(claim: Claim, shared: set[str]) -> list[list[str]]:
    """List the shared words of each clause, in order."""
    return [[w for w in sequence(part) if w in shared] for part in pieces(claim.text)]


def _exchanged(mine: list[str], theirs: list[str]) -> bool:
    """Is one the other with two stretches exchanged around a third? A clause moved to the front is none."""
    if sorted(mine) != sorted(theirs):
        return False
    pairs = list(zip(theirs, theirs[1:], theirs[2:], strict=False))
    if any((c, b, a) in pairs for a, b, c in zip(mine, mine[1:], mine[2:], strict=False)):
        return True
    differing = [n for n, (a, b) in enumerate(zip(mine, theirs, strict=True)) if a != b]
    if not differing:
        return False
    if len(differing) == 2 and all(theirs[n].isdigit() for n in differing):
        return True
    old, new = theirs[differing[0] : differing[-1] + 1], mine[differing[0] : differing[-1] + 1]
    size = len(old)
    cuts = ((a, b) for a in range(1, size - 1) for b in range(a + 1, size))
    return any(new == old[b:] + old[a:b] + old[:a] for a, b in cuts)


def _related(claim: Claim, said: Claim) -> str:
    """Name a relating word, such as `before`, whose two sides are exchanged; or two, such as `from` and `to`."""
    mine, theirs = _relations(claim), _relations(said)
    both = [word for word in theirs if word in mine]
    for word in (w for w in both if w in _TURNING):
        (left, right), (old_left, old_right) = mine[word], theirs[word]
        if right & old_left and left & old_right and not right & old_right:
            return word
    for one in both:
        for other in (w for w in both if w not in _TURNING):
            right, old = mine[one][1], theirs[one][1]
            if one != other and right & theirs[other][1] and mine[other][1] & old and not right & old:
                return f"{one} and {other}"
    return ""


def _relations(claim: Claim) -> dict[str, tuple[set[str], set[str]]]:
    """Give, for each relating word that stands there once, the roots on its left and on its right."""
    found: dict[str, tuple[set[str], set[str]]] = {}
    before: set[str] = set()
    for piece in pieces(claim.text):
        listed = piece.words
        for n, word in enumerate(listed):
            if word in _RELATIONS and claim.words.count(word) == 1:
                left = {root(w) for w in _until(reversed(listed[:n]))}
                found[word] = (left or (before if n == 0 else set()), {root(w) for w in _until(listed[n + 1 :])})
        before = {root(w) for w in listed if counts(w)}
    return found


def _until(listed: Iterable[str]) -> Iterator[str]:
    for word in listed:
        if word in _RELATIONS:
            return
        if counts(word):
            yield word


def _mixed(claim: Claim, said: Claim) -> str:
    """Name words that a clause of the claim joins, though they stand in different clauses of the statement.

    A clause that holds all of one and adds some of the other is a summary of both.
    """
    parts = [p for p in map(_meaning, pieces(said.text)) if p]
    for mine in map(_meaning, pieces(claim.text)):
        for one, other in combinations(parts, 2):
            first, second = one - other, other - one
            if mine & first and mine & second and first - mine and second - mine and mine <= one | other:
                return f"{min(mine & first)!r} and {min(mine & second)!r}"
    return ""


def crossed(claim: Claim, told: Sequence[Claim]) -> Iterator[tuple[str, str]]:
    """Say where a number of one statement is given to what another, with a number of its own, speaks of.

    Args:
        claim: what is said.
        told: all clauses of what is cited.
    """
    for mine in pieces(claim.text):
        for number in numbers(mine.text):
            own = [other.content for other in told if number in numbers(other.text)]
            theirs = [
                o for o in told if (n := set(numbers(o.text))) and number not in n and not n & {*numbers(mine.text)}
            ]
            for other in theirs if own else ():
                its = {w for w in frozenset[str]().union(*own) - other.content if not w.isdigit()}
                foreign = other.content - frozenset[str]().union(*own)
                if mine.content & foreign and its and not mine.content & its:
                    yield (
                        "roles",
                        f"gives {number!r} to what the items say something else of: {min(mine.content & foreign)}",
                    )
                    return


def _meaning(part: Claim) -> frozenset[str]:
    return frozenset(sequence(part))


def pieces(text: str) -> list[Claim]:
    """Cut a sentence at its commas and conjunctions."""
    return [Claim(part) for part in _FRONTED.split(text) if words(part)]


def counts(word: str) -> bool:
    """Does a word mean something by itself?"""
    return word not in STOP and word not in _RELATIONS and word not in _VAGUE


def sequence(claim: Claim) -> list[str]:
    """List the roots of the words that mean something, in order."""
    return [root(number_of(w) or w) for w in claim.words if counts(w)]


def _once(claim: Claim) -> list[str]:
    listed = sequence(claim)
    return [w for w in listed if listed.count(w) == 1]
