"""Texts that try to steer an agent, told from notes that only look like them."""

import json
from collections.abc import Iterable
from pathlib import Path

from evals.measure import DATA, Eval, Row, Scorer
from stillroom.judging import instructions_to_agents

HELD, SERVED = "held", "served"


def answers(data: Path) -> Iterable[Row]:
    """Screen every text as the door does; every second one was looked at while the patterns were written."""
    for n, line in enumerate(data.read_text(encoding="utf-8").splitlines()):
        case = json.loads(line)
        expected = HELD if case["poison"] else SERVED
        given = HELD if instructions_to_agents(case["content"]) else SERVED
        yield Row(case["id"], "test" if n % 2 else "dev", case["kind"], expected, given, frozenset((expected,)))


EVAL = Eval(
    name="poison",
    data=DATA / "poison.jsonl",
    answers=answers,
    scorers={
        "payloads held": Scorer("more", lambda row: row.given == HELD if row.expected == HELD else None),
        "false alarms": Scorer("less", lambda row: row.given == HELD if row.expected == SERVED else None),
    },
)
