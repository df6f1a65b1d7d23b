"""What a model says passes the gate before it is kept; what it quotes stays as it stood."""

import json
from typing import Any

import pytest

from stillroom.domain.privacy import Cleaned
from stillroom.errors import DetectorFailed
from stillroom.models.budget import Unanswered
from stillroom.models.gated import Gated
from stillroom.models.protocol import Ask, Reply
from stillroom.models.recorded import MemoryRecord, Recorder, Replayed
from stillroom.privacy import PrivacyGate

MAIL = "quimby.zorblax@stillroom-works.org"
ITEM = "Ask <EMAIL_ADDRESS_1> before 10.0.0.1:5432 is closed; the run was 4242424242424242."
ASK = Ask(role="judge", prompt="p", prompt_sha256="0", inputs={"a": {"text": ITEM}}, answer_schema={})


class Says:
    name = "online"

    def __init__(self, answer: Any) -> None:
        self.text = json.dumps(answer, sort_keys=True, separators=(",", ":"))

    def ask(self, ask: Ask) -> Reply:
        return Reply(text=self.text, model=self.name, prompt_tokens=7, cost=0.5)


class Broken(PrivacyGate):
    def clean_fields(self, fields: Any) -> dict[str, Cleaned]:
        raise DetectorFailed("email: ValueError")


@pytest.fixture(scope="module")
def gate() -> PrivacyGate:
    return PrivacyGate()


def test_what_it_adds_is_redacted_under_a_number_of_its_own(gate: PrivacyGate) -> None:
    said = {"quotes": [ITEM[:25]], "why": f"Both name {MAIL}.", "sure": 0.9, "deep": [{"who": MAIL}], "none": None}
    told = json.loads(Gated(Says(said), gate).ask(ASK).text)
    assert told == {**said, "why": "Both name <EMAIL_ADDRESS_2>.", "deep": [{"who": "<EMAIL_ADDRESS_2>"}]}


def test_what_it_quotes_stays_to_the_letter_and_a_clean_answer_to_the_byte(gate: PrivacyGate) -> None:
    for quote in (ITEM, ITEM[-17:-1]):
        model = Says({"quote": quote, "verdict": "agree"})
        assert Gated(model, gate).ask(ASK) == model.ask(ASK)


def test_only_what_was_cleaned_is_on_record_and_a_replay_says_it_again(gate: PrivacyGate) -> None:
    record = MemoryRecord()
    told = Recorder(Gated(Says({"why": MAIL}), gate), record).ask(ASK)
    assert MAIL not in told.text
    assert record.get(ASK.key("online")) == Replayed("online", record).ask(ASK) == told


def test_an_answer_that_cannot_be_read_is_none_and_is_paid_all_the_same() -> None:
    with pytest.raises(Unanswered, match="email: ValueError") as failure:
        Gated(Says({"why": MAIL}), Broken()).ask(ASK)
    assert MAIL not in str(failure.value)
    assert (failure.value.paid.calls, failure.value.paid.prompt_tokens, failure.value.paid.cost) == (1, 7, 0.5)
