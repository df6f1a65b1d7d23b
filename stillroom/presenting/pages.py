"""Pages: one environment for every template, with everything that is put in escaped."""

from datetime import datetime
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from stillroom.presenting.clustermap import dotted


@cache
def environment() -> Environment:
    """Build the environment: autoescape always, and a missing name is an error rather than a gap."""
    built = Environment(
        loader=PackageLoader("stillroom.presenting"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    built.filters.update(number=_number, amount=_amount, day=_day, minute=_minute, ago=_ago, dotted=dotted)
    return built


def render(template: str, **values: Any) -> str:
    """Fill in a template."""
    return environment().get_template(template).render(values)


def _number(value: int) -> str:
    """Write a number with its thousands apart."""
    return f"{value:,}"


def _amount(value: float) -> str:
    """Write a whole number with its thousands apart, and another with two places."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"


def _day(moment: datetime) -> str:
    """Write a date as `3 Mar 2026`."""
    return f"{moment.day} {moment:%b %Y}"


def _minute(moment: datetime) -> str:
    """Write a moment to the minute, in its zone."""
    return f"{moment.day} {moment:%B %Y, %H:%M %Z}"


def _ago(moment: datetime, now: datetime) -> str:
    """Write how long ago it was, roughly."""
    seconds = max(0, int((now - moment).total_seconds()))
    if seconds < 60:
        return "just now"
    for size, name in ((86_400 * 60, ""), (86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= size:
            many = seconds // size
            return f"{many} {name}{'s' if many > 1 else ''} ago" if name else f"on {_day(moment)}"
    return "just now"
