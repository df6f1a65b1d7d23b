"""The budget of a run: how many calls, tokens and how much money its models may use."""

import threading

from stillroom.domain.base import Value
from stillroom.errors import BudgetExhausted, ModelUnavailable
from stillroom.models.protocol import Ask, ChatModel, Reply


class Spend(Value):
    """What models have used."""

    calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: float = 0.0

    def __add__(self, other: "Spend") -> "Spend":
        return Spend(
            calls=self.calls + other.calls,
            prompt_tokens=self.prompt_tokens + other.prompt_tokens,
            completion_tokens=self.completion_tokens + other.completion_tokens,
            cost=self.cost + other.cost,
        )

    @property
    def tokens(self) -> int:
        """Prompt and completion tokens together."""
        return self.prompt_tokens + self.completion_tokens


class Unanswered(ModelUnavailable):
    """A model that gave no usable answer.

    Attributes:
        spent: what trying cost all the same.
        down: is it the server that fails, whatever it is asked?
        asked: was it asked at all?
    """

    def __init__(self, message: str, spent: Spend | None = None, *, down: bool = False, asked: bool = True) -> None:
        super().__init__(message)
        self.spent = spent or Spend()
        self.down = down
        self.asked = asked

    @property
    def paid(self) -> Spend:
        """What it cost in all: the question counts as a call, if it was put."""
        return Spend(calls=int(self.asked)) + self.spent


class Budget:
    """Limits that hold over all models and threads of a run; None is no limit.

    The limit of calls is never exceeded. Tokens and money are known only after a call, so the calls
    that are under way when the limit is reached still finish and are counted.
    """

    def __init__(
        self,
        calls: int | None = None,
        tokens: int | None = None,
        money: float | None = None,
        *,
        spent: Spend | None = None,
    ) -> None:
        """Set the limits; `spent` is what the run had used before it was resumed."""
        self._calls, self._tokens, self._money = calls, tokens, money
        self._spent = spent or Spend()
        self._lock = threading.Lock()

    @property
    def spent(self) -> Spend:
        """What was used so far, with the calls that are under way."""
        with self._lock:
            return self._spent

    def reserve(self) -> None:
        """Count one call before it is made.

        Raises:
            BudgetExhausted: there is nothing left to make it with.
        """
        with self._lock:
            if spent := self._exhausted():
                raise BudgetExhausted(f"{spent}; raise the limit to go on, what is done is kept")
            self._spent += Spend(calls=1)

    def charge(self, spend: Spend) -> None:
        """Add what a call used."""
        with self._lock:
            self._spent += spend

    def _exhausted(self) -> str:
        used = self._spent
        if self._calls is not None and used.calls >= self._calls:
            return f"all {self._calls} model calls are used"
        if self._tokens is not None and used.tokens >= self._tokens:
            return f"{used.tokens} of {self._tokens} model tokens are used"
        if self._money is not None and used.cost >= self._money:
            return f"{used.cost:.4f} of {self._money:.4f} for models is spent"
        return ""


class Metered:
    """A model whose calls are paid from a budget."""

    def __init__(self, model: ChatModel, budget: Budget) -> None:
        self._model = model
        self._budget = budget

    @property
    def name(self) -> str:
        """The name of the model that is metered."""
        return self._model.name

    def ask(self, ask: Ask) -> Reply:
        """Answer one question if the budget allows, and charge what it used, also when it failed."""
        self._budget.reserve()
        try:
            reply = self._model.ask(ask)
        except Unanswered as failure:
            self._budget.charge(failure.spent)
            raise
        used = Spend(prompt_tokens=reply.prompt_tokens, completion_tokens=reply.completion_tokens, cost=reply.cost)
        self._budget.charge(used)
        return reply
