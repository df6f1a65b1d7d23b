"""Claims: what a sentence affirms or denies, how surely, and how two sentences compare."""

import re
from dataclasses import dataclass
from functools import cached_property

from stillroom.summarizing.words import root, terms, words

_DENIALS_LIST = """
not no never cannot without neither nor none nothing nobody nowhere hardly avoid avoids avoiding avoided
don dont doesnt isnt wont cant shouldnt refrain forbid forbids forbidden prohibit prohibited
disallow lacks impossible unable unlike
"""
_DENIALS = frozenset(_DENIALS_LIST.split())
_ADDRESS = re.compile(r"(?<=\])\([^)\s]*\)|https?://\S+")
_CONTRAST = re.compile(r"\b(?:instead of|rather than|as opposed to|in place of|no longer|anything but)\b", re.I)
_PAIRED = re.compile(
    r"\b(?:not only|not just|no matter|if not|whether or not|n[o']t? (?:more|less|later|longer|fewer|earlier|sooner) than)\b",
    re.I,
)
_HEDGES_LIST = """
may might could sometimes usually often probably possibly perhaps maybe seems seem appears appear likely
unlikely generally typically occasionally rarely mostly roughly approximately about around suspect suspects
suspected believe believed think thought assume assumed guess apparently presumably reportedly supposedly
allegedly unclear unconfirmed unchecked unverified untested unsure tends
seldom rare allowed permitted free fine able possible
suggests should prefer recommended ideally consider can try
"""
_HEDGES = frozenset(_HEDGES_LIST.split())
# what merely softens advice may go; what leaves the truth open may not
_DOUBTS = _HEDGES - frozenset(
    [
        "allowed",
        "permitted",
        "free",
        "fine",
        "able",
        "possible",
        "about",
        "around",
        "should",
        "prefer",
        "recommended",
        "ideally",
        "consider",
        "can",
        "try",
        "could",
    ]
)
_PERMITTED = frozenset(["can", "could", "allowed", "permitted", "free", "fine", "able", "possible"])
_STRONG_LIST = """
must always never required mandatory guaranteed certainly definitely every all only
"""
CAUSES = re.compile(
    r"\b(?:because|caus(?:e|es|ed|ing)|due to|owing to|thanks to|leads? to|led to|leading to|results? in|resulted in|resulting in|"
    r"as a result|result of|why|therefore|thus|hence|consequently|triggers?|triggered|responsible for|stems? from|"
    r"reason (?:why|for|is)|that is why|this is why|brings? about|brought about)\b",
    re.I,
)
_STRONG = frozenset(_STRONG_LIST.split())
_OPPOSITES = """
enable disable|before after|increase decrease|above below|true false|min max|minimum maximum|first last
public private|allow deny|include exclude|accept reject|add remove|open close|start stop|always never
more less|faster slower|higher lower|sync async|upgrade downgrade|safe unsafe|internal external|read write
encrypt decrypt|lock unlock|ascending descending|required optional|succeeds fails|longer shorter|push pull
ahead behind|inside outside|staging production|client server|mutable immutable|larger smaller|raise lower
"""
_OPPOSITE: dict[str, str] = {}
for _pair in _OPPOSITES.strip().replace("\n", "|").split("|"):
    _one, _other = (root(w) for w in _pair.split())
    _OPPOSITE.setdefault(_one, _other)
    _OPPOSITE.setdefault(_other, _one)


# two sentences this alike are the same statement, so that every small word counts
REWORDED = 0.75


@dataclass(frozen=True)
class Claim:
    """A sentence, read once for all comparisons."""

    text: str

    @cached_property
    def _plain(self) -> str:
        """The text without addresses, whose parts are no words of the sentence."""
        return _ADDRESS.sub(" ", self.text) if "/" in self.text else self.text

    @cached_property
    def words(self) -> tuple[str, ...]:
        """All words in lower case."""
        return words(self._plain)

    @cached_property
    def content(self) -> frozenset[str]:
        """The roots of its content words."""
        return frozenset(terms(self._plain))

    @cached_property
    def denials(self) -> int:
        """How many words deny."""
        plain = [w for w in self.words if w in _DENIALS or w.endswith("n't")]
        return len(plain) + len(_CONTRAST.findall(self.text)) - len(_PAIRED.findall(self.text)) - self._no_longer

    @property
    def _no_longer(self) -> int:
        return self.text.lower().count("no longer")

    @cached_property
    def doubts(self) -> frozenset[str]:
        """The words that leave open whether it is true."""
        return frozenset(self.words) & _DOUBTS

    @cached_property
    def hedges(self) -> frozenset[str]:
        """The words that soften it in any way."""
        return frozenset(self.words) & _HEDGES

    def is_surer(self, other: "Claim") -> bool:
        """Does it state what the other leaves open? `can` and `could` leave it open as well."""
        # "none may" forbids, and "is fine" permits as "may" does
        forbidden = other.doubts == {"may"} and other.denials
        if not other.doubts or forbidden or self.hedges & _PERMITTED - other.hedges:
            return False
        return not self.doubts or (self.likeness(other) >= REWORDED and len(self.doubts) < len(other.doubts))

    def overstates(self, other: "Claim") -> bool:
        """Does it allow of no exception where the other, in nearly the same words, does not say so?"""
        # "do not" is as strong as "must not", and "all" has too many uses
        surer = self.strength - {"all", "only", "never"} - ({"must"} if self.denials and other.denials else set())
        return bool(surer) and not other.is_strict and self.likeness(other) >= REWORDED

    @property
    def is_strict(self) -> bool:
        """Does it say `must`, `always` or the like?"""
        return bool(self.strength - {"all", "only"}) or "each" in self.words

    @cached_property
    def strength(self) -> frozenset[str]:
        """The words that allow of no exception."""
        return frozenset(self.words) & _STRONG

    def containment(self, other: "Claim") -> float:
        """Measure how much of this one's content stands in the other, 0 to 1."""
        return len(self.content & other.content) / len(self.content) if self.content else 0.0

    def likeness(self, other: "Claim") -> float:
        """Measure how much the two have in common, 0 to 1 (F1 of their content words)."""
        both = len(self.content) + len(other.content)
        return 2 * len(self.content & other.content) / both if both else 0.0

    def opposites(self, other: "Claim") -> tuple[str, ...]:
        """List the words here whose opposite stands in the other, where neither has both."""
        mine, theirs = self.roots, other.roots
        return tuple(
            sorted(w for w in mine if (o := _OPPOSITE.get(w)) and o in theirs and o not in mine and w not in theirs)
        )

    @cached_property
    def roots(self) -> frozenset[str]:
        """The roots of all its words."""
        return frozenset(root(w) for w in self.words)
