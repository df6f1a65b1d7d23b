"""Run the `stillroom` command and write to stderr, last of all, how many seconds each step took (JSON)."""

import json
import sys
import time
from typing import Any

STARTED = time.perf_counter()
# steps within a node that tell when they are done
INNER = frozenset({"embed", "publish", "vectors"})


class Clock:
    """Seconds by step: what lies between the end of one step and the end of the next is the next one's."""

    def __init__(self) -> None:
        self.steps: dict[str, float] = {}
        self._last = STARTED

    def end(self, step: str) -> None:
        """Book the time since the last end to a step."""
        now = time.perf_counter()
        self.steps[step] = round(self.steps.get(step, 0.0) + now - self._last, 3)
        self._last = now

    def hear(self, event: dict[str, Any]) -> None:
        """Take a run's progress."""
        if "finished" in event:
            self.end(event["finished"].replace("__interrupt__", "rest"))
        elif event["step"] in INNER:
            self.end(event["step"])


def main() -> None:
    """Run the command with a clock at its joints."""
    if sys.argv[-1].endswith(".jsonl"):
        # the command does this first, too: here its modules are loaded before it
        from stillroom.workers import prepare  # noqa: PLC0415 - loading it is part of what is timed

        prepare()
    from stillroom.cli import distilling  # noqa: PLC0415 - loading it is part of what is timed
    from stillroom.cli.main import main as command  # noqa: PLC0415

    clock = Clock()
    clock.end("start")
    bring, run = distilling.bring_all, distilling.run_distillation

    def timed_bring(*args: Any, **kwargs: Any) -> Any:
        clock.end("start")
        report = bring(*args, **kwargs)
        clock.end("import")
        return report

    def timed_run(*args: Any, **kwargs: Any) -> Any:
        return run(*args, **{**kwargs, "progress": clock.hear})

    # setattr, since a module's functions are not meant to be exchanged
    for name, timed in (("bring_all", timed_bring), ("run_distillation", timed_run)):
        setattr(distilling, name, timed)
    try:
        command()
    finally:
        clock.end("rest")
        sys.stderr.write(f"\n{json.dumps(clock.steps)}\n")


if __name__ == "__main__":
    main()
