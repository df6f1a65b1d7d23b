"""Folders that must not outlive the process, however it ends; imported before anything heavy may be."""

from collections.abc import Iterator
from contextlib import contextmanager

_folders: list[str] = []


@contextmanager
def scratch() -> Iterator[str]:
    """Give a folder that is gone when the block ends."""
    from tempfile import TemporaryDirectory  # noqa: PLC0415 - takes a moment, in which Ctrl-C may come

    with TemporaryDirectory(prefix="stillroom-") as folder:
        # its name stays when it is gone: until then a process that leaves at once has to remove it
        _folders.append(folder)
        yield folder


def sweep() -> None:
    """Remove at once what is still there of such folders."""
    if _folders:
        import shutil  # noqa: PLC0415 - as above

        for folder in _folders:
            shutil.rmtree(folder, ignore_errors=True)
