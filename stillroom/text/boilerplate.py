"""Sentences that many texts carry: what is alike only by them is not about the same thing."""

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np

from stillroom.text.embedding import WordLlamaEmbedder
from stillroom.text.neighbours import Pairs

CARRIED_BY = 4
ALIKE = 0.45
WORDS = 4
_END = re.compile(r"(?<=[.!?:])\s+|\n+")
_NUMBER = re.compile(r"\d+")
_PLURAL = re.compile(r"(?<=\w\w)s\b")
_SIGNS = re.compile(r"[^\w#]+")


def told_apart(pairs: Pairs, texts: Sequence[str]) -> Pairs:
    """Drop the pairs that share sentences which many texts carry, and hardly resemble each other in the rest.

    A text that is nothing but such sentences is compared as it is.
    """
    sentences = [_END.split(text.strip()) for text in texts]
    forms = [[_form(sentence) for sentence in own] for own in sentences]
    carriers = Counter(form for own in forms for form in set(own) if form)
    common = [frozenset(form for form in own if carriers[form] >= CARRIED_BY) for own in forms]
    suspect = np.fromiter(
        (_weigh(common[a] & common[b]) for a, b in zip(pairs.a.tolist(), pairs.b.tolist(), strict=True)),
        dtype=np.bool_,
        count=len(pairs),
    )
    if not suspect.any():
        return pairs
    involved = sorted({*pairs.a[suspect].tolist(), *pairs.b[suspect].tolist()})
    rest = {n: _rest(sentences[n], forms[n], common[n]) for n in involved}
    vectors = dict(zip(involved, WordLlamaEmbedder().embed([rest[n] for n in involved]), strict=True))
    kept = ~suspect
    for at in np.flatnonzero(suspect).tolist():
        a, b = int(pairs.a[at]), int(pairs.b[at])
        kept[at] = not rest[a] or not rest[b] or float(vectors[a] @ vectors[b]) >= ALIKE
    return pairs.take(kept)


def _weigh(shared: frozenset[str]) -> bool:
    """Do the sentences weigh enough to make two texts alike, unlike a single label?"""
    return sum(len(form.split()) for form in shared) >= WORDS


def _rest(sentences: Sequence[str], forms: Sequence[str], common: frozenset[str]) -> str:
    return " ".join(s for s, form in zip(sentences, forms, strict=True) if form and form not in common)


def _form(sentence: str) -> str:
    """Give a sentence without case, signs, plurals and values of numbers."""
    return _PLURAL.sub("", _SIGNS.sub(" ", _NUMBER.sub("#", sentence.lower()))).strip()
