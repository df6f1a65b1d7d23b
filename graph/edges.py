"""Where a run goes next: pure functions of the state."""

from typing import Literal

from graph.state import State


def after_harvest(state: State) -> Literal["cluster", "finalize", "human_review"]:
    """Skip everything below the thresholds; ask again where new input came instead of answers."""
    if state.get("asked"):
        return "human_review"
    if state["below_threshold"]:
        return "finalize"
    return "cluster"


def after_judge(state: State) -> Literal["summarize", "publish"]:
    """Publish what is done when the budget is spent."""
    return "publish" if state.get("stopped") else "summarize"


def after_quality(state: State) -> Literal["summarize", "publish"]:
    """Send back what can be mended."""
    return "summarize" if state.get("again") and not state.get("stopped") else "publish"


def after_publish(state: State) -> Literal["summarize", "human_review", "finalize"]:
    """Go round again for what was decided meanwhile; wait for a person while a question is open."""
    if state.get("late"):
        return "summarize"
    return "human_review" if state.get("asked") else "finalize"
