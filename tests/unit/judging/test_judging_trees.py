"""The calibrated trees: what they settle, what they leave open, and what they say about it."""

from datetime import UTC, datetime
from math import exp

import pytest

from stillroom.domain.items import Item
from stillroom.domain.verdicts import Cluster
from stillroom.judging import conflicts, features, judge_pair, rulings
from stillroom.judging.forest import Forest, forest
from stillroom.judging.measures import measure
from stillroom.text.fingerprints import fingerprint

LEAF = -1
OPEN = ("Support answers by phone at weekends.", "At weekends support is reached by e-mail alone.")
PAIRS = [
    OPEN,
    ("Old sessions are kept for a week.", "After 7 days old sessions are dropped."),
    ("Never block the render thread.", "The render thread may be blocked for a frame."),
    ("Use Vite for bundling.", "Bundling is done with Webpack."),
    ("First warm the cache, then open the port.", "The port is opened before the cache is warm."),
]


def item(text: str, name: str) -> Item:
    known = {"id": name, "org": "o", "category": "c", "content": text, "content_hash": fingerprint(text)}
    return Item.model_validate({**known, "recorded_at": datetime(2025, 8, 1, tzinfo=UTC)})


def measured(a: str, b: str) -> dict[str, float]:
    p, q = features.read(item(a, "a")), features.read(item(b, "b"))
    return measure(p, q, conflicts.find(p, q))


@pytest.mark.parametrize(("a", "b"), PAIRS)
def test_either_order_is_measured_alike(a: str, b: str) -> None:
    assert measured(a, b) == pytest.approx(measured(b, a), abs=1e-6)


def test_the_weights_say_what_they_measure_and_where_they_come_from() -> None:
    assert set(forest().measures) == set(measured(*OPEN))
    assert all(0 < bar < 1 for bar in forest().thresholds.values())


def test_a_tree_is_walked_to_its_leaf_and_the_reasons_are_the_steps() -> None:
    warns = [[0, 0.5, 1, 0.5], [LEAF, 0, 0, -1], [LEAF, 0, 0, 2]]
    calms = [[0, 0.5, 1, 0], [LEAF, 0, 0, 1], [LEAF, 0, 0, -1]]
    trees = Forest(
        {
            "measures": ["heat"],
            "depth": 1,
            "thresholds": {},
            "calibration": {"conflict": [1, 0.5, -0.5, 0], "same": [1, 0, 0, 0]},
            "start": {"apart": 0, "same": 0, "conflict": 0},
            "trees": {"apart": [], "same": [calms], "conflict": [warns, [[LEAF, 0, 0, 0]]]},
        }
    )
    hot, cold = (trees.weigh({"heat": heat}, "related") for heat in (0.9, 0.5))
    whole = 1 + exp(-1) + exp(2)
    assert (hot.conflict, hot.same) == pytest.approx((exp(2) / whole, exp(-1) / whole))
    assert cold.same == pytest.approx(exp(1) / (1 + exp(1) + exp(-1)))
    assert trees.reasons({"heat": 0.9}) == (("heat", 2.0),)
    doubted, backed = (trees.weigh({"heat": 0.9}, verdict).conflict for verdict in ("agree", "contradict"))
    assert doubted < hot.conflict < backed


def test_what_cannot_be_told_is_uncertain_and_nobody_is_asked_without_a_clash_to_name() -> None:
    found = judge_pair(item(OPEN[0], "a"), item(OPEN[1], "b"))
    assert (found.verdict, found.asked, found.is_conflict) == ("uncertain", False, False)
    assert found.conflict is not None
    assert 0 < found.conflict < 0.7


def test_what_is_not_asked_about_counts_as_related_for_its_cluster() -> None:
    seen = [features.read(item(text, str(n))) for n, text in enumerate((*OPEN, "Support keeps a log at weekends."))]
    pairs = [judge_pair(a.item, b.item) for n, a in enumerate(seen) for b in seen[n + 1 :]]
    assert "uncertain" in {p.verdict for p in pairs}
    cluster = Cluster(id="c", category="c", member_ids=("0", "1", "2"), representative_id="0")
    ruling = rulings.rule(cluster, seen, [], pairs)
    assert ruling.verdict in ("related", "agree", "refines")
    assert ruling.questions == ()
    assert set(ruling.summarise) == {"0", "1", "2"}


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("The left fan is set to 900 rpm.", "The right fan is set to 1200 rpm."),
        ("Retry uploads 3 times.", "Retry downloads 5 times."),
    ],
)
def test_what_differs_in_two_ways_at_once_is_not_called_a_conflict(a: str, b: str) -> None:
    assert judge_pair(item(a, "a"), item(b, "b")).verdict != "contradict"


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("The scheduler wakes the worker.", "The worker wakes the scheduler."),
        ("Reads come from the cache, writes from the disk.", "Writes come from the cache, reads from the disk."),
    ],
)
def test_the_same_words_in_another_order_are_not_called_the_same(a: str, b: str) -> None:
    assert judge_pair(item(a, "a"), item(b, "b")).verdict in ("uncertain", "contradict")


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Swap the old pump when the new one hums.", "Swap the old pump, quietly, when the new one hums."),
        ("Dumps may grow to 2 GiB.", "Dumps may grow to 2048 MiB."),
        ("Only admins read the payroll.", "Nobody but admins reads the payroll."),
        ("Never log passwords.", "Passwords must be kept out of the logs."),
    ],
)
def test_words_that_only_look_like_a_clash_are_none(a: str, b: str) -> None:
    found = judge_pair(item(a, "a"), item(b, "b"))
    assert found.verdict != "contradict"
    assert not found.conflicts


def test_declared_scopes_tell_apart_whatever_the_trees_think() -> None:
    a, b = item("Deploys need a ticket.", "a"), item("Deploys need no ticket.", "b")
    here, there = (i.model_copy(update={"scope": {"team": team}}) for i, team in ((a, "tax"), (b, "maps")))
    assert judge_pair(here, there).verdict == "different_scope"
    assert judge_pair(a, b).is_conflict


def test_a_suspicion_of_the_rules_becomes_a_conflict_when_the_trees_are_sure() -> None:
    duty = "Sign-offs by two engineers are {} for schema changes."
    found = judge_pair(item(duty.format("mandatory"), "a"), item(duty.format("optional"), "b"))
    assert found.verdict == "contradict"
    assert found.conflicts[0] == ("mandatory", "optional")
    assert len(found.reasons) == 2


def test_a_conflict_that_the_trees_are_less_sure_of_is_put_to_a_person() -> None:
    never = (
        "Never retry a POST to the billing API: a timeout does not mean that the charge failed, and some paid twice."
    )
    always = (
        "Always retry a POST to the billing API on a timeout, up to three times: the key in the header makes it safe."
    )
    found = judge_pair(item(never, "a"), item(always, "b"))
    assert found.is_conflict
    assert "'never retry a post' against 'retry a post'" in found.reasons[0]
