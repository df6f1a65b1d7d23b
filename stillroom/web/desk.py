"""What every request finds at hand."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from stillroom.domain.base import utc_now
from stillroom.doors import Doors
from stillroom.services import Services
from stillroom.web.presence import Presence
from stillroom.web.waking import Waker


@dataclass(frozen=True)
class Desk:
    """The services, the doors, who looks at what, and what lets runs go on.

    Attributes:
        undo_seconds: for how long a decision can be taken back before its run goes on.
    """

    services: Services
    waker: Waker
    undo_seconds: float = 10.0
    now: Callable[[], datetime] = utc_now
    presence: Presence = field(default_factory=Presence)

    @cached_property
    def doors(self) -> Doors:
        """Let people and machines in."""
        return Doors(self.services.store)
