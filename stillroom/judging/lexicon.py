"""The words the offline judge knows: what negates, what opposes, what carries no fact."""

from functools import cache


def words(table: str) -> frozenset[str]:
    """List the words of a table."""
    return frozenset(table.split())


ORDINAL = words("""
    step phase item persona metric part chapter section option example test level task consideration value
    figure table page note point stage case scenario rule question answer lesson day week appendix line user
    issue ticket pr bug
""")
NUMBERED = words("pep rfc iso adr bcp jep kip jsr cve")
"""What a number names and does not count: "PEP 257 docstrings" are no 257 docstrings."""
LIGHT = words("""
    limit maximum max minimum min length size default set value number amount follow implement create write
    enforce run code project file team strictly configure define handle provide add current currently recommend
    standard convention style best practice proper properly appropriate stay remain total require
""")
STOP = words("""
    a an the this that these those it its is are was were be been being am do does did done has have had having
    will would can could shall should must may might i you he she we they them us our your my his her their of
    in on at to for from by with into onto as than then so such and or if when while where which who whose what
    how why there here also just very too any each both about up out off over under again further once only
    all some more most other same few many much make makes sure ensure ensures let lets get gets always please
    not no never but because since until unless per via etc one s t re ve ll d m using use uses used prefer
    prefers preferred favor favour utilize utilise leverage employ adopt apply consider try need needs want keep
    instead rather without cannot neither nor none within between during through avoid except now longer yet
    still already
""")
FILLER = words("""
    a an the please that always your our all ensure ensures make sure proper properly appropriate appropriately
    good clear carefully explicitly simply just very to any and or be is are as
""")
SAME_VERB = {
    w: "use" for w in ("utilize", "utilise", "leverage", "employ", "adopt", "using", "uses", "used", "utilizing")
} | {w: "prefer" for w in ("favor", "favour", "preferring", "prefers")}

NEGATORS = words("""
    not no never cannot without neither nor none nothing nobody avoid avoids avoiding avoided minimize minimise dont shouldnt mustn't
""")
WEEKDAYS = words("monday tuesday wednesday thursday friday saturday sunday")
MONTHS = words("january february march april june july august september october november december")
PAST = words("was were had saw took went broke ran came lost found gave got made sent spent")
_REVERSED = words("""
    disable/enable deactivate/activate deny/allow forbid/allow prohibit/allow disallow/allow ban/allow
    reject/accept exclude/include omit/include stop/start lack/contain refuse/accept unsupported/supported
    unsafe/safe insecure/secure incompatible/compatible invalid/valid immutable/mutable unnecessary/necessary
    impossible/possible unable/able untrusted/trusted unavailable/available uncommon/common unlikely/likely
    unused/used absent/present fail/succeed hide/show detach/attach disconnect/connect refrain/
""")
REVERSED: dict[str, str] = {word: other for word, _, other in (pair.partition("/") for pair in _REVERSED)}
_ALL, _SOME, _NONE, _ONLY = "all", "some", "none", "only"
QUANTIFIERS = {
    **dict.fromkeys(("all", "every", "each", "both", "everyone"), _ALL),
    **dict.fromkeys(("some", "sometimes", "most", "few", "several"), _SOME),
    **dict.fromkeys(("none", "nobody", "nothing"), _NONE),
    "only": _ONLY,
}
QUANTIFIED_APART = frozenset(map(frozenset, ((_ALL, _NONE), (_ALL, _SOME), (_SOME, _NONE), (_ALL, _ONLY))))
MODALS = {
    **dict.fromkeys(("must", "required", "mandatory"), "must"),
    **dict.fromkeys(("may", "can", "optional", "optionally"), "may"),
}
MODALS_APART = frozenset((frozenset(("must", "may")),))
DEGREES = frozenset((*QUANTIFIERS, *MODALS))
CONTRASTS = (("instead", "of"), ("rather", "than"), ("in", "place", "of"), ("as", "opposed", "to"))
REASONS = words("""
    because since so thus therefore otherwise else if when unless until while as
""")
DIRECTIVES = words("""
    use prefer favor avoid never always do don't dont ensure keep make write run set add put place follow
    implement create define choose limit enable disable allow deny log store commit pin test name call wrap
    handle validate check include exclude import export declare return start stop treat pass apply must should
    consider indent format configure leverage utilize minimize maximize optimize break split extract document
    install deploy merge rebase squash cache retry not be
""")
CHANGES = words("""
    moved renamed switched migrated replaced upgraded downgraded raised lowered changed bumped reduced increased
    now formerly previously deprecated superseded
""")
UPDATES = (
    "no longer",
    "as of",
    "changed from",
    "deprecated",
    "replaced by",
    "replaces",
    "superseded",
    "we now",
    "is now",
    "are now",
    "now uses",
    "now use",
    "now runs",
    "now lives",
    "moved to",
    "has moved",
    "migrated to",
    "switched to",
    "switched from",
    "upgraded to",
    "was raised",
    "was lowered",
    "raised to",
    "lowered to",
    "renamed to",
    "used to be",
    "anymore",
    "any more",
    "update:",
    "correction:",
    "since then",
)
ORDERED = words("""
    before after over than depend call extend replace from into above below inherit import under own block
    precede trigger invoke contain require wrap override
""")

