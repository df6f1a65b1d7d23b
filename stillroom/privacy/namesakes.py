"""Addresses made of a name: jane.roe@example.com is nobody's, but beside Jane Roe it tells who was meant."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

_ADDRESS = re.compile(r"(?<![\w.+%-])([\w.-]+)(?:\+[\w.-]*)?@[\w-]+(?:\.[\w-]+)+")


def addresses_of(names: Iterable[str], text: str) -> Iterator[tuple[int, int]]:
    """Yield where addresses stand whose account is one of the names."""
    accounts = {account for name in names for account in _accounts(name)} if "@" in text else ()
    if accounts:
        yield from (match.span() for match in _ADDRESS.finditer(text) if _letters(match[1]) in accounts)


def _accounts(name: str) -> set[str]:
    """Give what a person may be called in an address: of Jane Roe janeroe, roejane, jroe, janer, roej."""
    words = [letters for word in name.split() if (letters := _letters(word))]
    if len(words) < 2:
        return set(words)
    first, last = words[0], words[-1]
    return {first + last, last + first, first[0] + last, first + last[0], last + first[0]}


def _letters(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if c.isalpha())
