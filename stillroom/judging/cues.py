"""Cues: what two clauses that speak of the same thing say differently, by kind."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from stillroom.judging import lexicon
from stillroom.judging.clauses import EXCEPTIONS, Clause, Denial, Number
from stillroom.judging.scopes import SCOPE_WORDS

STRONG = 0.8
"""From this strength on a cue is taken as a conflict; below it is a suspicion."""
STATES = frozenset(("numbers", "versions", "dates", "value", "change"))
"""Kinds of cue that speak of the state of a thing, which a newer statement can replace."""
_QUOTED = 6
_LIGHT = lexicon.LIGHT_STEMS | frozenset(lexicon.stem(word) for word in SCOPE_WORDS)
_IS = frozenset(["is", "are", "was", "=", "named", "called", "uses", "owns", "default"])
_CASES = frozenset(("if", "when", "whenever", "once", "unless"))
_USING = frozenset(("use", *lexicon.SAME_VERB))
_BY = frozenset(["with", "by", "as", "via", "through"])
_AT = frozenset(["in", "on", "at", "by", "to", "from", "with"])
_STANDS = frozenset(
    [
        "is",
        "are",
        "was",
        "lives",
        "runs",
        "hosted",
        "owned",
        "maintained",
        "stored",
        "deployed",
        "defaults",
        "moved",
        "kept",
        "located",
        "assigned",
        "written",
        "built",
        "managed",
        "served",
        "backed",
        "reports",
        "belongs",
        "happens",
    ]
)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cue: what kind, the words on either side, how strong, and where it stands."""

    kind: str
    words: tuple[str, str]
    strength: float
    a: Clause
    b: Clause


def between(p: Clause, q: Clause) -> Iterator[Conflict]:
    """Find the cues between two clauses; of two that each speak of a case of their own, weaker ones."""
    if p.times and q.times and not p.times & q.times:
        return
    cases = bool(_CASES & set(p.tokens[:1]) and _CASES & set(q.tokens[:1]))
    for kind in (_negation, _numbers, _opposites, _quantifiers, _modality, _order, _value, _change):
        for cue in kind(p, q):
            yield replace(cue, strength=cue.strength / 2) if cases and _other_case(cue) else cue


def _other_case(cue: Conflict) -> bool:
    """Does each clause have words of its own, beyond those that clash?"""
    clash = {_root(word) for side in cue.words for word in side.split()}
    return bool(cue.a.content - cue.b.content - clash and cue.b.content - cue.a.content - clash)


def _quantifiers(p: Clause, q: Clause) -> Iterator[Conflict]:
    return _degrees(p, q, lexicon.QUANTIFIERS, lexicon.QUANTIFIED_APART, "quantifiers")


def _modality(p: Clause, q: Clause) -> Iterator[Conflict]:
    return _degrees(p, q, lexicon.MODALS, lexicon.MODALS_APART, "modality")


def alignment(p: Clause, q: Clause, explained: frozenset[str] = frozenset()) -> float:
    """Tell how much of two clauses is the same once the words that conflict are taken out.

    1 means that nothing else differs; clauses that share half come out near 0.5. Words that carry
    little (`limit`, `default`) and those of a scope ("in staging") count a quarter when they differ.
    """
    common = (p.content & q.content) - explained
    anchor = _weight(common) + 0.5 * len(explained & p.content & q.content)
    rest_p, rest_q = (_weight(c.content - common - explained - c.reasons) for c in (p, q))
    loose = (rest_p + rest_q) / 2 + min(rest_p, rest_q) / 2
    return anchor / (anchor + loose) if anchor else 0.0


def _weight(stems: frozenset[str]) -> float:
    return len(stems) - 0.75 * len(stems & _LIGHT)


def _negation(p: Clause, q: Clause) -> Iterator[Conflict]:
    """What one denies the other affirms: all of the denied stretch, not a word of it."""
    if _turned_round(p, q):
        return
    opposed = [found for one, other in ((p, q), (q, p)) for found in _denied(one, other)]
    if opposed:
        words = [w for denial, _ in opposed for w in denial.stems]
        weight = max(weight for _, weight in opposed)
        yield Conflict("negation", (_quote(p, words), _quote(q, words)), alignment(p, q) * weight, p, q)


def _denied(one: Clause, other: Clause) -> Iterator[tuple[Denial, float]]:
    """List what one denies and the other affirms, with how much that weighs."""
    for denial in one.denials:
        if denial.elided or (other.heading and not other.directive):
            continue
        claimed = [w for w in denial.stems if w not in lexicon.CARRIERS] or list(denial.stems)
        if not other.affirmed.issuperset(claimed) or any(_only_outweighed(w, one, other) for w in claimed):
            continue
        if _lifted(denial, one, other) or one.said.issuperset(claimed):
            continue
        if denial.contrast and (_listed(one, other) or not (one.content & other.content).difference(denial.stems)):
            continue
        where = one.adjuncts - other.content - frozenset(denial.stems)
        elsewhere = other.adjuncts - one.content
        aside = denial.manner and not lexicon.NECESSITY & set(other.tokens)
        weight = (0.6 if aside else 1.0) * (0.6 if where and elsewhere else 0.85 if where else 1.0)
        yield denial, weight


