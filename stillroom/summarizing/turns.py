"""Turns: how a sentence departs from the statement it reports, though it uses the same words.

Who does what to whom, how many, how sure, under which condition, in which order, and why: each check
compares a claim with one statement that holds most of its words, and says nothing about others.
"""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from stillroom.summarizing.amounts import bounded, number_of, quantified
from stillroom.summarizing.claims import Claim
from stillroom.summarizing.places import counts, pieces, sequence, swapped
from stillroom.summarizing.words import LIGHT, alike, known_in, root, words

# the share of a claim's content words that a statement must hold to be what it reports
REPORTED = 0.8
# a sentence of which more than this is not the statement's own words is about something else
FOREIGN = 0.4
# the share of what else a clause says that the claim must hold for a gap to be a gap
COVERED = 0.6
_CONDITIONS = r"if|when|whenever|unless|until|except|while|during|without|under|provided|as long as|once|before|after|outside|inside"
_PLACES = r"on|in|for|with|at|over|behind|across"
_PHRASE = re.compile(
    rf"(?<!not )(?<!never )\b(?:(?P<condition>{_CONDITIONS})|(?P<place>{_PLACES}))\b(?! (?:most|least|once|all|any|every|least)\b)(?=(?P<rest>[^,;:.—()]*))",
    re.I,
)
# where a phrase at the front ends and the sentence begins
_NEXT = re.compile(r"(?<=\w)\s(?:the|a|an|our|its|their|each|every|no)\s", re.I)
_BREAK = re.compile(
    r"[;:—]\s|,\s+(?=(?:and|but|while|whereas|because|since|which|who|so|never|not|unlike|although|though|nobody|as|yet|however|with|the|a|an|its|their|we|it|they|others|all)\b)"
    r"|\s(?=(?:because|whereas|although|though|but|unlike|instead of|rather than|as opposed to|in place of)\b)|\.\s|\s\("
)
_ASIDE = re.compile(r",\s((?:not|never|unlike|no longer|rather than|instead of)\b[^,;.]*),")
_AHEAD = re.compile(
    r"^((?:As|If|When|While|Since|Because|After|Before|Once|Although|Though|Unless|Until)\b[^,;]{3,}),\s"
)
_SENTENCES = re.compile(r"[;:—]\s|\.\s|,\s(?=(?:because|since|so|which|and|but)\b)|\s(?=because\b)")
_EXCEPTED = re.compile(r"\b(?:unless|except|until|without)\b", re.I)
_OTHERWISE = re.compile(
    r"\b(?:unless|except\w*|until|without|only (?:if|when|after)|if (?:\w+ ){0,3}not|otherwise|but|need\w*|not)\b|n't\b",
    re.I,
)
_ATTRIBUTED = re.compile(
    r"\b(?:report(?:s|ed)?|said|says(?! to\b)|suspect(?:s|ed)?|claim(?:s|ed)?|think|thinks|thought|believe[sd]?|assume[sd]?|guess(?:es|ed)?|noticed|heard|according to|rumou?r)\b",
    re.I,
)
_ARTICLES = frozenset(["the", "a", "an", "our", "its", "their", "each", "every", "all", "no", "this", "that"])
_WEAK = frozenset(
    [
        "should",
        "ought",
        "recommended",
        "recommend",
        "prefer",
        "preferably",
        "better",
        "consider",
        "advisable",
        "may",
        "can",
        "could",
        "suggest",
    ]
)
_FORCED = frozenset(
    ["must", "shall", "required", "mandatory", "obligatory", "necessary", "always", "never", "need", "needs"]
)


def clauses(text: str) -> list[Claim]:
    """Cut a sentence where another statement begins."""
    text = _AHEAD.sub(r"\1; ", _ASIDE.sub(r"; \1;", text))
    return [Claim(part.strip()) for part in _BREAK.split(text) if part and words(part)]


def turns(claim: Claim, said: Claim) -> Iterator[tuple[str, str]]:
    """Say how a claim departs from a statement that holds its words: (kind of fault, what is wrong)."""
    yield from quantified(claim, said)
    yield from bounded(claim, said)
    yield from _sworn(claim, said)
    yield from swapped(claim, said)
    yield from _widened(claim, said)
    yield from _replaced(claim, said)
    yield from _other_kind(claim, said)


