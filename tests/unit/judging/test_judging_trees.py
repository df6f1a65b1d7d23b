"""The calibrated trees: what they settle, what they leave open, and what they say about it."""

from datetime import UTC, datetime

import pytest

from stillroom.domain.items import Item
from stillroom.domain.verdicts import Cluster
from stillroom.judging import conflicts, features, judge_pair, rulings
from stillroom.judging.forest import Forest, forest
from stillroom.judging.measures import measure
from stillroom.text.fingerprints import fingerprint

LEAF = -1
OPEN = ("The parser reads its grammar from a table.", "The parser warns about unused rules at the end.")
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
    inner = [0, 0.5, 1, 2, 0.4, 0.3]
    calm, clash = [LEAF, 0, 0, 0, 0.1, 0.6], [LEAF, 0, 0, 0, 0.8, 0.1]
    weights = {"measures": ["heat"], "depth": 1, "thresholds": {}, "calibration": {"conflict": [1, 0], "same": [1, 0]}}
    trees = Forest({**weights, "trees": [[inner, calm, clash], [clash]]})
    hot, cold = (trees.weigh({"heat": heat}) for heat in (0.9, 0.5))
    assert (hot.conflict, hot.same) == pytest.approx((0.8, 0.1))
    assert (cold.conflict, cold.same) == pytest.approx((0.45, 0.35))
    assert trees.reasons({"heat": 0.9}) == (("heat", 0.2),)


def test_what_cannot_be_told_is_uncertain_and_nobody_is_asked_without_a_clash_to_name() -> None:
    found = judge_pair(item(OPEN[0], "a"), item(OPEN[1], "b"))
    assert (found.verdict, found.asked, found.is_conflict) == ("uncertain", False, False)
    assert found.conflict is not None
    assert 0 < found.conflict < 0.7


def test_what_is_not_asked_about_counts_as_related_for_its_cluster() -> None:
    seen = [features.read(item(text, str(n))) for n, text in enumerate((*OPEN, "The parser is written by hand."))]
    pairs = [judge_pair(a.item, b.item) for n, a in enumerate(seen) for b in seen[n + 1 :]]
    assert "uncertain" in {p.verdict for p in pairs}
    cluster = Cluster(id="c", category="c", member_ids=("0", "1", "2"), representative_id="0")
    ruling = rulings.rule(cluster, seen, [], pairs)
    assert ruling.verdict in ("related", "agree", "refines")
    assert ruling.questions == ()
    assert set(ruling.summarise) == {"0", "1", "2"}


def test_a_conflict_in_other_words_is_put_to_a_person_with_the_words_that_clash() -> None:
    found = judge_pair(item("The proxy allows plain HTTP.", "a"), item("Plain HTTP is refused by the proxy.", "b"))
    assert (found.verdict, found.asked) == ("uncertain", True)
    assert found.conflicts == (("allows", "refused"),)
    assert "likely to conflict; what weighed most" in found.reasons[0]
    assert [quote.item_id for quote in found.evidence] == ["a", "b"]


def test_a_suspicion_of_the_rules_becomes_a_conflict_when_the_trees_are_sure() -> None:
    found = judge_pair(item("Uploads take at most 40 files.", "a"), item("You can send 90 files in one upload.", "b"))
    assert found.verdict == "contradict"
    assert found.conflicts == (("40 files", "90 files"),)
    assert len(found.reasons) == 2


def test_the_same_in_other_words_is_agreement() -> None:
    found = judge_pair(item("Build the docs with Sphinx.", "a"), item("The docs are built with Sphinx.", "b"))
    assert found.verdict == "agree"
    assert found.conflicts == ()


def test_a_conflict_that_rules_found_in_longer_texts_is_not_doubted() -> None:
    never = (
        "Never retry a POST to the billing API: a timeout does not mean that the charge failed, and some paid twice."
    )
    always = (
        "Always retry a POST to the billing API on a timeout, up to three times: the key in the header makes it safe."
    )
    assert judge_pair(item(never, "a"), item(always, "b")).verdict == "contradict"
