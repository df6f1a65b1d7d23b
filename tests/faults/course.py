"""The course of things: what each step runs, how it ends undisturbed, and how it ends after a kill.

SIGKILL takes nothing that was written and adds nothing: a process killed at a point leaves the files it had there. So a
step is run once, stands still (SIGSTOP) at every one of its points, and its home is copied meanwhile. Such a copy is
what a kill at this point leaves (`test_what_a_kill_leaves_is_what_was_copied` compares the two). Most points lie within
a transaction, where the files are the same as at the point before, to the byte. What starts on equal files does the
same, so that each different state of the disk is recovered from once, and stands for all its points.
"""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.disk import fingerprint
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
        states: what was on the disk at each of them.
    """

    process: Warm
    folder: Path
    sabotage: str = ""
    commands: dict[str, Command] = field(default_factory=dict)
    before: dict[str, Path] = field(default_factory=dict)
    after: dict[str, Dump] = field(default_factory=dict)
    points: dict[str, tuple[str, ...]] = field(default_factory=dict)
    states: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def go(self, home: Path, steps: Sequence[str] = STEPS) -> None:
        """Take the steps on an empty home, and remember how each ended."""
        home.mkdir()
        for step in steps:
            self.commands[step] = self._command(home, step)
            self.before[step] = Path(shutil.copytree(home, self.folder / f"before-{step}"))
            ended = self._run(home, step, copies=self.folder / "copies")
            assert not ended.failed, ended.output
            self.points[step] = ended.points
            self.states[step] = ended.states
            self.after[step] = dump(home)

    def distinct(self, step: str) -> list[int]:
        """List the points of a step at which the disk was as at no earlier one."""
        states = self.states[step]
        return [k for k, state in enumerate(states) if state not in states[:k]]

    def killed(self, step: str, point: int, home: Path) -> tuple[str, str]:
        """Really die at a point of a step; returns what was copied just before, and what is there after it."""
        shutil.copytree(self.before[step], home)
        ended = self._run(home, step, kill_at=point, copies=self.folder / "copies")
        assert ended.killed, ended.output
        return ended.states[-1], fingerprint(home)

    def after_kill(self, step: str, point: int, home: Path) -> list[str]:
        """Give a step's command again on what a kill at a point leaves, go on; list what is not as it should be."""
        shutil.copytree(self.folder / "copies" / self.states[step][point], home)
        wrong = check(home, at_rest=False) if step != "migrate" else []
        wrong += self._ends(home, step)
        if step == "distill" and "review" in self.after:
            # the rest of the state lies in the checkpoints: only going on shows whether they are whole
            wrong += self._ends(home, "review")
        shutil.rmtree(home)
        return [f"{step}, point {point} ({self.points[step][point]}): {one}" for one in wrong]

    def forget(self) -> None:
        """Delete the copies, some hundred megabytes."""
        shutil.rmtree(self.folder / "copies")

    def _ends(self, home: Path, step: str) -> list[str]:
        ended = self._run(home, step)
        failed = [ended.output] if ended.failed else []
        return [*failed, *check(home), *difference(self.after[step], dump(home))]

    def _run(self, home: Path, step: str, kill_at: int | None = None, copies: Path | None = None) -> Ended:
        return self.process.run(home, self.commands[step], kill_at=kill_at, sabotage=self.sabotage, copies=copies)

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
