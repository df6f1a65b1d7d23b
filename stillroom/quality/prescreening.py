"""Prescreening: how much a contribution seems to be worth before anybody used it."""

import re
from math import sqrt

from stillroom.domain.items import Item
from stillroom.domain.summaries import QualityScore
from stillroom.summarizing.words import STOP

# enough to judge by; a long item is not read to its end
READ = 600
SHORT = 200
TINY = 60
# what says nothing scores this at the most, well below the bar of 0.2
WORTHLESS = 0.05
HARDLY = 0.15

_URL = re.compile(r"(?:https?|ftp)://\S+|\bwww\.\S+", re.I)
_REDACTED = re.compile(
    r"<[A-Z][A-Z_]*_?\d*>|\[(?:redacted|removed|deleted|masked)\]|\A\W*(?:redacted|removed|deleted|masked)\W*\Z"
    r"|[*█▇xX]{4,}",
    re.I,
)
_SPECIFIC = re.compile(r"[\d`_/=()<>]")
_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_REPEATED = re.compile(r"(.{1,4}?)\1{3,}", re.S)
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "poiuytrewq", "lkjhgfdsa", "mnbvcxz")
_SHORT_RUNS = frozenset(("asd", "sdf", "dfg", "jkl", "qwe"))
_RUNS = _SHORT_RUNS | {row[i : i + 4] for row in _ROWS for i in range(len(row) - 3)}
_CLUSTER = re.compile(r"[bcdfghjklmnpqrstvwxz]{5,}")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")

_PLACEHOLDERS_LIST = """
n todo tbd tba tbc fixme xxx wip placeholder lorem ipsum dolor sit amet test testing tests tested foo bar
baz qux sample dummy example blah bla temp tmp untitled none null nil undefined nan na empty nothing
delete ignore content here text title note item insert description your this is a an the my to be some
fill in later add more coming soon hello world abc abcd 123 1234 12345
"""
_PLACEHOLDERS = frozenset(_PLACEHOLDERS_LIST.split())
# without one of these, common words alone are no placeholder
_MARKERS_LIST = """
n todo tbd tba tbc fixme xxx wip placeholder lorem test testing foo dummy blah bla untitled none null nil
undefined nan na empty abc 123 1234 sample temp tmp content hello
"""
_MARKERS = frozenset(_MARKERS_LIST.split())
_NODS_LIST = """
ok okay okey k kk yes yep yeah yup no nope thanks thank thx ty you done good great nice cool fine lgtm
agreed agree sure same ditto idk hi hello hey wow lol haha hm hmm fixed works worked it that this is all
right alright perfect awesome noted got ack approved plus one so very much for now looks to me sounds
"""
_NODS = frozenset(_NODS_LIST.split())

