"""Live progress: a bar a step on a terminal, plain lines elsewhere."""

from time import monotonic
from types import TracebackType
from typing import Any, Self

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from stillroom.cli.opening import err

EVERY = 5.0
"""Seconds between two plain lines of one step."""
TELLING = 0.5
"""Seconds that a step must have taken for its rate to mean anything."""


class Steps:
    """How far each step of an import or a run has come: how many of how many, how fast, how long still."""

    def __init__(self, *, hidden: bool) -> None:
        self._plain = not hidden and not err.is_terminal
        columns = (
            TextColumn("{task.description:>15}"),
            BarColumn(),
            MofNCompleteColumn(),
            _Rate(),
            TimeRemainingColumn(),
        )
        self._progress = Progress(*columns, console=err, disable=hidden or self._plain, transient=True)
        self._tasks: dict[str, TaskID] = {}
        self._told = monotonic()

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, _: object, __: TracebackType | None) -> None:
        self._progress.stop()

    def update(self, event: dict[str, Any]) -> None:
        """Take the progress of a step: `step`, `done` and `total`; None is a total that nobody knows."""
        step, total = event.get("step"), event.get("total")
        if step is None or total == 0:
            return
        task = self._task(step)
        if event["done"] < task.completed:
            # a step that is taken again starts anew
            self._progress.reset(task.id)
        was_finished = task.finished
        self._progress.update(task.id, completed=event["done"], total=total)
        if self._plain and ((task.finished and not was_finished) or monotonic() - self._told > EVERY):
            self._told = monotonic()
            err.print(_line(task), markup=False)

    def _task(self, step: str) -> Task:
        if step not in self._tasks:
            self._tasks[step] = self._progress.add_task(step, total=None)
        (task,) = (t for t in self._progress.tasks if t.id == self._tasks[step])
        return task


class _Rate(ProgressColumn):
    """Items a second."""

    def render(self, task: Task) -> Text:
        """Show it once it can be told."""
        return Text(_rate(task), "dim")


def _rate(task: Task) -> str:
    """Say how many a second since the step began: the last ones alone may have come at once, after a wait."""
    took = (task.finished_time if task.finished else task.elapsed) or 0
    return f"{task.completed / took:,.0f}/s" if task.completed and took >= TELLING else ""


def _line(task: Task) -> str:
    of = "" if task.total is None else f" of {task.total:,.0f}"
    parts = [f"{task.completed:,.0f}{of}"]
    if task.finished and task.finished_time is not None:
        parts.append(f"{task.finished_time:.1f} s")
    if rate := _rate(task):
        parts.append(rate)
    if not task.finished and task.time_remaining is not None:
        parts.append(f"{task.time_remaining:.0f} s left")
    return f"{task.description}: {', '.join(parts)}"
