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
