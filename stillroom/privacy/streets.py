"""Postal addresses: a street with its number, and the town behind it."""

import re
from collections.abc import Iterator

from stillroom.privacy.spans import Span

ADDRESS = "ADDRESS"

_CAP = r"[^\W\d_a-z][\w'’.-]*"
_NUMBER = r"\d{1,5}(?:[a-zA-Z]\b|[-/]\d{1,4}[a-zA-Z]?\b)?"
_ROADS = """
Street Road Lane Avenue Boulevard Crescent Terrace Square Court Drive Close Parkway Highway Yard Mews Alley Hill Park
Grove Gardens Quay Row Walk Way Place Creek Ridge Trail Circle Plaza Point Hollow Green Flat Flats Lodge Dale Cove Coves
St Rd Ln Ave Blvd Dr Ct Pl Sq Pkwy Hwy Cres
"""
_RUES = """
rue rua via calle avenida avenue av. piazza plaza viale corso largo praça place ul. ulica ulice al. aleja boulevard
paseo camino carrera route chemin allée strada piazzetta vicolo travessa ronda str.
"""
_ENDINGS = """
straße strasse str weg gasse platz allee damm ufer gatan vägen gränd gata vej gade vegen veien straat laan plein gracht
kade dreef katu tie polku utca tér ulice náměstí sokak caddesi
"""
_BEHIND = ("u", "utca", "útja", "tér", "út", "sok", "cad")
_SUFFIXES, _PREFIXES, _GERMANIC = (frozenset(words.split()) for words in (_ROADS, _RUES, _ENDINGS))
_SUFFIX = rf"(?:{'|'.join(sorted(_SUFFIXES, key=len, reverse=True))})\.?"
_PREFIX = "|".join(f"[{w[0].upper()}{w[0]}]{re.escape(w[1:])}" for w in sorted(_PREFIXES, key=len, reverse=True))
_PREFIX = rf"(?:{_PREFIX})"
_ENDING = rf"(?:{'|'.join(sorted(_GERMANIC, key=len, reverse=True))})\.?"
# Apartment, postcode and town, each on the same line or the next.
_GAP = r"[ \t]*(?:,[ \t]*\n?|\n|[ \t])[ \t]*"
_UNIT = rf"(?:{_GAP}(?:Apt|Suite|Unit|Flat|Floor|Apartment|Box|#)\.?[ \t]*\d{{1,5}}\w?)?"
_TOWN = (
    rf"(?:{_GAP}(?:(?:[A-Z]{{1,2}}-)?\d{{4,5}}[ \t]+{_CAP}(?:[ \t-]{_CAP}){{0,2}}"
    rf"|{_CAP}(?:[ \t-]{_CAP}){{0,2}}{_GAP}(?:[A-Z]{{2}}\b[ ,]*)?"
    r"(?:\d{5}(?:-\d{4})?|[A-Z]{1,2}\d[\dA-Z]?[ ]?\d[A-Z]{2})))?"
)
# the number of a house stands behind a word or before one
_ANCHOR = re.compile(r"(?<![\w.:/#%$=+*-])\d{1,5}[-/\d]{0,5}[a-zA-Z]?(?![\w:%=])")
_BEFORE, _AFTER = 90, 160
_SIGNS = ".,;:'\"(){}[]|`"
_WORDS = rf"(?:{_CAP}[ \t]+){{1,4}}"
_OF = r"(?:d[aeou]s?[ \t]+|del(?:la|lo|gli|i|le)?[ \t]+|de la[ \t]+|d'|l')*"
_PATTERNS = (
    # 1417 Juniper Hollow Road, Asheville, NC 28803
    re.compile(rf"(?<![\w.#/-]){_NUMBER}[ \t]+{_WORDS}{_SUFFIX}(?!\w){_UNIT}{_TOWN}"),
    # Rua das Acácias 221
    re.compile(
        rf"(?<!\w){_PREFIX}[ \t]+{_OF}{_CAP}(?:[ \t]+(?:\w{{1,4}}[ \t]+)?{_CAP}){{0,3}}"
        rf",?[ \t]+(?:n[.º°]?[ \t]*)?{_NUMBER}(?!\w){_UNIT}{_TOWN}"
    ),
    # 22 rue des Tanneurs, 69005 Lyon
    re.compile(
        rf"(?<![\w.#/-]){_NUMBER},?[ \t]+(?:bis[ \t]+)?{_PREFIX}[ \t]+{_OF}{_CAP}"
        rf"(?:[ \t]+(?:\w{{1,4}}[ \t]+)?{_CAP}){{0,3}}{_UNIT}{_TOWN}"
    ),
    # Lindenweg 17, 50937 Köln
    re.compile(
        rf"(?<!\w)(?:{_CAP}[ \t]+){{0,2}}(?:[^\W\d_]+-)*[^\W\d_a-z][^\W\d_]{{1,30}}{_ENDING}"
        rf"[ \t]+{_NUMBER}(?!\w|[.:]\d){_UNIT}{_TOWN}"
    ),
    # Kálmán Imre u. 12
    re.compile(rf"(?<!\w)(?:{_CAP}[ \t]+){{1,3}}(?:{'|'.join(_BEHIND)})\.?[ \t]+{_NUMBER}(?!\w)\.?"),
)
# "10 Minute Drive", "3 Way Merge": the words count or measure something.
_COUNTED = re.compile(
    r"\d+[ \t]+(?:(?:Minutes?|Hours?|Days?|Steps?|Ways?|Points?|Items?|Rows?|New|More|Best|Things?)\b)"
)
_LOOSE_END = re.compile(
    r"\b(?:Way|Drive|Close|Park|Point|Row|Walk|Place|Green|Square|Court|Hill|Circle|Flats?|Lodge|Trail|Plaza)$"
)
_AT = re.compile(
    r"(?:\b(?:at|in|on|to|address(?:\s+is)?|lives?|living|near|from|and)[ \t]*:?|[:\n,;|])[ \t]*\Z", re.IGNORECASE
)


