"""Scores of what comes in, of what is in use and of what was written; each says why."""

from stillroom.quality.prescreening import prescreen
from stillroom.quality.reviewing import ReviewAnswer, review, tempered, verdict_of
from stillroom.quality.standing import DEFAULT_WEIGHTS, StandingWeights, standing

__all__ = [
    "DEFAULT_WEIGHTS",
    "ReviewAnswer",
    "StandingWeights",
    "prescreen",
    "review",
    "standing",
    "tempered",
    "verdict_of",
]
