"""Scores of what comes in, of what is in use and of what was written; each says why."""

from stillroom.quality.opinion import SecondOpinion
from stillroom.quality.prescreening import measured, prescreen
from stillroom.quality.reviewing import PASS, assess, reconsidered, review, verdict_of
from stillroom.quality.standing import DEFAULT_WEIGHTS, StandingWeights, standing

__all__ = [
    "DEFAULT_WEIGHTS",
    "PASS",
    "SecondOpinion",
    "StandingWeights",
    "assess",
    "measured",
    "prescreen",
    "reconsidered",
    "review",
    "standing",
    "verdict_of",
]
