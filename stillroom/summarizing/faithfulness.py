"""Faithfulness: what a draft says that its cited items do not."""

import re
from collections.abc import Iterator, Mapping, Sequence

from stillroom.domain.items import Item
from stillroom.domain.summaries import Draft, Fault, Sentence
from stillroom.judging.poison import unfit_to_repeat
from stillroom.summarizing.amounts import COPIED, paced, widened
from stillroom.summarizing.causes import reasons
from stillroom.summarizing.claims import REWORDED, Claim
from stillroom.summarizing.evidence import Evidence
from stillroom.summarizing.passages import passages
from stillroom.summarizing.places import crossed
from stillroom.summarizing.specifics import actions, code_spans, commands, names, numbers, quantities, urls
from stillroom.summarizing.turns import REPORTED, clauses, turns
from stillroom.summarizing.voices import is_lone, voices_for
from stillroom.summarizing.words import alike, known_in, root, words

Scopes = Mapping[str, Mapping[str, str]]

# the share of a sentence's content words that its items must hold, and any one of their sentences
SUPPORTED = 0.5
ANCHORED = 0.3
# how near the best match another sentence must be to speak for or against
RIVAL = 0.8
# the share of a statement's own words that a sentence holds when it tells of this one, too
RETOLD = 0.5

# a title of fewer content words names its topic and claims nothing
SAYS_SOMETHING = 3

_OPENERS_LIST = """
use implement keep follow prefer do avoid always write test utilize create when handle ensure if
optimize never the for no include leverage favor add minimize prioritize consider you define only
provide verify maintain place document configure all structure must set name data don't organize
validate store be check wrap make a an declare in return integrate group enable separate start every
install extract identify except limit adhere prefix reference show each build specify this as run export
convert try after put first explain call access default reset pass customize state require enforce one
preserve both most many some any several items notes they it its these those there here to on at by with
without from into before while where what how why since because although however but and or so then also
both either neither not cannot can may should before during until unless once instead rather older newer
earlier later new old other others another agents people users teams up down due thanks given owing according despite
besides per via among between within like unlike over under above below about around roughly nearly almost even
beyond against across along behind near next past through toward towards upon whether whose whoever whatever
whichever much more less fewer least half part parts otherwise else thus therefore hence still yet just please
nobody nothing everybody everyone everything anybody anyone anything somebody someone something he she we our
their his her your my us them
"""
_OPENERS = frozenset(_OPENERS_LIST.split())
_UNSPACED = re.compile(r"(?<=\d)[a-z]+$")
# what follows an order to do something, and no name
_AFTER_A_VERB = "the|a|an|your|our|its|their|each|every|any|all|no|this|that|these|those|only|both|out|up|off"


def faults(draft: Draft, items: Mapping[str, Item], *, scopes: Scopes | None = None) -> tuple[Fault, ...]:
    """Check every sentence against the items that it cites; empty when nothing is wrong.

    Args:
        draft: the summary, offline or a model's.
        items: the items by id, at least all that the draft was made from.
        scopes: what tells items apart beside their own `scope` (a ruling's).
    """
    sources = {i: items[i] for i in draft.source_ids if i in items and items[i].origin == "contributed"}
    evidence = {i: Evidence(item, (scopes or {}).get(i, {})) for i, item in sources.items()}
    found = list(_title_faults(draft, list(evidence.values())))
    divided = _divided(list(evidence.values()))
    for number, sentence in enumerate(draft.sentences):
        found += [
            Fault(sentence=number, kind=kind, detail=detail)
            for kind, detail in _sentence_faults(sentence, evidence, divided)
        ]
    return tuple(found)


def _sentence_faults(
    sentence: Sentence, evidence: Mapping[str, Evidence], divided: frozenset[str]
) -> Iterator[tuple[str, str]]:
    for cited in sentence.cites:
        if cited not in evidence:
            yield "unknown_citation", f"cites {cited!r}, which is none of the original items"
    given = [evidence[c] for c in dict.fromkeys(sentence.cites) if c in evidence]
    for way in unfit_to_repeat(sentence.text):
        yield "instruction", f"reads as an instruction to an agent: {way}"
    yield from _single_voices(sentence.text, list(evidence.values()))
    yield from _lone(sentence.text, list(evidence.values()))
    if given and not any(e.holds(sentence.text) for e in given):
        yield from _unsupported(sentence.text, given)
        yield from _turned(sentence.text, given)
    if given:
        yield from _unscoped(sentence.text, given, divided)


def _miscounted(text: str, given: Sequence[Evidence]) -> Iterator[tuple[str, str, str]]:
    said, measured = dict.fromkeys(numbers(text)), quantities(text)
    counted = frozenset[str]().union(*(e.numbers | e.counts for e in given)) if said or measured else frozenset()
    for number in said:
        if number not in counted:
            yield "unsupported_number", "number", number
    for value, unit in measured:
        if value in counted and not any(_measures(e, value, unit) for e in given):
            yield "unsupported_number", "quantity", f"{value} {unit}"


