"""The `stillroom` command: heavy parts are imported by the command that needs them, so --help is instant."""

import atexit
import errno
import gc
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from stillroom.cli import interrupting
from stillroom.cli.schedule import schedule
from stillroom.errors import (
    CannotReplay,
    ConfigurationError,
    DiskFull,
    InvalidItem,
    NotFound,
    StillroomError,
    UnreadableSource,
)

FAILED, BAD_INPUT = 1, 2
EXIT = {"completed": 0, "skipped": 0, "awaiting_review": 3, "stopped": 4, "failed": FAILED}
EXIT_CODES = "Exit codes: 0 done, or nothing to do; 1 failed; 2 bad input"
STATES = ("pending", "approved", "rejected", "expired", "held", "erased")
JOB, LOOKING = "The job", "Looking"
OUR_INPUT = (CannotReplay, ConfigurationError, InvalidItem, NotFound, UnreadableSource)


class _Commands(TyperGroup):
    """Makes every error of ours, and of the machine's, one line that says what to do and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except StillroomError as error:
            problem, code = str(error), BAD_INPUT if isinstance(error, OUR_INPUT) else FAILED
        except OSError as error:
            if error.errno == errno.EPIPE:
                raise
            place = str(error.filename or "what is to be written")
            problem = str(DiskFull(place)) if DiskFull.is_behind(error) else f"{error.strerror or error}: {place}"
            code = FAILED
        except KeyboardInterrupt:
            interrupting.leave_silently()
            problem, code = interrupting.TOLD, interrupting.CODE
        typer.secho(f"error: {problem}", fg="red", err=True)
        raise typer.Exit(code)


app = typer.Typer(
    cls=_Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    epilog=f"{EXIT_CODES}; 130 interrupted. Some commands have more: see their own --help.",
)
app.add_typer(schedule, name="schedule", rich_help_panel=JOB)
Org = Annotated[str, typer.Option(help="Whose commons.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
Limit = Annotated[int, typer.Option(min=1, help="How many at the most.")]
Map = Annotated[list[str] | None, typer.Option("--map", help="Field mapping, such as content=insight.")]
Form = Annotated[str | None, typer.Option("--format", help="jsonl, json, csv, tsv, markdown or sqlite.")]
Table = Annotated[str | None, typer.Option(help="The table of a SQLite file.")]


def _prepare() -> None:
    """Let other processes load while this one does."""
    from stillroom.workers import prepare  # noqa: PLC0415 - most commands need none

    prepare()


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415 - the only one that asks

        typer.echo(f"stillroom {version('stillroom')}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Keep the shared knowledge of AI agents clean: distil it, ask a person where it is unsure, look at it."""


@app.command("import", rich_help_panel=JOB)
def import_(
    paths: Annotated[list[str], typer.Argument(help="JSONL, CSV, Markdown, SQLite; - is standard input.")],
    org: Org = "",
    json: AsJson = False,
    map_: Map = None,
    form: Form = None,
    table: Table = None,
) -> None:
    """Bring in items from files and folders; the same again adds nothing."""
    _prepare()
    from stillroom.cli import bringing  # noqa: PLC0415 - loads the detectors

    bringing.run(paths, bringing.Shape(tuple(map_ or ()), form, table), org=org, as_json=json)


@app.command(rich_help_panel=JOB)
def add(
    text: Annotated[str, typer.Argument(help="The item's text; - reads standard input.")],
    title: Annotated[str | None, typer.Option()] = None,
    category: Annotated[str | None, typer.Option(help="What it is about.")] = None,
    kind: Annotated[str | None, typer.Option(help="fact, lesson, procedure, config_hint")] = None,
    tag: Annotated[list[str] | None, typer.Option(help="Again for more.")] = None,
    scope: Annotated[list[str] | None, typer.Option(help="Where it holds, such as version=16.")] = None,
    confidence: Annotated[int | None, typer.Option(help="1 to 10.")] = None,
    source: Annotated[str | None, typer.Option(help="user_stated, cross_model, observed, inferred")] = None,
    contributor: Annotated[str | None, typer.Option(envvar="USER", help="Who says so.")] = None,
    at: Annotated[str | None, typer.Option(help="When it was noted, such as 2026-03-01T12:00:00Z.")] = None,
    item_id: Annotated[str | None, typer.Option("--id", help="Your own id for it.")] = None,
    org: Org = "",
    json: AsJson = False,
) -> None:
    """Add one item; personal data and secrets are redacted before it is stored."""
    from stillroom.cli import adding  # noqa: PLC0415 - loads the detectors

    fields = {
        "title": title,
        "category": category,
        "kind": kind,
        "tags": tuple(tag) if tag else None,
        "scope": adding.pairs(scope) if scope else None,
        "confidence": confidence,
        "source": source,
        "contributor": contributor,
        "observed_at": at,
        "id": item_id,
    }
    adding.run(text, fields, org=org, as_json=json)


