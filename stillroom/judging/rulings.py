"""From what pairs are to each other to what becomes of a cluster."""

from collections.abc import Iterable, Mapping, Sequence

from stillroom.domain.items import Item
from stillroom.domain.verdicts import Cluster, Merge, PairVerdict, Ruling, Supersession, Verdict
from stillroom.judging.facts import missing_facts
from stillroom.judging.features import Features
from stillroom.judging.questions import components, question

GRAVITY: tuple[Verdict, ...] = (
    "contradict",
    "uncertain",
    "superseded",
    "different_scope",
    "duplicate",
    "refines",
    "agree",
    "related",
    "unrelated",
)
_KEPT_PAIRS = 200
_LEAST_SUMMARISED = 3


def rank(item: Item) -> tuple[float, int, int, int, str]:
    """Order items for a merge: quality, then substance, then confidence, then age; the least wins."""
    return (-(item.quality or 0.0), -len(item.text.split()), -item.confidence, item.seq, item.id)


def fold(seen: Sequence[Features]) -> tuple[list[Features], list[Merge]]:
    """Fold items of the same words into one each; what differs in title or scope stays apart."""
    groups: dict[str, list[Features]] = {}
    for features in seen:
        groups.setdefault(features.wording, []).append(features)
    distinct: list[Features] = []
    merges: list[Merge] = []
    for group in groups.values():
        kept, merged = _fold_group(group)
        distinct += kept
        merges += merged
    return distinct, merges


def _fold_group(group: list[Features]) -> tuple[list[Features], list[Merge]]:
    if group[0].placeholder:
        return group[:1], []
    kept: list[Features] = []
    losers: dict[str, list[str]] = {}
    for features in sorted(group, key=lambda f: rank(f.item)):
        winner = next((k for k in kept if not missing_facts(k.item, features.item)), None)
        if winner is None:
            kept.append(features)
        else:
            losers.setdefault(winner.item.id, []).append(features.item.id)
    return kept, [
        Merge(winner_id=w, loser_ids=tuple(sorted(ids)), reason="the same words") for w, ids in losers.items()
    ]


def rule(
    org_cluster: Cluster, distinct: Sequence[Features], folded: Sequence[Merge], pairs: Sequence[PairVerdict]
) -> Ruling:
    """Draw the consequences of the pair verdicts of one cluster."""
    items = {f.item.id: f.item for f in distinct}
    merges = _merge(items, folded, pairs)
    merged = {loser: m.winner_id for m in merges for loser in m.loser_ids}
    standing = [p for p in pairs if p.a_id not in merged and p.b_id not in merged]
    supersessions = _supersede(items, standing)
    gone = merged.keys() | {s.older_id for s in supersessions}
    open_pairs = [p for p in standing if p.is_conflict and not {p.a_id, p.b_id} & gone]
    questions = tuple(question(group, items) for group in components(open_pairs))
    asked = {i for q in questions for i in q.item_ids}
    leaves = _leaves([f for f in distinct if f.item.id not in gone | asked])
    verdict, confidence = _gravest(pairs, merges)
    return Ruling(
        cluster_id=org_cluster.id,
        verdict=verdict,
        confidence=confidence,
        pairs=_notable(pairs),
        merges=tuple(merges),
        supersessions=tuple(supersessions),
        questions=questions,
        summarise=_summarised([f for f in distinct if f.item.id not in gone | asked | set(leaves)]),
        scopes=_scopes(distinct, standing),
        leaves=leaves,
    )


