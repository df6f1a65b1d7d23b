"""What every command needs first: the services, the org, a console."""

import os
from typing import Any

import orjson
from rich.console import Console

from stillroom.services import Services, open_services

MOST_WORKERS = 4
WHOLE_ID = 27  # characters of the longest id that a table shows: "review_" and 20 more

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def opened(org: str) -> tuple[Services, str]:
    """Open the services and settle the org."""
    services = open_services(min(MOST_WORKERS, os.cpu_count() or 1))
    return services, org or services.settings.org


def print_json(value: Any) -> None:
    """Print a JSON value for machines, unwrapped and uncoloured."""
    text = orjson.dumps(value, option=orjson.OPT_INDENT_2, default=str).decode()
    out.print(text, soft_wrap=True, markup=False)
