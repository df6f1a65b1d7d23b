"""Turns: how a sentence departs from the statement it reports, though it uses the same words.

Who does what to whom, how many, how sure, under which condition, in which order, and why: each check
compares a claim with one statement that holds most of its words, and says nothing about others.
"""

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import combinations

from stillroom.summarizing.claims import CAUSES, Claim
from stillroom.summarizing.words import LIGHT, STOP, alike, root, words

# the share of a claim's content words that a statement must hold to be what it reports
REPORTED = 0.8
# the share of what else a clause says that the claim must hold for a gap to be a gap
COVERED = 0.6
# this alike, two sentences differ on purpose or by mistake
COPIED = 0.85

_GROUPS = {
    "a part": "some several sometimes occasionally certain few rarely seldom hardly",
    "one": "one",
    "many": "many often frequently numerous",
    "most": "most mostly usually typically generally mainly majority normally",
    "all": "all every each always any everything everyone whole entire",
}
_GROUP = {word: name for name, listed in _GROUPS.items() for word in listed.split()}
_DETERMINERS = frozenset("some several certain few many most all every each any".split())
_UP = r"at least|no less than|not less than|no fewer than|minimum of|more than|over|above|larger than|greater than|bigger than|longer than|newer than|later than|older than(?= \\d+ (?:days|weeks|months|years|hours|minutes))|higher than|exceeds?|exceeding|beyond"
_DOWN = r"at most|up to|no more than|not more than|no later than|no longer than|maximum of|as much as|as many as|within|less than|fewer than|under|below|smaller than|shorter than|younger than|older than|earlier than|lower than"
_BOUND = re.compile(
    rf"\b(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?: the| a| an| every| version| about)? (?P<n>\d[\d.,]*|\w+)"
    r"|(?P<m>\d[\d.,]*)(?: \w+| %)? or (?:(?P<more>more|above|newer|later|longer)|(?P<less>less|fewer|below|older|earlier))",
    re.I,
)
_PERIOD = re.compile(
    r"\b(?:an?|per|each|every) (second|minute|hour|day|night|week|month|quarter|year|sprint|morning|evening)\b|\b(hourly|daily|nightly|weekly|monthly|quarterly|yearly|annually)\b|/(s|min|h|day)\b",
    re.I,
)
_PERIODS = {"hourly": "hour", "daily": "day", "nightly": "night", "weekly": "week", "monthly": "month"}
_PERIODS |= {"quarterly": "quarter", "yearly": "year", "annually": "year", "s": "second", "min": "minute", "h": "hour"}
_CONDITIONS = r"if|when|whenever|unless|until|except|while|during|without|under|provided|as long as|once|before|after|outside|inside"
_PLACES = r"on|in|for|with|at|over|behind|across"
_PHRASE = re.compile(
    rf"(?<!not )(?<!never )\b(?:(?P<condition>{_CONDITIONS})|(?P<place>{_PLACES}))\b(?! (?:most|least|once|all|any|every|least)\b)(?=(?P<rest>[^,;:.—()]*))", re.I
)
_BREAK = re.compile(
    r"[;:—]\s|,\s+(?=(?:and|but|while|whereas|because|since|which|who|so|never|not|unlike|although|though|nobody|as|yet|however|with|the|a|an|its|their|we|it|they|others|all)\b)"
    r"|\s(?=(?:because|whereas|although|though|but|unlike|instead of|rather than|as opposed to|in place of)\b)|\.\s|\s\("
)
_ASIDE = re.compile(r",\s((?:not|never|unlike|no longer|rather than|instead of)\b[^,;.]*),")
_SENTENCES = re.compile(r"[;:—]\s|\.\s|,\s(?=(?:because|since|so|which|and|but)\b)|\s(?=because\b)")
_EXCEPTED = re.compile(r"\b(?:unless|except|until|without)\b", re.I)
_OTHERWISE = re.compile(
    r"\b(?:unless|except\w*|until|without|only (?:if|when|after)|if (?:\w+ ){0,3}not|otherwise|but|need\w*|not)\b|n't\b", re.I
)
_EXPLAINED = re.compile(
    r"\b(?:since|so(?! did| do| does| far)|breaks?|kills?|forces?|slows?|prevents?|helped|fixed|by \w+ing|as(?! \w+ as)|means?|makes?|made|lets?|to avoid|that is how|for)\b|[;:—]\s",
    re.I,
)
_ATTRIBUTED = re.compile(
    r"\b(?:report(?:s|ed)?|said|says|suspect(?:s|ed)?|claim(?:s|ed)?|think|thinks|thought|believe[sd]?|assume[sd]?|guess(?:es|ed)?|noticed|heard|according to|rumou?r)\b",
    re.I,
)
_RELATIONS = frozenset("before after than from to into onto over under instead because by with without for on in at".split())
_TURNING = frozenset("before after than because instead into onto".split())
_PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being|gets?|got)\s+(?:\w+ly\s+)?\w+(?:ed|en|nt|wn|ne|ld)\b", re.I)
_VAGUE = frozenset("one ones other others thing things first then".split())
_WEAK = frozenset("should ought recommended recommend prefer preferably better consider advisable may can could suggest".split())
_FORCED = frozenset("must shall required mandatory obligatory necessary always never need needs".split())