def _merge(items: Mapping[str, Item], folded: Sequence[Merge], pairs: Iterable[PairVerdict]) -> list[Merge]:
    """Merge judged duplicates into the best of them, where that loses nothing; never through a third."""
    losers = {m.winner_id: list(m.loser_ids) for m in folded}
    reasons = {m.winner_id: m.reason for m in folded}
    sure: dict[str, float] = {}
    gone: set[str] = set()
    contested = {i for p in pairs if p.is_conflict for i in (p.a_id, p.b_id)}
    for p in sorted((p for p in pairs if p.verdict == "duplicate"), key=lambda p: (-p.confidence, p.a_id, p.b_id)):
        winner, loser = sorted((items[p.a_id], items[p.b_id]), key=rank)
        if missing_facts(winner, loser):
            winner, loser = loser, winner
        taken = {winner.id, loser.id} & gone or loser.id in contested
        if taken or missing_facts(winner, loser) or not _keeps_all(loser, winner, losers, items):
            continue
        gone.add(loser.id)
        losers.setdefault(winner.id, []).extend((loser.id, *losers.pop(loser.id, [])))
        reasons[winner.id] = p.reasons[0] if p.reasons else "they say the same"
        sure[winner.id] = min(sure.get(winner.id, 1.0), p.confidence)
    return [
        Merge(winner_id=w, loser_ids=tuple(sorted(ls)), reason=reasons[w], confidence=sure.get(w, 1.0))
        for w, ls in sorted(losers.items())
    ]


def _keeps_all(loser: Item, winner: Item, losers: Mapping[str, list[str]], items: Mapping[str, Item]) -> bool:
    """Does the winner also hold the facts of those that the loser won over before?"""
    return all(i not in items or not missing_facts(winner, items[i]) for i in losers.get(loser.id, ()))


def _supersede(items: Mapping[str, Item], pairs: Iterable[PairVerdict]) -> list[Supersession]:
    """Let each older statement expire in favour of the newest that replaces it."""
    chosen: dict[str, PairVerdict] = {}
    for p in pairs:
        if p.verdict != "superseded":
            continue
        best = chosen.get(p.b_id)
        if best is None or _age(items[p.a_id]) > _age(items[best.a_id]):
            chosen[p.b_id] = p
    return [
        Supersession(newer_id=p.a_id, older_id=older, reason=p.reasons[0] if p.reasons else "a newer statement")
        for older, p in sorted(chosen.items())
    ]


def _age(item: Item) -> tuple[str, int, str]:
    return (item.dated.isoformat() if item.dated else "", item.seq, item.id)


def _scopes(distinct: Sequence[Features], pairs: Iterable[PairVerdict]) -> dict[str, dict[str, str]]:
    told_apart = {i for p in pairs if p.verdict == "different_scope" for i in (p.a_id, p.b_id)}
    return {
        f.item.id: {key: " or ".join(sorted(values)) for key, values in sorted(f.scope.items())}
        for f in distinct
        if f.item.id in told_apart
    }


def _leaves(standing: Sequence[Features]) -> tuple[str, ...]:
    """Name members without one content word in common with any other."""
    if len(standing) < _LEAST_SUMMARISED:
        return ()
    counts: dict[str, int] = {}
    for f in standing:
        for word in f.content:
            counts[word] = counts.get(word, 0) + 1
    return tuple(sorted(f.item.id for f in standing if f.content and all(counts[w] == 1 for w in f.content)))


def _summarised(standing: Sequence[Features]) -> tuple[str, ...]:
    said = [f for f in standing if not f.placeholder]
    return tuple(sorted(f.item.id for f in said)) if len(said) >= _LEAST_SUMMARISED else ()


def _gravest(pairs: Sequence[PairVerdict], merges: Sequence[Merge]) -> tuple[Verdict, float]:
    verdicts = {_weight(p) for p in pairs} | ({"duplicate"} if merges else set())
    gravest: Verdict = next((v for v in GRAVITY if v in verdicts), "related")
    return gravest, max((p.confidence for p in pairs if _weight(p) == gravest), default=1.0 if merges else 0.5)


def _weight(pair: PairVerdict) -> Verdict:
    """Count what is open and not worth asking as what it is for the cluster: related."""
    return pair.verdict if pair.verdict != "uncertain" or pair.asked else "related"


def _notable(pairs: Iterable[PairVerdict]) -> tuple[PairVerdict, ...]:
    notable = [p for p in pairs if _weight(p) not in ("related", "unrelated")]
    notable.sort(key=lambda p: (GRAVITY.index(p.verdict), -p.confidence, p.a_id, p.b_id))
    return tuple(notable[:_KEPT_PAIRS])