def _listed(one: Clause, other: Clause) -> bool:
    """Does the other name what is preferred, too? "Return lists, not nulls" has nothing against "test lists and nulls"."""
    return one.directive and not (one.affirmed - one.adjuncts - {one.stems[0]}).isdisjoint(
        other.affirmed - other.adjuncts
    )


def _lifted(denial: Denial, one: Clause, other: Clause) -> bool:
    """Does the other speak of the exception? Not where it makes the same one: "never before Monday", "before Monday"."""
    same = EXCEPTIONS.intersection(one.tokens).intersection(other.tokens)
    return not same and any(other.signs.get(word, 0) >= 0 for word in denial.exceptions)


def _only_outweighed(word: str, p: Clause, q: Clause) -> bool:
    """Is the word merely preferred less on one side, while the other side has the preferred one too?"""
    for one, other in ((p, q), (q, p)):
        if word in one.weighed and one.signs[word] < 0:
            preferred = {w for w in one.content - one.weighed if one.signs[w] > 0}
            if any(other.signs.get(w, 0) > 0 for w in preferred) and not other.weighed & preferred:
                return bool(other.content & preferred - {word})
    return False


def _numbers(p: Clause, q: Clause) -> Iterator[Conflict]:
    if not p.numbers or not q.numbers:
        return
    if _numbering(p) and _numbering(q):
        return
    values_p, values_q = (
        {n.value for n in p.numbers if n.sign > 0},
        {n.value for n in q.numbers if n.sign > 0},
    )
    for m in p.numbers:
        for n in q.numbers:
            if m.value in values_q or n.value in values_p or not _same_measure(m, n):
                continue
            units = (
                frozenset(lexicon.stem(x.shown.split()[-1]) for x in (m, n)) if m.unit == n.unit else frozenset[str]()
            )
            if units and not (p.content & q.content) - units:
                continue
            strength = alignment(p, q, units & (p.content | q.content))
            kind = "versions" if "." in m.value + n.value else "numbers"
            yield Conflict(kind, (m.shown, n.shown), strength, p, q)


def _numbering(clause: Clause) -> bool:
    """Does the clause only count things off, such as "Step 2"?"""
    return all(n.subject in lexicon.ORDINAL_STEMS and not n.unit for n in clause.numbers) or "[" in clause.text


def _same_measure(m: Number, n: Number) -> bool:
    if m.sign * n.sign < 0 or {m.bound, n.bound} == {"min", "max"}:
        return False
    if {m.bound, n.bound} in ({"min", ""},) and _reaches(m, n):
        return False
    if m.unit and n.unit:
        return m.unit == n.unit
    return m.subject == n.subject and bool(m.subject)


def _reaches(m: Number, n: Number) -> bool:
    least, other = (m, n) if m.bound == "min" else (n, m)
    return _parts(other.value) >= _parts(least.value)


def _parts(value: str) -> tuple[int, ...]:
    return tuple(int(part) for part in value.split(".") if part.isdigit())


def _opposites(p: Clause, q: Clause) -> Iterator[Conflict]:
    only_q = q.content - p.content
    for x in sorted(p.content - q.content):
        for y in sorted(lexicon.ALTERNATIVES.get(x, frozenset()) & only_q):
            if p.signs[x] * q.signs[y] <= 0 or _tells(x, p, q) or _tells(y, q, p):
                continue
            pair = frozenset((x, y))
            strength = alignment(p, q, pair)
            if not strength and p.directive and q.directive and p.content | q.content == pair:
                strength = 0.9
            if strength >= STRONG or _same_slot(x, p, y, q):
                yield Conflict("opposites", (_quote(p, [x]), _quote(q, [y])), strength, p, q)


def _tells(root: str, clause: Clause, other: Clause) -> bool:
    """Does it tell what was done, where the other says what to do?"""
    done = any(t.endswith("ed") and lexicon.stem(t) == root for t in clause.tokens)
    return done and other.directive and not clause.directive


def _same_slot(x: str, p: Clause, y: str, q: Clause) -> bool:
    """Does the same word stand before or after both?"""
    (before_x, after_x), (before_y, after_y) = _beside(x, p), _beside(y, q)
    return (before_x == before_y and bool(before_x)) or (after_x == after_y and bool(after_x))


def _beside(root: str, clause: Clause) -> tuple[str, str]:
    words = [lexicon.stem(t) for t in clause.tokens if t not in ("a", "an", "the")]
    at = words.index(root) if root in words else -1
    return ("", "") if at < 0 else (words[at - 1] if at else "", words[at + 1] if at + 1 < len(words) else "")