def clauses(text: str) -> list[Claim]:
    """Cut a sentence where another statement begins."""
    text = _ASIDE.sub(r"; \1;", text)
    return [Claim(part.strip()) for part in _BREAK.split(text) if part and words(part)]


def turns(claim: Claim, said: Claim) -> Iterator[tuple[str, str]]:
    """Say how a claim departs from a statement that holds its words: (kind of fault, what is wrong)."""
    yield from _quantified(claim, said)
    yield from _bounded(claim, said)
    yield from _paced(claim, said)
    yield from _sworn(claim, said)
    yield from _swapped(claim, said)
    yield from _widened(claim, said)
    yield from _replaced(claim, said)


def _quantified(claim: Claim, said: Claim) -> Iterator[tuple[str, str]]:
    mine, theirs = _quantities(claim), _quantities(said)
    for group, noun in mine:
        bound_there = {g for g, n in theirs if n == noun}
        named = {g for g, _ in theirs}
        if (bound_there and group not in bound_there) or (not bound_there and theirs and group not in named):
            yield "quantifier", f"says {group} of {noun or 'it'} where the items say {', '.join(sorted(bound_there or named))}"
        elif group == "all" and noun and not _known(noun, said.content) and not theirs:
            yield "quantifier", f"says all of {noun!r}, of which the items do not speak"
        elif not theirs and group not in ("all", "one") and noun in said.content:
            yield "quantifier", f"says {group} where the items name no part"
    if claim.likeness(said) >= COPIED:
        yield from _closed(claim, said)
    for group, noun in theirs:
        if group not in ("all", "one") and noun in claim.content and not any(n == noun or g == group for g, n in mine):
            yield "quantifier", f"does not say that it holds for {group} only"


def _closed(claim: Claim, said: Claim) -> Iterator[tuple[str, str]]:
    """Of two sentences that are nearly the same, one speaks of all, or of one thing alone."""
    mine, theirs = set(claim.words), set(said.words)
    if (mine & _TOTAL) and not theirs & (_TOTAL | _ANYTHING):
        yield "quantifier", f"says {min(mine & _TOTAL)!r} where the items do not"
    if bool(mine & _EXCLUSIVE) != bool(theirs & _EXCLUSIVE):
        yield "quantifier", "does not keep what is said of one thing only"


_TOTAL = frozenset("all every always everybody everyone everything whole entire".split())
_ANYTHING = frozenset("any each no none never both".split())
_EXCLUSIVE = frozenset("only solely exclusively alone".split())


def _quantities(claim: Claim) -> list[tuple[str, str]]:
    """Pair each word of quantity with the content word that follows."""
    found = []
    listed = claim.words
    for n, word in enumerate(listed):
        group = _GROUP.get(word)
        if group and not (word in ("most", "one", "all", "any") and listed[n - 1 : n] in (("at",), ("the",), ("no",), ("not",))):
            following = next((root(w) for w in listed[n + 1 : n + 4] if w not in STOP and w not in _GROUP), "")
            if word in _DETERMINERS or word == "one" or group != "all":
                found.append((group, following))
            elif word == "always":
                found.append((group, following))
    return found


def _bounded(claim: Claim, said: Claim) -> Iterator[tuple[str, str]]:
    mine, theirs = _bounds(claim.text), _bounds(said.text)
    for number in sorted(mine.keys() | theirs.keys()):
        if not (_has(number, claim.text) and _has(number, said.text)):
            continue
        one, other = mine.get(number), theirs.get(number)
        strict = _STRICT.search(said.text if other else claim.text)
        if one != other and ((one and other) or (strict and not _LIMITED.search(f"{claim.text} {said.text}"))):
            yield "quantifier", f"bounds {number!r} in another way than the items do"


