"""What the privacy gate catches of labelled spans, and what it takes look-alikes for."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from evals.cases import Case, cases
from evals.measure import DATA, Eval, Row, Scorer
from stillroom.domain.privacy import Finding
from stillroom.privacy import PrivacyGate

PATTERNS = frozenset({"EMAIL", "PHONE", "CARD", "IBAN", "SSN", "IP"})
IDENTIFYING = PATTERNS | {"PERSON", "LICENSE"}
KEYS = frozenset({"SECRET", "PASSWORD"})
CAUGHT, PART, MISSED, RIGHT = "caught", "in part", "missed", "right"
SPAN, WHOLE, FINDING, CLEAN = "span", "whole text", "finding ", "clean"


def answers(data: Path) -> Iterable[Row]:
    """Clean every text; rows are its spans, its findings, and the text as a whole."""
    gate = PrivacyGate()
    for case in cases(data):
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
        yield _row(f"{case['id']}@{span['start']}", span["type"], SPAN, given, CAUGHT)
    stays = sorted({type_ for type_, given in outcomes if given != CAUGHT and type_ in IDENTIFYING})
    yield _row(case["id"], case["kind"], WHOLE, " ".join(stays) or CLEAN, CLEAN)
    for f in found:
        right = any(f.start < span["end"] and span["start"] < f.end for span in case["spans"])
        yield _row(f"{case['id']}!{f.start}", "findings", FINDING + f.type, RIGHT if right else "false", RIGHT)


def _look_alike(case: Case, found: Sequence[Finding]) -> Iterable[Row]:
    given = " ".join(sorted({f.type for f in found})) or CLEAN
    yield _row(case["id"], f"look-alike {case['kind']}", CLEAN, given, CLEAN)
    for f in found:
        yield _row(f"{case['id']}!{f.start}", "findings", FINDING + f.type, "false", RIGHT)


def _row(row_id: str, category: str, expected: str, given: str, right: str) -> Row:
    return Row(row_id, "test", category, expected, given, frozenset({right}))


def _share(types: frozenset[str]) -> Scorer:
    return Scorer("more", lambda row: row.given == CAUGHT if row.expected == SPAN and row.category in types else None)


EVAL = Eval(
    name="privacy",
    data=DATA / "privacy.jsonl",
    answers=answers,
    scorers={
        "pattern types caught": _share(PATTERNS),
        "people caught": _share(frozenset({"PERSON"})),
        "secrets caught": _share(KEYS),
        "other caught": _share(frozenset({"LICENSE", "ADDRESS", "HANDLE", "HOME_PATH"})),
        "texts where something stays": Scorer(
            "less", lambda row: row.given != CLEAN if row.expected == WHOLE else None
        ),
        "findings that are right": Scorer(
            "more", lambda row: row.given == RIGHT if row.expected.startswith(FINDING) else None
        ),
        "people findings that are right": Scorer(
            "more",
            lambda row: row.given == RIGHT if row.expected == f"{FINDING}PERSON" else None,
        ),
        "look-alikes left alone": Scorer("more", lambda row: row.given == CLEAN if row.expected == CLEAN else None),
    },
)
