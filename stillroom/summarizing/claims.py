"""Claims: what a sentence affirms or denies, how surely, and how two sentences compare."""

import re
from dataclasses import dataclass
from functools import cached_property

from stillroom.summarizing.words import known_in, root, terms, words

_DENIALS_LIST = """
not no never cannot without neither nor none nothing nobody nowhere hardly avoid avoids avoiding avoided
don dont doesnt isnt wont cant shouldnt refrain forbid forbids forbidden prohibit prohibited
disallow lacks impossible unable unlike
"""
_DENIALS = frozenset(_DENIALS_LIST.split())
_ADDRESS = re.compile(r"(?<=\])\([^)\s]*\)|https?://\S+")
# what denies by what it means: "is switched off" says what "there is no" says
_REFUSALS_LIST = """
off disabled disable disables stop stops stopped stopping lack lacking block blocks blocked prevent prevents prevented missing absent
fail fails failed reject rejects rejected refuse refuses refused ignore ignores ignored skip skips skipped
same identical equal alike gone removed dropped retired banned
"""
_REFUSALS = frozenset(_REFUSALS_LIST.split())
# "only after" says what "nothing before" says
_LIMITS = frozenset(["only", "before", "unless", "until", "except", "otherwise", "needed", "required", "necessary"])
_NOTHING = frozenset(["no", "nothing", "nobody", "none", "without"])
_UN = re.compile(r"un(?!til|less|der|i|it|ion)\w{5,}|\w{3,}less")
_FORBIDDEN = re.compile(r"\b(?:no|none|nobody|nothing)\b.*\bmay\b|\bmay (?:not|never|only)\b", re.I)
# within a sentence the month has a capital, the doubt has none
_MONTH = re.compile(r"(?<=[\w,] )May\b")
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
_DOUBTED = re.compile(
    r"\b(?:as far as|to (?:my|our) knowledge|not (?:sure|certain|clear|proven|proved|confirmed)|in theory|no idea)\b",
    re.I,
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
pass fail|work break|rise fall|rose fell|rise drop|raise reduce|grow shrink|grew shrank|gain lose|allow block
allow forbid|keep drop|keep delete|keep remove|cheap expensive|slow fast|empty full|online offline|manual automatic
success failure|begin end|began ended|early late|new old|newer older|best worst|better worse|positive negative
local remote|optional mandatory|optional compulsory|required forbidden|better worse|import export|upload download
encode decode|sequential parallel|known unknown|supported unsupported|same different|temporary permanent
"""
_OPPOSITE: dict[str, set[str]] = {}
for _pair in _OPPOSITES.strip().replace("\n", "|").split("|"):
    _one, _other = (root(w) for w in _pair.split())
    _OPPOSITE.setdefault(_one, set()).add(_other)
    _OPPOSITE.setdefault(_other, set()).add(_one)
_DEGREES = frozenset(
    root(w) for w in ["exactly", "precisely", "hardly", "rarely", "seldom", "nearly", "certainly", "definitely", "few"]
)
_NONE = frozenset[str]()

# two sentences this alike are the same statement, so that every small word counts
REWORDED = 0.75


@dataclass(frozen=True)
class Claim:
    """A sentence, read once for all comparisons."""

    text: str

    @cached_property
    def _plain(self) -> str:
        """The text without addresses, whose parts are no words of the sentence."""
        text = _ADDRESS.sub(" ", self.text) if "/" in self.text else self.text
        return _MONTH.sub("", text) if "May" in text else text

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
    def refusals(self) -> frozenset[str]:
        """The words that deny by what they mean."""
        return frozenset(root(w) for w in self.words if w in _REFUSALS or _UN.fullmatch(w))

    def denies_as(self, other: "Claim") -> bool:
        """Does it, without a denial, say by its words what the other denies?"""
        if _NOTHING & set(other.words) and _LIMITS & set(self.words):
            return True
        return bool(self.refusals) and not other.refusals

    def affirms_beside(self, other: "Claim") -> bool:
        """Does it deny twice, as "not impossible without", or deny a refusal, as "not disabled"?"""
        return self.denials % 2 == 0 or bool(self.refusals - other.refusals)

    @cached_property
    def doubts(self) -> frozenset[str]:
        """The words that leave open whether it is true."""
        found = frozenset(self.words) & _DOUBTS
        return found | {m[0].lower() for m in _DOUBTED.finditer(self.text)}

    @cached_property
    def hedges(self) -> frozenset[str]:
        """The words that soften it in any way."""
        return frozenset(self.words) & _HEDGES

    def is_surer(self, other: "Claim") -> bool:
        """Does it state what the other leaves open? `can` and `could` leave it open as well."""
        # "none may" forbids, and "is fine" permits as "may" does
        forbidden = other.doubts == {"may"} and bool(_FORBIDDEN.search(other.text))
        if not other.doubts or forbidden or self.hedges & _PERMITTED - other.hedges:
            return False
        return not self.doubts or (self.likeness(other) >= REWORDED and len(self.doubts) < len(other.doubts))

    def overstates(self, other: "Claim") -> bool:
        """Does it allow of no exception where the other, in nearly the same words, does not say so?"""
        # "do not" is as strong as "must not", and "all" has too many uses
        surer = self.strength - {"all", "only", "never"} - ({"must"} if other.denials else set())
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

    def coverage(self, other: "Claim") -> float:
        """Measure how much of this one's content stands in the other, be it in other words, 0 to 1."""
        if not self.content & other.content:
            return 0.0
        told = self.content - _DEGREES or self.content
        return sum(known_in(w, other.roots) for w in told) / len(told)

    def likeness(self, other: "Claim") -> float:
        """Measure how much the two have in common, 0 to 1 (F1 of their content words)."""
        both = len(self.content) + len(other.content)
        return 2 * len(self.content & other.content) / both if both else 0.0

    def opposites(self, other: "Claim") -> tuple[str, ...]:
        """List the words here whose opposite stands in the other, where neither has both."""
        mine, theirs = self.roots, other.roots
        return tuple(sorted(w for w in mine - theirs if (_OPPOSITE.get(w, _NONE) & theirs) - mine))

    @cached_property
    def roots(self) -> frozenset[str]:
        """The roots of all its words."""
        return frozenset(root(w) for w in self.words)