def _bounds(text: str) -> dict[str, str]:
    found = {}
    for match in _BOUND.finditer(text):
        number = _number(match["n"] or match["m"])
        if number:
            found[number] = "up" if match["up"] or match["more"] else "down"
    return found


_STRICT = re.compile(r"\b(?:at least|at most|up to|no more than|no less than|maximum|minimum|or more|or less)\b", re.I)
_LIMITED = re.compile(r"\b(?:limit\w*|cap(?:ped|s)?|max\w*|min\w*|threshold|only|bound\w*|until|after)\b", re.I)
_NUMERALS = {word: str(n) for n, word in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)}


def _number(word: str) -> str:
    word = word.rstrip(".,")
    return word if word[:1].isdigit() else _NUMERALS.get(word.lower(), "")


def _has(number: str, text: str) -> bool:
    return any(_number(word) == number for word in re.findall(r"\d[\d.,]*|\w+", text))


def _paced(claim: Claim, said: Claim) -> Iterator[tuple[str, str]]:
    mine, theirs = _periods(claim.text), _periods(said.text)
    if mine and theirs and not mine <= theirs:
        yield "unsupported_number", f"says per {sorted(mine - theirs)[0]} where the items say per {sorted(theirs)[0]}"


def _periods(text: str) -> set[str]:
    found = {next(g for g in m.groups() if g).lower() for m in _PERIOD.finditer(text)}
    return {_PERIODS.get(word, word) for word in found}


def reasons(claim: Claim, said: Claim) -> Iterator[tuple[str, str]]:
    """Say so when a claim gives a reason where the statement, which may only resemble it, gives none."""
    if (cause := CAUSES.search(claim.text)) and not CAUSES.search(said.text) and not _EXPLAINED.search(said.text):
        yield "cause", f"gives a reason ({cause[0]!r}) where the items give none"


def _sworn(claim: Claim, said: Claim) -> Iterator[tuple[str, str]]:
    mine, theirs = set(claim.words), set(said.words)
    if mine & _FORCED and theirs & _WEAK and not theirs & _FORCED and not mine & _WEAK and not claim.denials and not said.denials:
        yield "hedge", "makes a duty of what the items only recommend or allow"
    told = _ATTRIBUTED.search(said.text)
    if told and not _ATTRIBUTED.search(claim.text) and not claim.doubts:
        yield "hedge", f"states as known what the items say somebody {told[0]}"


def _swapped(claim: Claim, said: Claim) -> Iterator[tuple[str, str]]:
    """Two stretches that changed places around a third, or around the words that relate them."""
    mine = set(_once(claim)) & set(_once(said))
    plain = bool(_PASSIVE.search(claim.text)) == bool(_PASSIVE.search(said.text))
    if plain and any(_exchanged(a, b) for a in _orders(claim, mine) for b in _orders(said, mine)):
        yield "roles", "has the same words as the items, two of them in each other's place"
    elif turned := _related(claim, said):
        yield "roles", f"turns round what is {turned} what"
    elif mixed := _mixed(claim, said):
        yield "roles", f"joins what the items say apart: {mixed}"


def _orders(claim: Claim, shared: set[str]) -> list[list[str]]:
    """List the shared words of each clause, in order."""
    return [[w for w in _sequence(part) if w in shared] for part in _pieces(claim.text)]


def _exchanged(mine: list[str], theirs: list[str]) -> bool:
    """Is one the other with two stretches exchanged around a third? A clause moved to the front is none."""
    if sorted(mine) != sorted(theirs):
        return False
    differing = [n for n, (a, b) in enumerate(zip(mine, theirs, strict=True)) if a != b]
    if not differing:
        return False
    old, new = theirs[differing[0] : differing[-1] + 1], mine[differing[0] : differing[-1] + 1]
    size = len(old)
    cuts = ((a, b) for a in range(1, size - 1) for b in range(a + 1, size))
    return any(new == old[b:] + old[a:b] + old[:a] for a, b in cuts)


def _related(claim: Claim, said: Claim) -> str:
    """Name a relating word, such as `before`, whose two sides are exchanged; or two, such as `from` and `to`."""
    mine, theirs = _relations(claim), _relations(said)
    both = [word for word in theirs if word in mine]
    for word in (w for w in both if w in _TURNING):
        (left, right), (old_left, old_right) = mine[word], theirs[word]
        if right & old_left and left & old_right and not right & old_right:
            return word
    for one in both:
        for other in (w for w in both if {w, one} == {"from", "to"}):
            right, old = mine[one][1], theirs[one][1]
            if one != other and right & theirs[other][1] and mine[other][1] & old and not right & old:
                return f"{one} and {other}"
    return ""


