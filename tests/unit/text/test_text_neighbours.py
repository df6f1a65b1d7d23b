import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from stillroom.text.embedding import unit_rows
from stillroom.text.neighbours import Pairs, similar_pairs

Found = set[tuple[int, int]]
ROUNDING = 2e-6


def listed(pairs: Pairs) -> Found:
    return set(zip(pairs.a.tolist(), pairs.b.tolist(), strict=True))


def brute(vectors: NDArray[np.float32], threshold: float) -> Found:
    cosines = vectors.astype(np.float64) @ vectors.T.astype(np.float64)
    a, b = np.nonzero(np.triu(cosines >= threshold, 1))
    return set(zip(a.tolist(), b.tolist(), strict=True))


def planted(n: int, seed: int, dim: int = 64) -> NDArray[np.float32]:
    rng = np.random.default_rng(seed)
    spectrum = np.arange(1, dim + 1) ** -0.5
    rows = rng.standard_normal((n, dim)) * spectrum
    copies = n // 4
    rows[n - copies :] = rows[:copies] + 0.25 * rng.standard_normal((copies, dim)) * spectrum
    rows[n // 2] = 0
    return unit_rows(rows.astype(np.float32))


@given(st.integers(2, 300), st.integers(0, 99), st.sampled_from([0.3, 0.7, 0.9]))
@settings(max_examples=40)
def test_small_sets_are_exact(n: int, seed: int, threshold: float) -> None:
    vectors = planted(n, seed)
    pairs = similar_pairs(vectors, threshold, nearest=1000)
    assert brute(vectors, threshold) <= listed(pairs) <= brute(vectors, threshold - ROUNDING)
    assert len(listed(pairs)) == len(pairs)


@pytest.mark.parametrize("threshold", [0.5, 0.7, 0.9])
def test_large_sets_are_exact_whichever_way_is_taken(threshold: float) -> None:
    vectors = planted(5003, 1)
    found = listed(similar_pairs(vectors, threshold, nearest=5000))
    assert brute(vectors, threshold) <= found <= brute(vectors, threshold - ROUNDING)
    assert len(found) > 1000


@pytest.mark.parametrize("n", [300, 5003])
def test_with_rows_only_their_pairs(n: int) -> None:
    vectors = planted(n, 2)
    rows = np.arange(n - n // 3, n)
    expected = {(a, b) for a, b in brute(vectors, 0.7) if a >= rows[0] or b >= rows[0]}
    pairs = similar_pairs(vectors, 0.7, rows=rows, nearest=n)
    assert listed(pairs) == expected
    assert len(pairs) == len(expected) > 0


def test_with_rows_each_of_them_keeps_its_own_nearest() -> None:
    vectors = planted(400, 4)
    cosines = vectors @ vectors.T
    asked = [390, 395]
    kept = listed(similar_pairs(vectors, 0.05, rows=np.array(asked), nearest=5))
    for row in asked:
        others = sorted((float(cosines[row, i]), i) for i in range(400) if i != row)
        nearest = {(min(row, i), max(row, i)) for _, i in others[-5:]}
        assert nearest <= kept
    assert len(kept) <= 10 + 2


def test_similarity_is_the_same_in_any_order() -> None:
    vectors = planted(5003, 3)
    turn = np.random.default_rng(0).permutation(len(vectors))
    pairs, turned = similar_pairs(vectors, 0.7), similar_pairs(vectors[turn], 0.7)
    ends = np.sort(np.stack([turn[turned.a], turn[turned.b]]), axis=0)
    order = np.lexsort((ends[1], ends[0]))
    np.testing.assert_array_equal(ends[0][order], pairs.a)
    np.testing.assert_array_equal(ends[1][order], pairs.b)
    np.testing.assert_array_equal(turned.similarity[order], pairs.similarity)


def test_zero_rows_match_nothing_and_identical_rows_do() -> None:
    vectors = np.array([[0, 0], [1, 0], [0, 0], [1, 0]], dtype=np.float32)
    pairs = similar_pairs(vectors, 1.0)
    assert listed(pairs) == {(1, 3)}
    assert pairs.similarity.tolist() == [1.0]


@pytest.mark.parametrize("n", [0, 1])
def test_nothing_to_compare(n: int) -> None:
    assert len(similar_pairs(np.ones((n, 4), dtype=np.float32), 0.5)) == 0


def test_a_crowded_row_keeps_its_nearest_and_all_of_ninety_percent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("stillroom.text.neighbours._BUFFER", 500)
    vectors = unit_rows((planted(600, 4, 8) + 0.5).astype(np.float32))
    everything = similar_pairs(vectors, 0.6, nearest=10_000)
    kept = similar_pairs(vectors, 0.6, nearest=10)
    sure = everything.similarity >= 0.9
    assert listed(everything.take(sure)) <= listed(kept)
    assert len(kept) < len(everything)
    for row in range(0, 600, 37):
        mine = (everything.a == row) | (everything.b == row)
        nearest = np.argsort(-everything.similarity[mine])[:10]
        assert listed(everything.take(np.flatnonzero(mine)[nearest])) <= listed(kept)
