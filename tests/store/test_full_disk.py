"""A full disk is told as one, and nothing else is, whatever the words that were to be written."""

import traceback
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from stillroom.errors import DiskFull, StoreUnavailable
from stillroom.store.database import Database

SAID = "When the disk is full, rotate the logs."
# what a server says that cannot make a table's file longer
FULL = """
DO $$ BEGIN
    RAISE EXCEPTION USING ERRCODE = '53100', MESSAGE = 'could not extend file "base/5/1": No space left on device';
END $$
"""


@pytest.fixture
def on_file(tmp_path: Path) -> Iterator[Database]:
    with closing(Database(f"sqlite:///{tmp_path / 'stillroom.db'}")) as database:
        yield database


def test_an_item_that_speaks_of_a_full_disk_makes_none(on_file: Database) -> None:
    with pytest.raises(StoreUnavailable, match="no such table") as refused, on_file.read() as connection:
        connection.execute(text("SELECT * FROM nowhere WHERE content = :said"), {"said": SAID})
    assert not isinstance(refused.value, DiskFull)
    # a traceback is no place for what people wrote
    assert SAID not in "".join(traceback.format_exception(refused.value))


def test_a_file_that_may_not_grow_is_a_full_disk(on_file: Database) -> None:
    with on_file.write() as connection:
        connection.exec_driver_sql("CREATE TABLE notes (content TEXT)")
        connection.exec_driver_sql("PRAGMA max_page_count = 2")
    with pytest.raises(DiskFull), on_file.write() as connection:
        connection.execute(text("INSERT INTO notes VALUES (:said)"), {"said": SAID * 1000})


def test_a_server_without_room_is_a_full_disk(postgres_url: str) -> None:
    with closing(Database(postgres_url)) as database, pytest.raises(DiskFull), database.write() as connection:
        connection.exec_driver_sql(FULL)