def _relations(claim: Claim) -> dict[str, tuple[set[str], set[str]]]:
    """Give, for each relating word that stands there once, the roots on its left and on its right."""
    found: dict[str, tuple[set[str], set[str]]] = {}
    before: set[str] = set()
    for piece in _pieces(claim.text):
        listed = piece.words
        for n, word in enumerate(listed):
            if word in _RELATIONS and claim.words.count(word) == 1:
                left = {root(w) for w in _until(reversed(listed[:n]))}
                found[word] = (left or (before if n == 0 else set()), {root(w) for w in _until(listed[n + 1 :])})
        before = {root(w) for w in listed if _counts(w)}
    return found


def _until(listed: Iterable[str]) -> Iterator[str]:
    for word in listed:
        if word in _RELATIONS:
            return
        if _counts(word):
            yield word


def _mixed(claim: Claim, said: Claim) -> str:
    """Name words that a clause of the claim joins, though they stand in different clauses of the statement.

    A clause that holds all of one and adds some of the other is a summary of both.
    """
    parts = [p for p in map(_meaning, _pieces(said.text)) if p]
    for mine in map(_meaning, _pieces(claim.text)):
        for one, other in combinations(parts, 2):
            first, second = one - other, other - one
            if mine & first and mine & second and first - mine and second - mine and mine <= one | other:
                return f"{min(mine & first)!r} and {min(mine & second)!r}"
    return ""


def _meaning(part: Claim) -> frozenset[str]:
    return frozenset(_sequence(part))


_FRONTED = re.compile(r"[;:—]\s|,\s(?:and |but |while |which |who |so )?|\s(?:and|but|while|whereas)\s")


def _pieces(text: str) -> list[Claim]:
    return [Claim(part) for part in _FRONTED.split(text) if words(part)]


def _counts(word: str) -> bool:
    return word not in STOP and word not in _RELATIONS and word not in _VAGUE


def _sequence(claim: Claim) -> list[str]:
    return [root(w) for w in claim.words if _counts(w)]


def _once(claim: Claim) -> list[str]:
    listed = _sequence(claim)
    return [w for w in listed if listed.count(w) == 1]


def _widened(claim: Claim, said: Claim) -> Iterator[tuple[str, str]]:
    """A condition or a place that the statement names and the claim, otherwise the same, leaves out."""
    if len([w for w in claim.content if not _known(w, said.content)]) > 0.3 * len(claim.content):
        return
    for part in map(Claim, _SENTENCES.split(said.text)):
        if len(part.content & claim.content) < 2 and part.content - claim.content:
            continue
        for match in _PHRASE.finditer(part.text):
            # how far a phrase reaches is not known: a place is a word or two, a condition some more
            named = _opening(match["rest"], 4 if match["condition"] else 2)
            rest = part.content - named
            if not named - LIGHT or any(_known(w, claim.content) for w in named) or not rest:
                continue
            if len(rest & claim.content) >= COVERED * len(rest):
                stretch = " ".join((match[0] + match["rest"]).split()[:6])
                yield "scope", f"leaves out {stretch!r}"
                return
    if (turned := _EXCEPTED.search(said.text)) and not _OTHERWISE.search(claim.text):
        named = Claim(said.text[turned.end() :]).content
        if named and len(named & claim.content) >= 0.5 * len(named):
            yield "scope", f"names as a condition what the items except by {turned[0]!r}"


def _opening(text: str, size: int) -> set[str]:
    listed = words(text)
    told = (n for n, word in enumerate(listed) if _counts(word) and not _number(word))
    # after a number stands its unit, which has many spellings
    return {root(listed[n]) for n in list(told)[:size] if not (n and _number(listed[n - 1]))}


def _known(word: str, known: frozenset[str]) -> bool:
    return word in known or any(alike(word, other) for other in known)


def _replaced(claim: Claim, said: Claim) -> Iterator[tuple[str, str]]:
    """The same sentence but for one word: a slip or another claim, and seldom a better word."""
    mine, theirs = _sequence(claim), _sequence(said)
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
    elif kind == "delete" and len(changes) == 1 and len(old) == 1 and 0 < a and b < len(theirs) and not set(old) & LIGHT and not _set_off(said.text, old[0]):
        yield "scope", f"leaves out {old[0]!r}"


def _set_off(text: str, word: str) -> bool:
    """Does the word stand in a stretch of its own?"""
    return any(len(part.content) == 1 and word in part.content for part in _pieces(text))
