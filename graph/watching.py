"""Nodes as spans and as lines of a log, where these are on."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from stillroom.logs import tell
from stillroom.tracing import span

T = TypeVar("T", bound=Callable[..., Any])


def watched(node: T) -> T:
    """Tell of every passage through a node by the counts that it leaves; nothing when nobody watches."""

    @wraps(node)
    def passage(state: Any, runtime: Any) -> Any:
        settings = runtime.context.services.settings
        left = _traced(node, state, runtime) if settings.traces else node(state, runtime)
        if settings.logs:
            tell("node", node=node.__name__, **_ids({**state, **left}), **_counts(left))
        return left

    return passage  # type: ignore[return-value]


def _traced(node: Callable[..., Any], state: Any, runtime: Any) -> Any:
    about = {f"stillroom.{name}": value for name, value in _ids(state).items()}
    with span(f"node {node.__name__}", about) as current:
        left = node(state, runtime)
        current.set_attributes({f"stillroom.{name}": value for name, value in _counts(left).items()})
        return left


def _ids(state: Any) -> dict[str, str]:
    return {name: state[name] for name in ("org", "run_id") if state.get(name)}


def _counts(left: Any) -> dict[str, int]:
    return {name: value for name, value in left.items() if isinstance(value, int)}