def _single_voices(text: str, evidence: Sequence[Evidence]) -> Iterator[tuple[str, str]]:
    for action in actions(text):
        if voices_for(action, [e.item for e in evidence]) == 1:
            yield "single_voice", f"only one voice gave {action!r}: leave it out"


def _lone(text: str, evidence: Sequence[Evidence]) -> Iterator[tuple[str, str]]:
    said = [(e.item.voice, e.content) for e in evidence]
    # what hides behind a shared opening is looked at by itself
    parts = [passage.text for passage in passages(text)] or [text]
    if any(is_lone(part, Claim(part).content, said) for part in parts):
        yield "single_voice", "only one voice says this, and others speak of the same thing: leave it out"


def _unsupported(text: str, given: Sequence[Evidence]) -> Iterator[tuple[str, str]]:
    for kind, what, missing in _specifics(text, given):
        yield kind, f"the {what} {missing!r} stands in no cited item"
    claim = Claim(text)
    known = frozenset[str]().union(*(e.content for e in given))
    counted = frozenset[str]().union(*(e.numbers for e in given))
    unknown = sorted(w for w in claim.content - known if not known_in(w, known) and _UNSPACED.sub("", w) not in counted)
    best = max((claim.containment(other) for e in given for other in e.claims), default=0.0)
    if claim.content and (len(unknown) > (1 - SUPPORTED) * len(claim.content) or best < ANCHORED):
        yield (
            "unsupported",
            f"the cited items do not say this; not theirs: {', '.join(unknown[:6]) or 'the whole'}",
        )


def _specifics(text: str, given: Sequence[Evidence]) -> Iterator[tuple[str, str, str]]:
    if named := set(urls(text)):
        for url in sorted(named.difference(*(e.urls for e in given))):
            yield "unsupported_url", "address", url
    for span in (*code_spans(text), *commands(text)):
        if not any(span in e.line for e in given):
            yield "unsupported_code", "code", span
    yield from _miscounted(text, given)
    for name in dict.fromkeys((*names(text), *_new_opening(text, given))):
        if not any(e.knows(re.sub(r"['’]s$", "", name)) for e in given):
            yield "unsupported_name", "name", name


def _measures(evidence: Evidence, value: str, unit: str) -> bool:
    units = {u for v, u in evidence.quantities if v == value}
    return unit in units or (not units and value in evidence.numbers)


def _new_opening(text: str, given: Sequence[Evidence]) -> list[str]:
    """Give the first word of a reworded sentence when it is a name that no item has in any form."""
    opening = [n for n in _opening_name(text) if not any(alike(root(n.lower()), w) for e in given for w in e.content)]
    claim = Claim(text)
    return opening if opening and any(claim.likeness(o) >= REWORDED for e in given for o in e.claims) else []


def _opening_name(text: str) -> list[str]:
    """A first word with a capital is a name when it is neither a usual opening nor an English verb form."""
    opening = re.match(rf"[\s\"'“(*_-]*([A-Z][\w'’]+)(?=\s+(?!(?:{_AFTER_A_VERB})\b)\w)", text)
    if not opening:
        return []
    word = opening[1].lower().replace("’", "'")
    usual = word in _OPENERS or word.endswith(("ing", "ly", "ed", "tion", "n't", "ize", "ise"))
    return [] if usual else [opening[1]]


def _turned(text: str, given: Sequence[Evidence]) -> Iterator[tuple[str, str]]:
    """Compare denial and certainty with the cited sentence that comes nearest."""
    claim = Claim(text)
    rivals = _rivals(claim, given)
    if not rivals:
        return
    yield from _misplaced(claim, rivals, given)
    yield from widened(claim, rivals)
    yield from crossed(claim, [clause for e in given for clause in e.clauses])
    yield from paced(claim, [other for e in given for other in e.claims])
    yield from _departed(claim, given)
    if not any(_same_sign(claim, other) for other in rivals) or _denied(claim, given):
        yield "negation", f"denies or affirms what the items do not: {_cut(rivals[0].text)}"
    opposed = [o for other in rivals for o in claim.opposites(other)]
    # "nothing before" is "only after"
    if opposed and all(claim.opposites(o) and (claim.denials > 0) == (o.denials > 0) for o in rivals):
        yield "negation", f"says {opposed[0]!r} where the items say the opposite: {_cut(rivals[0].text)}"
    if all(claim.is_surer(other) for other in rivals):
        yield "hedge", f"states as sure what the items leave open: {_cut(rivals[0].text)}"
    if claim.overstates(rivals[0]) and not any(other.is_strict for other in rivals):
        yield "hedge", f"says {sorted(claim.strength)[0]!r} where the items do not: {_cut(rivals[0].text)}"
    if claim.doubts and not any(other.hedges for other in rivals):
        yield "hedge_added", f"leaves open what the items state: {_cut(rivals[0].text)}"


