"""The geometry of the pictures: nothing is lost, nothing covers another, the same in gives the same out."""

from itertools import combinations, pairwise
from math import hypot

import numpy as np
import pytest

from stillroom.presenting.clustermap import dotted, fitting_labels, flatten, lay_map
from stillroom.presenting.flow import FlowFormat, Stage, lay_flow
from stillroom.presenting.histogram import lay_histogram

STAGES = (
    Stage("in", "In", "source", 0),
    Stage("run", "Run", "run", 1),
    Stage("kept", "Kept", "kept", 2),
    Stage("one", "One of many", "merged", 2),
    Stage("none", "None", "held", 2),
)
LINKS = {("in", "run"): 10_000, ("run", "kept"): 9_999, ("run", "one"): 1, ("run", "none"): 0}


def test_a_flow_shows_every_number_even_the_smallest() -> None:
    drawn = lay_flow(STAGES, LINKS, FlowFormat())
    assert {n.stage.name: n.value for n in drawn.nodes} == {"in": 10_000, "run": 10_000, "kept": 9_999, "one": 1}
    assert [b.value for b in drawn.bands] == [10_000, 9_999, 1]
    assert min(n.height for n in drawn.nodes) >= 1.5


def test_nodes_of_a_column_leave_room_for_their_labels() -> None:
    form = FlowFormat()
    middles = [n.y + n.height / 2 for n in lay_flow(STAGES, LINKS, form).nodes if n.stage.column == 2]
    assert all(b - a >= form.slot for a, b in pairwise(middles))


def test_a_flow_of_nothing_is_empty() -> None:
    assert lay_flow(STAGES, {}, FlowFormat()).nodes == ()


def test_a_histogram_counts_every_value_once() -> None:
    drawn = lay_histogram([0.0, 0.02, 0.5, 1.0, 1.0])
    assert sum(b.count for b in drawn.bars) == drawn.total == 5
    assert drawn.median == 0.5
    assert [b.count for b in drawn.bars] == [2, 1, 2]
    assert max(b.height for b in drawn.bars) == drawn.height


def test_a_histogram_of_nothing_has_no_median() -> None:
    assert lay_histogram([]).median is None


@pytest.fixture
def points() -> np.ndarray:
    rng = np.random.default_rng(7)
    centres = rng.normal(size=(30, 16))
    rows = np.repeat(centres, 6, axis=0) + rng.normal(size=(180, 16)) * 0.05
    return flatten(rows.astype(np.float32))


def test_no_disc_covers_another_and_every_dot_lies_in_its_own(points: np.ndarray) -> None:
    groups = [list(range(n * 6, n * 6 + 6)) for n in range(30)]
    drawn = lay_map(points, groups, [], width=960, height=600, titled=10)
    assert sum(len(d.dots) for d in drawn.discs) == 180
    for a, b in combinations(drawn.discs, 2):
        assert hypot(a.x - b.x, a.y - b.y) >= a.radius + b.radius
    for disc in drawn.discs:
        assert all(hypot(x - disc.x, y - disc.y) <= disc.radius for x, y in disc.dots)
        assert disc.radius <= disc.x <= 960 - disc.radius
        assert disc.radius <= disc.y <= 600 - disc.radius


def test_titles_cover_no_disc_and_no_other_title(points: np.ndarray) -> None:
    groups = [list(range(n * 6, n * 6 + 6)) for n in range(30)]
    drawn = lay_map(points, groups, [], width=960, height=600, titled=10)
    labels = fitting_labels(drawn, [f"A title of number {n}" for n in range(10)])
    assert len(labels) >= 5
    for label in labels:
        for disc in drawn.discs:
            assert not (abs(label.x - disc.x) < 20 and abs(label.y - 4 - disc.y) < disc.radius - 4)


def test_two_clusters_on_the_same_spot_part() -> None:
    drawn = lay_map(np.zeros((4, 2)), [[0, 1], [2, 3]], [], width=400, height=400)
    a, b = drawn.discs
    assert hypot(a.x - b.x, a.y - b.y) >= a.radius + b.radius


def test_what_is_in_no_cluster_stands_outside_the_discs(points: np.ndarray) -> None:
    drawn = lay_map(points, [list(range(90))], list(range(90, 180)), width=960, height=600)
    (disc,) = drawn.discs
    assert len(drawn.singles) == 90
    assert all(hypot(x - disc.x, y - disc.y) >= disc.radius for x, y in drawn.singles)
    assert dotted(drawn.singles).count("M") == 90


def test_like_rows_stand_together_and_the_picture_is_always_the_same(points: np.ndarray) -> None:
    assert np.abs(points).max() <= 1
    within = np.linalg.norm(points[0] - points[5])
    across = np.median([np.linalg.norm(points[0] - points[n]) for n in range(6, 180)])
    assert within < across / 3
    rows = np.random.default_rng(1).normal(size=(50, 8)).astype(np.float32)
    assert np.array_equal(flatten(rows), flatten(rows.copy()))
    assert flatten(rows[:0]).shape == (0, 2)
