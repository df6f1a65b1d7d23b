"""Where the `stillroom` command begins: Ctrl-C is quiet before anything else is loaded."""

from stillroom.cli.interrupting import leave_at_once


def main() -> None:
    """Run the command line."""
    leave_at_once()
    from stillroom.cli import main as command  # noqa: PLC0415 - takes a moment, in which Ctrl-C may come

    command.main()
