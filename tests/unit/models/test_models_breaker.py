import pytest

from stillroom.errors import ModelUnavailable
from stillroom.models.breaker import Breaker
from stillroom.models.budget import Unanswered
from stillroom.models.protocol import Ask, Reply

ASK = Ask(role="judge", prompt="p", prompt_sha256="0", inputs={}, answer_schema={})


class Scripted:
    """Goes down (`d`), refuses (`r`) or answers (`a`), letter by letter."""

    name = "scripted"

    def __init__(self, script: str) -> None:
        self.left = list(script)

    def ask(self, ask: Ask) -> Reply:
        step = self.left.pop(0)
        if step == "a":
            return Reply(text="{}", model=self.name)
        raise Unanswered("down" if step == "d" else "refused", down=step == "d")


@pytest.mark.parametrize(
    ("script", "asked"),
    [("ddda", 3), ("addda", 4), ("rrrrrrrr", 8), ("ddrddrdd", 8), ("ddaddadddaaa", 9), ("aaaaaaaa", 8)],
)
def test_it_opens_after_three_failures_of_the_server_in_a_row(script: str, asked: int) -> None:
    model = Scripted(script)
    breaker = Breaker(model, after=3)
    for _ in script:
        try:
            breaker.ask(ASK)
        except ModelUnavailable as failure:
            last = str(failure)
    assert len(script) - len(model.left) == asked
    if asked < len(script):
        assert last == "'scripted' is not asked any more: the server failed 3 questions in a row"
