"""Show that an import does not hold its file: memory along the way through one that is large.

The rows go through conversion, validation and the database; the privacy gate lets everything pass, for it
would take most of the time and holds nothing (`--gate` uses the real one).

    python -m benchmarks.streaming [--megabytes 300] [--gate]
"""

import argparse
import json
import tempfile
import time
from collections.abc import Mapping
from itertools import islice
from pathlib import Path

import psutil

from benchmarks.commons import commons
from stillroom.domain.privacy import Cleaned
from stillroom.intake import Intake
from stillroom.privacy import PrivacyGate
from stillroom.sources import read
from stillroom.store import Store

POINTS = 6
VARIED = 20_000


class Open:
    """A gate that lets everything pass."""

    def check(self) -> None:
        """Find nothing wrong."""

    def clean_fields(self, fields: Mapping[str, str]) -> dict[str, Cleaned]:
        """Give the texts back as they are."""
        return {name: Cleaned(text=text, findings=()) for name, text in fields.items()}


def main() -> None:
    """Write the file, import it, and print memory along the way."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=300)
    parser.add_argument("--gate", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.jsonl"
        rows = written(path, args.megabytes << 20)
        store = Store(f"sqlite:///{folder}/stillroom.db")
        intake = Intake(store, PrivacyGate() if args.gate else Open(), org="o")
        print(f"{path.stat().st_size >> 20} MB, {rows:,} rows\n{'rows':>10}{'MB held':>10}{'seconds':>10}")
        marks, start = [rows * n // POINTS for n in range(1, POINTS + 1)], time.perf_counter()

        def told(done: int) -> None:
            while marks and done >= marks[0]:
                marks.pop(0)
                held = psutil.Process().memory_info().rss >> 20
                print(f"{done:10,}{held:10,}{time.perf_counter() - start:10.1f}", flush=True)

        report = intake.import_(read(path), progress=told)
        print(f"read {report.read:,} = added {report.added:,} + known {report.known:,} + "
              f"quarantined {report.quarantined:,}")  # fmt: skip
        store.close()


def written(path: Path, size: int) -> int:
    """Fill a file with made-up items, each of its own, and tell how many."""
    lines = [json.dumps({**item, "id": "{id}"}) for item in islice(commons(VARIED), VARIED)]
    rows = 0
    with path.open("w", encoding="utf-8") as file:
        while file.tell() < size:
            for line in lines:
                file.write(line.replace("{id}", f"row-{rows}") + "\n")
                rows += 1
    return rows


if __name__ == "__main__":
    main()
