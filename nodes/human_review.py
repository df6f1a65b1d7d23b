"""Stop for a person. Nothing before the interrupt has an effect: on resume the node runs from its top."""

from langchain_core.runnables import RunnableConfig
from langgraph.config import get_config
from langgraph.runtime import Runtime
from langgraph.types import interrupt

from graph.context import Context
from graph.state import Decided, State
from stillroom import asking
from stillroom.deciding import decide
from stillroom.errors import StillroomError


def human_review(state: State, runtime: Runtime[Context]) -> Decided:
    """Ask all open questions in one interrupt and record the answers."""
    services, run = runtime.context.services, runtime.context.run(state)
    asked = state["asked"]
    ids = [a["review_id"] for a in asked]
    reviews = services.store.reviews.many(run.org, ids)
    items = services.store.items.many(run.org, {i for r in reviews.values() for i in r.question.item_ids})
    value = interrupt(asking.request([reviews[i] for i in ids], items))
    if asking.is_wake_up(value):
        return {"decided": 0, "dropped": []}
    answers, dropped = asking.answers(value, ids, _who(get_config()))
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
