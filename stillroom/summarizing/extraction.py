"""Extraction: the sentences that the most voices of a cluster agree upon, word for word."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from stillroom.domain.summaries import Sentence
from stillroom.judging.poison import unfit_to_repeat
from stillroom.summarizing.claims import Claim
from stillroom.summarizing.passages import Passage, passages
from stillroom.summarizing.specifics import actions, names, numbers
from stillroom.summarizing.voices import is_lone
from stillroom.summarizing.words import LIGHT, STOP, root, terms, words

Matrix = NDArray[np.float64]

DAMPING = 0.85
RELEVANCE = 0.7
# the share of a sentence's content that another must hold to say the same
SAME = 0.9
REPEATS = 0.75
# edges within one item (or one voice) count for less: a long item must not outvote the others
KIN = 0.3
# a second sentence of one item must be this much better than the first of another
SAME_SOURCE = 0.4
# an item opens with what it is about
OPENING = 1.25
CANDIDATES = 400
TITLE_SHARE = 0.25

_POINTER = re.compile(
    r"^(?:see|read|check out|learn|refer|more|sources?|references?|via|h/?t|credit|docs?)\b.{0,60}"
    r"(?:`man\b|\bman page|for (?:more|further|additional|details)|\bdocs?\b|documentation|https?:|more about"
    r"|here\b)|^\[?(?:source|docs?|via|h/?t|reference)s?\b[^a-z]|^`[^`]*`[.!:]?$"
    r"|^!?\[[^\]]*\](?:\([^)]*\)|<[^>]*>)?[.!:]?$",
    re.I,
)
_LEANING = re.compile(
    r"^(?:\W*)(?:this|that|these|those|it|its|they|here|then|there|but|however|so|also|otherwise|instead|or|and"
    r"|again|in this|in that|in these|note that this|additionally|furthermore|moreover|still|yet|where it"
    r"|where this|(?:if|when|once|while|after|as|because|by|since) (?:it|this|that|these|they|you do|doing so"
    r"|the given)|to do (?:so|this|that)|as you can see|as shown|the (?:above|following|result|output)|notice"
    r"|similarly|likewise|both|finally|next|now|first|second|afterward)\b",
    re.I,
)
_PERSONAL = re.compile(r"\b(?:I|I'm|I've|I'll|I'd|my|me|let's|we'll|we've)\b", re.I)
_REDACTED = re.compile(r"<[A-Z_]+_?\d*>")


@dataclass(frozen=True, slots=True)
class Statement:
    """One item as the extractor reads it; equal `voice`s are one witness."""

    id: str
    title: str
    text: str
    voice: str = ""


@dataclass(frozen=True, slots=True)
class _Candidate:
    source: int
    group: str
    claim: Claim
    weight: float

    @property
    def text(self) -> str:
        return self.claim.text


def extract(
    statements: Sequence[Statement], *, sentences: int | None = None, leave_out: Collection[str] = ()
) -> list[Sentence]:
    """Choose the sentences that most statements bear out, without repeating any, whatever their order.

    Args:
        statements: the items; each sentence stands word for word in one of them, white space apart.
        sentences: how many at the most; by default one for two items, 2 to 6.
        leave_out: addresses, commands, code and whole sentences that must not appear.
    """
    wanted = sentences if sentences is not None else length_for(len(statements))
    ordered = sorted(statements, key=lambda s: (s.id, s.title, s.text))
    read = [passages(s.text) for s in ordered]
    found = [_candidates(i, s, read[i], frozenset(leave_out)) for i, s in enumerate(ordered)]
    said = [[Claim(text) for text in (s.title, *(p.text for p in read[i]))] for i, s in enumerate(ordered)]
    heard = [(s.voice, frozenset(terms(f"{s.title}\n{s.text}"))) for s in ordered]
    candidates = [
        c for c in _shortlist([c for group in found for c in group]) if not is_lone(c.text, c.claim.content, heard)
    ]
    chosen = _fit(candidates, ordered, wanted)
    return [Sentence(text=c.text, cites=_cites(c, ordered, said)) for c in chosen]


def _fit(candidates: list[_Candidate], statements: Sequence[Statement], wanted: int) -> list[_Candidate]:
    """Choose from what may be repeated; only what would be chosen is looked at for that, as looking takes long."""
    if not candidates or wanted < 1:
        return []
    chosen = _choose(candidates, _scores(candidates, statements), wanted)
    if not any(unfit_to_repeat(c.text) for c in chosen):
        return chosen
    return _fit([c for c in candidates if not unfit_to_repeat(c.text)], statements, wanted)


def length_for(items: int) -> int:
    """Say how many sentences a summary of so many items has at the most."""
    return max(2, min(6, (items + 1) // 2))


def _candidates(
    source: int, statement: Statement, read: Sequence[Passage], leave_out: frozenset[str]
) -> list[_Candidate]:
    group = f"voice:{statement.voice}" if statement.voice else f"item:{statement.id}"
    titled = statement.title.strip().casefold()
    found = []
    opening = OPENING
    for passage in read:
        if passage.text in leave_out or passage.text.casefold() == titled:
            continue
        weight = _weight(passage)
        if weight and leave_out.isdisjoint(actions(passage.text)):
            found.append(_Candidate(source, group, Claim(passage.text), weight * opening))
            opening = 1.0
    return found


def _weight(passage: Passage) -> float:
    """Judge how well a passage stands alone as a statement; 0 rules it out."""
    text = passage.text
    plain = words(text)
    count = len(plain)
    if count < 2 or _POINTER.match(text) or not set(plain) - STOP:
        return 0.0
    weight = 1.0 if 6 <= count <= 32 else 0.75 if 4 <= count <= 45 else 0.4
    ending = text.rstrip("\"'”’)*_` ")[-1:]
    weight *= {".": 1.0, "!": 0.8, "?": 0.4, ":": 0.0, "。": 1.0}.get(ending, 0.85 if passage.kind == "list" else 0.7)
    weight *= 0.2 if passage.kind == "heading" else 1.0
    weight *= 0.5 if _LEANING.match(text) else 1.0
    weight *= 0.6 if _PERSONAL.search(text) else 1.0
    weight *= 0.5 if _REDACTED.search(text) else 1.0
    return weight


def _shortlist(candidates: list[_Candidate]) -> list[_Candidate]:
    """Keep one of each wording and, of very many, an even share of the best of every source."""
    unique = {(c.source, c.text): c for c in candidates}
    kept = list(unique.values())
    if len(kept) <= CANDIDATES:
        return kept
    rank: dict[int, int] = {}
    keyed = []
    for c in sorted(kept, key=lambda c: (-c.weight, c.text, c.source)):
        rank[c.source] = rank.get(c.source, -1) + 1
        keyed.append((rank[c.source], -c.weight, c.text, c.source, c))
    return [row[-1] for row in sorted(keyed, key=lambda row: row[:4])[:CANDIDATES]]


def _scores(candidates: list[_Candidate], statements: Sequence[Statement]) -> Matrix:
    """Rank by agreement: a random walk over shared words that prefers to cross from voice to voice."""
    vectors = _vectors([sorted(c.claim.content) for c in candidates])
    similar = vectors @ vectors.T
    np.fill_diagonal(similar, 0.0)
    kin = _kin(candidates)
    similar = np.where(kin, similar * KIN, similar)
    sums = similar.sum(axis=1, keepdims=True)
    steps = np.divide(similar, sums, out=np.full_like(similar, 1 / len(candidates)), where=sums > 0)
    start = _start(candidates, statements)
    rank = start
    for _ in range(40):
        rank = DAMPING * (rank @ steps) + (1 - DAMPING) * start
    weights = np.array([c.weight for c in candidates])
    scores: Matrix = rank * weights
    return scores / max(float(scores.max()), 1e-12)


def _vectors(texts: list[list[str]]) -> Matrix:
    vocabulary = {term: n for n, term in enumerate(sorted({t for text in texts for t in text}))}
    counts = np.zeros((len(texts), len(vocabulary)))
    for row, text in enumerate(texts):
        counts[row, [vocabulary[t] for t in text]] = 1.0
    weighted = counts * (np.log((1 + len(texts)) / (1 + counts.sum(axis=0))) + 1.0)
    norms: Matrix = np.linalg.norm(weighted, axis=1, keepdims=True)
    unit: Matrix = weighted / np.maximum(norms, 1e-12)
    return unit


def _kin(candidates: list[_Candidate]) -> NDArray[np.bool_]:
    sources = np.array([c.source for c in candidates])
    same: NDArray[np.bool_] = sources[:, None] == sources[None, :]
    names = sorted({c.group for c in candidates})
    if len(names) < 2:
        return same
    groups = np.array([names.index(c.group) for c in candidates])
    same |= groups[:, None] == groups[None, :]
    return same


def _start(candidates: list[_Candidate], statements: Sequence[Statement]) -> Matrix:
    """Give each voice (each item, where there is only one) an equal share, better where the titles agree."""
    titles: dict[str, int] = {}
    for statement in statements:
        for term in set(terms(statement.title)):
            titles[term] = titles.get(term, 0) + 1
    groups = {c.group for c in candidates}
    keys = [c.group if len(groups) > 1 else str(c.source) for c in candidates]
    sizes = {key: keys.count(key) for key in set(keys)}
    raw = [
        c.weight / sizes[key] * (1 + TITLE_SHARE * sum(titles.get(t, 0) > 1 for t in c.claim.content))
        for c, key in zip(candidates, keys, strict=True)
    ]
    shares: Matrix = np.array(raw)
    shares /= shares.sum()
    return shares


def _choose(candidates: list[_Candidate], scores: Matrix, wanted: int) -> list[_Candidate]:
    """Take the best that says something new, again and again."""
    left = sorted(
        zip(candidates, (round(float(s), 9) for s in scores), strict=True),
        key=lambda pair: (-pair[1], pair[0].text, pair[0].source),
    )
    chosen: list[_Candidate] = []
    while left and len(chosen) < wanted:
        best = max(left, key=lambda pair: RELEVANCE * pair[1] - (1 - RELEVANCE) * _repetition(pair[0], chosen))
        chosen.append(best[0])
        left = [p for p in left if p is not best and not _repeats(p[0], best[0])]
    return chosen


def _repetition(candidate: _Candidate, chosen: list[_Candidate]) -> float:
    """Measure how little new it brings: words already said, or an item already heard."""
    heard = SAME_SOURCE if any(c.source == candidate.source for c in chosen) else 0.0
    return max((candidate.claim.likeness(c.claim) for c in chosen), default=0.0) + heard


def _repeats(candidate: _Candidate, chosen: _Candidate) -> bool:
    one, other = candidate.claim, chosen.claim
    return max(one.containment(other), other.containment(one)) >= REPEATS or not one.content


def _cites(candidate: _Candidate, statements: Sequence[Statement], said: list[list[Claim]]) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(
            statement.id
            for n, statement in enumerate(statements)
            if n == candidate.source or any(_says(claim, candidate.claim) for claim in said[n])
        )
    )


def _says(claim: Claim, wanted: Claim) -> bool:
    return (
        len(facts := wanted.content - LIGHT) >= 2
        and len(facts & claim.content) >= SAME * len(facts)
        and claim.denials == wanted.denials
        and not claim.opposites(wanted)
        and set(numbers(wanted.text)) <= set(numbers(claim.text))
        and all(root(word) in claim.roots for name in names(wanted.text) for word in words(name))
    )
