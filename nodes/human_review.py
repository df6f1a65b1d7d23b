"""Stop for a person. Nothing before the interrupt has an effect: on resume the node runs from its top."""

from collections.abc import Sequence
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.config import get_config
from langgraph.runtime import Runtime
from langgraph.types import interrupt

from graph.context import Context
from graph.state import Asked, Decided, State
from stillroom import asking
from stillroom.deciding import decide
from stillroom.domain.runs import Run
from stillroom.errors import StillroomError
from stillroom.services import Services


def human_review(state: State, runtime: Runtime[Context]) -> Decided:
    """Ask all open questions in one interrupt and record the answers."""
    services, run = runtime.context.services, runtime.context.run(state)
    asked = state["asked"]
    ids = [a["review_id"] for a in asked]
    reviews = services.store.reviews.many(run.org, ids)
    items = services.store.items.many(run.org, {i for r in reviews.values() for i in r.question.item_ids})
    value = interrupt(asking.request([reviews[i] for i in ids], items))
    woken = asking.is_wake_up(value)
    found: Decided = {"decided": 0, "dropped": []} if woken else _record(services, run, asked, value)
    services.store.journal.step(run, "human_review")
    return found


def _record(services: Services, run: Run, asked: Sequence[Asked], value: Any) -> Decided:
    """Record the answers that came with the resume."""
    answers, dropped = asking.answers(value, [a["review_id"] for a in asked], _who(get_config()))
    shown = {a["review_id"]: a["shown_sha256"] for a in asked}
    decided = 0
    for review_id, answer in answers.items():
        try:
            decide(services, run.org, review_id, answer.model_copy(update={"shown_sha256": shown[review_id]}))
            decided += 1
        except StillroomError as late:
            dropped.append(f"{review_id}: {late}")
    return {"decided": decided, "dropped": dropped}


def _who(config: RunnableConfig) -> str:
    """Name the person: LangGraph's server says who is signed in; else the door is all that is known."""
    user = config["configurable"].get("langgraph_auth_user_id")
    return str(user) if user else "resume"