@app.command(rich_help_panel=JOB, epilog=f"{EXIT_CODES}; 3 awaiting review; 4 stopped by a budget.")
def distill(
    paths: Annotated[list[str] | None, typer.Argument(help="Files to import first; then the run is forced.")] = None,
    org: Org = "",
    category: Annotated[str | None, typer.Option(help="Only this category.")] = None,
    since: Annotated[str | None, typer.Option(help="Only what was noted since, such as 90d.")] = None,
    force: Annotated[bool, typer.Option("--force", help="Run below the thresholds, too.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the plan, change nothing.")] = False,
    require_approval: Annotated[
        bool, typer.Option("--require-approval", help="Ask a person for each contribution.")
    ] = False,
    budget_calls: Annotated[int | None, typer.Option(min=0, help="Model calls at most.")] = None,
    budget_tokens: Annotated[int | None, typer.Option(min=0, help="Model tokens at most.")] = None,
    max_change: Annotated[str, typer.Option(help="Share of the live items the run may expire.")] = "25%",
    limit: Annotated[int | None, typer.Option(min=1, help="New items at most; the next run takes the rest.")] = None,
    json: AsJson = False,
    map_: Map = None,
    form: Form = None,
    table: Table = None,
) -> None:
    """Do the whole main job: harvest, cluster, judge, summarise, check, publish."""
    if paths:
        _prepare()
    from stillroom.cli import bringing, distilling  # noqa: PLC0415 - loads langgraph

    wanted: dict[str, Any] = {
        "category": category,
        "since": since,
        "force": force or bool(paths),
        "dry_run": dry_run,
        "require_approval": require_approval,
        "budget_calls": budget_calls,
        "budget_tokens": budget_tokens,
        "max_change": _share(max_change),
        **({"limit": limit} if limit else {}),
    }
    shape = bringing.Shape(tuple(map_ or ()), form, table)
    outcome = distilling.run(paths or [], shape, org=org, wanted=wanted, as_json=json)
    raise typer.Exit(EXIT[outcome["status"]])


@app.command(
    rich_help_panel=JOB,
    epilog="Exit codes: 0 listed, shown or recorded; 1 a decision came too late; 2 bad input: unknown id, or a"
    " decision that does not fit. A line of --decisions: {review_id, decision, subject_id, text, comment, by}.",
)
def review(
    review_id: Annotated[str | None, typer.Argument(help="Which; all open ones are listed when left out.")] = None,
    decision: Annotated[str | None, typer.Option("--decide", help="merge, keep_both, supersede, approve, …")] = None,
    subject: Annotated[str | None, typer.Option(help="The item that stays, or is rejected.")] = None,
    text: Annotated[str | None, typer.Option(help="The new text of an edit; - reads standard input.")] = None,
    comment: Annotated[str, typer.Option(help="Why; kept with the decision.")] = "",
    by: Annotated[str, typer.Option(envvar="USER", help="Who decides.")] = "cli",
    decisions: Annotated[Path | None, typer.Option(help="A JSONL file of decisions; - is standard input.")] = None,
    all_: Annotated[bool, typer.Option("--all", help="List the less urgent ones, too.")] = False,
    org: Org = "",
    json: AsJson = False,
) -> None:
    """List what waits for a person, show one, or decide it and let its run go on."""
    from stillroom.cli import reviewing  # noqa: PLC0415 - loads langgraph

    if decisions is not None:
        raise typer.Exit(reviewing.take_all(decisions, by, org=org, as_json=json))
    if decision is None:
        reviewing.look(review_id, waiting=all_, org=org, as_json=json)
        return
    if review_id is None:
        raise typer.BadParameter("name the review: stillroom review ID --decide DECISION")
    given = {"review_id": review_id, "decision": decision, "subject_id": subject, "text": text, "comment": comment}
    raise typer.Exit(reviewing.take({**given, "by": by}, org=org, as_json=json))


