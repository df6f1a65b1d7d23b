"""The database of a home that somebody else writes: never a stale answer, and a word where there can be none."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from stillroom.errors import ConfigurationError, StoreUnavailable
from stillroom.store.database import Database

NOBODY = 65534


@pytest.fixture
def path() -> Iterator[Path]:
    # pytest's own folders are closed to others
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder) / "stillroom.db"


@contextmanager
def as_stranger(path: Path) -> Iterator[None]:
    """Be somebody who may read the folder and write nothing; root gives up its rights for it."""
    for file in path.parent.iterdir():
        file.chmod(0o444)
    path.parent.chmod(0o555)
    is_root = os.geteuid() == 0
    if is_root:
        os.setresuid(NOBODY, NOBODY, 0)
    try:
        yield
    finally:
        if is_root:
            os.setresuid(0, 0, 0)
        path.parent.chmod(0o755)


def noted(database: Database) -> list[str]:
    with database.read() as connection:
        return list(connection.execute(text("SELECT content FROM notes")).scalars())


def fill(database: Database, content: str) -> None:
    with database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS notes (content TEXT)")
        connection.execute(text("INSERT INTO notes VALUES (:content)"), {"content": content})


def test_what_its_owner_writes_is_seen(path: Path) -> None:
    with closing(Database(f"sqlite:///{path}")) as owner:
        fill(owner, "first")
        with as_stranger(path):
            reader = Database(f"sqlite:///{path}")
            assert noted(reader) == ["first"]
        fill(owner, "second")
        with as_stranger(path):
            assert noted(reader) == ["first", "second"]
            with pytest.raises(ConfigurationError, match="may only be read"), reader.write():
                pass
        reader.close()


def test_one_that_cannot_be_watched_is_refused_with_what_to_do(path: Path) -> None:
    with closing(Database(f"sqlite:///{path}")) as owner:
        fill(owner, "first")
    with (
        as_stranger(path),
        closing(Database(f"sqlite:///{path}")) as reader,
        pytest.raises(StoreUnavailable, match=r"make its folder writable, .* a copy of it"),
    ):
        noted(reader)
    assert [file.name for file in path.parent.iterdir()] == [path.name]
