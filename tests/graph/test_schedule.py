"""A schedule's turns: each is done once, and what it does is seen in the store."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from stillroom.checkpoints import opened
from stillroom.domain.base import utc_now
from stillroom.errors import NotFound
from stillroom.scheduling import ENTRIES, entry_of, turn
from stillroom.services import Services, build_services
from stillroom.settings import Settings
from stillroom.sources import Row
from stillroom.sources.mapping import identity

ORG = "default"
NOON = datetime(2026, 3, 1, 12, 7, 9, tzinfo=UTC)
DISTIL, FOLD, _, KEEP = ENTRIES
CONFLICT = (
    ("max-80", "Lines in this repository are at most 80 characters long."),
    ("max-120", "Lines in this repository are at most 120 characters long."),
)


@pytest.fixture
def services(home: Path) -> Services:
    return build_services(Settings(home=home, distillation_volume_threshold=1))


def bring(services: Services, *items: tuple[str, str]) -> None:
    rows = [Row("test", n, {"id": i, "content": text}) for n, (i, text) in enumerate(items)]
    services.intake(ORG).import_(rows, mapping=identity())


def test_a_turn_begins_at_multiples_of_its_minutes() -> None:
    assert ENTRIES[DISTIL].slot(NOON) == datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    assert ENTRIES[FOLD].slot(NOON + timedelta(minutes=13)) == datetime(2026, 3, 1, 12, 20, tzinfo=UTC)
    assert ENTRIES[KEEP].slot(NOON) == datetime(2026, 3, 1, tzinfo=UTC)


def test_two_schedulers_do_one_run_and_the_next_turn_another(services: Services) -> None:
    bring(services, ("a", "Rotate the staging certificate before the first of each month."))

    with ThreadPoolExecutor(8) as pool:
        done = list(pool.map(lambda _: turn(services, ENTRIES[DISTIL], ORG, NOON), range(8)))

    assert sum(outcome is not None for outcome in done) == 1
    assert len(services.store.runs.recent(ORG)) == 1
    later = turn(services, ENTRIES[DISTIL], ORG, NOON + timedelta(minutes=30))
    assert later is not None
    assert later["status"] == "skipped"
    last = services.store.slots.last(ORG, DISTIL)
    assert last is not None
    assert last.outcome["status"] == "skipped"


def test_a_turn_that_fails_says_why_and_the_next_goes_on(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise NotFound("the network drive is gone")

    with monkeypatch.context() as patch:
        patch.setattr(services.store.use, "fresh", broken)
        assert turn(services, ENTRIES[FOLD], ORG, NOON) == {"status": "failed", "reason": "the network drive is gone"}
    assert turn(services, ENTRIES[FOLD], ORG, NOON + timedelta(minutes=10)) == {"items_scored": 0, "signals_folded": 0}


def test_an_unknown_entry_is_named_with_those_there_are() -> None:
    with pytest.raises(NotFound, match=DISTIL):
        entry_of("hourly")


def test_remarks_move_an_items_quality_and_are_folded_once(services: Services) -> None:
    bring(services, ("good", "Run the migrations in one transaction."), ("bad", "Restart the router when it is slow."))
    ledger = services.store.ledger
    for n in range(30):
        ledger.signal(ORG, "good", "retrieved", {}, f"r{n}", utc_now())
        ledger.signal(ORG, "good", "helpful", {}, f"h{n}", utc_now())
        ledger.signal(ORG, "bad", "not_helpful", {"by": "agent-7"}, f"n{n}", utc_now())
    ledger.signal(ORG, "bad", "contradiction", {"by": "agent-7"}, "c1", utc_now())
    ledger.signal(ORG, "bad", "contradiction", {"by": "agent-7"}, "c2", utc_now())

    first = turn(services, ENTRIES[FOLD], ORG, utc_now())

    assert first is not None
    assert first["items_scored"] == 2
    items = services.store.items.many(ORG, ["good", "bad"])
    # .40 useful + .25 tanh(30/50) + .20 fresh + .10 version, and .0 + .20 + .10 - .15 for one voice's contradiction
    assert items["good"].quality == pytest.approx(0.40 + 0.25 * 0.537 + 0.20 + 0.10, abs=0.001)
    assert items["bad"].quality == pytest.approx(0.20 + 0.10 - 0.15, abs=0.001)
    again = turn(services, ENTRIES[FOLD], ORG, utc_now() + timedelta(minutes=10))
    assert again is not None
    assert again["items_scored"] == 0


def test_a_conflict_nobody_decides_keeps_both_and_its_run_ends(services: Services) -> None:
    bring(services, *CONFLICT)
    asked = turn(services, ENTRIES[DISTIL], ORG, NOON)
    assert asked is not None
    assert asked["status"] == "awaiting_review"

    early = turn(services, ENTRIES[KEEP], ORG, utc_now() + timedelta(days=29))
    kept = turn(services, ENTRIES[KEEP], ORG, utc_now() + timedelta(days=31))
    turn(services, ENTRIES[DISTIL], ORG, NOON + timedelta(minutes=30))

    assert early is not None
    assert early["reviews_expired"] == 0
    assert kept is not None
    assert kept["reviews_expired"] == 1
    run = services.store.runs.get(ORG, asked["run_id"])
    assert run.status == "completed"
    assert run.receipt is not None
    review = services.store.reviews.find(ORG, states=("applied",))[0]
    assert review.answer is not None
    assert (review.answer.by, review.answer.decision) == ("expiry", "keep_both")
    assert "nobody decided" in review.answer.comment
    items = services.store.items.many(ORG, [i for i, _ in CONFLICT])
    assert all(item.is_live and item.state == "approved" for item in items.values())


def test_what_is_held_stays_held_when_nobody_decides(services: Services) -> None:
    bring(services, ("todo", "TODO"), ("real", "Pin the base image by digest, not by tag."))
    asked = turn(services, ENTRIES[DISTIL], ORG, NOON)
    assert asked is not None
    assert asked["status"] == "awaiting_review"

    kept = turn(services, ENTRIES[KEEP], ORG, utc_now() + timedelta(days=31))
    turn(services, ENTRIES[DISTIL], ORG, NOON + timedelta(minutes=30))

    assert kept is not None
    assert kept["reviews_expired"] == 1
    assert services.store.runs.get(ORG, asked["run_id"]).status == "completed"
    assert services.store.items.get(ORG, "todo").state == "pending"
    assert "todo" not in services.store.items.served_ids(ORG)
    assert services.store.reviews.find(ORG, states=("waiting",))[0].question.item_ids == ("todo",)


def test_checkpoints_of_ended_runs_are_pruned_and_those_of_waiting_ones_stay(services: Services) -> None:
    bring(services, ("a", "Rotate the staging certificate before the first of each month."))
    ended = turn(services, ENTRIES[DISTIL], ORG, NOON)
    bring(services, *CONFLICT)
    waiting = turn(services, ENTRIES[DISTIL], ORG, NOON + timedelta(minutes=30))
    assert ended is not None
    assert waiting is not None

    kept = turn(services, ENTRIES[KEEP], ORG, utc_now() + timedelta(days=8))

    assert kept is not None
    assert kept["threads_pruned"] == 1
    threads = [services.store.runs.get(ORG, outcome["run_id"]).thread_id for outcome in (ended, waiting)]
    with opened(services) as saver:
        found = [saver.get_tuple({"configurable": {"thread_id": thread}}) for thread in threads]
    assert [one is not None for one in found] == [False, True]
