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
_EXCHANGED = re.compile(r"^(The )(\w+)( .*?\bthe )(\w+)\b")
_THEN = re.compile(r"^(.+?), (?:and )?then (.+?)\.?$")
_SEQUENCE = re.compile(r" (before|after) ")
_TRAILING = re.compile(r"^(.+?) ((?:in|on|for|with|when|during|after|before|at|under|if) [^,]{3,50}?)\.?$")
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
        ("contradict", _exchanged),
        ("contradict", _resequenced),
        ("different_scope", _elsewhere),
        ("related", _of_another),
        ("agree", _reordered),
        ("agree", _fronted),
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


def _exchanged(sentence: str, rng: random.Random) -> str | None:
    """Let what does and what it is done to change places."""
    return _EXCHANGED.sub(r"\1\4\3\2", sentence) if _EXCHANGED.search(sentence) else None


def _resequenced(sentence: str, rng: random.Random) -> str | None:
    """Do first what comes after."""
    match = _THEN.match(sentence)
    if match:
        return f"{_raised(match[2])}, then {_lowered(match[1])}."
    return _SEQUENCE.sub(lambda m: " after " if m[1] == "before" else " before ", sentence, count=1)


def _of_another(sentence: str, rng: random.Random) -> str | None:
    """Say another number of another thing."""
    other = _opposite(sentence, rng) or _rival(sentence, rng)
    return _other_number(other, rng) if other else None


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
    return f"{_raised(match[2])} {_lowered(match[1])}."


def _fronted(sentence: str, rng: random.Random) -> str | None:
    """Say first where, when or what for."""
    match = _TRAILING.match(sentence)
    return f"{_raised(match[2])}, {_lowered(match[1])}." if match else None


def _raised(text: str) -> str:
    return text[0].upper() + text[1:]


def _lowered(text: str) -> str:
    return text[0].lower() + text[1:]


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
