"""The database, and all that is asked of it."""

from collections.abc import Collection, Sequence

from stillroom.domain.base import utc_now
from stillroom.domain.items import Item
from stillroom.store.accounts import Accounts
from stillroom.store.database import Database
from stillroom.store.figures import Figures
from stillroom.store.holds import Holds
from stillroom.store.imports import Booking, Imports
from stillroom.store.items import AddResult, Items
from stillroom.store.journal import Journal
from stillroom.store.keywords import Keywords
from stillroom.store.ledger import Ledger
from stillroom.store.outbox import Outbox
from stillroom.store.quarantine import Quarantine, Refused
from stillroom.store.queue import Queue
from stillroom.store.record import Failure, Record
from stillroom.store.reviews import Reviews
from stillroom.store.runs import Runs
from stillroom.store.slots import Slots
from stillroom.store.trends import Trends
from stillroom.store.use import Use
from stillroom.store.work import Work


class Store:
    """One database behind small repositories, each named for what it keeps."""

    def __init__(self, url: str) -> None:
        self.database = Database(url)
        self.accounts = Accounts(self.database)
        self.figures = Figures(self.database)
        self.holds = Holds(self.database)
        self.imports = Imports(self.database)
        self.items = Items(self.database)
        self.journal = Journal(self.database)
        self.keywords = Keywords(self.database)
        self.ledger = Ledger(self.database)
        self.outbox = Outbox(self.database)
        self.quarantined = Quarantine(self.database)
        self.queue = Queue(self.database)
        self.reviews = Reviews(self.database)
        self.runs = Runs(self.database)
        self.slots = Slots(self.database)
        self.use = Use(self.database)
        self.trends = Trends(self.database)
        self.work = Work(self.database)
        self.database.migrate()

    def record(self, org: str, run_id: str) -> Record:
        """Open the record of model answers for a run."""
        return Record(self.database, org, run_id)

    def add(self, org: str, items: Sequence[Item], booking: Booking | None = None) -> AddResult:
        """Add contributions (what `stillroom.intake` asks of a store)."""
        return self.items.add(org, items, booking)

    def quarantine(self, org: str, rows: Sequence[Refused], booking: Booking | None = None) -> int:
        """Keep refused rows (what `stillroom.intake` asks of a store)."""
        return self.quarantined.add(org, rows, utc_now(), booking)

    def mended(self, org: str, places: Collection[tuple[str, int]]) -> int:
        """Mark refused rows as mended (what `stillroom.intake` asks of a store)."""
        return self.quarantined.mended(org, places, utc_now())

    def close(self) -> None:
        """Close the database."""
        self.database.close()


__all__ = ["AddResult", "Failure", "Record", "Store"]
