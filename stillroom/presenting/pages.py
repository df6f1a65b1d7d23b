"""Pages: one environment for every template, with everything that is put in escaped."""

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
    built.filters.update(number=_number, share=_share, dotted=dotted)
    return built


def render(template: str, **values: Any) -> str:
    """Fill in a template."""
    return environment().get_template(template).render(values)


def _number(value: float | None) -> str:
    """Write a number with thousands apart; None is a dash."""
    return "–" if value is None else f"{value:,}"


def _share(part: int, whole: int) -> str:
    """Write a part as a percentage."""
    return f"{100 * part / whole:.0f} %" if whole else "–"