@app.command(rich_help_panel=JOB)
def serve(
    host: Annotated[
        str, typer.Option(help="Where to listen; put a proxy with TLS before anything but this machine.")
    ] = "127.0.0.1",
    port: int = 8420,
    org: Annotated[str, typer.Option(help="Whose first admin the set-up link is for.")] = "",
) -> None:
    """Serve the review page and its API; the first run prints a set-up link."""
    from stillroom.cli import serving  # noqa: PLC0415 - loads the web app

    serving.run(host, port, org=org)


@app.command(rich_help_panel=LOOKING)
def show(item_id: str, org: Org = "", json: AsJson = False) -> None:
    """Show an item with its lineage and history."""
    from stillroom.cli import looking  # noqa: PLC0415 - opens the store

    looking.show(item_id, org=org, as_json=json)


@app.command(rich_help_panel=LOOKING)
def search(text: str, org: Org = "", limit: Limit = 10, json: AsJson = False) -> None:
    """Find items by words and by meaning."""
    from stillroom.cli import looking  # noqa: PLC0415 - opens the store

    looking.search(text, org=org, limit=limit, as_json=json)


@app.command(rich_help_panel=LOOKING)
def status(org: Org = "", json: AsJson = False) -> None:
    """Tell how the commons stands."""
    from stillroom.cli import looking  # noqa: PLC0415 - opens the store

    looking.status(org=org, as_json=json)


@app.command(rich_help_panel=LOOKING)
def runs(org: Org = "", json: AsJson = False) -> None:
    """List the runs, newest first."""
    from stillroom.cli import looking  # noqa: PLC0415 - opens the store

    looking.runs(org=org, as_json=json)


@app.command(rich_help_panel=JOB)
def cancel(
    run_id: str,
    by: Annotated[str, typer.Option(envvar="USER", help="Who says so.")] = "cli",
    org: Org = "",
    json: AsJson = False,
) -> None:
    """End a run where it is: what it published stands, the next run takes the rest."""
    from stillroom.cli import cancelling  # noqa: PLC0415 - opens the store

    cancelling.cancel(run_id, by=by, org=org, as_json=json)


@app.command(rich_help_panel=LOOKING)
def receipt(run_id: str, org: Org = "") -> None:
    """Print a run's receipt as JSON."""
    from stillroom.cli import looking  # noqa: PLC0415 - opens the store

    looking.receipt(run_id, org=org)


@app.command(
    rich_help_panel=LOOKING,
    epilog="Exit codes: 0 it came out as recorded; 1 it did not; 2 it cannot be replayed.",
)
def replay(run_id: Annotated[str, typer.Argument(metavar="RUN")], org: Org = "", json: AsJson = False) -> None:
    """Repeat a run from its record, with the network closed, and compare what comes out."""
    from stillroom.cli import replaying  # noqa: PLC0415 - loads langgraph

    raise typer.Exit(0 if replaying.run(run_id, org=org, as_json=json) else FAILED)


@app.command(rich_help_panel=LOOKING)
def report(
    run_id: Annotated[str | None, typer.Argument(metavar="RUN", help="Which run; the newest when left out.")] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="The file to write.")] = None,
    open_: Annotated[bool, typer.Option("--open", help="Open it in the browser.")] = False,
    org: Org = "",
) -> None:
    """Write one self-contained page about a run, with pictures; prints its path."""
    from stillroom.cli import reporting  # noqa: PLC0415 - opens the store

    reporting.run(run_id, output, opening=open_, org=org)


@app.command(rich_help_panel=LOOKING)
def quarantine(
    dismiss: Annotated[
        list[str] | None, typer.Option(help="A row's number, or a source for all of its rows: nobody is to mend it.")
    ] = None,
    by: Annotated[str, typer.Option(envvar="USER", help="Who says so.")] = "cli",
    all_: Annotated[bool, typer.Option("--all", help="List what was mended or dismissed, too.")] = False,
    org: Org = "",
    limit: Limit = 100,
    json: AsJson = False,
) -> None:
    """List what could not be accepted, with line, field and reason; mended and imported again it is off the list."""
    from stillroom.cli import looking  # noqa: PLC0415 - opens the store

    if dismiss:
        looking.dismiss(dismiss, by=by, org=org, as_json=json)
    else:
        looking.quarantine(org=org, limit=limit, resolved=all_, as_json=json)


