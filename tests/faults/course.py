"""The course of things: what each step runs, how it ends undisturbed, and how it ends after a kill."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.dump import Dump, difference, dump
from tests.faults.invariants import check
from tests.faults.killing import Ended, Warm
from tests.faults.scenario import MORE, ORG, write_decisions, write_notes

STEPS = ("migrate", "import", "distill", "review", "more")
Command = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Course:
    """All steps, one after the other, as they go when nobody is killed.

    Attributes:
        sabotage: a defect that every process has.
        commands: what each step runs.
        before: a copy of the home before each step.
        after: what the home holds after each step.
        points: the points that each step passes.
    """

    process: Warm
    folder: Path
    sabotage: str = ""
    commands: dict[str, Command] = field(default_factory=dict)
    before: dict[str, Path] = field(default_factory=dict)
    after: dict[str, Dump] = field(default_factory=dict)
    points: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def go(self, home: Path, steps: Sequence[str] = STEPS) -> None:
        """Take the steps on an empty home, and remember how each ended."""
        home.mkdir()
        for step in steps:
            self.commands[step] = self._command(home, step)
            self.before[step] = Path(shutil.copytree(home, self.folder / f"before-{step}"))
            ended = self._run(home, step)
            assert not ended.failed, ended.output
            self.points[step] = ended.points
            self.after[step] = dump(home)

    def after_kill(self, step: str, kill_at: int, home: Path) -> list[str]:
        """Die at a point of a step, give its command again, go on; list what is not as it should be."""
        shutil.copytree(self.before[step], home)
        ended = self._run(home, step, kill_at=kill_at)
        wrong = [] if ended.killed else [f"it was not killed: {ended.output}"]
        if step != "migrate":
            wrong += check(home, at_rest=False)
        wrong += self._ends(home, step)
        if step == "distill" and "review" in self.after and self.points[step][kill_at - 1] == "COMMIT":
            # the rest of the state lies in the checkpoints: only going on shows whether they are whole, once for
            # each state of the disk
            wrong += self._ends(home, "review")
        shutil.rmtree(home)
        return [f"{step}, point {kill_at} ({self.points[step][kill_at]}): {one}" for one in wrong]

    def _ends(self, home: Path, step: str) -> list[str]:
        ended = self._run(home, step)
        failed = [ended.output] if ended.failed else []
        return [*failed, *check(home), *difference(self.after[step], dump(home))]

    def _run(self, home: Path, step: str, kill_at: int | None = None) -> Ended:
        return self.process.run(home, self.commands[step], kill_at=kill_at, sabotage=self.sabotage)

    def _command(self, home: Path, step: str) -> Command:
        org = ("--org", ORG, "--json")
        if step == "migrate":
            return ("status", *org)
        if step == "import":
            return ("import", str(write_notes(self.folder)), *org)
        if step == "distill":
            return ("distill", "--force", *org)
        if step == "review":
            listed = self.process.run(home, ("review", *org)).output
            return ("review", "--decisions", str(write_decisions(self.folder, listed)), "--by", "ana", *org)
        return ("distill", str(write_notes(self.folder, MORE, "more.jsonl")), *org)