def _departed(claim: Claim, given: Sequence[Evidence]) -> Iterator[tuple[str, str]]:
    """Compare with every statement that holds the claim's words; one that it reports rightly is enough."""
    held = [(claim.coverage(other), claim.likeness(other), other) for e in given for other in e.claims]
    best = max((row[0] for row in held), default=0.0)
    near = sorted((row for row in held if row[0] >= 0.9 * best), key=lambda row: (-row[1], row[2].text))
    if best >= SUPPORTED:
        told = [other for share, _, other in held if share >= 0.5 * best]
        yield from reasons(claim, told, frozenset[str]().union(*(e.content for e in given)))
    if best >= REPORTED and all(found := [list(turns(claim, other)) for *_, other in near]):
        yield from found[0]


def _misplaced(claim: Claim, rivals: Sequence[Claim], given: Sequence[Evidence]) -> Iterator[tuple[str, str]]:
    """A number may stand elsewhere in the item and still be wrong here."""
    if claim.likeness(rivals[0]) < REWORDED:
        return
    near = {number for other in rivals for number in numbers(other.text)}
    scoped = {number for e in given for value in e.scope.values() for number in numbers(value)}
    elsewhere = frozenset[str]().union(*(e.numbers for e in given)) - near - scoped
    told = [other for e in given for other in e.claims if other.containment(claim) >= RETOLD]
    elsewhere -= {number for other in told for number in numbers(other.text)}
    for number in dict.fromkeys(numbers(claim.text)):
        if number in elsewhere:
            yield (
                "misplaced_number",
                f"the number {number!r} is not what the items say here: {_cut(rivals[0].text)}",
            )


def _rivals(claim: Claim, given: Sequence[Evidence]) -> list[Claim]:
    scored = [(claim.likeness(other), other.text, other) for e in given for other in e.claims]
    best = max((score for score, *_ in scored), default=0.0)
    if best < ANCHORED:
        return []
    bar = max(RIVAL * best, REWORDED) if best >= REWORDED else RIVAL * best
    near = [row for row in scored if row[0] >= bar]
    return [row[2] for row in sorted(near, key=lambda row: (-row[0], row[1]))]


def _same_sign(claim: Claim, other: Claim) -> bool:
    """Does each clause deny what the statement denies, and nothing else?"""
    if claim.likeness(other) >= COPIED and len(clauses(claim.text)) == 1:
        return _agrees(claim, other)
    theirs = clauses(other.text)
    mine = [c for c in clauses(claim.text) if c.denials or len(c.content) > 2]
    return all(_agrees(c, best) for c in mine if (best := _nearest(c, theirs)))


def _denied(claim: Claim, given: Sequence[Evidence]) -> bool:
    """Does a clause deny, or affirm, what no statement with its words does?"""
    theirs = [clause for e in given for clause in e.clauses]
    for mine in (c for c in clauses(claim.text) if c.denials or len(c.content) > 1 or c.words[0] == "which"):
        best = max((len(mine.content & other.content) for other in theirs), default=0)
        near = [other for other in theirs if len(mine.content & other.content) == best]
        if best and best >= 0.7 * len(mine.content) and not any(_agrees(mine, other) for other in near):
            return True
    return False


def _nearest(mine: Claim, theirs: Sequence[Claim]) -> Claim | None:
    """Find the clause that a clause reports: one that holds most of its words."""
    best = max(theirs, key=lambda other: (len(mine.content & other.content), mine.likeness(other)), default=None)
    return best if best and len(mine.content & best.content) >= max(1, 0.7 * len(mine.content)) else None


def _agrees(mine: Claim, other: Claim) -> bool:
    if (mine.denials > 0) != (other.denials > 0):
        plain, denying = (other, mine) if mine.denials else (mine, other)
        return plain.denies_as(denying) or denying.affirms_beside(plain)
    if mine.likeness(other) >= REWORDED:
        return mine.denials % 2 == other.denials % 2
    return True


def _divided(evidence: Sequence[Evidence]) -> frozenset[str]:
    """List the scope keys on which the items differ."""
    values: dict[str, set[str]] = {}
    for e in evidence:
        for key, value in e.scope.items():
            values.setdefault(key, set()).add(value.casefold())
    return frozenset(key for key, different in values.items() if len(different) > 1)


def _unscoped(text: str, given: Sequence[Evidence], divided: frozenset[str]) -> Iterator[tuple[str, str]]:
    said = set(words(text))
    for key in sorted(divided):
        for value in sorted({e.scope[key] for e in given if key in e.scope}):
            if value.casefold() not in text.casefold() and not set(words(value)) <= said:
                yield "scope", f"does not say that it holds for {key} {value}; other items hold for another"


def _title_faults(draft: Draft, evidence: Sequence[Evidence]) -> Iterator[Fault]:
    title = draft.title
    for way in unfit_to_repeat(title):
        yield Fault(sentence=-1, kind="instruction", detail=f"the title reads as an instruction: {way}")
    whole = _lone(title, evidence) if len(Claim(title).content) >= SAYS_SOMETHING else ()
    for kind, detail in (*_single_voices(title, evidence), *whole):
        yield Fault(sentence=-1, kind=kind, detail=f"title: {detail}")
    for kind, what, missing in _specifics(title, evidence):
        # a title may capitalise any word
        if kind != "unsupported_name":
            yield Fault(sentence=-1, kind=kind, detail=f"title: the {what} {missing!r} stands in no item")


def _cut(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:79]}…"
