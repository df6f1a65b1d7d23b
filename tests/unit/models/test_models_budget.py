import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from stillroom.errors import BudgetExhausted, ModelUnavailable
from stillroom.models.budget import Budget, Metered, Spend, Unanswered
from stillroom.models.protocol import Ask, Reply

ASK = Ask(role="judge", prompt="p", prompt_sha256="0", inputs={}, answer_schema={})


class Counting:
    name = "counting"

    def __init__(self, failure: Exception | None = None) -> None:
        self.calls = 0
        self.failure = failure
        self._lock = threading.Lock()

    def ask(self, ask: Ask) -> Reply:
        with self._lock:
            self.calls += 1
        if self.failure:
            raise self.failure
        return Reply(text="{}", model="counting", prompt_tokens=10, completion_tokens=5, cost=0.5)


def test_calls_never_pass_their_limit_with_many_threads() -> None:
    model, budget = Counting(), Budget(calls=37)
    metered = Metered(model, budget)

    def attempt(_: int) -> bool:
        try:
            metered.ask(ASK)
        except BudgetExhausted:
            return False
        return True

    with ThreadPoolExecutor(16) as pool:
        answered = sum(pool.map(attempt, range(200)))
    assert answered == model.calls == 37
    assert budget.spent == Spend(calls=37, prompt_tokens=370, completion_tokens=185, cost=18.5)


@pytest.mark.parametrize(
    ("budget", "calls"),
    [
        (Budget(calls=0), 0),
        (Budget(calls=3), 3),
        (Budget(tokens=0), 0),
        (Budget(tokens=30), 2),
        (Budget(tokens=31), 3),
        (Budget(money=1.0), 2),
        (Budget(calls=5, tokens=10_000, money=0.1), 1),
        (Budget(calls=5, spent=Spend(calls=3)), 2),
        (Budget(tokens=30, spent=Spend(prompt_tokens=20, completion_tokens=9)), 1),
    ],
)
def test_the_call_after_the_last_is_refused_and_not_made(budget: Budget, calls: int) -> None:
    model = Counting()
    metered = Metered(model, budget)
    for _ in range(calls):
        metered.ask(ASK)
    with pytest.raises(BudgetExhausted, match="raise the limit"):
        metered.ask(ASK)
    assert model.calls == calls


def test_no_limit_is_no_limit() -> None:
    budget = Budget()
    metered = Metered(Counting(), budget)
    for _ in range(100):
        metered.ask(ASK)
    assert budget.spent.calls == 100
    assert metered.name == "counting"


def test_a_failed_call_is_paid_too() -> None:
    budget = Budget()
    with pytest.raises(ModelUnavailable):
        Metered(Counting(Unanswered("cut off", Spend(completion_tokens=99, cost=0.1))), budget).ask(ASK)
    with pytest.raises(ModelUnavailable):
        Metered(Counting(ModelUnavailable("away")), budget).ask(ASK)
    assert budget.spent == Spend(calls=2, completion_tokens=99, cost=0.1)