def _sworn(claim: Claim, said: Claim) -> Iterator[tuple[str, str]]:
    mine, theirs = set(claim.words), set(said.words)
    if (
        mine & _FORCED
        and theirs & _WEAK
        and not theirs & _FORCED
        and not mine & _WEAK
        and not claim.denials
        and not said.denials
    ):
        yield "hedge", "makes a duty of what the items only recommend or allow"
    told = _ATTRIBUTED.search(said.text)
    if told and not _ATTRIBUTED.search(claim.text) and not claim.doubts:
        yield "hedge", f"states as known what the items say somebody {told[0]}"


def _widened(claim: Claim, said: Claim) -> Iterator[tuple[str, str]]:
    """A condition or a place that the statement names and the claim, otherwise the same, leaves out."""
    if len([w for w in claim.content if not known_in(w, said.content)]) > FOREIGN * len(claim.content):
        return
    for part in map(Claim, _SENTENCES.split(said.text)):
        if len(part.content & claim.content) < 2 and part.content - claim.content:
            continue
        for match in _PHRASE.finditer(part.text):
            # how far a phrase reaches is not known: a place is a word or two, a condition some more
            phrase = _NEXT.split(match["rest"])[0]
            named = _opening(phrase, 4 if match["condition"] else 2)
            outside = Claim(part.text[: match.start()] + " " + part.text[match.end() + len(phrase) :])
            rest = {w for w in sequence(outside) if not number_of(w)}
            if not named - LIGHT or any(known_in(w, claim.content) for w in named) or not rest:
                continue
            if len(rest & claim.content) >= COVERED * len(rest):
                stretch = " ".join((match[0] + match["rest"]).split()[:6])
                yield "scope", f"leaves out {stretch!r}"
                return
    if (turned := _EXCEPTED.search(said.text)) and not _OTHERWISE.search(claim.text):
        found = Claim(said.text[turned.end() :]).content
        if found and len(found & claim.content) >= 0.5 * len(found):
            yield "scope", f"names as a condition what the items except by {turned[0]!r}"


def _opening(text: str, size: int) -> set[str]:
    listed = words(text)
    told = (n for n, word in enumerate(listed) if counts(word) and not number_of(word))
    # after a number stands its unit, which has many spellings
    return {root(listed[n]) for n in list(told)[:size] if not (n and number_of(listed[n - 1]))}


def _replaced(claim: Claim, said: Claim) -> Iterator[tuple[str, str]]:
    """The same sentence but for one word: a slip or another claim, and seldom a better word."""
    mine, theirs = sequence(claim), sequence(said)
    changes = [op for op in SequenceMatcher(None, theirs, mine, autojunk=False).get_opcodes() if op[0] != "equal"]
    replaced = [op for op in changes if op[0] == "replace"]
    if len(changes) != 1 or len(theirs) < 3 or any(op[0] == "insert" for op in changes):
        return
    kind, a, b, c, d = replaced[0] if replaced else changes[0]
    old, new = theirs[a:b], mine[c:d]
    if kind == "replace" and max(len(old), len(new)) <= 2:
        fresh = [w for w in new if w not in theirs]
        if fresh and not set(fresh) <= LIGHT and not any(alike(w, o) for w in fresh for o in old):
            yield "unsupported", f"says {' '.join(new)!r} where the items say {' '.join(old)!r}"
    elif (
        kind == "delete"
        and len(changes) == 1
        and len(old) == 1
        and a > 0
        and b < len(theirs)
        and not set(old) & LIGHT
        and not _set_off(said.text, old[0])
    ):
        yield "scope", f"leaves out {old[0]!r}"


def _other_kind(claim: Claim, said: Claim) -> Iterator[tuple[str, str]]:
    """A thing with another word before it: `audio decoder` for `image decoder`."""
    kinds = {root(thing): kind for kind, thing in _kinds(said)}
    for kind, thing in _kinds(claim):
        old = kinds.get(root(thing), "")
        if old and root(old) not in claim.roots and not known_in(root(kind), said.roots):
            yield "unsupported", f"says {kind!r} of {thing!r} where the items say {old!r}"


def _kinds(claim: Claim) -> Iterator[tuple[str, str]]:
    listed = claim.words
    for opening, kind, thing in zip(listed, listed[1:], listed[2:], strict=False):
        if opening in _ARTICLES and counts(kind) and counts(thing) and not number_of(kind):
            yield kind, thing


def _set_off(text: str, word: str) -> bool:
    """Does the word stand in a stretch of its own?"""
    return any(len(part.content) == 1 and word in part.content for part in pieces(text))
