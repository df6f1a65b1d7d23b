"""What a merge would lose: the facts of one item that do not stand in another."""

import re

from stillroom.domain.items import Item
from stillroom.judging import clauses, lexicon
from stillroom.judging.lexicon import FILLER, SAME_VERB, STOP, stem

_FENCED = re.compile(r"^[ \t]*(?:```|~~~)[^\n]*\n(.*?)(?:^[ \t]*(?:```|~~~)|\Z)", re.S | re.M)
_INLINE = re.compile(r"`([^`\n]+)`")
_URL = re.compile(r"https?://[^\s)>\]]+")
_NUMBER = re.compile(r"(?<![\w.])v?\d[\d,]*(?:\.\d+)*\w*")
_NAME = re.compile(r"\b(?:[A-Z][a-z]*[A-Z]\w*|[A-Z]{2,}\w*|\w+_\w+|[\w-]+(?:[./]\w[\w-]*)+|(?<=[a-z,] )[A-Z]\w+)")
_CONDITION = re.compile(
    r"\b(?:if|when|unless|until|except|only|before|after|while|without|provided|on|in|for|with|since|not|never)\b[^.;,\n]*",
    re.I,
)
_SHORT = 12
_COVERED = 0.75


def missing_facts(winner: Item, loser: Item) -> tuple[str, ...]:
    """List what the loser says and the winner does not; empty means that a merge loses nothing."""
    if _squeeze(winner.text) == _squeeze(loser.text):
        return _missing_scope(winner, loser)
    return _missing_scope(winner, loser) + missing_in(winner.text, loser.text)


def missing_in(winner: str, loser: str) -> tuple[str, ...]:
    """List numbers, names, code, addresses, conditions and statements of one text that another lacks."""
    kept, kept_stems = _squeeze(winner).lower(), frozenset(vocabulary(winner))
    kept_tokens = frozenset(clauses.tokenise(winner)) | frozenset(re.findall(r"[\w.+#-]+", winner.lower()))
    found = [fact for fact in _literal_facts(loser) if not _stands(fact, kept, kept_tokens)]
    found += [
        condition for condition in _CONDITION.findall(clauses.prose(loser)) if set(vocabulary(condition)) - kept_stems
    ]
    found += [c.text for c in clauses.split(loser) if not _covered(c.text, kept_stems)]
    return tuple(dict.fromkeys(fact.strip() for fact in found))


def vocabulary(text: str) -> list[str]:
    """List the stems of a text without the words that carry no fact; negations count."""
    return [stem(SAME_VERB.get(w, w)) for w in clauses.tokenise(text) if w not in FILLER and w[0] not in "<>"]


def _missing_scope(winner: Item, loser: Item) -> tuple[str, ...]:
    return tuple(f"{key}: {value}" for key, value in sorted(loser.scope.items()) if winner.scope.get(key) != value)


def _literal_facts(text: str) -> list[str]:
    code = [line for block in _FENCED.findall(text) for line in block.splitlines() if line.strip()]
    plain = clauses.prose(text)
    return code + _INLINE.findall(plain) + _URL.findall(text) + _NUMBER.findall(plain) + _NAME.findall(plain)


def _stands(fact: str, text: str, tokens: frozenset[str]) -> bool:
    fact = _squeeze(fact).lower().rstrip(".,")
    return fact in tokens if re.fullmatch(r"[\w.]+", fact) else fact in text


def _covered(clause: str, kept: frozenset[str]) -> bool:
    said = {w for w in vocabulary(clause) if w not in STOP or w in lexicon.NEGATORS}
    missing = said - kept
    return not missing if len(said) <= _SHORT else 1 - len(missing) / len(said) >= _COVERED


def _squeeze(text: str) -> str:
    return " ".join(text.split())
