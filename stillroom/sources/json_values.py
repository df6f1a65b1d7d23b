"""JSON values one after another, or in one array, cut apart without loading the whole."""

import re
from collections.abc import Iterable, Iterator

from stillroom.sources.streams import LINE_CAP, Line

_TOKENS = re.compile(rb'\\.|["\[\]{},\n]', re.DOTALL)
_SPACE = b" \t\r\n,"


class Splitter:
    """Cuts a stream at the ends of its values; it knows strings and brackets, and nothing else of JSON."""

    def __init__(self, cap: int = LINE_CAP) -> None:
        self._cap = cap
        self._value = bytearray()
        self._length = 0
        self._depth = 0
        self._in_string = False
        self._in_array = False
        self._number = 0

    def feed(self, chunk: bytes) -> Iterator[Line]:
        """Take the next piece and give the values that end in it."""
        start = 0
        for match in _TOKENS.finditer(chunk):
            token = match.group()
            if token == b'"':
                self._in_string = not self._in_string
            elif token == b"\n":
                # no JSON text may hold one: after a forgotten quote the next line is read as a line
                self._in_string = False
            elif self._in_string or token[0:1] == b"\\":
                continue
            elif self._is_boundary(token):
                self._keep(chunk[start : match.start()])
                start = match.end()
                yield from self.end()
                self._in_array = token == b"[" or (self._in_array and token == b",")
            elif self._closes(token):
                self._keep(chunk[start : match.end()])
                start = match.end()
                yield from self.end()
        self._keep(chunk[start:])

    def end(self) -> Iterator[Line]:
        """Give what was collected, if it is anything."""
        data, whole = bytes(self._value).strip(_SPACE), self._length <= self._cap
        self._value.clear()
        self._length = 0
        if data:
            self._number += 1
            yield Line(self._number, data, whole)

    def _is_boundary(self, token: bytes) -> bool:
        if self._depth:
            return False
        return token in b",]" or (token == b"[" and not self._in_array and not self._value.strip(_SPACE))

    def _closes(self, token: bytes) -> bool:
        self._depth += 1 if token in b"[{" else -1 if token in b"]}" else 0
        self._depth = max(0, self._depth)
        return not self._depth and token in b"]}"

    def _keep(self, data: bytes) -> None:
        if not self._value:
            data = data.lstrip(_SPACE)
        self._length += len(data)
        self._value += data[: max(0, self._cap - len(self._value))]


def values(chunks: Iterable[bytes], cap: int = LINE_CAP) -> Iterator[Line]:
    """Cut a stream into its JSON values; those of an outermost array count one by one."""
    splitter, held = Splitter(cap), b""
    for chunk in chunks:
        # a run of backslashes at the end is held back, so that no escape is cut in two
        whole = held + chunk
        cut = len(whole.rstrip(b"\\"))
        held = whole[cut:]
        yield from splitter.feed(whole[:cut])
    yield from splitter.feed(held)
    yield from splitter.end()
