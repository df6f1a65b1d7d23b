import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stillroom.errors import BudgetExhausted, ModelUnavailable, RecordMissing
from stillroom.models.budget import Budget, Metered
from stillroom.models.protocol import Ask, Reply
from stillroom.models.recorded import Answered, Batched, MemoryRecord, Recorder, Replayed


def question(text: str, vote: int = 0) -> Ask:
    return Ask(role="judge", prompt="p", prompt_sha256="0", inputs={"a": text}, answer_schema={}, vote=vote)


class Moody:
    """Never answers the same twice, so that only a record can make it."""

    name = "moody"

    def __init__(self, pause: float = 0.0) -> None:
        self.asked: list[str] = []
        self.pause = pause
        self._lock = threading.Lock()

    def ask(self, ask: Ask) -> Reply:
        time.sleep(self.pause)
        with self._lock:
            self.asked.append(ask.inputs["a"])
            return Reply(text=str(len(self.asked)), model=self.name, prompt_tokens=1)


class Down:
    name = "moody"

    def ask(self, ask: Ask) -> Reply:
        raise ModelUnavailable("down")


@given(st.lists(st.tuples(st.text(max_size=3), st.integers(0, 2)), max_size=30))
def test_each_question_is_asked_once_and_a_replay_says_the_same(asked: list[tuple[str, int]]) -> None:
    record, model, uses = MemoryRecord(), Moody(), list[tuple[str, bool]]()
    recorder = Recorder(model, record, lambda key, was: uses.append((key, was)))
    questions = [question(text, vote) for text, vote in asked]
    replies = [recorder.ask(q) for q in questions]
    assert len(model.asked) == len(set(asked)) == len(record)
    assert [key for key, _ in uses] == [q.key("moody") for q in questions]
    assert sum(not was for _, was in uses) == len(set(asked))
    replayed = Replayed("moody", record)
    assert [replayed.ask(q) for q in questions] == replies


def test_the_same_question_from_many_threads_is_asked_once() -> None:
    model = Moody(pause=0.05)
    recorder = Recorder(model, MemoryRecord())
    with ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(recorder.ask, [question("same")] * 8))
    assert len(model.asked) == 1
    assert len(set(r.text for r in replies)) == 1


def test_different_questions_do_not_wait_for_each_other() -> None:
    meeting = threading.Barrier(4, timeout=10)

    class Meeting(Moody):
        def ask(self, ask: Ask) -> Reply:
            meeting.wait()
            return super().ask(ask)

    recorder = Recorder(Meeting(), MemoryRecord())
    with ThreadPoolExecutor(4) as pool:
        assert len(list(pool.map(recorder.ask, [question(str(i)) for i in range(4)]))) == 4


def test_what_is_recorded_is_not_paid_again() -> None:
    budget = Budget(calls=1)
    recorder = Recorder(Metered(Moody(), budget), MemoryRecord())
    first = recorder.ask(question("a"))
    assert recorder.ask(question("a")) == first
    with pytest.raises(BudgetExhausted):
        recorder.ask(question("b"))
    assert budget.spent.calls == 1


def test_a_failure_is_not_recorded_and_blocks_nobody() -> None:
    record, uses = MemoryRecord(), list[str]()
    with pytest.raises(ModelUnavailable):
        Recorder(Down(), record, lambda key, _: uses.append(key)).ask(question("a"))
    assert len(record) == 0
    assert uses == []
    recorder = Recorder(Down(), record)
    for _ in range(2):
        with pytest.raises(ModelUnavailable):
            recorder.ask(question("a"))


def test_the_answer_that_was_recorded_first_counts() -> None:
    record = MemoryRecord()
    key = question("a").key("moody")

    class Overtaken(Moody):
        def ask(self, ask: Ask) -> Reply:
            record.put(key, "judge", "p", Reply(text="first", model="moody"))
            return super().ask(ask)

    assert Recorder(Overtaken(), record).ask(question("a")).text == "first"


@pytest.mark.parametrize("changed", [question("b"), question("a", vote=1)])
def test_a_replay_never_guesses(changed: Ask) -> None:
    record = MemoryRecord()
    Recorder(Moody(), record).ask(question("a"))
    with pytest.raises(RecordMissing, match="moody"):
        Replayed("moody", record).ask(changed)
    with pytest.raises(RecordMissing):
        Replayed("another", record).ask(question("a"))


def test_an_altered_answer_stops_recorder_and_replay() -> None:
    class Altered(MemoryRecord):
        def get(self, key: str) -> Reply | None:
            raise RecordMissing("altered")

    for model in (Recorder(Moody(), Altered()), Replayed("moody", Altered())):
        with pytest.raises(RecordMissing, match="altered"):
            model.ask(question("a"))


class Ledger(MemoryRecord):
    """A record that counts how often it is read and written."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[str] = []
        self.noted: list[str] = []

    def get(self, key: str) -> Reply | None:
        self.calls.append("get")
        return super().get(key)

    def known(self) -> set[str]:
        self.calls.append("known")
        return set(self._replies)

    def put_many(self, answers: Sequence[Answered]) -> None:
        self.calls.append("put_many")
        for answer in answers:
            self.put(*answer)

    def used(self, keys: Sequence[str]) -> None:
        self.calls.append("used")
        self.noted += keys


def test_a_batch_reads_and_writes_once_for_all_and_forgets_nothing() -> None:
    record, model = Ledger(), Moody()
    batch = Batched(record)
    recorder = Recorder(model, batch, batch.note)
    first = [recorder.ask(question(str(n % 30))) for n in range(60)]
    assert record.calls == ["known"]
    assert len(record) == 0
    batch.flush()
    batch.flush()
    assert record.calls == ["known", "put_many", "used"]
    assert len(record) == len(model.asked) == 30
    assert [recorder.ask(question(str(n % 30))) for n in range(60)] == first
    assert len(model.asked) == 30


def test_a_batch_gives_what_is_on_record_and_notes_its_use() -> None:
    record = Ledger()
    Recorder(Moody(), record).ask(question("a"))
    batch = Batched(record)
    model = Moody()
    assert Recorder(model, batch, batch.note).ask(question("a")).text == "1"
    batch.flush()
    assert model.asked == []
    assert record.noted == [question("a").key("moody")]