@app.command(rich_help_panel=JOB)
def hold(
    item_id: str,
    why: Annotated[str, typer.Option(help="What is wrong with it.")] = "",
    by: Annotated[str, typer.Option(envvar="USER", help="Who says so.")] = "cli",
    org: Org = "",
    json: AsJson = False,
) -> None:
    """Take an item out of service, and with it every summary that stands on it."""
    from stillroom.cli import holding  # noqa: PLC0415 - opens the store

    holding.hold(item_id, why=why, by=by, org=org, as_json=json)


@app.command(rich_help_panel=JOB)
def release(
    item_id: str,
    by: Annotated[str, typer.Option(envvar="USER", help="Who says so.")] = "cli",
    org: Org = "",
    json: AsJson = False,
) -> None:
    """Put a held item back, and what was held because of it."""
    from stillroom.cli import holding  # noqa: PLC0415 - opens the store

    holding.release(item_id, by=by, org=org, as_json=json)


@app.command(rich_help_panel=JOB)
def export(
    form: Annotated[str, typer.Argument(help="The shape: jsonl.")] = "jsonl",
    output: Annotated[str, typer.Option("--output", "-o", help="The file; - is standard output.")] = "-",
    state: Annotated[list[str] | None, typer.Option(help="Only these states; approved and pending are given.")] = None,
    contributed: Annotated[bool, typer.Option("--contributed", help="Leave out what Stillroom wrote itself.")] = False,
    org: Org = "",
) -> None:
    """Write the live items to a file that `stillroom import` reads."""
    from stillroom.cli import exporting  # noqa: PLC0415 - loads the detectors

    if form != "jsonl":
        raise typer.BadParameter(f"{form!r}: give jsonl")
    if unknown := set(state or ()) - set(STATES):
        raise typer.BadParameter(f"--state {', '.join(sorted(unknown))}: give one of {', '.join(STATES)}")
    exporting.jsonl(output, org=org, states=state or ["approved", "pending"], contributed=contributed)


@app.command(rich_help_panel=LOOKING)
def metrics(
    output: Annotated[Path | None, typer.Option("-o", "--output", help="A file, as node_exporter reads them.")] = None,
) -> None:
    """Print figures of every org in Prometheus' text format: counts and times, never content."""
    from stillroom.cli import watching  # noqa: PLC0415 - opens the store

    watching.metrics(output)


@app.command(rich_help_panel=LOOKING)
def doctor(org: Org = "", json: AsJson = False) -> None:
    """Tell what is configured, what is missing and how to get it; exit 1 when something is broken."""
    from stillroom.cli import checkup  # noqa: PLC0415 - opens everything

    raise typer.Exit(0 if checkup.run(org=org, as_json=json) else 1)


@app.command(rich_help_panel=LOOKING)
def verify(
    repair: Annotated[bool, typer.Option("--repair", help="Make the vectors anew that differ from the items.")] = False,
    org: Org = "",
    json: AsJson = False,
) -> None:
    """Check hashes, books and the vector index; exit 1 when something is wrong."""
    from stillroom.cli import looking  # noqa: PLC0415 - opens the store

    raise typer.Exit(0 if looking.verify(org=org, repair=repair, as_json=json) else 1)


def main() -> None:
    """Run the command line; every error of ours is one line and an exit code."""
    # a run keeps what it reads until its end, so looking for rubbish as often as usual takes a tenth of its time
    gc.set_threshold(100_000, 20, 20)
    # the last look at everything, when it is about to be gone anyway, takes another half second
    atexit.register(gc.freeze)
    try:
        app()
    finally:
        interrupting.leave_silently()


def _share(text: str) -> float:
    try:
        value = float(text.rstrip("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        raise typer.BadParameter(f"{text!r}: give a share such as 25% or 0.25") from None
    if not 0 <= value <= 1:
        raise typer.BadParameter(f"{text!r}: a share is between 0% and 100%")
    return value
