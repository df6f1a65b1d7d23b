"""The judge: clusters in, rulings out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import combinations

from stillroom.domain.items import Item
from stillroom.domain.verdicts import Cluster, Merge, PairVerdict, Ruling, pair_key
from stillroom.errors import BudgetExhausted
from stillroom.judging import features, rulings
from stillroom.judging.features import Features
from stillroom.judging.online import ask_model
from stillroom.judging.pairs import compare
from stillroom.models.offline import OFFLINE
from stillroom.models.protocol import ChatModel
from stillroom.workers import Workers

_ALL_PAIRS_UP_TO = 12
# of more items, so many pairs for each: those with the greatest share of words in common
_PAIRS_EACH = 4
# clusters that go to another process together, and from how many on it pays to start one
_APART, _APART_FROM = 20, 300

Compared = tuple[str, str, PairVerdict | None]
"""Two items by id, and what rules say of them; None of a pair that is settled."""


class Judging:
    """Judges clusters: certain rules first, then cues, then the model for what these leave open."""

    def __init__(
        self,
        model: ChatModel,
        *,
        votes: int = 1,
        escalate_below: float = 0.7,
        concurrency: int = 8,
        workers: Workers | None = None,
    ) -> None:
        """Set up the judge; with `workers`, many clusters are judged by rules in several processes.

        Args:
            model: who is asked about what rules leave open.
            votes: how often, every second time with the items swapped; all have to agree.
            escalate_below: the confidence below which the model is not believed.
            concurrency: how many questions run side by side.
            workers: other processes for the rules.
        """
        self._workers = workers or Workers()
        self._model = model
        self._curious = model.name != OFFLINE
        self._votes = votes
        self._escalate_below = escalate_below
        self._concurrency = concurrency

    def rule(self, cluster: Cluster, items: Mapping[str, Item], settled: Mapping[str, PairVerdict]) -> Ruling:
        """Judge one cluster; what is settled by pair key is taken as it is and never asked again.

        Raises:
            BudgetExhausted: the model's budget is spent.
            RecordMissing: a replay does not hold a question.
        """
        (ruling,) = self.rule_many([cluster], items, settled)
        return ruling

    def rule_many(
        self,
        clusters: Sequence[Cluster],
        items: Mapping[str, Item],
        settled: Mapping[str, PairVerdict],
    ) -> Iterator[Ruling]:
        """Judge clusters, in their order; questions to the model of several clusters run side by side.

        Raises:
            BudgetExhausted: the model's budget is spent; every cluster that could do without has been yielded.
            RecordMissing: a replay does not hold a question.
        """
        spent: list[BudgetExhausted] = []
        pool = ThreadPoolExecutor(self._concurrency, thread_name_prefix="judge")
        try:
            window = self._concurrency * 4
            waiting: list[Callable[[], Ruling]] = []
            for cluster, found in zip(clusters, self._by_rules(clusters, items, settled), strict=True):
                waiting.append(self._begin(pool, cluster, items, settled, found))
                if len(waiting) >= window:
                    yield from _paid(waiting.pop(0), spent)
            for finish in waiting:
                yield from _paid(finish, spent)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
        if spent:
            raise spent[0]

    def _by_rules(
        self, clusters: Sequence[Cluster], items: Mapping[str, Item], settled: Mapping[str, PairVerdict]
    ) -> Iterator[Ruling | list[Compared]]:
        """Go by the rules, elsewhere where processes are there for it."""
        known = frozenset(settled)
        parts = (clusters[start : start + _APART] for start in range(0, len(clusters), _APART))
        jobs = (
            (part, {i: items[i] for c in part for i in c.member_ids if i in items}, known, self._curious)
            for part in parts
        )
        for found in self._workers.map(by_rules, jobs, long=len(clusters) >= _APART_FROM):
            yield from found

    def _begin(
        self,
        pool: ThreadPoolExecutor,
        cluster: Cluster,
        items: Mapping[str, Item],
        settled: Mapping[str, PairVerdict],
        found: Ruling | list[Compared],
    ) -> Callable[[], Ruling]:
        """Take what is settled as it is, put the rest to the model, and return what waits for it."""
        if isinstance(found, Ruling):
            return lambda: found
        pending: list[PairVerdict | Future[PairVerdict]] = []
        for a, b, verdict in ((items[a_id], items[b_id], verdict) for a_id, b_id, verdict in found):
            if verdict is None:
                pending.append(_remap(settled[_key(a, b)], a, b, items))
            else:
                pending.append(self._asked(pool, a, b, verdict) if for_model(verdict, self._curious) else verdict)
        return lambda: rulings.rule(
            cluster, *_distinct(cluster, items), [p.result() if isinstance(p, Future) else p for p in pending]
        )

    def _asked(self, pool: ThreadPoolExecutor, a: Item, b: Item, verdict: PairVerdict) -> Future[PairVerdict]:
        votes, least = self._votes, self._escalate_below
        return pool.submit(ask_model, self._model, a, b, verdict, votes=votes, escalate_below=least)


def by_rules(
    job: tuple[Sequence[Cluster], Mapping[str, Item], frozenset[str], bool],
) -> list[Ruling | list[Compared]]:
    """Judge clusters by rules alone, in any process; no more than their pairs where one is asked about or settled."""
    clusters, items, settled, curious = job
    return [_compared(cluster, items, settled, curious) for cluster in clusters]


def for_model(verdict: PairVerdict, curious: bool) -> bool:
    """Is a pair put to the model: one that is open, and to one that can tell more than rules what is suspected, too?"""
    return verdict.is_open or (curious and verdict.suspected)


def _compared(
    cluster: Cluster, items: Mapping[str, Item], settled: frozenset[str], curious: bool
) -> Ruling | list[Compared]:
    distinct, folded = _distinct(cluster, items)
    found: list[Compared] = []
    for a, b in _pairs(distinct, cluster.representative_id):
        verdict = None if settled and _key(a.item, b.item) in settled else compare(a, b)
        found.append((a.item.id, b.item.id, verdict))
    sure = [verdict for _, _, verdict in found if verdict is not None and not for_model(verdict, curious)]
    return rulings.rule(cluster, distinct, folded, sure) if len(sure) == len(found) else found


def _key(a: Item, b: Item) -> str:
    return pair_key(a.org, a.content_hash, b.content_hash)


def _paid(finish: Callable[[], Ruling], spent: list[BudgetExhausted]) -> Iterator[Ruling]:
    """Give the ruling unless the budget was spent before it."""
    try:
        yield finish()
    except BudgetExhausted as error:
        spent.append(error)


def _distinct(cluster: Cluster, items: Mapping[str, Item]) -> tuple[list[Features], list[Merge]]:
    members = (items.get(m) for m in cluster.member_ids)
    return rulings.fold([features.read(i) for i in members if i and _is_evidence(i)])


def _is_evidence(item: Item) -> bool:
    return item.kind != "summary" and item.origin != "derived"


def _pairs(distinct: Sequence[Features], representative: str) -> list[tuple[Features, Features]]:
    """List the pairs worth judging: all of few; of many, those with most words in common."""
    if len(distinct) <= _ALL_PAIRS_UP_TO:
        return list(combinations(distinct, 2))
    head = next((f for f in distinct if f.item.id == representative), distinct[0])
    chosen = [(head, f) for f in distinct if f is not head]
    rest = [(a, b) for a, b in combinations(distinct, 2) if a is not head and b is not head]
    shares = [len(a.content & b.content) / (len(a.content | b.content) or 1) for a, b in rest]
    best = sorted((n for n, share in enumerate(shares) if share), key=lambda n: (-shares[n], n))
    return chosen + [rest[n] for n in best[: _PAIRS_EACH * len(distinct)]]


def _remap(known: PairVerdict, a: Item, b: Item, items: Mapping[str, Item]) -> PairVerdict:
    """Give a settled verdict the ids of this pair; for a supersession the newer comes first."""
    first, second = a, b
    if known.a_id == b.id or known.b_id == a.id:
        first, second = b, a
    elif known.a_id != a.id and (original := items.get(known.a_id)) is not None:
        first, second = (a, b) if original.content_hash == a.content_hash else (b, a)
    elif known.a_id != a.id and known.verdict == "superseded" and a.dated and b.dated and b.dated > a.dated:
        first, second = b, a
    ids = {known.a_id: first.id, known.b_id: second.id}
    quotes = tuple(q.model_copy(update={"item_id": ids.get(q.item_id, q.item_id)}) for q in known.evidence)
    return known.model_copy(update={"a_id": first.id, "b_id": second.id, "evidence": quotes})
