"""Fifteen and more disguises of six types: the rows below state the least that must be caught."""

import base64
import html
from collections.abc import Callable
from urllib.parse import quote

import pytest

from stillroom.privacy import PrivacyGate

VALUES = {
    "EMAIL_ADDRESS": "jane.roe@stillroom-works.org",
    "PHONE_NUMBER": "+1-415-867-5309",
    "CREDIT_CARD": "4111-1111-1111-1111",
    "IBAN_CODE": "GB82WEST12345698765432",
    "US_SSN": "536-90-4399",
    "IP_ADDRESS": "86.121.97.248",
}
WIDE = {c: chr(c + 0xFEE0) for c in range(0x21, 0x7F)}
CYRILLIC = str.maketrans("aeopcxESTW", "аеорсхЕЅТԜ")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
BOLD = {ord("0") + i: chr(0x1D7CE + i) for i in range(10)} | {ord("a") + i: chr(0x1D41A + i) for i in range(26)}


def between(mark: str) -> Callable[[str], str]:
    return lambda value: mark.join(value)


DISGUISES: dict[str, Callable[[str], str]] = {
    "full width": lambda v: v.translate(WIDE),
    "mathematical bold": lambda v: v.translate(BOLD),
    "confusables": lambda v: v.translate(CYRILLIC),
    "arabic digits": lambda v: v.translate(ARABIC),
    "zero width space": between("\u200b"),
    "zero width joiner": between("\u200d"),
    "word joiner": between("\u2060"),
    "soft hyphen": between("\u00ad"),
    "tag characters": between("\U000e0041"),
    "combining marks": between("\u0332"),
    "variation selectors": between("\ufe01"),
    "control characters": between("\x08"),
    "spaced out": between(" "),
    "html decimal": lambda v: "".join(f"&#{ord(c)};" for c in v),
    "html hexadecimal": lambda v: "".join(f"&#x{ord(c):x};" for c in v),
    "html twice": lambda v: html.escape("".join(f"&#{ord(c)};" for c in v)),
    "percent": lambda v: "".join(f"%{ord(c):02X}" for c in v),
    "percent twice": lambda v: quote("".join(f"%{ord(c):02X}" for c in v)),
    "\\u escapes": lambda v: "".join(f"\\u{ord(c):04x}" for c in v),
    "\\x escapes": lambda v: "".join(f"\\x{ord(c):02x}" for c in v),
    "base64": lambda v: base64.b64encode(f"value: {v} end".encode()).decode(),
    "base64 for urls": lambda v: base64.urlsafe_b64encode(f"value: {v} end".encode()).decode().rstrip("="),
    "split over lines": lambda v: v[: len(v) // 2] + "\n" + v[len(v) // 2 :],
    "quoted and split": lambda v: v[: len(v) // 2] + "\n> " + v[len(v) // 2 :],
    "other dashes": lambda v: v.replace("-", "\u2011").replace(".", "\u3002"),
    "lower case": str.lower,
    "in markup": lambda v: f"<b>{v}</b>",
}
LEAST = 158


def caught(gate: PrivacyGate, type_: str, disguise: Callable[[str], str]) -> bool:
    return any(f.type == type_ for f in gate.clean(f"Noted: {disguise(VALUES[type_])} (today)").findings)


def test_the_plain_values_are_caught(gate: PrivacyGate) -> None:
    assert all(caught(gate, type_, str) for type_ in VALUES)


def test_most_of_the_matrix_is_caught(gate: PrivacyGate) -> None:
    missed = [(n, t) for n, d in DISGUISES.items() for t in VALUES if not caught(gate, t, d)]
    cells = len(DISGUISES) * len(VALUES)
    assert cells >= 162
    assert cells - len(missed) >= LEAST, missed


@pytest.mark.parametrize("disguise", ["full width", "zero width space", "html decimal", "percent", "base64"])
@pytest.mark.parametrize("type_", list(VALUES))
def test_the_common_disguises_never_pass(gate: PrivacyGate, type_: str, disguise: str) -> None:
    assert caught(gate, type_, DISGUISES[disguise])
