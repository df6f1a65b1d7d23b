import pytest

from stillroom.errors import ModelUnavailable
from stillroom.models.breaker import Breaker, Fuse
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


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def put(breaker: Breaker, times: int) -> str:
    last = ""
    for _ in range(times):
        try:
            breaker.ask(ASK)
        except ModelUnavailable as failure:
            last = str(failure)
    return last


@pytest.mark.parametrize(
    ("script", "asked"),
    [("ddda", 3), ("addda", 4), ("rrrrrrrr", 8), ("ddrddrdd", 8), ("ddaddadddaaa", 9), ("aaaaaaaa", 8)],
)
def test_it_opens_after_three_failures_of_the_server_in_a_row(script: str, asked: int) -> None:
    model = Scripted(script)
    last = put(Breaker(model, Fuse(after=3)), len(script))
    assert len(script) - len(model.left) == asked
    if asked < len(script):
        assert last == "'scripted' is not asked for 60 s: the server failed 3 questions in a row"


@pytest.mark.parametrize(("script", "asked"), [("dddaaaaaaaa", 11), ("dddddddddd", 6)])
def test_after_each_pause_one_question_tries_the_server_again(script: str, asked: int) -> None:
    model, clock = Scripted(script), Clock()
    breaker = Breaker(model, Fuse(after=3, pause=60.0, clock=clock))
    put(breaker, 5)
    assert len(script) - len(model.left) == 3
    for clock.now in (59.0, 60.0, 61.0, 121.0, 182.0):
        put(breaker, 2)
    assert len(script) - len(model.left) == asked


def test_models_of_one_server_share_their_fuse() -> None:
    fuse, judge, summarizer = Fuse(after=2), Scripted("ddd"), Scripted("aaa")
    put(Breaker(judge, fuse), 3)
    put(Breaker(summarizer, fuse), 3)
    assert len(judge.left) == 1
    assert len(summarizer.left) == 3


def test_a_question_that_was_not_put_costs_no_call() -> None:
    breaker = Breaker(Scripted("d"), Fuse(after=1))
    put(breaker, 1)
    with pytest.raises(Unanswered) as refused:
        breaker.ask(ASK)
    assert refused.value.paid.calls == 0
    assert refused.value.down
