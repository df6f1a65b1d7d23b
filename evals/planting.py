"""Planting: statements with an error put in, and faithful rewordings, by a seed.

The statements are those of `pairs_fresh`, which were written for another eval. Each becomes a part of an item beside
a statement about something else, as in real notes. What two pairs' authors said in two ways, meaning the same, is
taken for faithful, too.
"""

import random
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from evals.cases import Case

SEED = 20261121
EACH = 16
REWORDED = 60

Change = Callable[[str, random.Random, Sequence[str]], tuple[str, str] | None]
"""From a statement: what the item says, and what the summary makes of it."""

_NUMBER = re.compile(r"(?<![\w.:-])\d+(?:,\d{3})*(?![\w.:-]\d)")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][A-Za-z]+(?:\.?[A-Za-z]+)?\b|`[^`]+`")
_UNITS = ["seconds", "minutes", "hours", "days", "weeks", "months", "ms", "MiB", "GiB", "MB", "GB", "s", "px", "years"]
_UNIT = re.compile(rf"(?<=\d )(?:{'|'.join(_UNITS)})\b")
_SIGNS = [("cannot", "can"), ("can", "cannot"), ("must not", "must"), ("must", "must not"), ("are not", "are")]
_SIGNS += [("is not", "is"), ("does not", "does"), ("never", "always"), ("should", "should not"), ("are", "are not")]
_SIGNS += [
    ("is", "is not"),
    ("not ", ""),
    ("Use ", "Do not use "),
    ("Don't ", ""),
    ("has", "lacks"),
    ("may", "may not"),
]
_PARTS = [("Every", "Hardly any"), ("Each", "Hardly any"), ("All", "Few"), ("all", "few"), ("Some", "All")]
_PARTS += [("Most", "All"), ("Only", "Not only"), ("only", "also"), ("Several", "All"), ("at most", "at least")]
_PARTS += [("up to", "at least"), ("at least", "at most"), ("Many", "All"), ("Half", "All"), ("None", "Most")]
_DOUBTS = ["Probably {}", "We suspect that {}", "It seems that {}", "Perhaps {}", "As far as anybody knows {}"]
_PLACES = ["On staging {}", "For tenants in Norway {}", "During the nightly import {}", "Behind the old proxy {}"]
_PLACES += ["Unless the cache is warm, {}", "When the primary is down, {}"]
_TURNED = re.compile(r"^(.{8,}?)( before | after | instead of | rather than | than )(.{8,}?)([.,;].*)$")
_OPENING = re.compile(
    r"^(?:The|A|An|All|Each|Every|Most|Some|Only|On|In|For|Under|When|With|Without|Our|We|No|None|Nothing|There|It|Use)\b"
)
_STATED = re.compile(r"^(?:The|A|An|All|Each|Every|Most|Our|We|There|It)\b")
_WORDINGS = [("must not", "may not"), ("cannot", "can't"), ("because", "since"), ("does not", "doesn't")]
_WORDINGS += [("do not", "don't"), ("is not", "isn't"), ("are not", "aren't"), ("Every", "Each"), ("needs", "requires")]
_WORDINGS += [("up to", "at most"), ("Use", "Make use of"), ("two", "2"), ("three", "3"), ("once a", "one time a")]
_WORDINGS += [("takes place", "happens"), ("contains", "holds"), ("begins", "starts"), ("Keep", "Make sure to keep")]


def _bare(text: str) -> str:
    return text.rstrip(".")


def _inside(text: str) -> str:
    """Write a statement as it stands within another sentence."""
    return text[:1].lower() + text[1:] if _OPENING.match(text) else text


def _swap(text: str, draw: random.Random, pairs: Sequence[tuple[str, str]]) -> str | None:
    fitting = [(a, b) for a, b in pairs if re.search(rf"\b{re.escape(a)}(?![\w-])", text)]
    if not fitting:
        return None
    old, new = draw.choice(fitting)
    return re.sub(rf"\b{re.escape(old)}(?![\w-])", new, text, count=1)


def _replaced(text: str, draw: random.Random, pattern: re.Pattern[str], others: Sequence[str]) -> str | None:
    found = list(pattern.finditer(text))
    if not found or not (left := [o for o in others if o not in text]):
        return None
    match = draw.choice(found)
    return text[: match.start()] + draw.choice(left) + text[match.end() :]


def _told(text: str, changed: str | None) -> tuple[str, str] | None:
    return (text, changed) if changed and changed != text else None


def _number(text: str, draw: random.Random, _: Sequence[str]) -> tuple[str, str] | None:
    return _told(text, _replaced(text, draw, _NUMBER, [str(n) for n in (3, 7, 12, 25, 45, 60, 120, 400, 750)]))


def _unit(text: str, draw: random.Random, _: Sequence[str]) -> tuple[str, str] | None:
    return _told(text, _replaced(text, draw, _UNIT, _UNITS))


def _name(text: str, draw: random.Random, pool: Sequence[str]) -> tuple[str, str] | None:
    return _told(text, _replaced(text, draw, _NAME, sorted({m[0] for t in pool for m in _NAME.finditer(t)})))


def _negation(text: str, draw: random.Random, _: Sequence[str]) -> tuple[str, str] | None:
    return _told(text, _swap(text, draw, _SIGNS))


def _quantifier(text: str, draw: random.Random, _: Sequence[str]) -> tuple[str, str] | None:
    return _told(text, _swap(text, draw, _PARTS))


def _hedge(text: str, draw: random.Random, _: Sequence[str]) -> tuple[str, str] | None:
    return (draw.choice(_DOUBTS).format(_inside(text)), text) if _STATED.match(text) else None


def _scope(text: str, draw: random.Random, _: Sequence[str]) -> tuple[str, str] | None:
    return (draw.choice(_PLACES).format(_inside(text)), text) if _STATED.match(text) else None


def _roles(text: str, draw: random.Random, _: Sequence[str]) -> tuple[str, str] | None:
    if turned := _TURNED.match(text):
        one, relation, other, rest = turned.groups()
        return _told(text, f"{other[:1].upper()}{other[1:]}{relation}{_inside(one)}{rest}")
    for pattern in (_NAME, _NUMBER):
        found = [m[0] for m in pattern.finditer(text)]
        if len(set(found)) == 2:
            one, other = found[0], next(f for f in found if f != found[0])
            return _told(text, re.sub("\0", other, text.replace(one, "\0").replace(other, one)))
    return None


def _cause(text: str, draw: random.Random, pool: Sequence[str]) -> tuple[str, str]:
    other = draw.choice([t for t in pool if t != text])
    joint = draw.choice([", because ", ", since ", ", as a result of which "])
    return f"{text} {other}", f"{_bare(text)}{joint}{_inside(_bare(other))}."


CHANGES: dict[str, Change] = {
    "number": _number,
    "unit": _unit,
    "name": _name,
    "negation": _negation,
    "quantifier": _quantifier,
    "hedge": _hedge,
    "scope": _scope,
    "roles": _roles,
    "cause": _cause,
}


def _reworded(text: str, draw: random.Random) -> str:
    """Say the same in slightly other words, where a way is known."""
    changed = _swap(text, draw, _WORDINGS) or text
    clause = re.match(r"^([A-Z][^,;:.]{12,}) (when|if|until|while|after|before) ([^,;:.]+)\.$", changed)
    if clause and draw.random() < 0.5:
        changed = f"{clause[2].capitalize()} {clause[3]}, {_inside(clause[1])}."
    return changed


def planted(pairs: Sequence[Case], seed: int = SEED) -> Iterator[dict[str, Any]]:
    """Make cases of pairs; the same seed gives the same."""
    draw = random.Random(seed)
    pool = sorted({side["content"] for pair in pairs for side in (pair["a"], pair["b"])})
    for kind, change in CHANGES.items():
        made = 0
        for text in draw.sample(pool, len(pool)):
            changed = change(text, draw, pool)
            if changed and made < EACH:
                made += 1
                yield _case(f"{kind}-{made}", changed[0], _reworded(changed[1], draw), draw, pool, kind)
    reworded = [(t, new) for t in draw.sample(pool, len(pool)) if (new := _reworded(t, draw)) != t]
    for n, (text, new) in enumerate(reworded[:REWORDED]):
        yield _case(f"reworded-{n}", text, new, draw, pool, None) | {"category": "faithful, reworded"}
    same = [p for p in pairs if p["verdict"] in ("agree", "duplicate") and "superseded" not in p["also"]]
    for pair in same:
        case = _case(f"said-{pair['id']}", pair["a"]["content"], pair["b"]["content"], draw, pool, None)
        yield case | {"category": "faithful, in other words"}


def _case(
    case_id: str, said: str, sentence: str, draw: random.Random, pool: Sequence[str], error: str | None
) -> dict[str, Any]:
    beside, other = draw.sample([t for t in pool if t not in said and t != sentence], 2)
    first = f"{said} {beside}" if draw.random() < 0.5 else f"{beside} {said}"
    return {
        "id": f"planted-{case_id}",
        "sources": [first if re.search(r"[.!?]$", beside) else f"{first}.", other],
        "sentence": sentence,
        "faithful": error is None,
        "error": error,
        "split": "test",
    }
