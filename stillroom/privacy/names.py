"""Names of people, found by cues, the roster and lists of names."""

import re
from collections.abc import Collection, Iterator

from stillroom.privacy.name_words import (
    AMBIGUOUS,
    NOT_NAMES,
    NameLists,
    common_words,
    known_terms,
    name_lists,
)
from stillroom.privacy.spans import Span

PERSON = "PERSON"

_WORD = r"[^\W\d_a-z](?:[^\W\d_]|['’](?=[^\W\d_]{2}))+(?:-[^\W\d_a-z][^\W\d_]+)*"
_PARTICLE = r"(?:[^\W\d_a-z]\.?|van|von|de|der|den|del|della|di|da|dos|la|le|bin|ibn|al|el|ter|ten|zu)"
_NAME = re.compile(rf"{_WORD}(?:[ \t]+(?:{_PARTICLE}[ \t]+){{0,2}}{_WORD}){{0,2}}(?![\w])")
_CAPITAL = re.compile(r"(?<![\w@./#$&<\\:-])[^\W\d_a-z][^\W\d_]{2,}")
_LOWER_NAME = re.compile(r"[^\W\d_]{3,}(?:[ \t]+[^\W\d_]{2,})?(?!\w)")
# After these any capitalised word is a name.
_SURE = re.compile(
    r"(?:\b(?:my|his|her|their|your|the customer'?s?|the user'?s?) (?:full |first |last |maiden |real )?name"
    r"(?: is|'s|:)|\b(?:signed-off|co-authored|reviewed|acked|reported|tested|suggested|co-developed)-by:"
    r"|\bcalls? me|\bmaiden name is|\b(?:mr|mrs|ms|mx|dr|prof)\.?)[ \t]{1,3}(?=\S)"
)
# After these a capitalised word is a name unless it names a team, a tool or a product.
_LIKELY = re.compile(
    r"(?:\b(?:contact|ask(?:ed|ing)?|cc|ping(?:ed)?|(?:spoke|speak|talk(?:ed)?|chatted|met"
    r"|meeting) (?:with|to)"
    r"|(?:paired|synced?) with|(?:reported|approved|written|raised|requested|owned|led|found"
    r"|noticed|fixed|handled"
    r"|paged) by|assigned to|escalated? to|reach out to|(?:hand(?:ed)?|pass(?:ed)?) (?:it |this"
    r" )?(?:over )?to"
    r"|thanks(?: to)?|thank you,?|kudos to|h/t|credit to|according to|follow up with|check with"
    r"|on behalf of|dear"
    r"|customer|client|patient|employee|colleague|coworker|teammate|boss|intern|interviewed|hired"
    r"|emailed|e-mailed"
    r"|messaged|told|texted|phoned|on-?call(?: is| was| engineer| person)?|i am|i'm|this is|hi"
    r"|hello|hey|regards"
    r"|cheers|sincerely|author|assignee|reporter|reviewer|owner|attendees|maintainer|name"
    r"|beneficiary|called|named"
    r"|partner|kid|child|wife|husband|says?|said|shout-?out to|by))[:,]?[ \t\n]{1,3}(?=\S)"
)
# Of those above, cues after which even unknown names are believed.
_TRUSTED = re.compile(
    r"contact|ask|cc|ping|(?:reported|approved|written|raised|requested|found|noticed) by|spoke"
    r"|speak|talked|chatted"
    r"|met |paired|assigned|escalate|thanks|kudos|according|follow up|check with|on behalf|dear"
    r"|customer|patient"
    r"|employee|colleague|coworker|teammate|interviewed|hired|emailed|e-mailed|messaged|phoned|on-?call"
)
_ACTS = re.compile(
    r"(?:['’]s\b|[ \t]+(?:said|says|asked|asks|told|tells|reported|reports|mentioned|confirmed"
    r"|noticed|wrote|writes"
    r"|suggested|prefers|wants|wanted|thinks|thought|fixed|owns|approved|reviewed|complained"
    r"|found|knows|lives|was"
    r"|is (?:a|the|on|our|my|from|very|in)|and I|has been|had|will|explained|agreed|insisted"
    r"|merged|deployed|called"
    r"|emailed|joined|left|works|pointed out)\b)"
)
_AND = re.compile(r"[ \t]*(?:,|&|and\b|,[ \t]*and\b)[ \t]*")
_AUTHORED = re.compile(rf"({_NAME.pattern})[ \t]*<(?=[^<>\s@]+@)")


class People:
    """People named in a text, without a language model."""

    name = "names"
    version = "1"
    canary = ("Please ask Priya Sharma about it", PERSON)

    def __init__(self, roster: Collection[str] = ()) -> None:
        self._roster = _roster_pattern(roster)

    def scan(self, text: str, lowered: str) -> Iterator[Span]:
        """Yield names."""
        lists = name_lists()
        for start, end, score in self._find(text, lowered, lists):
            yield Span(start, end, PERSON, score, self.name)

    def _find(self, text: str, lowered: str, lists: NameLists) -> Iterator[tuple[int, int, float]]:
        if self._roster is not None:
            yield from ((m.start(), m.end(), 1.0) for m in self._roster.finditer(text))
        if "<" in text and "@" in text:
            yield from _authored(text)
        yield from _sure(text, lowered)
        yield from _likely(text, lowered, lists)
        yield from _listed(text, lists)


def is_known_part(word: str) -> bool:
    """Is one word of a full name that name wherever else it stands: "Borkowski", but not "Will" or "Grace"?"""
    is_word = word.lower() in common_words() or word in known_terms() or word in NOT_NAMES
    return word.istitle() and word not in AMBIGUOUS and not is_word


