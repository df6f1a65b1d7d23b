"""The judge: clusters in, rulings out."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import combinations, repeat

from stillroom.domain.items import Item
from stillroom.domain.verdicts import Cluster, Merge, PairVerdict, Ruling, pair_key
from stillroom.errors import BudgetExhausted
from stillroom.judging import features, rulings
from stillroom.judging.features import Features
from stillroom.judging.online import ask_model
from stillroom.judging.pairs import compare
from stillroom.models.protocol import ChatModel
from stillroom.workers import Workers

_ALL_PAIRS_UP_TO = 12
# of more items, so many pairs for each: those with the greatest share of words in common
_PAIRS_EACH = 4
# clusters that go to another process together, and from how many on it pays to start one
_APART, _APART_FROM = 20, 300


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
            for cluster, ruled in zip(clusters, self._by_rules(clusters, items, settled), strict=True):
                if isinstance(ruled, Ruling):
                    waiting.append(partial(_given, ruled))
                else:
                    waiting.append(self._begin(pool, cluster, items, settled, ruled))
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
    ) -> Iterator[Ruling | list[PairVerdict | None] | None]:
        """Go by the rules elsewhere, where processes are there for it."""
        if not self._workers.running and (self._workers.count < 2 or len(clusters) < _APART_FROM):
            yield from repeat(None, len(clusters))
            return
        known = frozenset(settled)
        parts = (clusters[start : start + _APART] for start in range(0, len(clusters), _APART))
        jobs = ((part, {i: items[i] for c in part for i in c.member_ids if i in items}, known) for part in parts)
        for ruled in self._workers.map(by_rules, jobs, long=True):
            yield from ruled

    def _begin(
        self,
        pool: ThreadPoolExecutor,
        cluster: Cluster,
        items: Mapping[str, Item],
        settled: Mapping[str, PairVerdict],
        by_rules: Sequence[PairVerdict | None] | None,
    ) -> Callable[[], Ruling]:
        """Judge by rules at once, put the rest to the model, and return what waits for it."""
        distinct, folded = _distinct(cluster, items)
        pending: list[PairVerdict | Future[PairVerdict]] = []
        for n, (a, b) in enumerate(_pairs(distinct, cluster.representative_id)):
            known = settled.get(_key(a, b)) if settled else None
            if known:
                pending.append(_remap(known, a.item, b.item, items))
            else:
                pending.append(self._judge(pool, a, b, (by_rules and by_rules[n]) or compare(a, b)))
        return lambda: rulings.rule(
            cluster, distinct, folded, [p.result() if isinstance(p, Future) else p for p in pending]
        )

    def _judge(
        self, pool: ThreadPoolExecutor, a: Features, b: Features, verdict: PairVerdict
    ) -> PairVerdict | Future[PairVerdict]:
        if not verdict.is_open:
            return verdict
        return pool.submit(
            ask_model,
            self._model,
            a.item,
            b.item,
            verdict,
            votes=self._votes,
            escalate_below=self._escalate_below,
        )


def by_rules(
    job: tuple[Sequence[Cluster], Mapping[str, Item], frozenset[str]],
) -> list[Ruling | list[PairVerdict | None]]:
    """Judge clusters by rules alone, in any process.

    Where a pair is left to the model, or settled (given by its key), only the pairs' verdicts, and none for the latter.
    """
    clusters, items, settled = job
    return [_by_rules(cluster, items, settled) for cluster in clusters]


def _by_rules(
    cluster: Cluster, items: Mapping[str, Item], settled: frozenset[str]
) -> Ruling | list[PairVerdict | None]:
    distinct, folded = _distinct(cluster, items)
    pairs = _pairs(distinct, cluster.representative_id)
    found = [None if settled and _key(a, b) in settled else compare(a, b) for a, b in pairs]
    sure = [p for p in found if p is not None and not p.is_open]
    return rulings.rule(cluster, distinct, folded, sure) if len(sure) == len(found) else found


def _key(a: Features, b: Features) -> str:
    return pair_key(a.item.org, a.item.content_hash, b.item.content_hash)


def _paid(finish: Callable[[], Ruling], spent: list[BudgetExhausted]) -> Iterator[Ruling]:
    """Give the ruling unless the budget was spent before it."""
    try:
        yield finish()
    except BudgetExhausted as error:
        spent.append(error)


def _given(ruled: Ruling) -> Ruling:
    return ruled


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
