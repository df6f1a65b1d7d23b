"""Bytes in small pieces: opened, unpacked, decoded and cut into lines in constant memory."""

import codecs
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from stillroom.errors import UnreadableSource

CHUNK = 1 << 18
LINE_CAP = 10_000_000
"""Bytes one line or record may have; a longer one is reported and left out."""
UNPACKED_FREE = 256 << 20
MAX_RATIO = 100
"""A packed file may grow to 256 MiB freely, and beyond that to 100 times its size."""

GZIP_MAGIC = b"\x1f\x8b"
_UTF8_BOM = b"\xef\xbb\xbf"
_WIDE = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line without its end; `whole` is False when it was longer than the cap and cut."""

    number: int
    data: bytes
    whole: bool = True


def chunks_of_file(path: Path) -> Iterator[bytes]:
    """Read a file piece by piece.

    Raises:
        UnreadableSource: the disk or the permissions refuse.
    """
    try:
        with path.open("rb") as file:
            yield from chunks_of(file)
    except OSError as error:
        raise UnreadableSource(f"{path}: {error.strerror or error}; check the path and its permissions") from error


def chunks_of(file: BinaryIO) -> Iterator[bytes]:
    """Read an open stream piece by piece."""
    while chunk := file.read(CHUNK):
        yield chunk


def plain(chunks: Iterable[bytes], name: str) -> Iterator[bytes]:
    """Unpack gzip if it is gzip, drop a byte order mark, and turn UTF-16 and UTF-32 into UTF-8.

    Raises:
        UnreadableSource: the packed data is broken, or grows past the limit.
    """
    pieces = iter(chunks)
    first = next(pieces, b"")
    if first.startswith(GZIP_MAGIC):
        pieces = unpacked(_joined(first, pieces), name)
        first = next(pieces, b"")
    encoding = next((e for mark, e in _WIDE if first.startswith(mark)), None)
    if encoding is not None:
        return _as_utf8(_joined(first, pieces), encoding, name)
    return _joined(first.removeprefix(_UTF8_BOM), pieces)


def unpacked(chunks: Iterable[bytes], name: str) -> Iterator[bytes]:
    """Unpack gzip, of one part or several, no faster than it is consumed.

    Raises:
        UnreadableSource: the packed data is broken, ends early, or grows past the limit.
    """
    engine, taken, given = None, 0, 0
    try:
        for chunk in chunks:
            taken += len(chunk)
            while chunk := chunk if engine else chunk.lstrip(b"\0"):
                engine = engine or zlib.decompressobj(wbits=31)
                for piece in _inflated(engine, chunk):
                    given += len(piece)
                    _refuse_bomb(given, taken, name)
                    yield piece
                chunk, engine = (engine.unused_data, None) if engine.eof else (b"", engine)
    except zlib.error as error:
        raise UnreadableSource(f"{name}: broken gzip data ({error}); fetch or pack the file again") from error
    if engine:
        raise UnreadableSource(f"{name}: the gzip data ends early; fetch or pack the file again")


def lines(chunks: Iterable[bytes], cap: int = LINE_CAP) -> Iterator[Line]:
    r"""Cut pieces into lines at `\n`; of a line past the cap only the beginning is kept."""
    number, kept, length = 1, bytearray(), 0
    for chunk in chunks:
        *ends, tail = chunk.split(b"\n")
        for end in ends:
            data = bytes(kept) + end if kept else end
            yield Line(number, data[:cap], length + len(end) <= cap)
            number, length = number + 1, 0
            kept.clear()
        length += len(tail)
        kept += tail[: max(0, cap - len(kept))]
    if length:
        yield Line(number, bytes(kept), length <= cap)


def _inflated(engine: "zlib._Decompress", chunk: bytes) -> Iterator[bytes]:
    while True:
        piece = engine.decompress(chunk, CHUNK)
        if piece:
            yield piece
        chunk = engine.unconsumed_tail
        if engine.eof or (not chunk and len(piece) < CHUNK):
            return


def _refuse_bomb(given: int, taken: int, name: str) -> None:
    if given > max(UNPACKED_FREE, MAX_RATIO * taken):
        raise UnreadableSource(f"{name}: unpacks to over {MAX_RATIO} times its size; unpack it yourself first")


def _joined(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    if first:
        yield first
    yield from rest


def _as_utf8(chunks: Iterable[bytes], encoding: str, name: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in chunks:
            yield decoder.decode(chunk).encode()
        decoder.decode(b"", final=True)
    except UnicodeError as error:
        raise UnreadableSource(f"{name}: broken {encoding} text; save it as UTF-8") from error
