"""Pairs made from real sentences, whose label is known by how they were made."""

import random
import re
from collections.abc import Iterator

from stillroom.judging import lexicon
from stillroom.judging.thesaurus import MEANING, OPPOSED, RIVALS

_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)*(?![\w.])")
_WORD = re.compile(r"[A-Za-z][\w-]*")
_AUXILIARY = re.compile(r"\b(is|are|was|were|can|must|should|may|will|has|have|does|do)\b(?! not)")
_LEADING = re.compile(r"^((?:In|On|For|With|When|During|After|Before|At|Under|If) [^,]{3,50}), (.+?)\.?$")
_ORDER = re.compile(r"\b(\w+)( (?:over|before|after|instead of|rather than) )(\w+)\b")
_ENVIRONMENTS = ("production", "staging", "development", "CI", "the sandbox", "the preview environment")
_FILLERS = ("Please note: ", "Remember: ", "Note that ", "As a rule, ", "In general, ")

_SYNONYMS: dict[str, list[str]] = {}
for _root, _concept in MEANING.items():
    _SYNONYMS.setdefault(_concept, []).append(_root)


def perturbed(sentence: str, rng: random.Random) -> Iterator[tuple[str, str]]:
    """Yield (label, sentence) for every way of changing a sentence that fits it."""
    for label, change in (
        ("contradict", _other_number),
        ("contradict", _negated),
        ("contradict", _opposite),
        ("contradict", _rival),
        ("contradict", _turned),
        ("different_scope", _elsewhere),
        ("agree", _reordered),
        ("agree", _said_otherwise),
        ("agree", _filled),
    ):
        changed = change(sentence, rng)
        if changed and changed != sentence:
            yield label, changed


def _other_number(sentence: str, rng: random.Random) -> str | None:
    found = list(_NUMBER.finditer(sentence))
    if not found:
        return None
    match = rng.choice(found)
    parts = match[0].split(".")
    parts[0] = str(int(parts[0]) * rng.choice((2, 3, 5)) + rng.choice((0, 1)) if len(parts) == 1 else int(parts[0]) + 1)
    return sentence[: match.start()] + ".".join(parts) + sentence[match.end() :]


def _negated(sentence: str, rng: random.Random) -> str | None:
    first = sentence.split(" ", 1)[0].lower()
    if first in lexicon.DIRECTIVES and first not in lexicon.NEGATORS and len(sentence.split()) > 2:
        verb = sentence[0].lower() + sentence[1:]
        return rng.choice(("Do not ", "Never ", "Avoid to ")) + verb if first != "avoid" else None
    match = _AUXILIARY.search(sentence)
    return None if not match else sentence[: match.end()] + " not" + sentence[match.end() :]


def _swapped(sentence: str, table: dict[str, frozenset[str]], rng: random.Random) -> str | None:
    known = [m for m in _WORD.finditer(sentence) if table.get(lexicon.stem(m[0].lower()))]
    if not known:
        return None
    match = rng.choice(known)
    other = rng.choice(sorted(table[lexicon.stem(match[0].lower())]))
    return sentence[: match.start()] + other + sentence[match.end() :]


def _opposite(sentence: str, rng: random.Random) -> str | None:
    return _swapped(sentence, lexicon.ALTERNATIVES, rng) or _swapped(sentence, OPPOSED, rng)


def _rival(sentence: str, rng: random.Random) -> str | None:
    return _swapped(sentence, RIVALS, rng)


def _turned(sentence: str, rng: random.Random) -> str | None:
    """Turn a preference or an order round."""
    match = _ORDER.search(sentence)
    return None if not match else sentence[: match.start()] + match[3] + match[2] + match[1] + sentence[match.end() :]


def _elsewhere(sentence: str, rng: random.Random) -> str | None:
    """Say another number for another environment."""
    changed = _other_number(sentence, rng)
    if not changed or any(word in sentence.lower() for word in ("production", "staging", "sandbox", " ci")):
        return None
    return f"In {rng.choice(_ENVIRONMENTS)}: {changed}"


def _reordered(sentence: str, rng: random.Random) -> str | None:
    match = _LEADING.match(sentence)
    if not match:
        return None
    lead = match[1]
    return f"{match[2][0].upper()}{match[2][1:]} {lead[0].lower()}{lead[1:]}."


def _said_otherwise(sentence: str, rng: random.Random) -> str | None:
    """Take other words of the same meaning for two of its words."""
    known = [
        m for m in _WORD.finditer(sentence) if len(_SYNONYMS.get(MEANING.get(lexicon.stem(m[0].lower()), ""), ())) > 1
    ]
    if not known:
        return None
    changed = sentence
    for match in sorted(rng.sample(known, min(2, len(known))), key=lambda m: -m.start()):
        root = lexicon.stem(match[0].lower())
        other = rng.choice([w for w in _SYNONYMS[MEANING[root]] if w != root])
        changed = changed[: match.start()] + other + changed[match.end() :]
    return changed


def _filled(sentence: str, rng: random.Random) -> str | None:
    return rng.choice(_FILLERS) + sentence[0].lower() + sentence[1:]
