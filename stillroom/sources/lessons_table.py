"""A lessons table in a SQLite file, opened so that nothing in it can change."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from stillroom.errors import UnreadableSource
from stillroom.sources.rows import BadRow, Row, bad_row

MAGIC = b"SQLite format 3\0"
USUAL = ("lessons", "learnings", "insights", "notes", "memories", "items")


def read_table(path: Path, source: str, table: str | None) -> Iterator[Row | BadRow]:
    """Read the rows of one table in the order they were written.

    Raises:
        UnreadableSource: no database, no such table, or several and none named.
    """
    with closing(_open(path)) as connection:
        name = _choose(connection, path, table)
    return _rows(path, source, name)


def _rows(path: Path, source: str, table: str) -> Iterator[Row | BadRow]:
    with closing(_open(path)) as connection:
        try:
            cursor = _select(connection, table)
            names = [column[0] for column in cursor.description]
            for number, *cells in cursor:
                yield _row(source, int(number), dict(zip(names[1:], cells, strict=True)))
        except sqlite3.Error as error:
            raise UnreadableSource(f"{path}: table {table!r} cannot be read: {error}") from error


def _open(path: Path) -> sqlite3.Connection:
    address = f"file:{quote(str(path.resolve()))}"
    for options in ("mode=ro", "mode=ro&immutable=1"):  # the second where no lock file may be made
        connection = sqlite3.connect(f"{address}?{options}", uri=True)
        try:
            connection.execute("SELECT count(*) FROM sqlite_master")
        except sqlite3.Error as error:
            connection.close()
            problem = error
        else:
            # text that is no UTF-8 is one bad row, not the end of the table
            connection.text_factory = bytes
            return connection
    raise UnreadableSource(f"{path}: not a readable SQLite file: {problem}") from problem


def _choose(connection: sqlite3.Connection, path: Path, wanted: str | None) -> str:
    query = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'"
    there = sorted(name.decode("utf-8", "replace") for (name,) in connection.execute(query))
    usual = [name for name in USUAL if name in there]
    if wanted is not None and wanted not in there:
        raise UnreadableSource(f"{path}: no table {wanted!r}; there are {', '.join(there) or 'none'}")
    if wanted is None and not usual and len(there) != 1:
        raise UnreadableSource(f"{path}: name one of its tables: {', '.join(there) or 'there are none'}")
    return wanted or (usual or there)[0]


def _select(connection: sqlite3.Connection, name: str) -> sqlite3.Cursor:
    quoted = '"' + name.replace('"', '""') + '"'
    try:
        return connection.execute(f"SELECT rowid, * FROM {quoted} ORDER BY rowid")
    except sqlite3.OperationalError:  # a view, or a table WITHOUT ROWID
        return connection.execute(f"SELECT row_number() OVER (), * FROM {quoted}")


def _row(source: str, number: int, cells: dict[str, Any]) -> Row | BadRow:
    try:
        return Row(source, number, {name: _text(cell) for name, cell in cells.items() if cell is not None})
    except UnicodeDecodeError as error:
        return bad_row(source, number, "encoding", "holds text that is not UTF-8", bytes(error.object))


def _text(cell: Any) -> Any:
    return cell.decode("utf-8") if isinstance(cell, bytes) else cell
