"""Causes: what a sentence gives as the reason of what, beside what the items say of it."""

import re
from collections.abc import Iterator, Sequence

from stillroom.summarizing.claims import CAUSES, Claim
from stillroom.summarizing.words import known_in

# the share of one side's words that stand on a side of another sentence
HELD = 0.6
# a reason of which the items know no more than this is made up
KNOWN = 0.5

_EFFECT_FIRST = re.compile(
    r"^(?P<effect>.+?),?\s(?:because(?: of)?|since|due to|owing to|thanks to|as a result of|caused by|for (?:lack|want|fear) of)\s"
    r"(?P<cause>.+)$",
    re.I,
)
_CAUSE_FIRST = re.compile(
    r"^(?:(?:because(?: of)?|since|as|due to|owing to|thanks to|as a result of)\s(?P<cause>[^,]+),\s(?P<effect>.+)"
    r"|(?P<first>.+?)[,;]?\s(?:(?:(?:which|that|this) )?is (?:\w+ly )?why|as a result of which|as a result|therefore|thus|hence"
    r"|consequently|causes|caused|leads to|led to|results in|resulted in|triggers|triggered|so that|so)[,]?\s(?P<then>.+))$",
    re.I,
)
_EXPLAINED = re.compile(
    r"\b(?:since|so(?! did| do| does| far)|breaks?|kills?|forces?|slows?|prevents?|helped|fixed|by \w+ing|as(?! \w+ as)"
    r"|means?|makes?|made|lets?|to avoid|that is how|for)\b|[;:—]\s"
    r"|\b(?:comes?|came|stems?) from\b|\b(?:reduc|rais|lower|cut|turn|bring|sav|speed|help|fix|break|block)\w*\b",
    re.I,
)
# why one should do something is told by what is so
_WEAK = re.compile(r"\b(?:since|as)\b", re.I)
_ADVICE = re.compile(r"\b(?:should|must|ought|has to|have to|needs? to)\b", re.I)
# a statement that opens so follows from the one before
_FOLLOWS = re.compile(r"^(?:so|therefore|thus|hence|consequently|that is why|this is why|as a result)\b", re.I)


def sides(text: str) -> tuple[Claim, Claim] | None:
    """Take a sentence apart into its reason and what follows from it."""
    found = _CAUSE_FIRST.match(text) or _EFFECT_FIRST.match(text)
    if not found:
        return None
    told = found.groupdict()
    return Claim(told["cause"] or told["first"]), Claim(told["effect"] or told["then"])


def reasons(claim: Claim, near: Sequence[Claim], known: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Say so when a claim gives a reason that the items do not, or takes what follows for the reason.

    Args:
        claim: what is said.
        near: the statements with its words.
        known: the content words of all that is cited.
    """
    found = sides(claim.text)
    if found and any(_turned(found, theirs) for other in near if (theirs := sides(other.text))):
        yield "roles", "takes for the reason what the items say follows from it"
    if found and not (_WEAK.search(claim.text) and _ADVICE.search(found[1].text)) and _joined(found, near):
        yield "cause", "makes one the reason of the other where the items only say both"
    unknown = [w for w in found[0].content if not known_in(w, known)] if found else []
    if found and len(unknown) > KNOWN * len(found[0].content):
        yield "cause", f"gives a reason that the items do not: {', '.join(sorted(unknown)[:4])}"
    cause = CAUSES.search(claim.text)
    if cause and not any(CAUSES.search(other.text) or _EXPLAINED.search(other.text) for other in near):
        yield "cause", f"gives a reason ({cause[0]!r}) where the items give none"


def _joined(found: tuple[Claim, Claim], near: Sequence[Claim]) -> bool:
    """Do two statements, neither of which gives a reason, stand on the two sides?"""
    sources = []
    for side in found:
        best = max(near, key=lambda other: (side.coverage(other), side.likeness(other)))
        if len(side.content) < 2 or side.coverage(best) < HELD:
            return False
        sources.append(best)
    one, other = sources
    apart = one is not other and max(found[1].coverage(one), found[0].coverage(other)) < KNOWN
    return apart and not CAUSES.search(other.text) and not _FOLLOWS.match(other.text)


def _turned(mine: tuple[Claim, Claim], theirs: tuple[Claim, Claim]) -> bool:
    (cause, effect), (old_cause, old_effect) = mine, theirs
    return cause.containment(old_effect) >= HELD > cause.containment(old_cause) and effect.containment(
        old_cause
    ) >= HELD > effect.containment(old_effect)
