"""The state of `distill`: ids, counts and small previews; the store holds the work itself."""

from typing import Any

from typing_extensions import TypedDict


class Input(TypedDict, total=False):
    """What a run is asked to do; every field may be left out."""

    org: str
    """Whose commons; the configured org when left out."""
    run_id: str
    """A run that has a row already; made from the thread when left out."""
    category: str | None
    """Only items of this category."""
    since: str | None
    """Only what was noted since, as `90d`, `12h` or an ISO time."""
    force: bool
    """Run below the thresholds, too."""
    dry_run: bool
    """Show what would happen and change nothing."""
    require_approval: bool
    """Let a person approve each contribution."""
    budget_calls: int | None
    """How many model calls at most."""
    budget_tokens: int | None
    """How many model tokens at most."""
    max_change: float
    """The share (0 to 1) of the items live before the run that it may expire; 0.25 when left out."""


class Harvested(TypedDict):
    """What `harvest` leaves: the run, and what it found."""

    org: str
    run_id: str
    below_threshold: bool
    pending_count: int
    """Contributions that no run has worked."""
    conflict_count: int
    """Contradictions that agents or people reported since the last run."""
    harvested: int
    """Items taken into this run."""
    flagged: int
    """Contributions put before a person instead."""
    truncated: int
    """New items beyond this run's limit; the next run takes them."""


class Sized(TypedDict):
    """A cluster by its title."""

    title: str
    size: int


class Clustered(TypedDict):
    """What `cluster` leaves."""

    clusters: int
    neighbours: int
    """Live items that came in because something new is like them."""
    biggest: list[Sized]
    """The largest clusters."""


class Judged(TypedDict):
    """What `judge` leaves."""

    verdicts: dict[str, int]
    questions: int
    stopped: str
    """Why the run stops early; empty when it does not."""


class Summarized(TypedDict):
    """What `summarize` leaves."""

    drafts: int
    unwritten: int
    """Clusters that got no draft: nothing that may be said, or no model."""
    tries: int
    answered: list[str]
    """The reviews that were decided by now; `publish` carries out these and no others."""
    stopped: str


class Checked(TypedDict):
    """What `pii_check` leaves."""

    redacted: int
    pii_held: int


class Reviewed(TypedDict):
    """What `quality_review` leaves."""

    passed: int
    again: int
    """Drafts sent back to `summarize`."""
    quality_held: int
    stopped: str


class Asked(TypedDict):
    """One question, bound to what is shown."""

    review_id: str
    shown_sha256: str
    headline: str


class Published(TypedDict):
    """What `publish` leaves."""

    published: dict[str, int]
    asked: list[Asked]
    """The questions of the next interrupt; it stays as it is until all of them are closed."""
    late: int
    """Reviews that were decided since `summarize` looked: what they settle may be summarised."""
    stopped: str


class Decided(TypedDict):
    """What `human_review` leaves."""

    decided: int
    dropped: list[str]
    """Answers that came too late or did not fit, by review id, with the reason."""


class Output(TypedDict, total=False):
    """What a run comes to: the C10 result."""

    result: dict[str, Any]


class State(Input, Output, total=False):
    """All channels: the input, every node's slice, the result."""

    below_threshold: bool
    pending_count: int
    conflict_count: int
    harvested: int
    flagged: int
    truncated: int
    clusters: int
    neighbours: int
    biggest: list[Sized]
    verdicts: dict[str, int]
    questions: int
    stopped: str
    drafts: int
    unwritten: int
    tries: int
    answered: list[str]
    redacted: int
    pii_held: int
    passed: int
    again: int
    quality_held: int
    published: dict[str, int]
    asked: list[Asked]
    late: int
    decided: int
    dropped: list[str]
