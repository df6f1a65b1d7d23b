"""How much there is to read, told without reading it."""

from pathlib import Path

from stillroom.sources.markdown import notes
from stillroom.sources.streams import CHUNK

_A_ROW_A_LINE = (".jsonl", ".ndjson", ".csv", ".tsv", ".tab")


def about(path: str | Path) -> int | None:
    """Tell about how many rows a source has: the lines of a file, the notes of a folder; None when it is not told."""
    path = Path(path)
    if path.is_dir():
        return sum(1 for _ in notes(path))
    if not (path.is_file() and path.name.lower().endswith(_A_ROW_A_LINE)):
        return None
    try:
        with path.open("rb") as file:
            return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(CHUNK), b""))
    except OSError:
        # whoever reads it reports this
        return None
