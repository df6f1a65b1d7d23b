"""The roster: the people of an org, who are found by name however common a word it is."""

from pathlib import Path

from stillroom.errors import ConfigurationError


def read_roster(path: Path | None) -> tuple[str, ...]:
    """Read names and handles, one a line; lines that begin with # are remarks.

    Raises:
        ConfigurationError: the file cannot be read; nothing may come in without it.
    """
    if path is None:
        return ()
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"STILLROOM_ROSTER: cannot read {str(path)!r}: {error}") from error
    return tuple(line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#"))
