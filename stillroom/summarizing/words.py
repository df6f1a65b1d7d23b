"""Words: content words cut to a root, so that `caches`, `cached` and `caching` meet."""

import re
from functools import lru_cache

_STOP_LIST = """
a an the this that these those it its is are was were be been being am do does did done doing has have
had having will would can could shall should must may might i you he she we they them us our your my his
her their of in on at to for from by with into onto as than then so such and or if when while where
which who whom whose what how why there here also just very too any each both own about up out off over
under again further once only all some more most other same few many much but because since until unless
via etc not no never nor neither none without let lets t s re ve ll d m don doesn isn aren wasn won
can't cannot like get gets got one want need needs using use uses used make makes made
"""
STOP = frozenset(_STOP_LIST.split())

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*", re.UNICODE)
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_ENDINGS = (
    ("ies", "y"),
    ("sses", "ss"),
    ("ing", ""),
    ("edly", ""),
    ("ed", ""),
    ("ly", ""),
    ("es", ""),
    ("s", ""),
)


@lru_cache(maxsize=1024)
def words(text: str) -> tuple[str, ...]:
    """List a text's words in lower case; camelCase is taken apart, unspaced scripts go in pairs."""
    if text.isascii():
        return tuple(_WORD.findall(_HUMP.sub(" ", text).lower()))
    found: list[str] = []
    for word in _WORD.findall(_HUMP.sub(" ", text)):
        if _UNSPACED.search(word):
            found += _pairs(word)
        else:
            found.append(word.replace("’", "'").casefold())
    return tuple(found)


def terms(text: str) -> list[str]:
    """List the roots of a text's content words, in order."""
    return [root(word) for word in words(text) if word not in STOP and "'" not in word]


@lru_cache(maxsize=20_000)
def root(word: str) -> str:
    """Cut a word's ending; short words, numbers and other scripts stay."""
    if len(word) < 4 or not word.isascii() or not word.isalpha():
        return word
    for ending, instead in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= 3 and set(stem) & set("aeiouy") and not word.endswith(("ss", "us", "is")):
            word = stem + instead
            break
    if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 3 else word


def _pairs(word: str) -> list[str]:
    if len(word) == 1:
        return [word]
    return [word[i : i + 2] for i in range(len(word) - 1)]


_LIGHT_LIST = """
implement utilize utilise leverage employ adopt apply follow ensure provide maintain prefer favor favour
always write proper properly appropriate appropriately good clear clearly consistent consistently
consider whenever please simply possible necessary recommend recommended allow enable help important
"""
# content words that state no fact of their own, as roots
LIGHT = frozenset(root(word) for word in _LIGHT_LIST.split())

_SYNONYMS_LIST = """
store save keep retain write hold persist|start launch begin boot|stop halt end finish|remove delete drop erase|use employ utilize
error failure fault crash|fail break|fix repair resolve mend|check verify test examine validate inspect|show display print|get fetch
retrieve obtain receive read load|send post deliver forward route|build compile make create generate produce|run execute perform
change modify alter edit adjust|need require|allow permit let may can|prevent avoid stop block|wait pause|host server machine|request
call query|folder directory|file document|big large huge|small little tiny|fast quick rapid|slow sluggish|rise increase grow climb
went up|fall decrease drop shrink decline|occur happen arise|job task|team group|user person|set configure define|put place|move
migrate transfer switch|reject refuse deny decline|accept approve|retry repeat attempt try|old previous earlier former|new fresh latest
recent|first initial|last final|lag behind|live reside lie stand|split separate divide|share common|twice double|half|entire whole full
complete|empty blank|correct right valid|wrong incorrect invalid bad|limit cap bound maximum|delay wait|expire end lapse|lose drop miss
quarter month|customer client|developer engineer programmer|message event|log record|alone only|safe safely|reverse way round|coincide occur time|deploy
deployment release rollout|config configuration setting|repo repository|db database|env environment|prod production|auth
authentication|app application|docs documentation|k8s kubernetes|dependency package library|param parameter argument|dir directory
take need last|send sent go goes went gone deliver|build built|keep kept|write wrote written|run ran|begin began begun
start|break broke broken|fall fell fallen|rise rose risen|grow grew grown|take took taken|find found|leave left|hold held
|lose lost|come came|give gave given|see saw seen|know knew known|choose chose chosen|draw drew drawn|mean meant|stand
stood|think thought|bring brought|buy bought|catch caught|tell told|say said|pay paid|lead led|show shown|hide hidden
|throw threw thrown|freeze froze frozen|shrink shrank|spend spent|speak spoke spoken|rotate renew replace|cold empty|idle inactive
"""
_SENSES: dict[str, set[int]] = {}
for _number, _sense in enumerate(_SYNONYMS_LIST.replace("\n", " ").split("|")):
    for _word in _sense.split():
        _SENSES.setdefault(root(_word), set()).add(_number)


def alike(one: str, other: str) -> bool:
    """Do two roots mean the same, or grow from the same word?"""
    if one == other or _SENSES.get(one, set()) & _SENSES.get(other, set()):
        return True
    short, long = sorted((one, other), key=len)
    return len(short) >= 4 and long.startswith(short[: max(4, len(short) - 1)]) and not short[0].isdigit()


def known_in(word: str, known: frozenset[str]) -> bool:
    """Is a root, or one that means the same, among these?"""
    return word in known or any(alike(word, other) for other in known)
