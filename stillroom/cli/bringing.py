"""`stillroom import`: files in, a reconciled summary out."""

from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from rich.table import Table

from stillroom.cli.opening import err, opened, out, print_json
from stillroom.domain.base import utc_now
from stillroom.intake import IntakeReport
from stillroom.services import Services
from stillroom.sources import BadRow, Row, read
from stillroom.sources.mapping import guess, parse_options
from stillroom.store.imports import Import

SAMPLE = 200


def run(paths: list[str], *, org: str, as_json: bool, options: list[str]) -> None:
    """Import each path and print what became of it."""
    services, org = opened(org)
    reports = {path: bring(services, org, path, options, quiet=as_json) for path in paths}
    if as_json:
        print_json({path: report.model_dump(mode="json") for path, report in reports.items()})
        return
    for path, report in reports.items():
        show(path, report)


def bring(services: Services, org: str, path: str, options: list[str], *, quiet: bool) -> IntakeReport:
    """Import one path; the mapping is guessed from its first rows and the options."""
    rows: Iterator[Row | BadRow] = iter(read(path))
    first = list(islice(rows, SAMPLE))
    mapping = guess([r for r in first if isinstance(r, Row)]).with_options(parse_options(options))
    with err.status(f"importing {path}") as status:
        report = services.intake(org, workers=services.workers.count).import_(
            chain(first, rows),
            mapping=mapping,
            defaults={},
            progress=None if quiet else lambda n: status.update(f"importing {path}: {n:,} rows"),
            contributor=None,
        )
    counts = report.model_dump(include={"read", "added", "known", "quarantined", "redacted"})
    services.store.imports.note(org, Import(source=Path(path).name, recorded_at=utc_now(), **counts))
    return report


def show(path: str, report: IntakeReport) -> None:
    """Print a report: what came in adds up."""
    out.print(f"import {path}", markup=False)
    table = Table(show_header=False, box=None)
    for name in ("read", "added", "known", "quarantined", "redacted"):
        table.add_row(name, f"{getattr(report, name):,}")
    out.print(table)
    for problem in list(report.problems)[:5]:
        out.print(f"  quarantined: line {problem.line}, {problem.field}: {problem.reason}", markup=False)
