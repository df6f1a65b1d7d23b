"""Nodes as spans, when traces are on."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from stillroom.tracing import span

T = TypeVar("T", bound=Callable[..., Any])


def watched(node: T) -> T:
    """Put every passage through a node into a span with the counts that it leaves; nothing when traces are off."""

    @wraps(node)
    def passage(state: Any, runtime: Any) -> Any:
        if not runtime.context.services.settings.traces:
            return node(state, runtime)
        about = {f"stillroom.{name}": state[name] for name in ("org", "run_id") if state.get(name)}
        with span(f"node {node.__name__}", about) as current:
            left = node(state, runtime)
            counts = {name: value for name, value in left.items() if isinstance(value, int)}
            current.set_attributes({f"stillroom.{name}": value for name, value in counts.items()})
            return left

    return passage  # type: ignore[return-value]