class Streets:
    """Postal addresses, as far as they have a street and a number."""

    name = "streets"
    version = "1"
    canary = ("Ship it to 1417 Juniper Hollow Road, Asheville, NC 28803 please", ADDRESS)

    def scan(self, text: str, lowered: str) -> Iterator[Span]:
        """Yield addresses."""
        for start, end in _windows(text):
            for pattern in _PATTERNS:
                for match in pattern.finditer(text, start, end):
                    if _is_address(text, match):
                        yield Span(match.start(), match.end(), ADDRESS, 0.6, self.name)


def _windows(text: str) -> list[tuple[int, int]]:
    """Bound what is read to the neighbourhood of numbers that could be those of houses."""
    found: list[tuple[int, int]] = []
    for match in _ANCHOR.finditer(text):
        start, end = max(0, match.start() - _BEFORE), min(len(text), match.end() + _AFTER)
        if not _names_street(text[start : match.start()].split(), text[match.end() : end].split()):
            continue
        if found and start <= found[-1][1]:
            start = found.pop()[0]
        found.append((start, end))
    return found


def _names_street(before: list[str], after: list[str]) -> bool:
    """Is there a word for a street near a number?"""
    behind, ahead = [w.strip(_SIGNS).lower() for w in before[-7:]], [w.strip(_SIGNS) for w in after[:7]]
    if any(not _PREFIXES.isdisjoint((w, f"{w}.")) for w in (*behind, *map(str.lower, ahead))):
        return True
    return not _SUFFIXES.isdisjoint(ahead) or (bool(behind) and behind[-1].endswith((*_GERMANIC, *_BEHIND)))


def _is_address(text: str, match: re.Match[str]) -> bool:
    value = match.group()
    if _COUNTED.match(value):
        return False
    # "12 Open Close" needs something that leads up to an address
    return not _LOOSE_END.search(value) or _AT.search(text[max(0, match.start() - 40) : match.start()]) is not None
