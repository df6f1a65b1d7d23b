"""Structured logs: a JSON line an event on standard error, with ids and counts and never with what was contributed."""

import sys
from functools import cache
from typing import Any


def tell(event: str, **facts: Any) -> None:
    """Write one event with its time; what is told holds no texts."""
    _logger().info(event, **facts)


@cache
def _logger() -> Any:
    import structlog  # noqa: PLC0415 - only where logs are on

    return structlog.wrap_logger(
        structlog.PrintLogger(sys.stderr),
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
    )
