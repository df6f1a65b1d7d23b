"""What the privacy gate catches of labelled spans, and what it takes look-alikes for.

Texts of the split `dev` were looked at while the detectors were written; those of `test` came after. A public set, made
of templates that nobody of this project saw, is measured the same way where it is present.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from evals.cases import Case, cases
from evals.measure import DATA, PUBLIC, Eval, Row, Scorer
from stillroom.domain.privacy import Finding
from stillroom.privacy import PrivacyGate

PATTERNS = frozenset({"EMAIL", "PHONE", "CARD", "IBAN", "SSN", "IP"})
IDENTIFYING = PATTERNS | {"PERSON", "LICENSE"}
PEOPLE = frozenset({"PERSON", "HANDLE", "HOME_PATH"})
KEYS = frozenset({"SECRET", "PASSWORD"})
OTHER = frozenset({"LICENSE", "ADDRESS", "HANDLE", "HOME_PATH"})
TYPES = PATTERNS | KEYS | OTHER | {"PERSON"}
PUBLIC_TYPES = {
    "EMAIL_ADDRESS": "EMAIL", "PHONE_NUMBER": "PHONE", "CREDIT_CARD": "CARD", "IBAN_CODE": "IBAN", "US_SSN": "SSN",
    "IP_ADDRESS": "IP", "US_DRIVER_LICENSE": "LICENSE", "STREET_ADDRESS": "ADDRESS",
}  # fmt: skip
CAUGHT, PART, MISSED, RIGHT = "caught", "in part", "missed", "right"
SPAN, WHOLE, FINDING, CLEAN = "span", "whole text", "finding ", "clean"


def answers(data: Path) -> Iterable[Row]:
    """Clean every text; rows are its spans, its findings, and the text as a whole."""
    yield from _answered(cases(data), PrivacyGate())


def public_answers(data: Path) -> Iterable[Row]:
    """Clean every text of presidio-research's synthetic set."""
    gate = PrivacyGate()
    for case in cases(data):
        spans = [{**span, "type": PUBLIC_TYPES.get(span["label"], span["label"])} for span in case["spans"]]
        known = [span for span in spans if span["type"] in TYPES]
        yield from _answered([{**case, "kind": "made", "split": "test", "parts": [case["text"]], "spans": known}], gate)


def _answered(texts: Iterable[Case], gate: PrivacyGate) -> Iterable[Row]:
    for case in texts:
        text = "".join(case["parts"])
        found = gate.clean(text).findings
        yield from _spans(case, text, found) if case["spans"] else _look_alike(case, found)


def _spans(case: Case, text: str, found: Sequence[Finding]) -> Iterable[Row]:
    covered = {at for f in found for at in range(f.start, f.end)}
    outcomes = []
    for span in case["spans"]:
        letters = {at for at in range(span["start"], span["end"]) if text[at].isalnum()}
        given = CAUGHT if letters <= covered else PART if letters & covered else MISSED
        outcomes.append((span["type"], given))
        yield _row(case, f"@{span['start']}", span["type"], SPAN, given, CAUGHT)
    stays = sorted({type_ for type_, given in outcomes if given != CAUGHT and type_ in IDENTIFYING})
    yield _row(case, "", case["kind"], WHOLE, " ".join(stays) or CLEAN, CLEAN)
    for f in found:
        touched = {span["type"] for span in case["spans"] if f.start < span["end"] and span["start"] < f.end}
        right = touched & PEOPLE if f.type == "PERSON" else touched
        yield _row(case, f"!{f.start}", "findings", FINDING + f.type, RIGHT if right else "false", RIGHT)


def _look_alike(case: Case, found: Sequence[Finding]) -> Iterable[Row]:
    given = " ".join(sorted({f.type for f in found})) or CLEAN
    yield _row(case, "", f"look-alike {case['kind']}", CLEAN, given, CLEAN)
    for f in found:
        yield _row(case, f"!{f.start}", "findings", FINDING + f.type, "false", RIGHT)


def _row(case: Case, place: str, category: str, expected: str, given: str, right: str) -> Row:
    return Row(f"{case['id']}{place}", case.get("split", "dev"), category, expected, given, frozenset({right}))


def _share(types: frozenset[str]) -> Scorer:
    return Scorer("more", lambda row: row.given == CAUGHT if row.expected == SPAN and row.category in types else None)


SCORERS: dict[str, Scorer] = {
    "pattern types caught": _share(PATTERNS),
    "people caught": _share(frozenset({"PERSON"})),
    "secrets caught": _share(KEYS),
    "other caught": _share(OTHER),
    "texts where something stays": Scorer("less", lambda row: row.given != CLEAN if row.expected == WHOLE else None),
    "findings that are right": Scorer(
        "more", lambda row: row.given == RIGHT if row.expected.startswith(FINDING) else None
    ),
    "people findings that are right": Scorer(
        "more",
        lambda row: row.given == RIGHT if row.expected == f"{FINDING}PERSON" else None,
    ),
    "look-alikes left alone": Scorer("more", lambda row: row.given == CLEAN if row.expected == CLEAN else None),
}
EVAL = Eval("privacy", DATA / "privacy.jsonl", answers, SCORERS)
PUBLIC_EVAL = Eval("privacy_public", PUBLIC / "presidio_research" / "synth_v2.jsonl", public_answers, SCORERS)
