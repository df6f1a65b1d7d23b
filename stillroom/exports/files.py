"""Files that appear whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from stillroom.errors import ConfigurationError, DiskFull


@contextmanager
def written(path: Path, *, mode: int = 0o600) -> Iterator[IO[bytes]]:
    """Open a file to write; it takes its place when all of it is on the disk, readable by its owner only.

    Raises:
        ConfigurationError: it cannot be written.
        DiskFull: there is no room for it.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(unfinished, "wb", opener=lambda p, flags: os.open(p, flags, mode)) as handle:
            yield handle
            handle.flush()
            os.fsync(handle.fileno())
        unfinished.replace(path)
    except OSError as error:
        if DiskFull.is_behind(error):
            raise DiskFull(repr(str(path))) from error
        raise ConfigurationError(f"cannot write {str(path)!r}: {error.strerror}; name another file with -o") from error
    finally:
        unfinished.unlink(missing_ok=True)
