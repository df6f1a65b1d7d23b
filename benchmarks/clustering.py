"""Compare our search for close pairs with semhash's self-deduplication, on the same vectors in one run.

The vectors are wordllama's of template-made engineering sentences: 8 templates filled from word lists that
share no rows, so that most items speak of different things; a quarter of them are a copy of an earlier
sentence with one word changed or one put in front. The seed is fixed.

    python -m benchmarks.clustering [--n 100000] [--threshold 0.9]
"""

import argparse
import random
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
from semhash import SemHash
from semhash.datamodels import DeduplicationResult
from threadpoolctl import threadpool_info  # type: ignore[import-untyped]

from stillroom.text.clustering import group, near_duplicates
from stillroom.text.embedding import WordLlamaEmbedder
from stillroom.text.fingerprints import shingles
from stillroom.text.neighbours import Index, Pairs, similar_pairs
from stillroom.text.wordpieces import Vectors

T = TypeVar("T")
SAMPLE = 1000

TEMPLATES = (
    "When {actor} {verb} the {thing} in {place}, {effect} unless {guard}.",
    "{effect} after {actor} {verb} a {thing}; the cure in {place} is to make sure {guard}.",
    "In {place} always check that {guard} before {actor} {verb} the {thing}.",
    "We lost {number} minutes because {actor} {verb} the {thing} in {place} and {effect}.",
    "The {thing} of {place} holds at most {number} entries, then {effect}.",
    "Set {setting} to {number} in {place}: otherwise {effect} as soon as {actor} {verb} it.",
    "{actor} {verb} the {thing} only when {guard}; in {place} {effect}.",
    "{setting} has no effect on the {thing} in {place}, so {guard} must hold first.",
)
WORDS = {
    "actor": "the scheduler|a migration|the release job|the proxy|a nightly backup|the crawler|an operator|"
    "the billing worker|the test runner|a reviewer|the cache warmer|the indexer|the linter|a webhook",
    "verb": "restarts|locks|truncates|copies|renames|encrypts|compresses|rebuilds|archives|drops|signs|"
    "streams|partitions|vacuums|mounts|throttles",
    "thing": "orders table|search index|container image|session cookie|message queue|certificate|changelog|"
    "feature flag|S3 bucket|connection pool|GraphQL schema|lock file|cron entry|audit log|thumbnail|"
    "DNS record|access token|websocket|parquet file|CSS bundle",
    "place": "staging|production|the Frankfurt region|the mobile client|CI|the data warehouse|Kubernetes|"
    "the legacy monolith|the payments service|a developer laptop|the sandbox|the reporting replica",
    "effect": "writes pile up|the deploy hangs|users are logged out|memory grows without bound|"
    "duplicate mails are sent|the build turns red|timestamps shift by an hour|pages come back empty|"
    "latency doubles|disk space runs out|retries storm the upstream|totals no longer add up",
    "guard": "a lock timeout is set|the backup has finished|the replica has caught up|two people approved|"
    "the queue is drained|the flag is off|checksums match|the quota was raised|the clock is in sync|"
    "the old version still answers|the dry run was clean|health checks pass",
    "setting": "max_connections|statement_timeout|retry_limit|cache_ttl|batch_size|log_level|keepalive|"
    "worker_count|prefetch|flush_interval",
    "prefix": "Note:|Reminder:|Again:|Learned today:|Careful:",
}
CHOICES = {name: words.split("|") for name, words in WORDS.items()}


