"""`stillroom schedule`: what is done again and again, on this machine or on a LangGraph server."""

from pathlib import Path
from typing import Annotated

import typer

Org = Annotated[str, typer.Option(help="Only this org; every one when left out.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]

schedule = typer.Typer(help="Do the work again and again: distil, fold remarks into quality, keep house.")


@schedule.callback(invoke_without_command=True)
def run(context: typer.Context, org: Org = "", json: AsJson = False) -> None:
    """Run the schedule in the foreground, until Ctrl-C or SIGTERM; a turn in progress is finished first."""
    if context.invoked_subcommand is None:
        from stillroom.cli import scheduling  # noqa: PLC0415 - loads langgraph

        scheduling.run(org=org, as_json=json)


@schedule.command("list")
def list_(org: Org = "", json: AsJson = False) -> None:
    """List the entries, how often each is due and what came of the last turn."""
    from stillroom.cli import scheduling  # noqa: PLC0415 - loads langgraph

    scheduling.show(org=org, as_json=json)


@schedule.command()
def once(entry: str, org: Org = "", json: AsJson = False) -> None:
    """Do one entry's present turn, unless it is done; for cron and systemd. Exit 1 when it failed."""
    from stillroom.cli import scheduling  # noqa: PLC0415 - loads langgraph

    raise typer.Exit(0 if scheduling.once(entry, org=org, as_json=json) else 1)


@schedule.command()
def install(
    crontab: Annotated[bool, typer.Option("--crontab", help="Print lines for a crontab instead.")] = False,
    to: Annotated[Path | None, typer.Option(help="Where; systemd's folder for your user when left out.")] = None,
) -> None:
    """Write systemd timers for your user, one an entry, and say how to start them."""
    from stillroom.cli import installing  # noqa: PLC0415 - loads langgraph

    installing.run(to, crontab=crontab)


@schedule.command()
def create(
    server: Annotated[str, typer.Option(help="The LangGraph server's URL, such as http://127.0.0.1:2024.")],
    org: Org = "",
    json: AsJson = False,
) -> None:
    """Let a LangGraph server distil every 30 minutes; again changes nothing."""
    from stillroom.cli import scheduling  # noqa: PLC0415 - loads langgraph

    scheduling.create(server, org=org, as_json=json)
