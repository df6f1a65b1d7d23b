"""Which words of two items stand against each other, where no rule names them."""

from collections.abc import Iterable, Iterator

from stillroom.judging import lexicon
from stillroom.judging.clauses import Clause
from stillroom.judging.features import Features
from stillroom.judging.thesaurus import OPPOSED, RIVALS

_SHOWN = 5


def nearest(a: Features, b: Features) -> tuple[Clause, Clause] | None:
    """Find the clause of each that shares most words with one of the other; the first where none does."""
    pairs = [(x, y) for x in a.clauses for y in b.clauses]
    return max(pairs, key=lambda p: len(p[0].content & p[1].content), default=None)


def words(a: Features, b: Features) -> tuple[str, str]:
    """Name what stands against what: numbers, opposites, rivals, else what each has alone; empty where nothing does."""
    p, q = a.terms.stems, b.terms.stems
    for found in (_numbers(a, b), _listed(a, b, OPPOSED), _listed(a, b, RIVALS)):
        for pair in found:
            return pair
    return _alone(a, q), _alone(b, p)


def _numbers(a: Features, b: Features) -> Iterator[tuple[str, str]]:
    left, right = ([n for c in f.clauses for n in c.numbers] for f in (a, b))
    if {n.value for n in left}.isdisjoint(n.value for n in right):
        for m in left:
            yield from ((m.shown, n.shown) for n in right if m.unit == n.unit or not m.unit or not n.unit)


def _listed(a: Features, b: Features, table: dict[str, frozenset[str]]) -> Iterator[tuple[str, str]]:
    p, q = a.terms.stems, b.terms.stems
    for word in _tokens(a):
        against = table.get(lexicon.stem(word), frozenset()) & (q - p)
        if lexicon.stem(word) not in q and against:
            yield word, next(t for t in _tokens(b) if lexicon.stem(t) in against)


def _tokens(item: Features) -> Iterable[str]:
    return (token for clause in item.clauses for token in clause.tokens)


def _alone(item: Features, others: frozenset[str]) -> str:
    """Give the first words that the other has not, with what denies them."""
    found = [
        t for t in _tokens(item) if lexicon.stem(t) not in others and (t in lexicon.NEGATORS or t not in lexicon.STOP)
    ]
    return " ".join(found[:_SHOWN])
