"""Telephone numbers: by their form where it is plain, by a cue where it is not."""

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import version

from stillroom.privacy.spans import Span

_REGIONS = ("US", "GB", "DE", "FR", "IN", "BR", "AU", "ES", "IT", "NL", "CH", "SE", "ZA", "IL")

_CANDIDATE = re.compile(
    r"(?:(?<![\w.:/#@=$%~^*-])(?<![^\\],)|(?<=[=:])(?=\+))(?<!\d )(?<!\b[0-9a-f]{2} )(?<!\b[0-9a-f]{2}  )"
    r"(?:\+|\(\+?)?\d(?:["
    r" \u00a0.\-/()]{0,2}\d){6,16}"
    r"(?:[ ,]{0,2}(?:x|ext\.?)[ ]?\d{1,5})?(?![\w%]|[.:,/-]\d|-(?!(?i:office|fax|mobile|cell|home"
    r"|desk|work))\w)",
    re.ASCII,
)
_NANP = re.compile(
    r"(?:(?:\+?1|001)[-. ])?(?:\([2-9]\d\d\) ?|[2-9]\d\d([-.]))\d{3}(?(1)\1|[-. ])\d{4}(?:$|[ ,x])", re.ASCII
)
_DATE = re.compile(r"(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])[-/.]|\d{1,2}[-/.]\d{1,2}[-/.](?:19|20)\d\d\b", re.ASCII)
_CUE = re.compile(
    r"\b(?:phones?|telephone|tel|mobile|cell(?:phone)?|fax|whatsapp|sms|hotline|extension|desk"
    r"|office|registered"
    r"|texts?|dial(?:led)?|(?:call|reach|ring|answering|messages?|contact)(?: (?:me|us|him|her"
    r"|them|you|to|at|on|my|the))*)"
    r"(?: (?:no|nr|number|is|was|at|on|to))*[:.,=\\]?\s{0,3}(?:\(\w{1,6}\) ?)?$"
)
_CUE_AFTER = re.compile(r"[ -]{0,2}\(?(?:office|fax|mobile|cell|phone|desk|home|work)\b")


class Phones:
    """Telephone numbers in the forms people write them."""

    name = "phone"
    canary = ("ring me on +44 20 7946 0958 tonight", "PHONE_NUMBER")

    def __init__(self) -> None:
        self.version = f"phonenumbers {version('phonenumbers')}"

    def scan(self, text: str, lowered: str) -> Iterator[Span]:
        """Yield what is plainly a telephone number."""
        for match in _CANDIDATE.finditer(text):
            value = match.group()
            if _is_plain(value) or _is_cued(value, lowered, match.start(), match.end()):
                yield Span(match.start(), match.end(), "PHONE_NUMBER", 0.7, self.name)


def _is_plain(value: str) -> bool:
    if value.startswith(("+", "(+", "00")):
        return _is_possible("+" + re.sub(r"^\(?(?:\+|00)", "", value))
    if _DATE.match(value):
        return False
    if _NANP.match(value):
        return True
    groups = re.findall(r"\d+", value)
    # two groups do where the first is an area: "07700 900461"
    is_area = len(groups) == 2 and groups[0].startswith("07") and len(groups[0]) == 5 and len(groups[1]) == 6
    is_national = (
        value.startswith(("0", "(0"))
        and (len(groups) >= 3 or is_area)
        and len(set(re.findall(r"[^\d() ]", value))) <= 1
    )
    return is_national and 9 <= sum(map(len, groups)) <= 12 and min(map(len, groups)) >= 2 and _is_valid(value)


def _is_cued(value: str, lowered: str, start: int, end: int) -> bool:
    digits = sum(c.isdigit() for c in value)
    if not 7 <= digits <= 15 or _DATE.match(value):
        return False
    if _CUE_AFTER.match(lowered, end):
        return True
    return bool(_CUE.search(lowered[max(0, start - 50) : start]))


@lru_cache(maxsize=4096)
def _is_possible(value: str) -> bool:
    import phonenumbers  # noqa: PLC0415 - slow to import

    try:
        return bool(phonenumbers.is_possible_number(phonenumbers.parse(value.replace("(0)", ""))))
    except phonenumbers.NumberParseException:
        return False


@lru_cache(maxsize=4096)
def _is_valid(value: str) -> bool:
    import phonenumbers  # noqa: PLC0415 - slow to import

    for region in _REGIONS:
        try:
            if phonenumbers.is_valid_number(phonenumbers.parse(value, region)):
                return True
        except phonenumbers.NumberParseException:
            continue
    return False
