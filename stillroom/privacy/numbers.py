"""Numbers of people: payment cards, social security numbers and what a cue word announces."""

import re
from collections.abc import Iterator

from stillroom.privacy.spans import Span


class Cards:
    """Payment card numbers: right check digit, a known issuer and a card's grouping."""

    name = "card"
    version = "1"
    canary = ("card 4111 1111 1111 1111 was charged", "CREDIT_CARD")

    def scan(self, text: str, lowered: str) -> Iterator[Span]:
        """Yield card numbers; what only might be one needs a cue."""
        for match in _CARD.finditer(text):
            digits = re.sub(r"\D", "", match.group())
            if not _luhn(digits) or len(set(digits)) < 2:
                continue
            has_cue = bool(_CARD_CUE.search(lowered[max(0, match.start() - 80) : match.end() + 40]))
            if (_is_major(digits) and _is_grouped(match.group())) or (has_cue and _ANY_ISSUER.match(digits)):
                yield Span(match.start(), match.end(), "CREDIT_CARD", 1.0, self.name)


_CARD = re.compile(r"(?<![\w.+/#-])(?<!\d[ ,:])\d(?:[ .-]{0,2}\d){11,18}(?![\w]|[.,:-]\d|-\w)", re.ASCII)
_CARD_CUE = re.compile(
    r"\bcards?\b|credit|debit|visa|master ?card|\bamex\b|american express|discover|\bjcb\b|diners"
    r"|maestro|\bcc\b|\bpan\b"
)
_MAJOR = re.compile(
    r"4(?:\d{15}|\d{12})$|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}$|3[47]\d{13}$"
    r"|3(?:0[0-5]|[689]\d)\d{11}$|(?:6011|65\d\d|64[4-9]\d|35[2-8]\d|62\d\d)\d{12}$",
    re.ASCII,
)
# 0604 was a Maestro range
_ANY_ISSUER = re.compile(r"[2-6]|1800|0604")
_GROUPED = re.compile(
    r"\d{12,19}$|\d{4}([ .-])\d{4}\1\d{4}\1\d{1,4}(?:\1\d{3})?$|\d{4}([ .-])\d{6}\2\d{4,5}$|\d(?:"
    r"([ .-])\d){11,18}$",
    re.ASCII,
)


def _luhn(digits: str) -> bool:
    total = sum(int(d) for d in digits[-1::-2])
    return (total + sum(sum(divmod(2 * int(d), 10)) for d in digits[-2::-2])) % 10 == 0


def _is_major(digits: str) -> bool:
    return _MAJOR.match(digits) is not None


def _is_grouped(value: str) -> bool:
    return _GROUPED.match(value) is not None


class SocialNumbers:
    """US social security and taxpayer numbers."""

    name = "ssn"
    version = "1"
    canary = ("her social security number is 536-90-4399", "US_SSN")

    def scan(self, text: str, lowered: str) -> Iterator[Span]:
        """Yield numbers in the hyphenated form; other forms need a cue."""
        for match in _SSN.finditer(text):
            has_cue = bool(_SSN_CUE.search(lowered[max(0, match.start() - 50) : match.end() + 20]))
            area, sep, group, serial = match.group(1, 2, 3, 4)
            is_issued = area not in ("000", "666") and group != "00" and serial != "0000"
            if is_issued and (has_cue or sep == "-"):
                yield Span(match.start(), match.end(), "US_SSN", 0.85, self.name)


_SSN = re.compile(r"(?<![\w.+#/-])(\d{3})([-. /]?)(\d\d)\2(\d{4})(?![\w]|[.,:/-]\d|-\w)", re.ASCII)
_SSN_CUE = re.compile(r"\bssn\b|social[ -]?sec|\bss ?#|taxpayer|\bitin\b|\btin\b|\bsocial\b")


class Announced:
    """Numbers that only the words before them tell: licences, passports, patient and account numbers."""

    name = "announced"
    version = "1"
    canary = ("my driver's license number is D6940579", "US_DRIVER_LICENSE")

    def scan(self, text: str, lowered: str) -> Iterator[Span]:
        """Yield the number that follows its announcement within a few words."""
        for type_, word, pattern in _ANNOUNCED:
            if word in lowered:
                for match in pattern.finditer(text):
                    yield Span(match.start(1), match.end(1), type_, 0.6, self.name)


def _announced(cue: str, value: str) -> re.Pattern[str]:
    gap = r"(?:'s)?[ \t]*(?:(?:numbers?|no\.?|nr\.?|id|code|is|was|of|#)[ \t]*){0,3}[:=#]?[ \t]*"
    return re.compile(rf"(?i:\b(?:{cue}){gap})({value})(?![\w-])", re.ASCII)


_ANNOUNCED = (
    (
        "US_DRIVER_LICENSE",
        "licen",
        _announced(r"driv(?:er|ing)(?:'?s)?'?[ \t]+licen[cs]e", r"(?=(?:[A-Z-]*\d){5})[A-Z0-9][A-Z0-9-]{4,18}"),
    ),
    # British: five letters of the surname, the date of birth, initials
    (
        "US_DRIVER_LICENSE",
        "licen",
        _announced(r"licen[cs]e", r"[A-Z9]{5}[ -]?\d{6}[ -]?[A-Z9]{2}\d?[A-Z0-9]{2,3}"),
    ),
    ("US_DRIVER_LICENSE", "dl", _announced(r"dl", r"(?=(?:[A-Z -]*\d){7})[A-Z]{0,2}\d[\d -]{5,14}\d")),
    ("PASSPORT", "passport", _announced("passport", r"(?=(?:[A-Z]*\d){6})[A-Z]{0,2}\d{6,9}")),
    ("MEDICAL_ID", "mrn", _announced("mrn", r"[A-Z]{0,3}-?\d{5,12}")),
    ("MEDICAL_ID", "medical", _announced("medical (?:record|licen[cs]e)", r"[A-Z]{0,3}-?\d{5,12}")),
    ("MEDICAL_ID", "patient", _announced("patient", r"[A-Z]{0,3}-?\d{6,12}")),
    ("BANK_ACCOUNT", "account", _announced("(?:bank|checking|savings) account", r"\d{6,17}")),
    ("BANK_ACCOUNT", "routing", _announced("(?:aba|routing)(?: transit)?", r"\d{9}")),
)
