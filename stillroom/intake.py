"""The one door into the store: whatever comes in is screened first, and the books balance."""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any, Protocol

from stillroom.domain.base import utc_now
from stillroom.domain.items import Contribution, Item
from stillroom.errors import ConfigurationError, InvalidItem
from stillroom.sources.accounts import IntakeReport, Problem, Tally
from stillroom.sources.conversion import CONVERTERS
from stillroom.sources.mapping import FieldMapping, guess, identity, to_contribution
from stillroom.sources.rows import BadRow, Row, place
from stillroom.sources.screening import (
    Gate,
    Quarantined,
    Screened,
    Terms,
    admit,
    refuse,
    screen_apart,
    seen_to_work,
)
from stillroom.store import AddResult
from stillroom.store.imports import Booking
from stillroom.workers import Workers

SAMPLES = 200
POOL_FROM = 2000
"""Rows from which starting processes pays; each needs seconds to load its detectors."""

__all__ = ["Intake", "IntakeReport", "ItemStore", "Problem", "Quarantined"]

Rows = list[Row | BadRow]
Batch = tuple[Rows, list[Screened]]


class ItemStore(Protocol):
    """What the door needs of a store."""

    def add(self, org: str, items: Sequence[Item], booking: Booking | None = None) -> AddResult:
        """Add items, and book them, in one transaction."""

    def quarantine(self, org: str, rows: Sequence[Quarantined], booking: Booking | None = None) -> int:
        """Keep refused rows, each once, and book them; returns how many are new."""

    def mended(self, org: str, places: Collection[tuple[str, int]]) -> int:
        """Mark what was refused before at these places, each with a line, as mended; returns how many."""


class Intake:
    """Takes in contributions and whole sources for one org.

    Args:
        store: where items go, and rows that are refused.
        gate: cleans every text before the store sees it; it must pickle where there are `workers`.
        org: the tenant.
        workers: other processes to screen in, when a source is long.
        batch: rows screened and stored together.
        clock: tells the time of recording.
    """

    def __init__(
        self,
        store: ItemStore,
        gate: Gate,
        *,
        org: str,
        workers: Workers | None = None,
        batch: int = 1000,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._store = store
        self._gate = gate
        self._org = org
        self._workers = workers or Workers()
        self._batch = batch
        self._clock = clock

    def add(self, contribution: Contribution) -> Item:
        """Take in one contribution; the same one again changes nothing.

        Raises:
            InvalidItem: a field cannot be accepted, or the id is known with other content.
            DetectorFailed: a detector could not run.
        """
        self._gate.check()
        row = Row("add", 1, contribution.model_dump(exclude_defaults=True))
        canonical = to_contribution(row, identity(), defaults={})
        item, _ = admit(canonical, self._org, self._clock(), self._gate)
        if self._store.add(self._org, [item]).conflicts:
            raise InvalidItem("id", "is known with other content; leave the id out or choose another")
        return item

    def import_(
        self,
        rows: Iterable[Row | BadRow],
        *,
        mapping: FieldMapping | None = None,
        defaults: dict[str, Any] | None = None,
        progress: Callable[[int], None] | None = None,
        contributor: str | None = None,
        booking: Booking | None = None,
        folder: Path | None = None,
    ) -> IntakeReport:
        """Take in a source, batch by batch; what cannot be accepted is quarantined with its reason.

        Args:
            rows: what `stillroom.sources.read` gives.
            mapping: our field → their field; guessed from the first rows when None.
            defaults: values for what a row leaves empty.
            progress: told the number of rows done after each batch.
            contributor: set by the door; whatever the rows say.
            booking: where the store books what it takes.
            folder: where the names of the sources begin; without it none is known again, and nothing counts as mended.

        Raises:
            DetectorFailed: a detector could not run; nothing of that batch was stored.
            ConfigurationError: a default that no item can have.
        """
        source = iter(rows)
        head = list(islice(source, SAMPLES))
        mapping = mapping or guess([row for row in head if isinstance(row, Row)])
        defaults = _checked({**(defaults or {}), **({"contributor": contributor} if contributor else {})})
        if contributor:
            mapping = mapping.with_options({"contributor": ""})
        terms = Terms(self._org, mapping, defaults, self._clock(), folder)
        tally = Tally(mapping)
        for batch, screened in self._screened(chain(head, source), terms):
            accepted = self._keep(batch, screened, tally, booking, folder)
            if folder is not None and accepted:
                places = {(place(row.source, folder), row.line) for row in accepted}
                tally.counts["mended"] += self._store.mended(self._org, places)
            if progress is not None:
                progress(tally.counts["read"])
        return tally.report()

    def _keep(
        self, rows: Rows, screened: list[Screened], tally: Tally, booking: Booking | None, folder: Path | None
    ) -> Rows:
        """Store a batch and what was refused of it; gives the rows that were accepted."""
        if booking is not None:
            booking.redacted += sum(bool(s.findings) for s in screened)
        items = [(row, s.item) for row, s in zip(rows, screened, strict=True) if s.item is not None]
        stored = self._store.add(self._org, [item for _, item in items], booking)
        reason = "is known with other content"
        refused = [s.refused for s in screened if s.refused is not None]
        refused += [refuse(items[n][0], "id", reason, seen_to_work(self._gate), folder) for n in stored.conflicts]
        if refused:
            refused.sort(key=lambda row: row.line)
            self._store.quarantine(self._org, refused, booking)
        tally.note(rows, screened)
        tally.refuse(refused)
        tally.counts["added"] += stored.added
        tally.counts["known"] += stored.known
        return [row for n, (row, _) in enumerate(items) if n not in stored.conflicts]

    def _screened(self, rows: Iterator[Row | BadRow], terms: Terms) -> Iterator[Batch]:
        """Screen batch by batch, in other processes when a source is long; no more than a few are held."""
        head = list(islice(rows, POOL_FROM + 1)) if self._workers.count > 1 else []
        held = deque[Rows]()

        def jobs() -> Iterator[tuple[Rows, Terms, Gate]]:
            for batch in _batches(chain(head, rows), self._batch):
                held.append(batch)
                yield batch, terms, self._gate

        for screened in self._workers.map(screen_apart, jobs(), long=len(head) > POOL_FROM):
            yield held.popleft(), screened


def _batches(rows: Iterator[Row | BadRow], size: int) -> Iterator[Rows]:
    while batch := list(islice(rows, size)):
        yield batch


def _checked(defaults: dict[str, Any]) -> dict[str, Any]:
    given = {name: value for name, value in defaults.items() if value not in (None, "")}
    for name, value in given.items():
        try:
            CONVERTERS[name](value, name)
        except KeyError:
            raise ConfigurationError(f"no field {name!r}; there are {', '.join(CONVERTERS)}") from None
        except InvalidItem as error:
            raise ConfigurationError(f"default for {name!r} {error.reason}") from error
    return given
