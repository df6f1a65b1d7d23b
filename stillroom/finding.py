"""Search: keyword and vector ranks fused."""

from stillroom.domain.items import Item
from stillroom.services import Services

# the constant of reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009)
DAMPING = 60
DEPTH = 50


def find(services: Services, org: str, text: str, *, limit: int = 10) -> list[Item]:
    """Find served items by words and by meaning, best first (reciprocal rank fusion).

    By words alone where the home may only be read: the index needs to write.
    """
    by_words = services.store.keywords.search(org, text, limit=DEPTH)
    by_meaning = [] if services.store.database.is_read_only else _by_meaning(services, org, text)
    scores: dict[str, float] = {}
    for ranked in (by_words, by_meaning):
        for rank, item_id in enumerate(ranked, start=1):
            scores[item_id] = scores.get(item_id, 0.0) + 1 / (DAMPING + rank)
    best = sorted(scores, key=lambda i: (-scores[i], i))
    items = services.store.items.many(org, best)
    served = [items[i] for i in best if i in items and items[i].state == "approved" and items[i].is_live]
    return served[:limit]


def _by_meaning(services: Services, org: str, text: str) -> list[str]:
    vector = services.embedder.embed([text])[0]
    return [i for i, _ in services.vectors.query(org, vector, DEPTH)] if vector.any() else []
