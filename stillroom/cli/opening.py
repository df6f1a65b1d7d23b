"""What every command needs first: the services, the org, a console."""

import atexit
import os
from typing import Any

import orjson
from rich.console import Console

from stillroom.cli.interrupting import leave_in_order
from stillroom.services import Services, close_services, open_services
from stillroom.settings import Settings, read_settings

WORKERS = min(4, os.cpu_count() or 1)

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


def opened(org: str) -> tuple[Services, str]:
    """Open the services until the process ends, and settle the org."""
    leave_in_order()
    # a database that is closed leaves one file, and no log that the next reader has to work through
    atexit.register(close_services)
    services = open_services(WORKERS)
    return services, org or services.settings.org


def settled(org: str) -> tuple[Settings, str]:
    """Settle what a rehearsal needs, which opens services of its own on a copy, and closes and removes it."""
    leave_in_order()
    settings = read_settings()
    return settings, org or settings.org


def print_json(value: Any) -> None:
    """Print a JSON value for machines, unwrapped and uncoloured."""
    text = orjson.dumps(value, option=orjson.OPT_INDENT_2, default=str).decode()
    out.print(text, soft_wrap=True, markup=False)