_THERE = r"(?:attach\w*|above|below|previous|link\w*|files?|screenshots?|images?|tickets?|thread|comments?|slack|e-?mails?|docs?|documents?|documentation|wiki|page|pr|issue|chat|meeting|notes?|call|description|title|message)"
_IT = r"(?:this|it|that|me|here|later|soon|more|something|anything|text|content|details?|description|lesson|note|title|rest|up|in|out|properly|your)"
# what stands for knowledge that is elsewhere, not yet written or not there at all
_STAND_IN = re.compile(
    rf"\b(?:please )?(?:see|refer to|check|look at|read|cf|as (?:per|in|discussed|described|mentioned|said|agreed)(?: in| on| at)?|(?:described|documented|explained) in|details? (?:are )?in) (?:the |my |our |last |this |attached |for |details? |in )*{_THERE}\b(?: (?:\S+ )?(?:above|below|for (?:the )?details|for more))?"
    rf"|\b(?:same|like|as) (?:as )?(?:above|before|below|previous\w*|usual)\b|\b{_THERE} (?:is |are )?(?:attached|enclosed|above|below|goes here|to follow|will follow)\b"
    rf"|\bto be (?:done|written|filled(?: in)?|added|defined|determined|completed|decided|continued|documented|announced)\b"
    rf"|\b(?:will|i'll|we'll|going to|need(?:s)? to|have to|must|should|want to) (?:be )?(?:add(?:ed)?|fill(?:ed)?|write|written|update[d]?|complete[d]?|finish(?:ed)?|document(?:ed)?|describe[d]?|come back|follow|do)(?: to)?\b(?: {_IT}\b)*"
    rf"|\b(?:todo|fixme|tbd|tba|tbc)\b(?:\W+(?:write|add|fill|document|describe|update|complete|finish|explain))?(?: {_IT}\b)*"
    rf"|\b(?:write|add|insert|put|fill(?: in)?|enter|describe|type|document)(?: (?:your|the|some|a|an))? {_IT}\b(?: {_IT}\b)*"
    r"|\byour (?:\w+ )?(?:here|goes here)\b|\b(?:more|rest|text|content|details?|description) (?:later|soon|tomorrow|to come|to follow|goes here|here|will follow|follows?)\b|\bcoming soon\b|\bwork in progress\b|\bunder construction\b"
    r"|\b(?:no|without) (?:content|description|text|comments?|details?|notes?|title|summary|changes|information|idea|remarks?)\b(?: (?:yet|given|provided|available|added|so far|needed))?"
    r"|\bnothing (?:to (?:see|say|add|report|note)(?: here)?|here|yet|new|special|so far)\b|\bnone(?: (?:so far|yet|at the moment))?\W*$|\bnot (?:yet )?(?:written|available|applicable|sure|defined|filled(?: in)?)\b"
    r"|\b(?:this is )?(?:a |just a |only a )?(?:test(?:ing)?|sample|dummy|example|placeholder|draft|template|untitled|filler)(?: (?:entry|note|text|item|lesson|post|content|message|record|for|if|please|ignore|works?))*\b|\bhello world\b|\bnote to self\b|\bon purpose\b|\bdo not read\b",
    re.I,
)
_OPENED = re.compile(
    r"(?:tbd|tba|tbc|wip|stub|(?:a |the |just )?placeholder for|todo (?:write|add|fill|document|describe|update|ask|check)|draft of|waiting for (?:input|feedback|details))\b"
)
# so many words a text may have beside the stand-in
_BESIDE = 2
_STOOD_IN_WORDS = 12


def prescreen(item: Item) -> QualityScore:
    """Estimate the quality of a contribution from its text and its provenance, 0 to 1."""
    text = item.content[:READ].strip()
    plain = _plain(text).casefold()
    found = _WORD.findall(plain)
    reason = _worthless(text, found) or _worthless_words(found)
    if reason:
        return QualityScore(score=WORTHLESS, parts={"substance": 0.0}, reasons=(reason,))
    sense = _sense(plain, found)
    if sense < 0.5:
        parts = {"substance": 0.0, "sense": round(sense, 3)}
        return QualityScore(score=round(HARDLY * sense, 4), parts=parts, reasons=("reads like keys struck at random",))
    return _weighed(item, text, found, sense)


def measured(item: Item) -> Item:
    """Give an item its preliminary quality where none is stored: a dry run stores none."""
    return item if item.quality is not None else item.model_copy(update={"quality": prescreen(item).score})


def _plain(text: str) -> str:
    """Take out what is no words; a long text cannot be all redaction."""
    if "<" in text or len(text) < SHORT:
        text = _REDACTED.sub(" ", text)
    return _URL.sub(" ", text) if "://" in text or "www." in text else text


def _weighed(item: Item, text: str, found: list[str], sense: float) -> QualityScore:
    size = len(found) + len(_UNSPACED.findall(text)) // 2
    parts = {
        "substance": min(1.0, size / 12) ** 0.5,
        "sense": round(sense, 3),
        "variety": _variety(found),
        "specifics": 1.0 if _SPECIFIC.search(text) else 0.5,
        "provenance": _provenance(item),
        "confidence": item.confidence / 10,
    }
    weights = {
        "substance": 0.4,
        "sense": 0.1,
        "variety": 0.15,
        "specifics": 0.1,
        "provenance": 0.1,
        "confidence": 0.15,
    }
    score = sum(weights[name] * part for name, part in parts.items())
    if size < 3:
        score = min(score, HARDLY if size < 2 else 0.3)
    reasons = [why for name, bar, why in _REASONS if parts[name] < bar]
    rounded = {name: round(part, 3) for name, part in parts.items()}
    return QualityScore(score=round(score, 4), parts=rounded, reasons=tuple(reasons))


