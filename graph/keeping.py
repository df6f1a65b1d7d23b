"""Keeping what a step finds as it arrives, so that a run that is cut off goes on from there."""

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from stillroom.errors import BudgetExhausted

T = TypeVar("T")


def keep_all(
    found: Iterable[T],
    keep: Callable[[list[T]], None],
    tell: Callable[[int], Any],
    *,
    batch: int,
    told: int,
) -> str:
    """Keep what is found, batch by batch; says why it stopped early: the budget was spent.

    Args:
        found: what arrives; it may end in BudgetExhausted.
        keep: stores a batch, once and for all.
        tell: hears how many there are so far, at the start, after every `told`, and at the end.
        batch: how many are kept together.
        told: how often it is told.
    """
    fresh, done, stopped = list[T](), 0, ""
    tell(0)
    try:
        for one in found:
            fresh.append(one)
            done += 1
            if done % told == 0:
                tell(done)
            if len(fresh) >= batch:
                keep(fresh)
                fresh = []
    except BudgetExhausted as spent:
        stopped = str(spent)
    keep(fresh)
    tell(done)
    return stopped
