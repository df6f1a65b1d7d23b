"""`stillroom import`: files in, a reconciled summary out."""

import sys
from collections.abc import Callable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any, NamedTuple

from rich.table import Table

from stillroom.cli.opening import opened, out, print_json
from stillroom.cli.progress import Steps
from stillroom.errors import UnreadableSource
from stillroom.intake import IntakeReport
from stillroom.services import Services
from stillroom.sources import STDIN, BadRow, Row, read
from stillroom.sources.mapping import ensure_there, guess, parse_options
from stillroom.sources.sizes import about
from stillroom.store.imports import Booking

SAMPLE = 200
PROBLEMS = 5
COUNTS = ("read", "added", "known", "quarantined", "redacted")
Reports = dict[str, IntakeReport]


class Shape(NamedTuple):
    """What is said of the sources, where they do not tell it themselves."""

    mapping: tuple[str, ...] = ()
    format: str | None = None
    table: str | None = None


GUESSED = Shape()


def run(paths: list[str], shape: Shape, *, org: str, as_json: bool) -> None:
    """Import each path and print what became of it."""
    services, org = opened(org)
    reports = bring_all(services, org, paths, shape, as_json=as_json)
    if as_json:
        print_json(as_values(reports))
    ensure_any(reports)


def bring_all(services: Services, org: str, paths: list[str], shape: Shape, *, as_json: bool) -> Reports:
    """Import each path, with live progress and a summary unless JSON is wanted."""
    reports: Reports = {}
    if paths:
        # they have been loading since the command began
        services.workers.start()
    for path in paths:
        with Steps(hidden=as_json) as steps:
            reports[path] = bring(services, org, path, shape, progress=steps.update)
        if not as_json:
            show(path, reports[path])
    return reports


def bring(
    services: Services,
    org: str,
    path: str,
    shape: Shape = GUESSED,
    *,
    progress: Callable[[dict[str, Any]], None] = lambda _: None,
) -> IntakeReport:
    """Import one path; the mapping is guessed from its first rows and the options."""
    step, total = f"import {Path(path).name}", about(path)
    progress({"step": step, "done": 0, "total": total})
    options = parse_options(shape.mapping)
    rows: Iterator[Row | BadRow] = iter(read(path, stdin=sys.stdin.buffer, format=shape.format, table=shape.table))
    first = list(islice(rows, SAMPLE + 1))
    samples = [row for row in first[:SAMPLE] if isinstance(row, Row)]
    warnings = ensure_there(options, samples, are_all=len(first) <= SAMPLE)
    report = services.intake(org).import_(
        chain(first, rows),
        mapping=guess(samples).with_options(options),
        progress=lambda n: progress({"step": step, "done": n, "total": total and max(n, total)}),
        booking=Booking(org, Path(path).name),
        folder=None if path == STDIN else Path(path).parent,
    )
    progress({"step": step, "done": report.read, "total": report.read})
    return report.model_copy(update={"warnings": (*warnings, *report.warnings)})


def show(path: str, report: IntakeReport) -> None:
    """Print a report: what came in adds up."""
    out.print(f"import {path}", markup=False)
    table = Table(show_header=False, box=None)
    for name in COUNTS:
        table.add_row(name, f"{getattr(report, name):,}")
    out.print(table)
    if report.mended:
        out.print(f"  mended: {report.mended:,} of what was in quarantine")
    renamed = [f"{ours}={theirs}" for ours, theirs in report.mapping.items() if ours != theirs]
    if renamed:
        out.print(f"  read as: {', '.join(renamed)} (change it with --map)", markup=False)
    if report.ignored_fields:
        out.print(f"  left out: {', '.join(report.ignored_fields)}", markup=False)
    for warning in report.warnings:
        out.print(f"  note: {warning}", markup=False)
    for problem in report.problems[:PROBLEMS]:
        out.print(f"  quarantined: line {problem.line}, {problem.field}: {problem.reason}", markup=False)
    if report.quarantined > PROBLEMS:
        out.print(f"  … and {report.quarantined - PROBLEMS:,} more: `stillroom quarantine` lists all", markup=False)


def ensure_any(reports: Reports) -> None:
    """Refuse to call it a success when every row was refused.

    Raises:
        UnreadableSource: none was accepted, or known already.
    """
    read, refused = (sum(getattr(report, name) for report in reports.values()) for name in ("read", "quarantined"))
    if read and refused == read:
        (first, *_) = next(report.problems for report in reports.values() if report.problems)
        raise UnreadableSource(
            f"{', '.join(reports)}: none of {read:,} rows could be accepted (line {first.line}, {first.field}: "
            f"{first.reason}); `stillroom quarantine --all` lists them, also what was dismissed"
        )


def as_values(reports: Reports) -> dict[str, Any]:
    """Give reports by path, for machines."""
    return {path: report.model_dump(mode="json") for path, report in reports.items()}
