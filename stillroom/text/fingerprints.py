"""Is it the same text: exact fingerprints, word shingles, and texts that say nothing."""

import hashlib
import re
from functools import lru_cache
from itertools import islice

from stillroom.text.canonical import canonical

CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f"
"""Scripts written without spaces, and Hangul, as the inside of a character class."""

# one word: letters and digits with what binds them inside (7.4, x-ray, a/b, C++); one CJK character
_WORDS = re.compile(f"[{CJK}]|(?:(?![{CJK}])\\w)+(?:[-./:@']+(?:(?![{CJK}])\\w)+)*(?:\\+\\+|#)?")

_REDACTION = re.compile(
    r"<[A-Z][A-Z_]*(?:_\d+)?>|[\[(<{]+\s*(?:redacted|removed|deleted|masked|hidden)\s*[\])>}]+|\*{3,}|\bx{3,}\b",
    re.IGNORECASE,
)
_FILLERS = frozenset(
    {
        *("asdf", "asdfasdf", "qwerty", "test", "tests", "testing", "tested", "placeholder", "todo", "fixme"),
        *("tbd", "tba", "tbc", "wip", "na", "none", "null", "nil", "nan", "undefined", "empty", "blank"),
        *("dummy", "sample", "example", "foo", "bar", "baz", "foobar", "untitled", "unknown", "redacted"),
        *("ditto", "hello", "hi", "ok", "okay", "yes", "no", "idk", "hmm", "blah", "bla", "lorem", "ipsum"),
        *("stuff", "something", "anything", "nothing"),
    }
)
_PHRASES = frozenset(
    {
        *("n a", "n/a", "n.a", "to do", "to-do", "to be done", "to be determined", "to be defined"),
        *("to be added", "to be announced", "to be confirmed", "coming soon", "work in progress"),
        *("see attachment", "see attachments", "see attached", "see above", "see below", "see link"),
        *("see title", "see the attachment", "see attached file", "please see attached"),
        *("please see attachment", "please see the attachment", "same as above", "as above", "as discussed"),
        *("test entry please ignore", "test please ignore", "please ignore", "test entry", "test item", "ignore me"),
        *("no content", "no comment", "no description", "no description provided", "no text"),
        *("not available", "not applicable", "not specified", "fill in later", "fill me in", "add later"),
        *("insert text here", "your text here", "text goes here", "hello world"),
        *("siehe anhang", "voir pièce jointe", "ver adjunto"),
    }
)


_LONGEST_PHRASE = max(len(phrase.split()) for phrase in _PHRASES)


def fingerprint(text: str) -> str:
    """Hash the canonical text with its white space folded; case counts.

    Raises:
        InvalidItem: the text has no canonical form.
    """
    folded = " ".join(canonical(text).split())
    return f"sha256:{hashlib.sha256(folded.encode()).hexdigest()}"


def words(text: str) -> list[str]:
    """List the words of a text, casefolded; each CJK character is a word."""
    return _WORDS.findall(text.casefold())


def shingles(text: str, size: int = 5) -> frozenset[int]:
    """Hash every run of `size` words; a shorter text is one shingle, an empty one none."""
    codes = tuple(map(_code, words(text)))
    if len(codes) <= size:
        return frozenset([hash(codes)] if codes else [])
    # numbers hash the same in every process, words do not
    return frozenset(map(hash, zip(*(codes[i:] for i in range(size)), strict=False)))


def jaccard(a: frozenset[int], b: frozenset[int]) -> float:
    """Tell what share of two sets is common; two empty sets have nothing in common."""
    common = len(a & b)
    return common / (len(a) + len(b) - common) if common else 0.0


def is_placeholder(text: str) -> bool:
    """Does the text say nothing of its own: empty, redacted, "TBD", "see attachment"?"""
    plain = _REDACTION.sub(" ", text)
    opening = [m[0] for m in islice(_WORDS.finditer(plain.casefold()), _LONGEST_PHRASE + 1)]
    if len(opening) > _LONGEST_PHRASE and opening[:2] != ["lorem", "ipsum"] and not all(map(_is_filler, opening)):
        return False
    said = words(plain)
    if not said or " ".join(said) in _PHRASES or said[:2] == ["lorem", "ipsum"]:
        return True
    return all(map(_is_filler, said))


def _is_filler(word: str) -> bool:
    return word in _FILLERS or not any(map(str.isalnum, word))


@lru_cache(maxsize=1 << 16)
def _code(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode(errors="replace"), digest_size=8).digest(), "big")