def _degrees(
    p: Clause, q: Clause, ranks: dict[str, str], apart: frozenset[frozenset[str]], kind: str
) -> Iterator[Conflict]:
    x = next((t for t in p.tokens if t in ranks), "")
    y = next((t for t in q.tokens if t in ranks), "")
    if not x or not y or frozenset((ranks[x], ranks[y])) not in apart:
        return
    strength = alignment(p, q, frozenset((lexicon.stem(x), lexicon.stem(y)))) * 0.75
    yield Conflict(kind, (x, y), strength, p, q)


def _order(p: Clause, q: Clause) -> Iterator[Conflict]:
    """The same words, but what stood before a relation stands after it: "A calls B" and "B calls A"."""
    if all(p.signs[w] == q.signs.get(w) for w in p.content) and _turned_round(p, q):
        yield Conflict("order", (p.text, q.text), 0.85, p, q)


def _turned_round(p: Clause, q: Clause) -> bool:
    if p.stems == q.stems or p.weighed or q.weighed or sorted(p.stems) != sorted(q.stems):
        return False
    for relation in _relations(p) & _relations(q):
        left_p, right_p = _sides(p, relation)
        left_q, right_q = _sides(q, relation)
        if left_p & right_q and right_p & left_q:
            return True
    return False


def _relations(clause: Clause) -> frozenset[str]:
    return lexicon.ORDERED_STEMS & frozenset(lexicon.stem(t) for t in clause.tokens)


def _sides(clause: Clause, relation: str) -> tuple[frozenset[str], frozenset[str]]:
    words = [lexicon.stem(t) for t in clause.tokens]
    at = words.index(relation)
    return clause.content & set(words[:at]), clause.content & set(words[at + 1 :])


def _value(p: Clause, q: Clause) -> Iterator[Conflict]:
    """Two clauses of the same mould that differ in one short stretch, where a value or a means is named."""
    before = _same_prefix(p.tokens, q.tokens)
    after = _same_prefix(p.tokens[before:][::-1], q.tokens[before:][::-1])
    x, y = p.tokens[before : len(p.tokens) - after], q.tokens[before : len(q.tokens) - after]
    if not (1 <= len(x) <= 2 and 1 <= len(y) <= 2) or not _named(p, p.tokens[:before], after):
        return
    if len(p.content & q.content) < 2 or any(w[0].isdigit() or w in lexicon.NEGATORS for w in x + y):
        return
    opposite = len(x) == len(y) == 1 and lexicon.stem(y[0]) in lexicon.ALTERNATIVES.get(lexicon.stem(x[0]), ())
    yield Conflict("value", (" ".join(x), " ".join(y)), 0.85 if opposite else 0.6, p, q)


def _named(clause: Clause, prefix: tuple[str, ...], after: int) -> bool:
    """Is what follows named as the value of something, or as the means for something that is named, too?"""
    if not prefix or set(prefix) & lexicon.MODALS.keys():
        return False
    if not clause.directive:
        last = prefix[-2] if prefix[-1] == "the" and len(prefix) > 1 else prefix[-1]
        return last in _IS or (prefix[-1] in _AT and bool(set(prefix) & _STANDS))
    # what is used is the means itself: "use A with B" names a companion
    return prefix[-1] in _BY and after == 0 and prefix[0] not in _USING


def _change(p: Clause, q: Clause) -> Iterator[Conflict]:
    """One says that a thing changed, the other says how it is: of the same thing, with other words for the rest."""
    if p.directive or q.directive or _CASES & {*p.tokens, *q.tokens} or bool(_changes(p)) == bool(_changes(q)):
        return
    common = p.content & q.content
    if p.stems[:1] == q.stems[:1] and p.content != q.content and _weight(common) >= 1:
        told, other = (p, q) if _changes(p) else (q, p)
        strength = alignment(p, q, frozenset(lexicon.stem(w) for w in _changes(told)) | (other.content - common))
        yield Conflict("change", (p.text, q.text), min(strength, STRONG), p, q)


def _changes(clause: Clause) -> list[str]:
    """List the words that tell a change; what can be or is to be changed has not changed."""
    pairs = zip(("", *clause.tokens), clause.tokens, strict=False)
    return [t for before, t in pairs if t in lexicon.CHANGES and before != "be"]


def _same_prefix(x: tuple[str, ...], y: tuple[str, ...]) -> int:
    return next((i for i, (s, t) in enumerate(zip(x, y, strict=False)) if s != t), min(len(x), len(y)))


def _quote(clause: Clause, stems: list[str]) -> str:
    """Give the words of a clause behind some stems, with what denies them; a short stretch as it stands."""
    wanted = set(stems)
    denied = clause.signs.get(stems[0], 0) < 0
    found = [
        n for n, t in enumerate(clause.tokens)
        if _root(t) in wanted or (denied and (t in lexicon.NEGATORS or t.endswith("n't")))
    ]  # fmt: skip
    whole = range(found[0], found[-1] + 1) if found else range(0)
    words = [clause.tokens[n] for n in (whole if len(whole) <= _QUOTED else found)]
    return " ".join(word.rstrip("_") for word in words or stems)


def _root(token: str) -> str:
    root = lexicon.stem(token)
    return lexicon.REVERSED_STEMS.get(root, root)
