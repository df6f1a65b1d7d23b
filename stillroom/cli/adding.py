"""`stillroom add`: one item through the same door as an import."""

import sys
from typing import Any

from pydantic import ValidationError

from stillroom.cli.opening import opened, out, print_json
from stillroom.domain.items import Contribution
from stillroom.errors import InvalidItem


def run(text: str, fields: dict[str, Any], *, org: str, as_json: bool) -> None:
    """Add one item and print its id and what was redacted."""
    services, org = opened(org)
    content = sys.stdin.read() if text == "-" else text
    given = {name: value for name, value in fields.items() if value is not None}
    try:
        contribution = Contribution.model_validate({**given, "content": content})
    except ValidationError as refused:
        first = refused.errors(include_input=False, include_url=False)[0]
        raise InvalidItem(".".join(map(str, first["loc"])), first["msg"]) from None
    item = services.intake(org).add(contribution)
    known = services.store.items.get(org, item.id)
    if as_json:
        print_json(known.model_dump(mode="json"))
        return
    out.print(f"{item.id} is {known.state}", markup=False)
    if item.content.strip() != content.strip():
        out.print(f"stored as: {item.text}", markup=False)


def pairs(options: list[str]) -> dict[str, str]:
    """Read `name=value` options.

    Raises:
        InvalidItem: one has no `=`.
    """
    split = [option.partition("=") for option in options]
    for name, equals, _ in split:
        if not (name and equals):
            raise InvalidItem("scope", f"{name!r}: give name=value, such as version=16")
    return {name: value for name, _, value in split}
