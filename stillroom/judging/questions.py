"""Conflicts put to a person: one question for what hangs together, with a headline in words."""

import math
from collections.abc import Iterable, Mapping, Sequence

from stillroom.domain.items import Item
from stillroom.domain.verdicts import PairVerdict, Question
from stillroom.judging import clauses
from stillroom.judging.cues import STATES

_SHOWN_VERDICTS = 20
_ABOUT_WORDS = 9
_NAME_WORDS = 5


def components(pairs: Sequence[PairVerdict]) -> list[list[PairVerdict]]:
    """Group pairs that share items, directly or through others."""
    parent: dict[str, str] = {}

    def root(i: str) -> str:
        while parent.setdefault(i, i) != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for p in pairs:
        low, high = sorted((root(p.a_id), root(p.b_id)))
        parent[high] = low
    groups: dict[str, list[PairVerdict]] = {}
    for p in pairs:
        groups.setdefault(root(p.a_id), []).append(p)
    return [groups[key] for key in sorted(groups)]


def question(pairs: Sequence[PairVerdict], items: Mapping[str, Item]) -> Question:
    """Ask one question about pairs that hang together."""
    ranked = sorted(pairs, key=lambda p: (p.verdict != "contradict", -p.confidence, p.a_id, p.b_id))
    ids = tuple(dict.fromkeys(i for p in ranked for i in (p.a_id, p.b_id)))
    newest = _newest([items[i] for i in ids]) if _is_state(ranked[0]) else None
    return Question(
        item_ids=ids,
        reason="contradiction" if ranked[0].verdict == "contradict" else "uncertain",
        headline=headline(ranked, items),
        verdicts=tuple(ranked[:_SHOWN_VERDICTS]),
        proposal="supersede" if newest else "keep_both",
        subject_id=newest,
        priority=_priority(ranked, [items[i] for i in ids]),
    )


def headline(ranked: Sequence[PairVerdict], items: Mapping[str, Item]) -> str:
    """Say in one line what conflicts: the words on either side, and what it is about."""
    top = ranked[0]
    sides = [s for p in ranked if p.conflicts for s in p.conflicts[0]] if len(ranked) < 4 else [*_first(top)]
    names = list(dict.fromkeys(sides or _first(top)))
    if len(names) < 2 or max(len(name.split()) for name in names) > _NAME_WORDS:
        names = [_cut(quote.text) for quote in top.evidence]
    if len(set(names)) < 2:
        return f"Do these agree? {_about(items[top.a_id])}"
    if len(names) == 2 and names[0].removeprefix("not ") == names[1]:
        names.reverse()
    return f"{' or '.join(names[:4])}? ({_about(items[top.a_id])})"


def _first(pair: PairVerdict) -> tuple[str, ...]:
    return pair.conflicts[0] if pair.conflicts else ()


def _about(item: Item) -> str:
    return _cut(item.title or item.content)


def _cut(text: str) -> str:
    words = text.split()
    return " ".join(words[:_ABOUT_WORDS]) + (" …" if len(words) > _ABOUT_WORDS else "")


def _is_state(pair: PairVerdict) -> bool:
    """Is it about the state of a thing, which can have changed, rather than about what to do?"""
    told = [clause for quote in pair.evidence for clause in clauses.split(quote.text)]
    return bool(pair.cues) and pair.cues[0] in STATES and not any(clause.directive for clause in told)


def _newest(items: Sequence[Item]) -> str | None:
    """Name the newest, when all are dated and one is of a later day than the rest."""
    dates = sorted(((i.dated, i.id) for i in items if i.dated), reverse=True)
    if len(dates) < len(items) or dates[0][0].date() == dates[1][0].date():
        return None
    return dates[0][1]


def _priority(pairs: Sequence[PairVerdict], items: Iterable[Item]) -> float:
    """Weigh what hangs on it: how sure the conflict is, how many voices, how good and sure the items."""
    members = list(items)
    voices = len({i.voice or i.id for i in members})
    worth = sum(i.confidence / 10 + (0.5 if i.quality is None else i.quality) for i in members) / (2 * len(members))
    certainty = max(p.confidence for p in pairs) + (0.5 if pairs[0].verdict == "contradict" else 0.0)
    return round(certainty * (0.5 + worth) * (1 + math.log1p(voices) / 4), 4)
