"""Grouping of short texts by what they ask for, the number of groups unknown: banking77's test half.

The figures beside ours are k-means' on the same vectors, which is told the number of groups.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from evals.cases import cases
from evals.measure import PUBLIC, Eval, Row, Whole
from stillroom.settings import Settings
from stillroom.text.clustering import group
from stillroom.text.embedding import WordLlamaEmbedder
from stillroom.text.neighbours import similar_pairs
from stillroom.text.wordpieces import Vectors

# as many texts on one subject as a topic may have; the run's own groups, which are judged pair by pair, are smaller
CROWD = 64
SPREAD = Settings.model_fields["similarity_threshold"].default
Agreement = Callable[[Sequence[str], Sequence[str]], float]


def answers(data: Path) -> Iterable[Row]:
    """Group the texts by their vectors, and once more by k-means."""
    given = [case for case in cases(data) if case["split"] == "test"]
    vectors = WordLlamaEmbedder().embed([case["text"] for case in given])
    pairs = similar_pairs(vectors, SPREAD)
    groups = group(len(given), pairs, spread=SPREAD, order=[case["id"] for case in given], crowd=CROWD)
    ours = {member: f"group {n}" for n, one in enumerate(groups) for member in one.members}
    theirs = _means(vectors, len({case["label"] for case in given}))
    for n, case in enumerate(given):
        yield Row(case["id"], "test", "ours", case["label"], ours[n], frozenset())
        yield Row(f"{case['id']} k-means", "test", "k-means", case["label"], theirs[n], frozenset())


def _means(vectors: Vectors, k: int) -> list[str]:
    from sklearn.cluster import KMeans  # noqa: PLC0415 - 1 s

    return [f"mean {n}" for n in KMeans(k, n_init=3, random_state=0).fit_predict(vectors)]


def _score(metric: str, category: str) -> Whole:
    def score(rows: Sequence[Row]) -> float:
        from sklearn import metrics  # noqa: PLC0415 - 1 s

        chosen = [row for row in rows if row.category == category]
        return float(getattr(metrics, metric)([row.expected for row in chosen], [row.given for row in chosen]))

    return Whole("more" if category == "ours" else "beside", score)


EVAL = Eval(
    name="topics",
    data=PUBLIC / "banking77" / "banking77.jsonl",
    answers=answers,
    scorers={
        "ARI": _score("adjusted_rand_score", "ours"),
        "NMI": _score("normalized_mutual_info_score", "ours"),
        "ARI of k-means": _score("adjusted_rand_score", "k-means"),
        "NMI of k-means": _score("normalized_mutual_info_score", "k-means"),
    },
)