def _roster_pattern(roster: Collection[str]) -> re.Pattern[str] | None:
    entries = sorted({e.strip() for e in roster if len(e.strip()) > 1}, key=lambda e: (-len(e), e))
    if not entries:
        return None
    # A single word such as "Will" keeps its capital; a full name or a handle is found in any case.
    parts = [re.escape(e) if e.isalpha() and e.istitle() else f"(?i:{re.escape(e)})" for e in entries]
    return re.compile(rf"(?<![\w])(?:{'|'.join(parts)})(?![\w])")


def _authored(text: str) -> Iterator[tuple[int, int, float]]:
    """Find who stands before an address in angle brackets, without the "Ask" before the name."""
    for match in _AUTHORED.finditer(text):
        start = match.start(1)
        first, _, rest = match.group(1).partition(" ")
        if rest and first.lower() in common_words():
            start += len(first) + 1
        if _is_free(text[start : match.end(1)]):
            yield start, match.end(1), 0.9


def _sure(text: str, lowered: str) -> Iterator[tuple[int, int, float]]:
    for cue in _SURE.finditer(lowered):
        match = _NAME.match(text, cue.end())
        # "MR Template", "MX Records": an honorific is not written in capitals.
        is_acronym = text[cue.start() : cue.start() + 2].isupper()
        if match and not is_acronym and _is_free(match.group().split()[0]):
            yield match.start(), match.start() + len(_trim(match.group())), 0.85


def _likely(text: str, lowered: str, lists: NameLists) -> Iterator[tuple[int, int, float]]:
    for cue in _LIKELY.finditer(lowered):
        at = cue.end()
        is_trusted = _TRUSTED.match(cue.group()) is not None
        match = _NAME.match(text, at)
        if match:
            if not _in_title(text, at):
                yield from _series(text, match, lists, is_trusted=is_trusted)
        elif is_trusted:
            yield from _in_lower_case(text, at, lists)


def _series(
    text: str, match: re.Match[str] | None, lists: NameLists, *, is_trusted: bool
) -> Iterator[tuple[int, int, float]]:
    """Follow a list of names: "Priya, Tom and Ana"."""
    while match:
        name = _trim(match.group())
        if not name or not _is_name(name.split(), lists, is_trusted=is_trusted):
            return
        end = match.start() + len(name)
        yield match.start(), end, 0.75
        comma = _AND.match(text, end)
        match = _NAME.match(text, comma.end()) if comma else None
        is_trusted = False


def _in_lower_case(text: str, at: int, lists: NameLists) -> Iterator[tuple[int, int, float]]:
    match = _LOWER_NAME.match(text, at)
    if match is None:
        return
    first, *rest = (w.capitalize() for w in match.group().split())
    if first in lists.given and first not in AMBIGUOUS:
        is_full = bool(rest) and rest[0] in lists.family and rest[0] not in AMBIGUOUS
        yield at, match.end() if is_full else at + len(first), 0.6


def _listed(text: str, lists: NameLists) -> Iterator[tuple[int, int, float]]:
    for capital in _CAPITAL.finditer(text):
        if capital.group() not in lists.given:
            continue
        match = _NAME.match(text, capital.start())
        name = _trim(match.group()) if match else ""
        words = name.split()
        if len(words) > 1:
            if _is_full_name(words, lists, is_title=_in_title(text, capital.start())):
                yield capital.start(), capital.start() + len(name), 0.7
        elif words and words[0] not in AMBIGUOUS and _ACTS.match(text, capital.end()):
            yield capital.start(), capital.end(), 0.6


def _is_name(words: list[str], lists: NameLists, *, is_trusted: bool) -> bool:
    first, last = words[0], words[-1]
    if first in lists.given and first not in AMBIGUOUS:
        return True
    if len(words) == 1:
        return False
    is_listed = last in lists.family and (first in lists.given or last not in AMBIGUOUS)
    return is_listed or (is_trusted and all(_is_wordlike(w) for w in words))


def _is_full_name(words: list[str], lists: NameLists, *, is_title: bool) -> bool:
    first, last = words[0], words[-1]
    is_family = last in lists.family
    if first in AMBIGUOUS:
        return is_family and last not in AMBIGUOUS and not is_title
    return is_family or (not is_title and _is_wordlike(last))


def _is_wordlike(word: str) -> bool:
    return len(word) < 3 or (word[1:].islower() and not word.endswith(("ing", "tion", "ment", "ity")))


def _is_free(name: str) -> bool:
    return not any(w in NOT_NAMES for w in name.split())


def _trim(name: str) -> str:
    """Cut a run of capitalised words at the first that is never part of a name."""
    words = re.split(r"([ \t]+)", name)
    for i in range(0, len(words), 2):
        if words[i] in NOT_NAMES or (len(words[i]) > 2 and words[i].isupper()):
            kept = words[:i]
            break
    else:
        kept = words
    # John and Jane Doe stand for nobody.
    return "" if "Doe" in kept else "".join(kept).rstrip()


def _in_title(text: str, at: int) -> bool:
    start = max(text.rfind("\n", 0, at) + 1, at - 200)
    line = text[start : at + 200].partition("\n")[0]
    if line.startswith("#"):
        return True
    long = [w for w in line.split() if len(w) > 3 and w[0].isalpha()]
    return len(long) > 4 and sum(w[0].isupper() for w in long) > 0.6 * len(long)
