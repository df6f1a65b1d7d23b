"""`stillroom distill`: import, run, and a digest of what became of everything."""

from typing import Any

from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from stillroom.cli import planning
from stillroom.cli.bringing import Reports, Shape, as_values, bring_all, ensure_any
from stillroom.cli.opening import WORKERS, err, opened, out, print_json, settled
from stillroom.cli.progress import Steps
from stillroom.domain.base import utc_now
from stillroom.domain.runs import RunParams
from stillroom.domain.windows import window_start
from stillroom.errors import StillroomError
from stillroom.notifying import deliver_notices
from stillroom.rehearsal import rehearsal
from stillroom.reporting.books import gather
from stillroom.reporting.preview import preview
from stillroom.reporting.steps import Step, next_steps
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
    ("dropped_unparseable_ts", "of these for an unreadable date"),
    ("truncated", "left for the next run"),
    ("questions_unanswered", "questions that no model answered"),
)
ONLY_IF_ANY = ("dropped_unparseable_ts", "truncated", "questions_unanswered")
ASKED = 5


def run(paths: list[str], shape: Shape, *, org: str, wanted: dict[str, Any], as_json: bool) -> dict[str, Any]:
    """Do the whole job and print the result; a dry run does it on a copy and prints the plan."""
    params = RunParams.model_validate(wanted)
    window_start(params.since, utc_now())  # before anything is opened
    if params.dry_run:
        settings, org = settled(org)
        with rehearsal(settings, org, workers=WORKERS) as services:
            return _rehearse(services, org, params, paths, shape, as_json=as_json)
    services, org = opened(org)
    reports = bring_all(services, org, paths, shape, as_json=as_json)
    ensure_any(reports)
    with Steps(hidden=as_json) as steps:
        resumed = finish_broken(services, org, progress=steps.update)
        outcome = run_distillation(services, org, params, progress=steps.update)
    for ended in () if as_json else resumed:
        err.print(f"went on with run {ended['run_id']}, which had been left: {ended['status']}")
    if resumed and outcome["status"] == "skipped":
        # what was left is what this command did
        outcome = resumed[-1]
    _notify(services, org)
    if as_json:
        print_json({**outcome, "imports": as_values(reports)} if reports else outcome)
    elif outcome["status"] == "skipped":
        _skipped(services, org, outcome)
    else:
        _digest(services, org, outcome)
    return outcome


def _notify(services: Services, org: str) -> None:
    """Send what waits; a notice that cannot be sent is no reason for the run to count as failed."""
    try:
        waiting = deliver_notices(services, org, utc_now())["notices_waiting"]
    except StillroomError as error:
        err.print(f"no notice was sent: {error}", markup=False)
        return
    if waiting:
        err.print(f"{waiting} notices could not be sent yet: {'; '.join(services.store.outbox.problems(org))}")


def _rehearse(
    services: Services, org: str, params: RunParams, paths: list[str], shape: Shape, *, as_json: bool
) -> dict[str, Any]:
    reports: Reports = bring_all(services, org, paths, shape, as_json=as_json)
    ensure_any(reports)
    with Steps(hidden=as_json) as steps:
        outcome = run_distillation(services, org, params, progress=steps.update)
    plan = preview(gather(services, services.store.runs.get(org, outcome["run_id"])))
    if as_json:
        print_json({**outcome, "imports": as_values(reports), "plan": plan.as_json()})
    elif outcome["status"] == "skipped":
        _skipped(services, org, outcome)
    else:
        planning.show(plan, [p for report in reports.values() for p in report.problems])
        _figures(outcome, "plan")
        out.print("nothing was changed: this was a dry run on a copy; leave out --dry-run to carry it out")
    return outcome


def _skipped(services: Services, org: str, outcome: dict[str, Any]) -> None:
    if outcome["reason"] == "nothing new":
        out.print(_nothing_new(services, org), markup=False)
    else:
        settings = services.settings
        new = f"{outcome['pending_count']:,} of {settings.distillation_volume_threshold:,} new items"
        told = f"{outcome['conflict_count']:,} of {settings.distillation_conflict_threshold:,} reported conflicts"
        out.print(f"skipped: below the thresholds ({new}, {told}); --force distils it all the same")
    if count := services.store.reviews.count(org):
        out.print(f"{count:,} questions wait for a person: `stillroom review`")


def _nothing_new(services: Services, org: str) -> str:
    items = services.store.items
    if not any(items.counts(org).values()):
        return f"skipped: there is no item in {org!r} yet; `stillroom distill FILE` brings a file in and distils it"
    if elsewhere := items.count_new(org, category=None, since=None):
        return f"skipped: nothing new within that category and time ({elsewhere:,} new outside)"
    return "skipped: nothing new, every item was worked by an earlier run"


def _digest(services: Services, org: str, outcome: dict[str, Any]) -> None:
    _figures(outcome, f"{outcome['status']} · {outcome['run_id']}")
    if outcome["biggest_clusters"]:
        out.print("biggest clusters:")
    for cluster in outcome["biggest_clusters"]:
        out.print(Text(f"  {cluster['size']:>3} · {cluster['title']}"))
    reviews = services.store.reviews.find(org)
    if reviews:
        out.print("waiting for a person:")
    for one in reviews[:ASKED]:
        out.print(Padding(Text(f"? {one.question.headline}"), (0, 0, 0, 2)))
    run = services.store.runs.get(org, outcome["run_id"])
    out.print("next:")
    steps = [*next_steps(run, questions=len(reviews), quarantined=outcome["quarantined"])]
    steps.append(Step(f"stillroom report {run.id} --open", "see all of it as one page"))
    table = Table.grid(padding=(0, 2), expand=True)
    # a command is there to be copied: it is never cut
    table.add_column(no_wrap=True, width=2 + max(len(step.command) for step in steps))
    table.add_column(ratio=1)
    for step in steps:
        table.add_row(Text(f"  {step.command}", "bold"), step.why)
    out.print(table)


def _figures(outcome: dict[str, Any], title: str) -> None:
    table = Table(show_header=False, box=None)
    for name, label in LINES:
        if outcome[name] or name not in ONLY_IF_ANY:
            table.add_row(label, f"{outcome[name]:,}")
    out.print(Panel(table, title=title, expand=False))
    if outcome["reason"]:
        out.print(f"stopped: {outcome['reason']}", markup=False)