_REASONS = (
    ("substance", 0.7, "very short"),
    ("sense", 0.8, "holds words that look mistyped"),
    ("variety", 0.5, "repeats itself"),
    ("specifics", 1.0, "names no number, code or path"),
    ("provenance", 0.5, "no run, pull request or contributor stands behind it"),
    ("confidence", 0.5, "its contributor is not sure of it"),
)


def _worthless(text: str, found: list[str]) -> str:
    if found:
        return ""
    if _URL.search(text):
        return "only a link"
    if _REDACTED.search(text):
        return "only redacted text"
    return "no words, only signs or emoji" if text else "empty"


def _worthless_words(found: list[str]) -> str:
    if not found:
        return ""
    words = frozenset(found)
    if len(found) <= 8 and words <= _NODS:
        return "a nod, not a piece of knowledge"
    if words <= _PLACEHOLDERS and words & _MARKERS:
        return "a placeholder"
    if {"lorem", "ipsum"} <= words:
        return "filler text"
    if len(found) <= _STOOD_IN_WORDS and (_stands_in(found) or _OPENED.match(" ".join(found))):
        return "stands in for what is elsewhere or not yet written"
    if all(word.isdigit() for word in found):
        return "only numbers"
    return "the same word again and again" if len(found) >= 4 and len(words) == 1 else ""


def _sense(plain: str, found: list[str]) -> float:
    """Share of the Latin letters that stand in words which could be words; other scripts are believed."""
    if plain.isascii() and not _is_suspect(plain[:SHORT]):
        return 1.0
    latin = [w for w in found if w.isascii() and w.isalpha()]
    letters = len("".join(latin))
    if letters < 4 or letters < 0.5 * len("".join(found)):
        return 0.0 if _REPEATED.fullmatch("".join(plain.split())) else 1.0
    odd = sum(len(w) for w in latin if len(w) >= 4 and _mashed(w))
    return 1 - odd / letters


def _is_suspect(opening: str) -> bool:
    """Is a closer look worth its time? A substring test costs far less than a pattern."""
    return (
        any(run in opening for run in _RUNS)
        or bool(_CLUSTER.search(opening))
        or (len(opening) < TINY and bool(_REPEATED.search(opening)))
    )


def _mashed(word: str) -> bool:
    if len(word) > 40 or _REPEATED.search(word):
        return True
    runs = sum(len(run) for run in _RUNS if run in word)
    if runs > 0.6 * len(word):
        return True
    vowels = sum(c in "aeiouy" for c in word)
    if vowels < 2 and _CLUSTER.search(word) and len(word) >= 8:
        return True
    return (not vowels and len(word) >= 6) or (len(word) >= 8 and vowels / len(word) < 0.15)


def _variety(found: list[str]) -> float:
    expected = 2.5 * sqrt(len(found))
    return 1.0 if len(found) < 6 else min(1.0, len(set(found)) / expected)


def _provenance(item: Item) -> float:
    given = (
        bool(item.contributor),
        bool(item.run_ref or item.pr_ref),
        item.source in ("user_stated", "cross_model"),
    )
    return sum(share for share, is_given in zip((0.4, 0.4, 0.2), given, strict=True) if is_given)


def _stands_in(found: list[str]) -> bool:
    """Is there next to nothing beside a pointer, a promise or a name for nothing?"""
    line = " ".join(found)
    rest = _STAND_IN.sub(" ", line)
    return rest != line and len([w for w in rest.split() if w not in STOP and w not in _PLACEHOLDERS]) < _BESIDE
