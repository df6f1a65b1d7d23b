"""Runs: their parameters, their state and what they come to."""

from datetime import datetime
from typing import Any, Literal
from uuid import NAMESPACE_URL, uuid5

from pydantic import Field

from stillroom.domain.base import Value

RunStatus = Literal["running", "awaiting_review", "completed", "skipped", "stopped", "cancelled", "failed"]
LOCAL, SERVER = "local", "server"
FINISHED: tuple[RunStatus, ...] = ("completed", "skipped", "stopped", "cancelled", "failed")


class RunParams(Value):
    """What a caller asks of a run; kept in the run's row, so that a resume needs nothing else.

    Attributes:
        since: only what was noted since, as `90d`, `12h` or an ISO time.
        force: run below the thresholds, too.
        require_approval: a person approves each contribution.
        budget_calls, budget_tokens, budget_cost: limits on model use; None for no limit.
        max_change: the share (0 to 1) of the items live before it that it may expire.
        limit: how many items one run takes at the most; the rest stays new.
    """

    category: str | None = None
    since: str | None = None
    force: bool = False
    dry_run: bool = False
    require_approval: bool = False
    budget_calls: int | None = Field(default=None, ge=0)
    budget_tokens: int | None = Field(default=None, ge=0)
    budget_cost: float | None = Field(default=None, ge=0)
    max_change: float = Field(default=0.25, ge=0, le=1)
    limit: int = Field(default=200_000, ge=1)


class Run(Value):
    """One passage through a graph: one thread.

    Attributes:
        host: where it is resumed: on this machine, or on a LangGraph server.
    """

    id: str
    org: str
    thread_id: str
    graph: str = "distill"
    host: str = LOCAL
    status: RunStatus = "running"
    params: RunParams = RunParams()
    fence: int = 0
    reason: str = ""
    result: dict[str, Any] | None = None
    receipt: dict[str, Any] | None = None
    started_at: datetime
    ended_at: datetime | None = None

    @property
    def is_finished(self) -> bool:
        """Has it come to an end, good or bad?"""
        return self.status in FINISHED


def thread_of(run_id: str) -> str:
    """Name the LangGraph thread of a run: LangGraph's server wants UUIDs."""
    return str(uuid5(NAMESPACE_URL, f"stillroom:{run_id}"))
