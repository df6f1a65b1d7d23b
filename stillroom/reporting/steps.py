"""What to do next, as commands that can be copied."""

from collections.abc import Iterator
from typing import NamedTuple

from stillroom.domain.runs import Run


class Step(NamedTuple):
    """A command and what it is good for."""

    command: str
    why: str


def next_steps(run: Run, *, questions: int, quarantined: int) -> list[Step]:
    """Say what follows from how the run ended."""
    return [*_by_status(run, questions), *_always(run, quarantined)]


def _by_status(run: Run, questions: int) -> Iterator[Step]:
    if questions and run.status != "failed":
        asks = f"{questions:,} question" + ("s wait" if questions > 1 else " waits")
        yield Step("stillroom review", f"{asks} for a person; decided ones are carried out at once")
    if run.status in ("running", "failed"):
        yield Step("stillroom distill", "finish what was cut off; nothing that was saved is done twice")
    if run.status == "skipped":
        yield Step("stillroom distill --force", "distil what there is, below the thresholds too")
    if run.status == "stopped":
        yield Step("stillroom distill", "go on with a larger budget or --max-change; what was published stays")
    if run.params.dry_run:
        yield Step("stillroom distill", "carry the plan out: this was a dry run, nothing was changed")


def _always(run: Run, quarantined: int) -> Iterator[Step]:
    if quarantined:
        yield Step("stillroom import FILE", f"bring in again the {quarantined:,} quarantined rows, mended")
    if run.status == "completed" and not run.params.dry_run:
        yield Step('stillroom search "…"', "ask the commons by words and meaning")
        yield Step("stillroom verify", "check hashes, books and the vector index")
