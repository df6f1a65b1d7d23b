"""`stillroom export`: items out, in the shape that import reads."""

import sys
from collections.abc import Collection
from pathlib import Path

from stillroom.cli.opening import err, opened
from stillroom.exports.files import written
from stillroom.exports.jsonl import copy, lines


def jsonl(output: str, *, org: str, states: Collection[str], contributed: bool) -> None:
    """Write the live items as JSON lines to a file, or to standard output for `-`."""
    services, org = opened(org)
    items = (
        item
        for item in services.store.items.stream(org, live_only=not set(states) - {"approved", "pending"})
        if item.state in states and not (contributed and item.origin == "derived")
    )
    rows = lines(items, services.gate)
    if output == "-":
        count = copy(sys.stdout.buffer, rows)
        sys.stdout.flush()
    else:
        with written(Path(output)) as handle:
            count = copy(handle, rows)
    err.print(f"exported {count:,} items" + ("" if output == "-" else f" to {output}"), markup=False)
