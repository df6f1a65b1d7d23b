"""What a home has on the disk, byte by byte."""

import hashlib
import shutil
from pathlib import Path

# the index of a write-ahead log: whoever opens the database first makes it anew
REMADE = "-shm"


def fingerprint(home: Path) -> str:
    """Hash the names and bytes of all that a process finds that starts on this home."""
    found = hashlib.sha256()
    for path in sorted(home.rglob("*")):
        if path.is_file() and not path.name.endswith(REMADE):
            found.update(f"{path.relative_to(home)}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    return found.hexdigest()


def kept(home: Path, copies: Path) -> str:
    """Copy a home, unless there is a copy of the same bytes; returns the copy's name."""
    name = fingerprint(home)
    if not (copies / name).exists():
        shutil.copytree(home, copies / name)
    return name
