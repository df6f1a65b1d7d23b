"""The web app's templates and its static files, each named with the hash of its content."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader

from stillroom.domain.base import digest
from stillroom.presenting.pages import environment

STATIC = ("htmx.min.js", "stillroom.js", "icon.svg")
TYPES = {"js": "text/javascript", "css": "text/css", "svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Asset:
    """A static file."""

    content: str
    media_type: str
    version: str


@cache
def assets() -> dict[str, Asset]:
    """Read the static files; the style is the report's with the app's own after it, so that both look alike."""
    found = {name: (files("stillroom.web") / "static" / name).read_text(encoding="utf-8") for name in STATIC}
    shared = files("stillroom.presenting") / "templates"
    styles = [(shared / name).read_text(encoding="utf-8") for name in ("tokens.css", "page.css")]
    own = (files("stillroom.web") / "static" / "stillroom.css").read_text(encoding="utf-8")
    found["stillroom.css"] = "\n".join([*styles, own])
    return {n: Asset(text, TYPES[n.rpartition(".")[2]], digest(text)[:12]) for n, text in found.items()}


@cache
def _environment() -> Environment:
    loaders = [PackageLoader("stillroom.web"), PackageLoader("stillroom.presenting")]
    built = environment().overlay(loader=ChoiceLoader(loaders))
    built.globals.update(static=lambda name: f"/static/{name}?v={assets()[name].version}")
    return built


def rendered(template: str, **values: Any) -> str:
    """Fill in a template."""
    return _environment().get_template(template).render(values)
