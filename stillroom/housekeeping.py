"""What is done now and then: reviews that nobody decides take their default, old checkpoints go."""

from datetime import datetime, timedelta
from typing import Any

from stillroom.checkpoints import forget
from stillroom.deciding import decide
from stillroom.domain.reviews import Answer, Review
from stillroom.errors import ReviewConflict
from stillroom.services import Services

EXPIRY = "expiry"


def keep_house(services: Services, org: str, now: datetime) -> dict[str, Any]:
    """Let undecided reviews expire and prune the checkpoints of runs that ended."""
    return {
        "reviews_expired": expire_reviews(services, org, now),
        "threads_pruned": prune_checkpoints(services, org, now),
    }


def expire_reviews(services: Services, org: str, now: datetime) -> int:
    """Let reviews that nobody decided in `review_days` take their default; their runs carry it out when they go on.

    For a conflict that is to keep both. What was held for its privacy, poison or quality stays held: it is put
    off for as long again, so that its run can end without it.
    """
    days = timedelta(days=services.settings.review_days)
    if not days:
        return 0
    overdue = [r for r in services.store.reviews.find(org, limit=None) if r.opened_at < now - days]
    return sum(_expire(services, review, now, days) for review in overdue)


def _expire(services: Services, review: Review, now: datetime, days: timedelta) -> bool:
    default = review.question.default
    comment = f"nobody decided in {days.days} days; its default is {default}"
    until = now + days if default == "defer" else None
    answer = Answer(decision=default, by=EXPIRY, door=EXPIRY, comment=comment, until=until)
    try:
        decide(services, review.org, review.id, answer)
    except ReviewConflict:
        # decided just now, or what it speaks of changed: then it is not ours to decide
        return False
    return True


def prune_checkpoints(services: Services, org: str, now: datetime) -> int:
    """Delete the checkpoints of runs that ended more than `checkpoint_days` ago; their rows and receipts stay."""
    ended = services.store.runs.ended(org, before=now - timedelta(days=services.settings.checkpoint_days))
    return forget(services, [run.thread_id for run in ended if run.host == "local"])