HEDGES = words("consider may might could can optionally possibly usually often sometimes try probably generally")
LOADED = words("""
    i you he she they all every each some only most few none any more less must may can should could might
    before after over under than without within until unless except from never always not no
""")

_ALTERNATIVES = """
before after|tab space|sync async|synchronous asynchronous|synchronously asynchronously|single double
interface type|public private|ascending descending|first last|increase decrease|raise lower|grow shrink
camelcase snake_case kebab-case pascalcase|camelcase snakecase kebabcase pascalcase|merge rebase squash
npm yarn pnpm bun|push pull|manual automatic|manually automatically|local remote|default named
required optional|client server|hourly daily weekly monthly|tcp udp|http https|relative absolute|singular plural
composition inheritance|functional class|upper lower|uppercase lowercase|left right|top bottom|start end|open close
high low|higher lower|large small|larger smaller|fast slow|faster slower|new old|cheap expensive|sequential parallel
monday tuesday wednesday thursday friday saturday sunday|mutable immutable|opt-in opt-out|true false|yes no|on off
january february march april may june july august september october november december|eager lazy|eagerly lazily
static dynamic|stateful stateless|blocking non-blocking|encrypted plaintext|minimum maximum|min max
outside inside|internal external|begin finish|begin end|early late|earlier later|strict loose|success failure
jest vitest mocha|arrow function|const let var|soft hard|global per-request|alive dead|asleep awake|empty full
indoor outdoor|indoors outdoors|sit stand|man woman|boy girl|black white|inline separate|even odd|wet dry
add remove|create delete|accept decline|always sometimes|everyone nobody|all none|every no|serial concurrent
"""


@cache
def stem(word: str) -> str:
    """Cut a word's ending, so that `caches`, `cached` and `caching` meet; names and numbers stay."""
    if len(word) < 4 or not word.isalpha():
        return word
    for ending, instead in (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("es", ""), ("s", "")):
        root = word.removesuffix(ending)
        if root == word or len(root) < 3 or not set(root) & set("aeiouy") or word.endswith(("ss", "us", "is")):
            continue
        word = root + instead
        if len(word) > 3 and word[-1] == word[-2] and word[-1] not in "lsz":
            word = word[:-1]
        break
    return word.removesuffix("e") if len(word) > 3 else word


ALTERNATIVES: dict[str, frozenset[str]] = {}
for _line in _ALTERNATIVES.replace("\n", "|").split("|"):
    _group = frozenset(stem(w) for w in _line.split())
    for _word in _group:
        ALTERNATIVES[_word] = ALTERNATIVES.get(_word, frozenset()) | _group - {_word}
REVERSED_STEMS = {stem(word): stem(other) for word, other in REVERSED.items()}
ORDINAL_STEMS = frozenset(stem(w) for w in ORDINAL | NUMBERED)
NECESSITY = words("must need needs needed necessary required requires require mandatory")
LIGHT_STEMS = frozenset(stem(w) for w in LIGHT)
REVERSED_VERBS = frozenset(
    stem(w)
    for w in words("""
    disable deactivate deny forbid prohibit disallow ban reject exclude omit stop lack refuse refrain
""")
)
# words that a denial need not share: what carries little, and the verb of doing or not doing
CARRIERS = LIGHT_STEMS | frozenset(REVERSED_STEMS.values())
ORDERED_STEMS = frozenset(stem(w) for w in ORDERED)
STOP_STEMS = STOP | frozenset(stem(w) for w in STOP)
