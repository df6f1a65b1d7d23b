"""CSV and TSV: a header line, then one record a row, quoted fields over several lines included."""

import csv
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Any

from stillroom.errors import UnreadableSource
from stillroom.sources.rows import BadRow, Row, bad_row
from stillroom.sources.streams import Line, lines

RECORD_CAP = 1_000_000
DELIMITERS = ",;\t|"

# process-wide, and 128 kB by default, which is less than an item may hold
csv.field_size_limit(RECORD_CAP)


class Feed:
    """Hands lines to the CSV parser and can take back those of a record that went wrong."""

    def __init__(self, source: Iterable[Line]) -> None:
        self._source = iter(source)
        self._returned: deque[Line] = deque()
        self.record: list[Line] = []

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else next(self._source)
        self.record.append(line)
        return line.data.decode("utf-8", "surrogateescape") + "\n"

    def take_back(self) -> Line:
        """Give up the record's first line; the others are read again as records of their own."""
        first, *rest = self.record
        self._returned.extendleft(reversed(rest))
        return first


def read_delimited(chunks: Iterable[bytes], source: str, delimiter: str | None) -> Iterator[Row | BadRow]:
    """Read records under a header line; without a delimiter the header's most frequent one is taken.

    Raises:
        UnreadableSource: the header has a name twice.
    """
    feed = Feed(lines(chunks))
    header = next(feed, "").rstrip("\r\n")
    delimiter = delimiter or max(DELIMITERS, key=header.count)
    names = _names(header, delimiter, source)
    parser = csv.reader(feed, delimiter=delimiter, strict=True)
    while True:
        feed.record.clear()
        try:
            cells = next(parser, None)
        except csv.Error as error:
            line = feed.take_back()
            yield bad_row(source, line.number, "csv", f"is not a record: {error}", line.data)
            # the parser keeps the state of the broken record
            parser = csv.reader(feed, delimiter=delimiter, strict=True)
            continue
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield _row(names, cells, feed.record, source)


def _names(header: str, delimiter: str, source: str) -> list[str]:
    try:
        names = [name.strip() for name in next(csv.reader([header], delimiter=delimiter, strict=True), [])]
    except csv.Error as error:
        raise UnreadableSource(f"{source}: the header line is no CSV record: {error}") from error
    twice = sorted({name for name in names if name and names.count(name) > 1})
    if twice:
        raise UnreadableSource(f"{source}: the header names {twice[0]!r} twice; rename one column")
    return names


def _row(names: list[str], cells: list[str], record: list[Line], source: str) -> Row | BadRow:
    number, raw = record[0].number, b"\n".join(line.data for line in record)
    if not all(line.whole for line in record):
        return bad_row(source, number, "line", "is longer than a line may be", raw)
    if len(cells) != len(names):
        reason = f"has {len(cells)} columns where the header has {len(names)}"
        return bad_row(source, number, "columns", reason, raw)
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return bad_row(source, number, "encoding", "is not UTF-8; save the file as UTF-8", raw)
    fields: dict[str, Any] = {n: c for n, c in zip(names, cells, strict=True) if n and c != ""}
    return Row(source, number, fields)
