"""What two items are to each other, as far as rules can tell; what they cannot tell goes to a person."""

from datetime import UTC, datetime
from typing import Any

import pytest

from stillroom.domain.items import Item
from stillroom.domain.verdicts import PairVerdict
from stillroom.judging import judge_pair
from stillroom.text.fingerprints import fingerprint


def item(text: str, name: str = "a", **more: Any) -> Item:
    known = {"id": name, "org": "o", "category": "c", "content": text, "content_hash": fingerprint(text)}
    return Item.model_validate({**known, "recorded_at": datetime(2025, 8, 1, tzinfo=UTC), **more})


def judged(a: str, b: str) -> PairVerdict:
    return judge_pair(item(a, "a"), item(b, "b"))


_THINGS = ("shelf", "crate", "lamp", "desk", "chair", "crane", "door", "gate")


def day(n: int) -> datetime:
    return datetime(2025, 1, n, tzinfo=UTC)


FLAT = [
    ("Retry the upload.", "Never retry the upload."),
    ("Pages are limited to 50 rows.", "Pages are limited to 200 rows."),
    ("The lease lasts 30 minutes.", "The lease lasts 45 minutes."),
    ("Global variables are forbidden.", "Use global variables."),
    ("The flag is on by default.", "The flag is off by default."),
    ("No sign-off is needed for docs.", "A sign-off is needed for docs."),
]
CONFLICTS = [
    *FLAT,
    ("Prefer records over tuples.", "Prefer tuples over records."),
    ("Builds need Ruby 3.2.", "Builds need Ruby 3.4."),
    ("Mock the clock in tests: it makes them repeatable.", "Do not mock the clock in tests."),
]
SAME_SIDE = [
    ("The gate must not be skipped.", "Never skip the gate."),
    ("It is forbidden to log cookies.", "Cookies must never be logged."),
    ("Tokens live for 2 days.", "Tokens live for 48 hours."),
    ("Keep the image below 300 MB.", "The image must not exceed 300 MB."),
]
NO_CONFLICT = [
    ("Do not retry charges without a key.", "Retry charges with a key."),
    ("Avoid memory leaks.", "Implement memory management."),
    ("Never use custom crypto.", "Use crypto from the standard library."),
    ("Test with invalid input.", "Test with valid input."),
    ("Use TLS everywhere. Avoid for local sockets.", "Local sockets"),
    ("We lost 3 nodes on Monday.", "We lost 9 nodes on Friday."),
    ("Read one of these files.", "Read 4 of those logs."),
    ("If the flight was cancelled, offer 100 dollars.", "If the flight was delayed, offer 50 dollars."),
    ("If the status is open, the job has not started.", "If the status is busy, the job has started."),
    ("Validate before writing the record.", "Vacuum the index after writing finished."),
    ("Pages load it themselves - no query cache needed.", "Use the query cache for edits, polling and live updates."),
    ("Return empty lists, not nulls.", "Test the edge cases: empty lists, null values, long names."),
    ("Raise InvoiceError(...) in a service → raise a domain error", "Raise domain errors, not InvoiceError."),
    ("Always link the source pages, not the rendered page.", "Check the rendered page for its current content."),
]


@pytest.mark.parametrize(("a", "b"), CONFLICTS)
def test_a_conflict_is_told_with_the_words_that_clash(a: str, b: str) -> None:
    found = judged(a, b)
    assert found.is_conflict
    assert found.verdict == "contradict" or (a, b) not in FLAT
    assert all(found.conflicts[0])
    assert found.conflicts[0][0] != found.conflicts[0][1]


@pytest.mark.parametrize(("a", "b"), CONFLICTS + SAME_SIDE + NO_CONFLICT)
def test_the_order_of_the_two_changes_nothing(a: str, b: str) -> None:
    assert judged(a, b).verdict == judged(b, a).verdict


@pytest.mark.parametrize(("a", "b"), SAME_SIDE + NO_CONFLICT)
def test_no_conflict_is_seen_where_both_hold(a: str, b: str) -> None:
    found = judged(a, b)
    assert not found.is_conflict
    assert found.verdict != "superseded"


