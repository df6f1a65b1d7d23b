"""Of many decisions on one review one wins, and the others are told whose. Proves C7."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from stillroom.domain.reviews import Answer, Review
from stillroom.errors import ReviewConflict
from stillroom.store import Store
from tests.store.rows import LATER, NOW, begun, publication

ORG = "o"
REVIEWERS, ROUNDS = 16, 5


@pytest.fixture
def asked(store: Store) -> Review:
    run = begun(store, ORG)
    store.ledger.publish(run, [publication(ORG, run)], NOW)
    return store.reviews.get(ORG, "review_one")


def test_of_sixteen_reviewers_one_wins(store: Store) -> None:
    for number in range(ROUNDS):
        org = f"o{number}"
        run = begun(store, org, f"run_{number}")
        store.ledger.publish(run, [publication(org, run)], NOW)
        review, start = store.reviews.get(org, "review_one"), Barrier(REVIEWERS)

        def attempt(reviewer: int, review: Review = review, start: Barrier = start) -> str:
            answer = Answer(decision="keep_both" if reviewer % 2 else "merge", by=f"r{reviewer}")
            start.wait()
            try:
                return store.reviews.decide(review, answer, NOW).state
            except ReviewConflict as told:
                return str(told)

        with ThreadPoolExecutor(REVIEWERS) as pool:
            ends = list(pool.map(attempt, range(REVIEWERS)))
        answer = store.reviews.get(org, "review_one").answer
        assert answer is not None
        winner = int(answer.by.removeprefix("r"))
        assert answer.decision == ("keep_both" if winner % 2 else "merge")
        assert ends.pop(winner) == "decided"
        assert all(f"already decided by {answer.by!r}" in end for end in ends)
        assert [e.ref for e in store.journal.entries(org) if e.kind == "decided"] == ["review_one"]


def test_a_decision_on_what_is_shown_no_more_is_lost(store: Store, asked: Review) -> None:
    stale = asked.model_copy(update={"shown_sha256": "what was shown before"})
    with pytest.raises(ReviewConflict):
        store.reviews.decide(stale, Answer(decision="keep_both", by="ana"), NOW)
    assert store.reviews.get(ORG, asked.id) == asked


def test_what_is_decided_is_not_put_off(store: Store, asked: Review) -> None:
    decided = store.reviews.decide(asked, Answer(decision="keep_both", by="ana"), NOW)
    with pytest.raises(ReviewConflict, match="'ana'"):
        store.reviews.defer(asked, LATER)
    assert store.reviews.get(ORG, asked.id) == decided
