"""A publication is carried out once, whole, by whoever holds the run. Proves X5, X6."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from stillroom.domain.publications import Booking, Expiry, Link, Publication
from stillroom.errors import RunConflict
from stillroom.store import Store
from tests.store.rows import LATER, NOW, begun, everything, publication

ORG = "o"


def test_a_publication_is_carried_out_once(store: Store) -> None:
    run = begun(store, ORG)
    assert store.ledger.publish(run, [publication(ORG, run)], NOW) == 1
    before = everything(store)
    assert {name for name, rows in before.items() if rows} >= {
        "items", "citations", "lineage", "signals", "history", "pairs", "reviews", "review_items", "publications",
        "outbox", "run_items", "journal",
    }  # fmt: skip
    assert store.ledger.publish(run, [publication(ORG, run)], LATER) == 0
    assert everything(store) == before


def test_an_item_expires_once(store: Store) -> None:
    run = begun(store, ORG)
    store.ledger.publish(run, [publication(ORG, run)], NOW)
    again = Publication(key="again", expiries=(Expiry(item_id="one", by_id="three", reason="superseded"),))
    store.ledger.publish(run, [again], LATER)
    one = store.items.get(ORG, "one")
    assert (one.expired_at, one.superseded_by, one.state) == (NOW, "two", "expired")
    undone = Publication(key="back", states={"one": "approved"})
    store.ledger.publish(run, [undone], LATER)
    assert store.items.get(ORG, "one") == one


def test_what_was_worked_is_new_no_more(store: Store) -> None:
    run = begun(store, ORG)
    store.ledger.publish(run, [publication(ORG, run)], NOW)
    left = store.items.new(ORG, category=None, since=None, limit=10)
    assert [i.id for i in left] == ["three"]
    store.ledger.publish(run, [Publication(key="reopen", reopen=("two",))], NOW)
    # a question about it is open
    assert [i.id for i in store.items.new(ORG, category=None, since=None, limit=10)] == ["three"]


def test_a_publication_that_fails_leaves_nothing_of_its_batch(store: Store) -> None:
    run = begun(store, ORG)
    before = everything(store)
    nowhere = Link(derived_id="two", source_id="not there", relation="merged_from")
    broken = Publication(
        key="broken", links=(nowhere,), bookings=(Booking(item_id="three", outcome="kept", reason="r"),)
    )
    with pytest.raises(IntegrityError):
        store.ledger.publish(run, [publication(ORG, run), broken], NOW)
    assert everything(store) == before


Write = Callable[[Store, Any], object]
WRITES: dict[str, Write] = {
    "publish": lambda store, run: store.ledger.publish(run, [publication(ORG, run)], NOW),
    "finish": lambda store, run: store.runs.finish(run, "completed", {"run_at": "now"}, None, NOW),
    "wait": lambda store, run: store.runs.wait(run, {"status": "awaiting_review"}),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
def test_who_held_a_run_before_writes_no_more(store: Store, another: Callable[[], Store], write: Write) -> None:
    stale = begun(store, ORG)
    other = another()
    held = stale.model_copy(update={"fence": other.runs.claim(ORG, stale.id)})
    before = everything(store)
    with pytest.raises(RunConflict, match="taken over"):
        write(store, stale)
    assert everything(store) == before
    write(other, held)
    assert everything(store) != before


def test_a_run_ends_once_and_is_not_taken_up_again(store: Store) -> None:
    run = begun(store, ORG)
    store.runs.finish(run, "completed", {"run_at": "then"}, {"r": 1}, NOW)
    before = everything(store)
    store.runs.finish(run, "failed", {"run_at": "later"}, None, LATER)
    assert everything(store) == before
    with pytest.raises(RunConflict, match="has ended"):
        store.runs.claim(ORG, run.id)
    assert everything(store) == before
