"""Readers: JSONL, JSON, CSV, Markdown and SQLite tables become rows, a few at a time."""

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import BinaryIO

from stillroom.errors import InvalidItem, UnreadableSource
from stillroom.sources.delimited import read_delimited
from stillroom.sources.formats import format_of
from stillroom.sources.json_values import values
from stillroom.sources.lessons_table import read_table
from stillroom.sources.markdown import parse_note, read_folder
from stillroom.sources.rows import PIPED, BadRow, Row, bad_row
from stillroom.sources.streams import LINE_CAP, Line, chunks_of, chunks_of_file, lines, plain
from stillroom.sources.strict_json import parse

__all__ = ["STDIN", "BadRow", "Row", "read"]

STDIN = "-"


def read(
    path: str | Path, *, stdin: BinaryIO | None = None, format: str | None = None, table: str | None = None
) -> Iterator[Row | BadRow]:
    """Read a source row by row, in constant memory; what cannot be read is a bad row, and reading goes on.

    Args:
        path: a file, a folder of Markdown, or `-` for `stdin`.
        stdin: what `-` reads.
        format: one of `formats.FORMATS`, where neither ending nor content tells.
        table: the table of a SQLite file.

    Raises:
        UnreadableSource: missing, empty folder, binary, no such table, or broken off in the middle.
    """
    if str(path) == STDIN:
        if stdin is None:
            raise UnreadableSource("-: there is no standard input to read")
        return _read_stream(chunks_of(stdin), PIPED, format, None, table)
    path = Path(path)
    if path.is_dir():
        return read_folder(path)
    if not path.exists():
        raise UnreadableSource(f"{path}: no such file or folder")
    return _read_stream(chunks_of_file(path), path.name, format, path, table)


def _read_stream(
    chunks: Iterator[bytes], name: str, format: str | None, path: Path | None, table: str | None
) -> Iterator[Row | BadRow]:
    text = plain(chunks, name)
    head = next(text, b"")
    kind = format_of(name, head, format)
    if kind == "sqlite":
        if path is None or not path.exists():
            raise UnreadableSource(f"{name}: a SQLite file cannot be read from a stream; give its path")
        return read_table(path, name, table)
    text = chain([head], text)
    if kind == "markdown":
        return iter([parse_note(_whole(text), name)])
    if kind in ("csv", "tsv"):
        return read_delimited(text, name, "\t" if kind == "tsv" else None)
    return _read_json(lines(text) if kind == "jsonl" else values(text), name)


def _read_json(records: Iterable[Line], source: str) -> Iterator[Row | BadRow]:
    for record in records:
        if not record.whole:
            yield bad_row(source, record.number, "line", f"is longer than {LINE_CAP:,} bytes", record.data)
        elif record.data.strip():
            yield _json_row(record, source)


def _json_row(record: Line, source: str) -> Row | BadRow:
    try:
        value = parse(record.data)
    except InvalidItem as error:
        return bad_row(source, record.number, error.field, error.reason, record.data)
    if not isinstance(value, dict):
        return bad_row(source, record.number, "json", "is not an object with fields", record.data)
    return Row(source, record.number, value)


def _whole(chunks: Iterable[bytes]) -> bytes:
    kept = bytearray()
    for chunk in chunks:
        kept += chunk
        if len(kept) > LINE_CAP:
            break
    return bytes(kept)
