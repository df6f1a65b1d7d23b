"""`stillroom distill`: import, run, and a digest of what became of everything."""

from typing import Any

from rich.panel import Panel
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from stillroom.cli.bringing import bring, show
from stillroom.cli.opening import err, opened, out, print_json
from stillroom.domain.runs import RunParams
from stillroom.errors import ConfigurationError
from stillroom.run import finish_broken, run_distillation
from stillroom.services import Services

LINES = (
    ("items_harvested", "items looked at"),
    ("duplicates_merged", "duplicates merged"),
    ("superseded", "superseded by newer"),
    ("contradictions_flagged", "contradictions flagged"),
    ("summaries_generated", "summaries written"),
    ("items_held", "held for a person"),
    ("low_quality_filtered", "low quality"),
    ("quarantined", "in quarantine"),
)


def run(paths: list[str], *, org: str, params: dict[str, Any], as_json: bool, options: list[str]) -> dict[str, Any]:
    """Do the whole job and print the result."""
    services, org = opened(org)
    if paths and params["dry_run"]:
        raise ConfigurationError("--dry-run changes nothing, so it imports nothing: import first, or leave out PATH")
    for path in paths:
        report = bring(services, org, path, options, quiet=as_json)
        if not as_json:
            show(path, report)
    with _Bars(hidden=as_json) as bars:
        for ended in finish_broken(services, org, progress=bars.update):
            err.print(f"finished run {ended['run_id']}, which had been cut off: {ended['status']}")
        outcome = run_distillation(services, org, RunParams.model_validate(params), progress=bars.update)
    if as_json:
        print_json(outcome)
    else:
        _digest(services, org, outcome)
    return outcome


class _Bars:
    """One progress bar a step."""

    def __init__(self, *, hidden: bool) -> None:
        columns = (
            TextColumn("{task.description:>15}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        self._progress = Progress(*columns, console=err, disable=hidden, transient=True)
        self._tasks: dict[str, Any] = {}

    def __enter__(self) -> "_Bars":
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def update(self, event: dict[str, Any]) -> None:
        """Take a step's progress."""
        step = event.get("step")
        if step is None:
            return
        if step not in self._tasks:
            self._tasks[step] = self._progress.add_task(step)
        self._progress.update(self._tasks[step], completed=event["done"], total=event["total"])


def _digest(services: Services, org: str, outcome: dict[str, Any]) -> None:
    if outcome["status"] == "skipped":
        hint = "" if outcome["reason"] == "nothing new" else "; run with --force to distil it all the same"
        out.print(f"skipped: {outcome['reason']} ({outcome['pending_count']} new){hint}")
        return
    table = Table(show_header=False, box=None)
    for name, label in LINES:
        table.add_row(label, f"{outcome[name]:,}")
    out.print(Panel(table, title=f"{outcome['status']} · {outcome['run_id']}", expand=False))
    if outcome["reason"]:
        out.print(f"stopped: {outcome['reason']}", markup=False)
    reviews = services.store.reviews.find(org)
    for one in reviews[:5]:
        out.print(f"  ? {one.question.headline}", markup=False)
    if reviews:
        out.print(f"next: `stillroom review` ({len(reviews)} open, {outcome['reviews_waiting']} waiting)")
    out.print(f"look: `stillroom report {outcome['run_id']} --open`")