def sentences(n: int, seed: int = 7) -> list[str]:
    """Write `n` engineering sentences, a quarter of them slightly changed copies."""
    rng = random.Random(seed)
    fresh = [_sentence(rng) for _ in range(n - n // 4)]
    copies = [_changed(rng, rng.choice(fresh)) for _ in range(n // 4)]
    return fresh + copies


def main() -> None:
    """Run both on the same vectors and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=100_000)
    parser.add_argument("--threshold", type=float, default=0.9)
    args = parser.parse_args()
    texts = sentences(args.n)
    embedder = WordLlamaEmbedder()
    vectors, embedding = timed(lambda: embedder.embed(texts))
    unique = sorted(np.unique(vectors, axis=0, return_index=True)[1].tolist())
    texts, vectors = [texts[i] for i in unique], vectors[unique]
    pairs, searching = timed(lambda: similar_pairs(vectors, args.threshold))
    near, verifying = timed(lambda: near_duplicates([shingles(t) for t in texts], pairs))
    groups, grouping = timed(
        lambda: group(
            len(texts), pairs, near=near, spread=args.threshold, order=[f"{i:09d}" for i in range(len(texts))]
        )
    )
    result, peer = timed(lambda: deduplicated(texts, vectors, args.threshold))
    ours_recall, theirs_recall = recalls(vectors, pairs, neighbour_pairs(result), args.threshold)
    blas = {info["architecture"] for info in threadpool_info() if info["user_api"] == "blas"}
    print(f"{len(texts):,} distinct vectors x {vectors.shape[1]}, cosine >= {args.threshold}, BLAS {blas}")
    print(f"{len(pairs):,} pairs, {len(near):,} near-duplicates, {len(groups):,} groups\n")
    print(f"{'':34}{'seconds':>9}{'ratio':>8}{'recall':>8}")
    print(f"{'similar_pairs (index and search)':34}{searching:9.2f}{1:8.2f}{ours_recall:8.4f}")
    print(f"{'semhash self_deduplicate (same)':34}{peer:9.2f}{peer / searching:8.2f}{theirs_recall:8.4f}")
    print(f"{'shingles and near_duplicates':34}{verifying:9.2f}{verifying / searching:8.2f}")
    print(f"{'group':34}{grouping:9.2f}{grouping / searching:8.2f}")
    print(f"{'embedding':34}{embedding:9.2f}{embedding / searching:8.2f}")
    print(f"\nrecall: of the pairs that brute force finds for {SAMPLE} rows")


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """Do some work and tell how many seconds it took."""
    start = time.perf_counter()
    return work(), time.perf_counter() - start


def deduplicated(texts: list[str], vectors: Vectors, threshold: float) -> DeduplicationResult[str]:
    """Run semhash's self-deduplication, building of its index included."""
    return SemHash.from_embeddings(vectors, texts, model=_NoEncoder()).self_deduplicate(threshold)


def neighbour_pairs(result: DeduplicationResult[str]) -> set[tuple[int, int]]:
    """Tell the pairs of neighbours that semhash worked from."""
    inputs = result._selection_inputs
    neighbours = inputs[1] if inputs else []
    return {(min(i, j), max(i, j)) for i, (found, _) in enumerate(neighbours) for j in found.tolist() if i != j}


class _NoEncoder:
    """The vectors are given, so nothing is ever encoded."""

    def encode(self, inputs: Sequence[str] | str, **kwargs: object) -> Vectors:
        raise NotImplementedError


def recalls(vectors: Vectors, ours: Pairs, theirs: set[tuple[int, int]], threshold: float) -> tuple[float, float]:
    """Tell which share of the true pairs of a sample of rows each found."""
    rows = np.arange(0, len(vectors), max(1, len(vectors) // SAMPLE))[:SAMPLE]
    own = set(zip(ours.a.tolist(), ours.b.tolist(), strict=True))
    truth = {pair for row in rows.tolist() for pair in _brute(vectors, row, threshold)}
    return len(truth & own) / max(1, len(truth)), len(truth & theirs) / max(1, len(truth))


def _brute(vectors: Vectors, row: int, threshold: float) -> set[tuple[int, int]]:
    close: Index = np.flatnonzero(vectors @ vectors[row] >= threshold)
    return {(min(row, other), max(row, other)) for other in close.tolist() if other != row}


def _sentence(rng: random.Random) -> str:
    words = {name: rng.choice(words) for name, words in CHOICES.items()}
    text = rng.choice(TEMPLATES).format(number=rng.randrange(2, 5000), **words)
    return f"{text} See ticket {rng.choice('ABCDEFGH')}-{rng.randrange(10**6)}."


def _changed(rng: random.Random, text: str) -> str:
    if rng.random() < 0.5:
        return f"{rng.choice(CHOICES['prefix'])} {text}"
    words = text.split()
    words[rng.randrange(len(words))] = rng.choice(CHOICES["setting"])
    return " ".join(words)


if __name__ == "__main__":
    main()
