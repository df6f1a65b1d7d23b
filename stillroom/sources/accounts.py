"""The books of an import: every row that was read is added, known or quarantined."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Self

from pydantic import Field, model_validator

from stillroom.domain.base import Value
from stillroom.errors import BooksDoNotBalance
from stillroom.sources.mapping import FieldMapping
from stillroom.sources.rows import BadRow, Row
from stillroom.sources.screening import Quarantined, Screened

PROBLEMS = 20


class Problem(Value):
    """Where a row was refused, and why."""

    source: str
    line: int
    field: str
    reason: str


class IntakeReport(Value):
    """What became of every row that was read.

    Attributes:
        mended: rows refused by an earlier import of the same source, at whose place one was accepted now.
        redacted: items in which something private was found and replaced.
        findings: how often, by type.
        mapping: our field → their field.
        ignored_fields: their fields that nothing of ours takes.
        problems: the first refusals.
    """

    read: int = 0
    added: int = 0
    known: int = 0
    quarantined: int = 0
    mended: int = 0
    redacted: int = 0
    findings: dict[str, int] = Field(default_factory=dict)
    mapping: dict[str, str] = Field(default_factory=dict)
    ignored_fields: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @model_validator(mode="after")
    def _balances(self) -> Self:
        if self.read != self.added + self.known + self.quarantined:
            raise BooksDoNotBalance(
                f"{self.read} read, {self.added} added, {self.known} known, {self.quarantined} quarantined"
            )
        return self


class Tally:
    """The counts of an import while it runs."""

    def __init__(self, mapping: FieldMapping) -> None:
        self.mapping = mapping
        self.counts: Counter[str] = Counter()
        self.findings: Counter[str] = Counter()
        self.zones_assumed = 0
        self.problems: list[Problem] = []
        self.seen: set[str] = set()

    def note(self, rows: Sequence[Row | BadRow], screened: Sequence[Screened]) -> None:
        """Count what was noticed while a batch was screened."""
        self.counts["read"] += len(rows)
        self.seen.update(chain.from_iterable(row.fields for row in rows if isinstance(row, Row)))
        for outcome in screened:
            self.findings.update(outcome.findings)
            self.counts["redacted"] += bool(outcome.findings)
            self.zones_assumed += outcome.zone_assumed

    def refuse(self, refused: Sequence[Quarantined]) -> None:
        """Count refusals and remember the first."""
        self.counts["quarantined"] += len(refused)
        for row in refused[: PROBLEMS - len(self.problems)]:
            self.problems.append(Problem(source=row.source, line=row.line, field=row.field, reason=row.reason))

    def report(self) -> IntakeReport:
        """Close the books."""
        taken = set(self.mapping.fields.values())
        return IntakeReport(
            **self.counts,
            findings=dict(sorted(self.findings.items())),
            mapping=self.mapping.fields,
            ignored_fields=tuple(sorted(self.seen - taken)),
            warnings=tuple(self._warnings()),
            problems=tuple(self.problems),
        )

    def _warnings(self) -> Iterator[str]:
        if self.zones_assumed:
            yield f"{self.zones_assumed} items have a date without a zone; it was taken as UTC"
        for ours, theirs in self.mapping.fields.items():
            if self.seen and theirs not in self.seen and ours != theirs:
                yield f"no row has the field {theirs!r}, which is mapped to {ours}"
