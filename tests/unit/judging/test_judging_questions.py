"""A person is asked once for what hangs together, with a proposal that fits, most weighty first."""

from datetime import UTC, datetime
from typing import Any

from stillroom.domain.items import Item
from stillroom.domain.verdicts import Cluster, Ruling
from stillroom.judging import Judging, abstain
from stillroom.judging.bridges import Bridges
from stillroom.models.offline import OfflineModel
from stillroom.text.fingerprints import fingerprint


def item(name: str, text: str, **more: Any) -> Item:
    known = {"id": name, "org": "o", "category": "c", "content": text, "content_hash": fingerprint(text)}
    return Item.model_validate({**known, "recorded_at": datetime(2025, 8, 1, tzinfo=UTC), **more})


def ruled(*items: Item) -> Ruling:
    ids = tuple(sorted(i.id for i in items))
    cluster = Cluster(id="x", category="c", member_ids=ids, representative_id=ids[0])
    return Judging(OfflineModel({"judge": abstain})).rule(cluster, {i.id: i for i in items}, {})


def test_one_question_for_one_conflict_in_many_pairs() -> None:
    ruling = ruled(
        item("a", "Prefer records over tuples."),
        item("b", "Prefer records over tuples for rows."),
        item("c", "Prefer tuples over records."),
        item("d", "Use tuples over records for rows."),
        item("e", "Pages are limited to 50 rows."),
        item("f", "Pages are limited to 200 rows."),
    )
    asked = sorted(tuple(sorted(q.item_ids)) for q in ruling.questions)
    assert asked == [("a", "b", "c", "d"), ("e", "f")]
    assert not ruling.summarise


def test_a_headline_quotes_both_sides() -> None:
    (question,) = ruled(item("a", "Never use global state."), item("b", "Use global state.")).questions
    assert "never use global state" in question.headline
    assert " or " in question.headline


def test_a_newer_state_is_proposed_and_a_newer_rule_is_not() -> None:
    dates = {"a": datetime(2025, 1, 1, tzinfo=UTC), "b": datetime(2025, 3, 1, tzinfo=UTC)}
    state = ruled(
        item("a", "The pool holds 20 connections.", observed_at=dates["a"]),
        item("b", "The pool holds 8 connections.", observed_at=dates["b"], source="inferred"),
    )
    rule = ruled(
        item("a", "Retry the upload.", observed_at=dates["a"]),
        item("b", "Never retry the upload.", observed_at=dates["b"]),
    )
    assert [(q.proposal, q.subject_id) for q in state.questions] == [("supersede", "b")]
    assert [(q.proposal, q.subject_id) for q in rule.questions] == [("keep_both", None)]
    assert not state.supersessions
    assert not rule.supersessions


def test_a_bridge_leads_to_a_conflict_and_not_to_a_suspicion_or_a_long_text() -> None:
    items = [
        item("a", "Maximum line length of 88 characters (formatter default)."),
        item("b", "Keep line length <= 80 characters for readability."),
        item("c", "Use global state."),
        item("d", "Never use global state."),
        item("e", "Never use global state. " + "It was a long day and much was said. " * 9),
        item("f", "Name modules by nouns."),
    ]
    bridges = Bridges(items)
    assert bridges.between(0, 1)
    assert bridges.between(2, 3)
    assert not bridges.between(2, 4)
    assert not bridges.between(0, 5)
