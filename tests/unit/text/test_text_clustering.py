from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from stillroom.text.clustering import Group, group, join, lexical_groups, near_duplicates
from stillroom.text.embedding import unit_rows
from stillroom.text.fingerprints import jaccard, shingles
from stillroom.text.neighbours import Pairs, similar_pairs


def some_pairs(*triples: tuple[int, int, float]) -> Pairs:
    a, b, s = zip(*sorted(triples), strict=True)
    return Pairs(np.array(a), np.array(b), np.array(s, dtype=np.float32))


def cloud(n: int, seed: int) -> NDArray[np.float32]:
    rng = np.random.default_rng(seed)
    centres = rng.standard_normal((max(1, n // 6), 12))
    rows = centres[rng.integers(0, len(centres), n)] + 0.5 * rng.standard_normal((n, 12))
    return unit_rows(rows.astype(np.float32))


def sets(groups: list[Group]) -> list[tuple[int, ...]]:
    return sorted(g.members for g in groups)


@given(st.integers(0, 80), st.integers(0, 999))
@settings(max_examples=60)
def test_laws_of_grouping(n: int, seed: int) -> None:
    vectors = cloud(n, seed)
    order = [f"{(i * 37) % 101:03d}" for i in range(n)]
    groups = group(n, similar_pairs(vectors, 0.7), spread=0.7, order=order)
    assert sorted(i for g in groups for i in g.members) == list(range(n))
    for g in groups:
        cosines = vectors[list(g.members)] @ vectors[g.representative]
        assert g.representative in g.members
        assert cosines.min() >= 0.7 - 1e-5
        assert g.cohesion == pytest.approx(min(1.0, float(cosines.min())), abs=1e-5)


@given(st.integers(2, 60), st.integers(0, 999), st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_input_order_changes_nothing(n: int, seed: int, random: Random) -> None:
    vectors = cloud(n, seed)
    vectors[: n // 3] = vectors[n - n // 3 :]
    order = [f"{(i * 37) % 101:03d}" for i in range(n)]
    turn = list(range(n))
    random.shuffle(turn)
    plain = group(n, similar_pairs(vectors, 0.7), spread=0.7, order=order)
    turned = group(n, similar_pairs(vectors[turn], 0.7), spread=0.7, order=[order[i] for i in turn])
    back = [(tuple(sorted(turn[m] for m in g.members)), turn[g.representative], g.cohesion) for g in turned]
    assert back == [(g.members, g.representative, g.cohesion) for g in plain]


def test_a_chain_does_not_become_one_group() -> None:
    angles = np.arange(12) * 0.4
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    pairs = similar_pairs(vectors, 0.7)
    groups = group(12, pairs, spread=0.7, order="abcdefghijkl")
    assert max(len(g.members) for g in groups) <= 3


def test_the_most_similar_stay_together() -> None:
    pairs = some_pairs((0, 1, 0.72), (1, 2, 0.95), (2, 3, 0.71))
    assert sets(group(4, pairs, spread=0.7, order="abcd")) == [(0, 1, 2), (3,)]


def test_near_duplicates_go_before_what_only_has_similar_words() -> None:
    pairs = some_pairs((0, 1, 0.95), (0, 3, 0.94), (1, 2, 0.75))
    assert sets(group(4, pairs, spread=0.7, order="abcd")) == [(0, 1, 3), (2,)]
    near = some_pairs((1, 2, 0.6))
    assert sets(group(4, pairs, near=near, spread=0.7, order="abcd")) == [(0, 1, 2), (3,)]


def test_near_duplicates_beyond_the_spread_stay_apart() -> None:
    near = some_pairs((0, 1, 0.9))
    assert sets(group(2, some_pairs((0, 1, 0.6)), near=near, spread=0.7, order="ab")) == [(0,), (1,)]


def test_ties_are_broken_by_the_key() -> None:
    pairs = some_pairs((0, 1, 0.8), (0, 2, 0.8), (1, 2, 0.8))
    assert group(3, pairs, spread=0.7, order="cab")[0].representative == 1


def test_nothing_to_group() -> None:
    none = similar_pairs(np.zeros((0, 4), dtype=np.float32), 0.7)
    assert group(0, none, spread=0.7, order=[]) == []
    assert group(1, none, spread=0.7, order=["a"]) == [Group((0,), 0, 1.0)]


@given(st.lists(st.frozensets(st.integers(0, 12), max_size=8), min_size=2, max_size=25))
def test_near_duplicates_are_those_whose_shingles_overlap(found: list[frozenset[int]]) -> None:
    a, b = np.triu_indices(len(found), 1)
    near = near_duplicates(found, Pairs(a, b, np.ones(len(a), dtype=np.float32)))
    expected = {
        (i, j): jaccard(found[i], found[j])
        for i, j in zip(a.tolist(), b.tolist(), strict=True)
        if jaccard(found[i], found[j]) >= 0.5
    }
    got = dict(zip(zip(near.a.tolist(), near.b.tolist(), strict=True), near.similarity.tolist(), strict=True))
    assert got == pytest.approx(expected)


def test_a_revision_is_a_near_duplicate_and_an_empty_text_is_not() -> None:
    texts = [
        "Run the migration with a lock timeout of five seconds or it blocks every writer on the table.",
        "Run the migration with a lock timeout of five seconds, or it blocks every reader and writer on it.",
        "",
        "",
    ]
    pairs = some_pairs((0, 1, 0.9), (2, 3, 1.0))
    near = near_duplicates([shingles(t) for t in texts], pairs)
    assert list(zip(near.a, near.b, strict=True)) == [(0, 1)]


def test_lexical_groups_are_transitive_within_a_type() -> None:
    """Proves L4: connected components, same type only, stable."""
    texts = ["a1 b1 c1 d1", "c1 d1 a1 e1", "d1 e1 a1 f1 c1", "a1 b1 c1 d1", "z9"]
    groups = lexical_groups(texts, [""] * 5, ["pattern"] * 3 + ["pitfall", "pattern"])
    assert sets(groups) == [(0, 1, 2), (3,), (4,)]
    chain = lexical_groups(["a b c", "b c d", "c d e", "d e f"], [""] * 4, ["tool"] * 4)
    assert sets(chain) == [(0, 1, 2, 3)]
    assert lexical_groups([], [], []) == []


@given(st.integers(0, 80), st.integers(0, 999), st.integers(2, 9))
@settings(max_examples=40)
def test_a_crowd_is_grouped_more_closely(n: int, seed: int, crowd: int) -> None:
    vectors = cloud(n, seed)
    order = [f"{i:03d}" for i in range(n)]
    pairs = similar_pairs(vectors, 0.4)
    loose = {m: g for g in group(n, pairs, spread=0.4, order=order) for m in g.members}
    groups = group(n, pairs, spread=0.4, order=order, crowd=crowd)
    assert sorted(i for g in groups for i in g.members) == list(range(n))
    for g in groups:
        assert set(g.members) <= set(loose[g.members[0]].members)
        assert g.cohesion >= 0.4 - 1e-5
        assert len(g.members) <= crowd or g.cohesion >= 0.9 - 1e-5
        if len(loose[g.members[0]].members) <= crowd:
            assert g.members == loose[g.members[0]].members


def test_groups_are_united_across_what_belongs_together_up_to_a_crowd() -> None:
    groups = [Group((0, 1, 2), 1, 0.8), Group((3,), 3, 1.0), Group((4, 5), 4, 0.7)]
    asked: list[tuple[int, int]] = []

    def belong(a: int, b: int) -> bool:
        asked.append((a, b))
        return (a, b) != (0, 4)

    united = join(groups, [(0, 4), (2, 3), (1, 3), (3, 5)], crowd=4, belong=belong)
    assert sets(united) == [(0, 1, 2, 3), (4, 5)]
    assert next(g for g in united if 3 in g.members).representative == 1
    assert asked == [(2, 3)]
    assert sets(join(groups, [(0, 4), (3, 5)], crowd=9, belong=belong)) == [(0, 1, 2), (3, 4, 5)]


def test_only_what_holds_something_fresh_is_united_and_passes_it_on() -> None:
    groups = [Group((n,), n, 1.0) for n in range(6)]
    links = [(0, 1), (1, 2), (2, 3), (4, 5)]
    united = join(groups, links, crowd=9, belong=lambda a, b: True, fresh={1})
    assert sets(united) == [(0, 1, 2, 3), (4,), (5,)]
    assert sets(join(groups, links, crowd=9, belong=lambda a, b: True)) == [(0, 1, 2, 3), (4, 5)]
