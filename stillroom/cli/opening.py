"""What every command needs first: the services, the org, a console."""

from typing import Any

import orjson
from rich.console import Console

from stillroom.services import Services, open_services

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def opened(org: str) -> tuple[Services, str]:
    """Open the services and settle the org."""
    services = open_services()
    return services, org or services.settings.org


def print_json(value: Any) -> None:
    """Print a JSON value for machines, unwrapped and uncoloured."""
    text = orjson.dumps(value, option=orjson.OPT_INDENT_2, default=str).decode()
    out.print(text, soft_wrap=True, markup=False)
