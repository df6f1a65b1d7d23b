"""`stillroom metrics`: figures for those who watch."""

from pathlib import Path

from stillroom.cli.opening import opened, out
from stillroom.exports.files import written
from stillroom.metrics import exposition


def metrics(output: Path | None) -> None:
    """Print the figures, or write them to a file whole: it may be read at any time."""
    services, _ = opened("")
    text = exposition(services.store)
    if output is None:
        out.file.write(text.decode())
        return
    # others collect it, and it holds no content
    with written(output, mode=0o644) as handle:
        handle.write(text)
