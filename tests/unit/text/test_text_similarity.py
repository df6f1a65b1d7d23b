import numpy as np
import pytest

from stillroom.text.neighbours import Pairs, similar_pairs
from stillroom.text.similarity import (
    LexicalSimilarity,
    SemanticSimilarity,
    Similarity,
    key_prefix,
    raised_by_tags,
    terms,
)

LESSONS = [
    "take a lock before the database migration",
    "take a lock before each database migration runs",
    "lock timeouts are caused by long transactions",
    "部署前先备份数据库",
    "部署前必须备份数据库",
    "",
    "",
]


def test_strategies_are_interchangeable() -> None:
    vectors = np.eye(2, dtype=np.float32)[[0, 0, 1]]
    strategies: list[Similarity] = [SemanticSimilarity(0.7), LexicalSimilarity()]
    texts = ["same words here", "same words here", "other"]
    assert [list(s.pairs(texts, vectors).b) for s in strategies] == [[1], [1]]


def test_semantic_needs_a_vector_for_each_text() -> None:
    with pytest.raises(ValueError, match="2 texts, none"):
        SemanticSimilarity(0.7).pairs(["a", "b"], None)
    assert len(SemanticSimilarity(0.7).pairs(["a"], np.ones((1, 2), dtype=np.float32))) == len(
        similar_pairs(np.ones((1, 2), dtype=np.float32), 0.7)
    )


def test_words_and_cjk_bigrams_count() -> None:
    """Proves L4: words and CJK bigrams, Jaccard 0.34; empty texts match nothing."""
    pairs = LexicalSimilarity().pairs(LESSONS, None)
    assert list(zip(pairs.a, pairs.b, strict=True)) == [(0, 1), (3, 4)]
    assert pairs.similarity[0] == pytest.approx(6 / 9)
    assert terms("备份数据 DB") == {"备份", "份数", "数据", "db"}


def test_a_key_prefix_lowers_the_bar_and_never_removes_it() -> None:
    """Proves L4: 0.15 under the same prefix."""
    texts = ["alpha beta gamma delta", "alpha beta epsilon zeta eta", "theta iota"]
    keys = ["db-lock", "db-timeout", "db-else"]
    assert len(LexicalSimilarity().pairs(texts, None)) == 0
    pairs = LexicalSimilarity(keys=keys).pairs(texts, None)
    assert list(zip(pairs.a, pairs.b, strict=True)) == [(0, 1)]
    assert pairs.similarity[0] == pytest.approx(2 / 7)


def test_types_are_kept_apart_and_rows_limit_the_search() -> None:
    texts = ["one two three"] * 3
    assert len(LexicalSimilarity(types=["pattern", "pitfall", "tool"]).pairs(texts, None)) == 0
    pairs = LexicalSimilarity().pairs(texts, None, rows=np.array([2]))
    assert list(zip(pairs.a, pairs.b, strict=True)) == [(0, 2), (1, 2)]


@pytest.mark.parametrize(("key", "prefix"), [("db-migration-lock", "db"), ("DB_x", "db"), ("db", ""), ("", "")])
def test_key_prefix(key: str, prefix: str) -> None:
    assert key_prefix(key) == prefix


def test_a_tag_that_few_carry_makes_two_texts_more_alike() -> None:
    pairs = Pairs(np.array([0, 0, 1]), np.array([1, 2, 2]), np.array([0.5, 0.5, 0.95], dtype=np.float32))
    tags = [("flaky", "tests"), ("tests", "flaky"), ("tests",)]
    assert raised_by_tags(pairs, tags, by=0.1, rare=2).similarity.tolist() == pytest.approx([0.6, 0.5, 0.95])
    assert raised_by_tags(pairs, tags, by=0.1, rare=3).similarity.tolist() == pytest.approx([0.6, 0.6, 1.0])
