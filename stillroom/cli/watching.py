"""`stillroom metrics`: figures for those who watch."""

import os
from pathlib import Path

from stillroom.cli.opening import opened, out
from stillroom.metrics import exposition


def metrics(output: Path | None) -> None:
    """Print the figures, or write them to a file whole: it may be read at any time."""
    services, _ = opened("")
    text = exposition(services.store)
    if output is None:
        out.file.write(text.decode())
        return
    draft = output.with_name(f".{output.name}.{os.getpid()}")
    draft.write_bytes(text)
    draft.replace(output)
