"""Doubts: why a model's answer about a pair is not believed, whatever it claims of itself."""

import re

from stillroom.domain.items import Item
from stillroom.domain.verdicts import PairVerdict
from stillroom.judging.answer import Answer

_BARE = frozenset(("related", "unrelated"))
_SAME = frozenset(("duplicate", "agree", "refines"))
_WORD = re.compile(r"\w+")
# a model often sets these otherwise than it found them
_PLAIN = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})


def doubt(answer: Answer, a: Item, b: Item, offline: PairVerdict, *, least: float) -> str:
    """Say why an answer about `a` and `b` is not believed; empty when it is.

    Args:
        answer: what the model said, its sides those of `a` and `b`.
        a: the one item.
        b: the other.
        offline: what the rules found, with the words that seem to clash.
        least: the confidence below which nothing is believed.
    """
    verdict = answer.verdict
    if verdict == "uncertain":
        return "the model could not tell"
    if answer.confidence < least:
        return f"the model said {verdict} at {answer.confidence:.2f} only"
    if verdict not in _BARE and not (stands(answer.quote_a, a) and stands(answer.quote_b, b)):
        return "the model quoted words that do not stand in the items"
    if verdict in _SAME and (passed := _passed_over(answer, a, b, offline)):
        return f"the model said {verdict} without a word on {passed!r}"
    if verdict == "different_scope" and not _scoped(answer, a, b):
        return "the model named a scope that the items do not state"
    return ""


def stands(quote: str, item: Item) -> bool:
    """Do these words stand in the item, white space and typographic signs aside?"""
    words = _plain(quote)
    return bool(words) and words in _plain(item.text)


def _plain(text: str) -> str:
    return " ".join(text.translate(_PLAIN).split())


def _passed_over(answer: Answer, a: Item, b: Item, offline: PairVerdict) -> str:
    """Find words that seem to clash and that the quotes leave out: who calls it the same has to look at them."""
    for said in offline.conflicts[:1]:
        sides = zip((offline.a_id, offline.b_id), said, strict=True)
        shown = {a.id: (a, answer.quote_a), b.id: (b, answer.quote_b)}
        for item_id, clash in sides:
            item, quote = shown[item_id]
            if (_words(clash) & _words(item.text)) - _words(quote):
                return clash
    return ""


def _scoped(answer: Answer, a: Item, b: Item) -> bool:
    sides = [(scope, item) for scope, item in ((answer.scope_a, a), (answer.scope_b, b)) if scope.strip()]
    return bool(sides) and all(_words(scope) & _stated(item) for scope, item in sides)


def _stated(item: Item) -> frozenset[str]:
    """Gather the words that may name where an item holds: its own, its declared scope, its date."""
    declared = " ".join(f"{key} {value}" for key, value in item.scope.items())
    return _words(f"{item.text} {declared} {item.dated.date().isoformat() if item.dated else ''}")


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(_plain(text).lower()))
