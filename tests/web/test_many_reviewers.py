"""Sixteen reviewers at every one of many questions: one wins, fifteen are told who. Proves X11."""

import os
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.review_page import ORG, asked, folded
from stillroom.deciding import decide
from stillroom.domain.reviews import Answer, Review
from stillroom.errors import ReviewConflict
from stillroom.services import Services, build_services
from stillroom.settings import Settings

REVIEWERS = 16
REVIEWS = int(os.environ.get("STILLROOM_TEST_REVIEWS", "200"))
"""10,000 where there is time for it."""


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    with closing(build_services(Settings(home=tmp_path / "home"))) as built:
        yield built


def test_of_sixteen_at_each_of_many_questions_one_wins_and_the_rest_are_told_who(
    services: Services, tmp_path: Path
) -> None:
    reviews = asked(services, folded(services, tmp_path, 2 * REVIEWS))
    told: list[dict[str, str]] = []
    with ThreadPoolExecutor(REVIEWERS) as pool:
        for review in reviews:
            names = [f"person-{number}" for number in range(REVIEWERS)]
            told.append(dict(pool.map(lambda name, one=review: (name, _decides(services, one, name)), names)))
    winners = [[name for name, said in answers.items() if not said] for answers in told]
    assert len(reviews) == REVIEWS
    assert {len(names) for names in winners} == {1}
    for review, (winner,), answers in zip(reviews, winners, told, strict=True):
        kept = services.store.reviews.get(ORG, review.id)
        assert (kept.state, kept.decided_by) == ("decided", winner)
        assert Counter(f"'{winner}'" in said for said in answers.values() if said) == {True: REVIEWERS - 1}


def _decides(services: Services, review: Review, name: str) -> str:
    """Decide; gives what the reviewer is told, nothing when it was recorded."""
    try:
        decide(services, ORG, review.id, Answer(decision="keep_both", by=name))
    except ReviewConflict as conflict:
        return str(conflict)
    return ""
