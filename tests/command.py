"""The command line as its user has it: words in, output and an exit code out."""

import json
from typing import Any

from typer.testing import CliRunner, Result

from stillroom.cli.main import app


def run(*words: str, given: str | bytes = "", code: int | None = None) -> Result:
    """Run a command; a traceback fails the test, and so does another exit code than the one named."""
    result = CliRunner().invoke(app, [str(word) for word in words], input=given)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert code is None or result.exit_code == code, result.output
    return result


def told(*words: str, code: int | None = None) -> Any:
    """Run a command with --json and read what it prints: one JSON value and nothing beside it."""
    return json.loads(run(*words, "--json", code=code).stdout)
