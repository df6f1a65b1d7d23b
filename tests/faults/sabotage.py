"""Known defects, built in to prove that the crash suite sees them."""

import uuid
from collections.abc import Callable, Sequence

from stillroom.domain.base import utc_now
from stillroom.domain.publications import Publication
from stillroom.store.ledger import _Writer
from stillroom.store.outbox import Letter, Outbox


def build_in(name: str) -> None:
    """Break one thing; an empty name breaks nothing."""
    if name:
        DEFECTS[name]()


def _commit_in_the_middle() -> None:
    """A publication is no longer one transaction."""
    plain = _Writer._remark

    def halfway(writer: _Writer, publications: Sequence[Publication]) -> None:
        writer._connection.exec_driver_sql("COMMIT")
        writer._connection.exec_driver_sql("BEGIN IMMEDIATE")
        plain(writer, publications)

    setattr(_Writer, "_remark", halfway)  # noqa: B010 - a defect is no assignment that types allow


def _forget_the_key() -> None:
    """A publication does not know itself again."""
    plain = _Writer.write

    def renamed(writer: _Writer, publications: Sequence[Publication]) -> None:
        plain(writer, [p.model_copy(update={"key": f"{p.key}:{uuid.uuid4().hex}"}) for p in publications])

    setattr(_Writer, "write", renamed)  # noqa: B010 - a defect is no assignment that types allow


def _strike_off_first() -> None:
    """A letter of the outbox is struck off when it is handed out, not when it is delivered."""
    plain = Outbox.due

    def due(outbox: Outbox, org: str, topic: str, **limits: int | None) -> list[Letter]:
        letters = plain(outbox, org, topic, **limits)
        # without a limit they are only counted
        if limits.get("limit", 1):
            outbox.delivered(letters, utc_now())
        return letters

    setattr(Outbox, "due", due)  # noqa: B010 - a defect is no assignment that types allow


DEFECTS: dict[str, Callable[[], None]] = {
    "commit in the middle": _commit_in_the_middle,
    "forget the key": _forget_the_key,
    "strike off first": _strike_off_first,
}
