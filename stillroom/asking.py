"""What a person is asked in an interrupt, and how answers are read: Agent Chat UI, Agent Inbox, a wake-up."""

from collections.abc import Mapping, Sequence
from typing import Any

from stillroom.domain.items import Item
from stillroom.domain.reviews import Answer, Review
from stillroom.domain.verdicts import Decision

PREVIEW = 240
WAKE = {"wake": True}
_WORDS: dict[str, Decision] = {
    "approve": "approve",
    "accept": "approve",
    "reject": "reject",
    "ignore": "defer",
}


def request(reviews: Sequence[Review], items: Mapping[str, Item]) -> dict[str, Any]:
    """Make a HITLRequest: one action a review, in the order they are asked."""
    return {
        "action_requests": [_action(review, items) for review in reviews],
        "review_configs": [
            {"action_name": review.question.reason, "allowed_decisions": ["approve", "reject"]} for review in reviews
        ],
    }


def _action(review: Review, items: Mapping[str, Item]) -> dict[str, Any]:
    question = review.question
    shown = [
        {"id": i, "title": items[i].title[:PREVIEW], "text": items[i].content[:PREVIEW]} for i in question.item_ids
    ]
    args = {
        "review_id": review.id,
        "shown_sha256": review.shown_sha256,
        "proposal": question.proposal,
        "items": shown,
        "reasons": [r for v in question.verdicts for r in v.reasons][:5],
    }
    # `arguments` is what Agent Inbox reads, `args` what Agent Chat UI reads
    return {"name": question.reason, "args": args, "arguments": args, "description": question.headline}


def is_wake_up(value: Any) -> bool:
    """Is it a bare wake-up: the decisions are in the review table already?"""
    return isinstance(value, dict) and value.get("wake") is True


def answers(value: Any, asked: Sequence[str], by: str) -> tuple[dict[str, Answer], list[str]]:
    """Read answers by position: review id → answer, and what could not be read.

    Accepts `{"decisions": [{"type": "approve" | "reject"}]}` and `[{"type": "accept" | "ignore" | ...}]`.
    """
    given = value.get("decisions") if isinstance(value, dict) else value
    if not isinstance(given, list) or len(given) > len(asked):
        return {}, [f"expected at most {len(asked)} decisions, in the order asked; nothing was recorded"]
    found: dict[str, Answer] = {}
    refused: list[str] = []
    for review_id, one in zip(asked, given, strict=False):
        word = str(one.get("type")) if isinstance(one, dict) else ""
        if word not in _WORDS:
            refused.append(f"{review_id}: only approve and reject can be answered here, not {word!r}")
            continue
        found[review_id] = Answer(decision=_WORDS[word], by=by, door="resume")
    return found, refused