def test_a_denial_that_only_says_which_things_are_meant_clashes_with_nothing_in_long_notes() -> None:
    rest = " ".join(f"The {a} of the {b} has a page." for a in ("size", "age", "place") for b in _THINGS)
    never = f"Files that should never be tracked are listed in the ignore file. {rest}"
    listed = f"It is done by listing such files in a tracked ignore file. {rest.replace('page', 'picture')}"
    assert not judged(never, listed).is_conflict


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("In staging the quota is 5 GB.", "In production the quota is 50 GB."),
        ("The iOS app keeps drafts for 3 days.", "The Android app keeps drafts for 9 days."),
        ("During a freeze, merges need a manager.", "Outside a freeze, merges need no manager."),
    ],
)
def test_both_may_hold_each_in_its_scope(a: str, b: str) -> None:
    assert judged(a, b).verdict == "different_scope"


OLD: dict[str, Any] = {"text": "The pool holds 20 connections.", "name": "old", "observed_at": day(1)}
NEW: dict[str, Any] = {"text": "The pool holds 8 connections.", "name": "new", "observed_at": day(20)}


def test_the_newer_of_two_dated_states_supersedes() -> None:
    found = judge_pair(item(**OLD), item(**NEW))
    assert (found.verdict, found.a_id, found.b_id) == ("superseded", "new", "old")
    assert found == judge_pair(item(**NEW), item(**OLD))


@pytest.mark.parametrize(
    "newer",
    [
        NEW | {"observed_at": None},
        NEW | {"observed_at": day(1).replace(hour=9)},
        NEW | {"source": "inferred"},
        NEW | {"confidence": 2},
    ],
    ids=["undated", "the same day", "inferred", "less sure"],
)
def test_what_is_no_news_is_asked(newer: dict[str, Any]) -> None:
    assert judge_pair(item(**OLD), item(**newer)).verdict == "contradict"


def test_what_differs_in_two_numbers_may_be_of_two_things_and_replaces_nothing() -> None:
    old = item("Week 40: the crawler fetched 210 pages.", "a", observed_at=day(1))
    new = item("Week 41: the crawler fetched 140 pages.", "b", observed_at=day(8))
    assert judge_pair(old, new).verdict != "superseded"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("The stand-up is at 9:15.", "The stand-up is at 10:30."),
        ("As of 2025-01-01 the pool holds 20 connections.", "As of 2025-01-09 the pool holds 30 connections."),
        ("The store runs on Riak 2.1 with 3 nodes.", "The store moved to Riak 3.2 with 5 nodes."),
    ],
)
def test_a_time_of_day_a_date_or_a_told_change_is_no_second_thing(old: str, new: str) -> None:
    dated = [item(old, "old", observed_at=day(1)), item(new, "new", observed_at=day(9))]
    assert judge_pair(*dated).verdict == "superseded"


def test_a_rule_does_not_grow_old() -> None:
    old = item("Retry the upload.", "a", observed_at=day(1))
    new = item("Never retry the upload.", "b", observed_at=day(9))
    assert judge_pair(old, new).verdict == "contradict"


def test_a_told_change_supersedes_what_it_changed() -> None:
    old = item("The service listens on port 7000.", "old", observed_at=day(1))
    new = item("The service moved to port 7443, because 7000 was taken.", "new", observed_at=day(9))
    assert (judge_pair(old, new).verdict, judge_pair(old, new).a_id) == ("superseded", "new")


def test_near_repeats_of_which_one_is_less_sure_do_not_merge() -> None:
    sure = "Use custom error types or error factories for consistent error handling in services."
    assert judged(sure, sure.replace("Use", "Consider using")).verdict in ("agree", "related")
    assert judged(sure, sure.replace(" in services", "")).verdict == "duplicate"


@pytest.mark.parametrize(("a", "b"), [("TBD", "tbd"), ("see attachment", "See attachment."), ("n/a", "n/a")])
def test_texts_that_say_nothing_are_never_the_same(a: str, b: str) -> None:
    assert judged(a, b).verdict == "related"
