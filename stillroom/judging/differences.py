"""What two items differ in: how much, in how many ways at once, and whether the same words stand in another order."""

from itertools import combinations, pairwise, permutations

from stillroom.judging.terms import Terms
from stillroom.judging.thesaurus import OPPOSED

_FACED = (
    "with without|before after|up down|in out|over under|above below|more less|first last|on off|and or|always never|"
    "all none|some all|any no"
)
_FACING: dict[str, set[str]] = {}
for _words in _FACED.split("|"):
    for _one, _other in permutations(_words.split()):
        _FACING.setdefault(_one, set()).add(_other)
_MOST = 2


def differences(a: Terms, b: Terms) -> dict[str, float]:
    """Measure what two items differ in: two ways at once speak of two things, rather than of one in two ways."""
    only_a, only_b = a.tokens - b.tokens, b.tokens - a.tokens
    facing = sum(not only_b.isdisjoint(_FACING[word]) for word in only_a if word in _FACING)
    return {
        "alone": float(max(len(only_a), len(only_b))),
        "least alone": float(min(len(only_a), len(only_b))),
        "facing": float(facing),
        "ways apart": float(sum(_ways(a, b)) + (facing > 0)),
        **_arranged(a, b),
        **_told(a, b),
    }


def _ways(a: Terms, b: Terms) -> tuple[bool, ...]:
    """Say in which ways they differ: numbers, words of their own on either side, a denial, opposites."""
    x, y = a.meant.keys(), b.meant.keys()
    only = b.stems - a.stems
    return (
        bool(a.values - b.values and b.values - a.values),
        bool(x - y and y - x),
        (a.denials % 2) != (b.denials % 2),
        any(not OPPOSED[word].isdisjoint(only) for word in a.stems - b.stems if word in OPPOSED),
    )


def _arranged(a: Terms, b: Terms) -> dict[str, float]:
    """Tell how many of the common words stand in another order, and how many neighbours stay neighbours."""
    met = [b.meant[word] for word in a.meant if word in b.meant]
    if len(met) < 2:
        return {"turned": 0.0, "neighbours kept": 1.0}
    following = dict(pairwise(sorted(met)))
    return {
        "turned": sum(x > y for x, y in combinations(met, 2)) / (len(met) * (len(met) - 1) / 2),
        "neighbours kept": sum(following.get(x) == y for x, y in pairwise(met)) / (len(met) - 1),
    }


def _told(a: Terms, b: Terms) -> dict[str, float]:
    """Tell how they are told: as a guess, as a change, as what happened, with an exception."""
    changes = [min(_MOST, t.changes) for t in (a, b)]
    return {
        "one guesses": float(a.guesses != b.guesses),
        "both guess": float(a.guesses and b.guesses),
        "one tells a change": float(abs(changes[0] - changes[1])),
        "a change told": float(max(changes)),
        "one past": float(a.past != b.past),
        "both past": float(a.past and b.past),
        "one excepts": float(a.excepts != b.excepts),
    }
