"""The summarizer's question and answer, offline and with scripted models."""

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from stillroom.domain.items import Item
from stillroom.domain.summaries import Draft, Fault
from stillroom.domain.verdicts import Cluster
from stillroom.errors import BudgetExhausted, ModelUnavailable, RecordMissing, StillroomError
from stillroom.models.offline import OfflineModel
from stillroom.models.protocol import Ask, Reply
from stillroom.summarizing import (
    Job,
    NothingToSay,
    Summarizing,
    SummaryAnswer,
    faults,
    offline_answer,
    single_voice,
)

OFFLINE = OfflineModel({"summarizer": offline_answer})
NOTES = [
    "Set the lock timeout to 5 seconds before a migration. A migration without it blocks all writers.",
    "A migration without a lock timeout blocks all writers. Ours took the shop down.",
    "Set the lock timeout to 5 seconds before a migration. Run `psql -c 'set lock_timeout'` by hand.",
]


class Scripted:
    """A model that answers by a function."""

    def __init__(self, answer: Callable[[Ask], str], name: str = "tale-1") -> None:
        self.answer = answer
        self.name = name
        self.asked: list[Ask] = []

    def ask(self, ask: Ask) -> Reply:
        self.asked.append(ask)
        return Reply(text=self.answer(ask), model=self.name)


def items(*contents: str, voices: str = "abcdefgh", **more: object) -> list[Item]:
    return [
        Item.model_validate(
            {
                "id": f"item-{n}",
                "org": "acme",
                "seq": n,
                "content": content,
                "contributor": voices[n],
                "content_hash": "sha256:0",
                "recorded_at": datetime(2026, 1, 1, tzinfo=UTC),
                **more,
            }
        )
        for n, content in enumerate(contents)
    ]


def cluster(name: str = "c1", title: str = "") -> Cluster:
    return Cluster(id=name, category="general", member_ids=("item-0",), representative_id="item-0", title=title)


def answer(*sentences: tuple[str, list[str]], title: str = "Locks") -> str:
    return json.dumps({"title": title, "sentences": [{"text": t, "cites": c} for t, c in sentences]})


def test_offline_summaries_are_faithful_and_cite() -> None:
    notes = items(*NOTES)
    made = Summarizing(OFFLINE).write(cluster(title="Lock timeouts"), notes)
    assert made.written_by == "extractive"
    assert made.source_ids == ("item-0", "item-1", "item-2")
    assert made.title == "Lock timeouts"
    assert {s.text: s.cites for s in made.sentences} == {
        "Set the lock timeout to 5 seconds before a migration.": ("item-0", "item-2"),
        "A migration without a lock timeout blocks all writers.": ("item-1",),
    }
    assert faults(made, {i.id: i for i in notes}) == ()


def test_offline_is_the_same_every_time_and_in_any_order() -> None:
    notes = items(*NOTES)
    assert Summarizing(OFFLINE).write(cluster(), notes) == Summarizing(OFFLINE).write(cluster(), notes[::-1])


def test_offline_does_not_choose_a_faulted_sentence_again() -> None:
    notes = items(*NOTES, "Take the lock timeout from the runbook of the database team.")
    writer = Summarizing(OFFLINE)
    first = writer.write(cluster(), notes)
    fault = Fault(sentence=0, kind="pii", detail="a name")
    again = writer.write(cluster(), notes, faults=[fault])
    assert first.sentences[0].text not in again.content
    told = writer.write(cluster(), notes, faults=[fault], earlier=again)
    assert again.sentences[0].text not in told.content


def test_offline_names_the_scopes_where_they_differ() -> None:
    notes = items(
        "The search index is rebuilt every night.",
        "The search index is rebuilt each hour by a timer.",
        "Rebuilding the search index takes 20 minutes.",
    )
    scopes = {"item-0": {"environment": "staging"}, "item-1": {"environment": "production"}}
    made = Summarizing(OFFLINE).write(cluster(), notes, scopes=scopes)
    assert faults(made, {i.id: i for i in notes}, scopes=scopes) == ()
    assert any(s.text.startswith("(environment ") for s in made.sentences)


def test_links_keep_their_words_when_one_voice_gave_the_address() -> None:
    notes = items(
        "Use [`rg`](https://rg.example/docs) to search the code base.",
        "Plain grep takes half a minute on the code base.",
        "The code base has two million lines to search.",
    )
    made = Summarizing(OFFLINE).write(cluster(), notes)
    assert "https://" not in made.content
    assert faults(made, {i.id: i for i in notes}) == ()


def test_one_voice_alone_still_gets_a_summary_without_its_commands() -> None:
    notes = items(*NOTES, "Rename a remote with `git remote rename origin old`.", voices="aaaa")
    assert "git remote rename origin old" in single_voice(notes)
    made = Summarizing(OFFLINE).write(cluster(), notes)
    assert len(made.sentences) >= 2
    assert "`" not in made.content


def test_nothing_to_say_when_too_little_is_left() -> None:
    commands = items("Run `a b`.", "Run `c d`.", "Run `e f`.")
    with pytest.raises(NothingToSay):
        Summarizing(OFFLINE).write(cluster(), commands)
    derived = items(*NOTES, origin="derived")
    with pytest.raises(NothingToSay):
        Summarizing(OFFLINE).write(cluster(), derived)


def test_one_sentence_is_enough_when_three_items_say_it() -> None:
    same = items(*["Wrap client components in Suspense with a fallback."] * 3)
    made = Summarizing(OFFLINE).write(cluster(), same)
    assert [s.cites for s in made.sentences] == [("item-0", "item-1", "item-2")]
    two = Scripted(lambda _: answer(("Wrap client components.", ["i1", "i2"])))
    with pytest.raises(NothingToSay):
        Summarizing(two).write(cluster(), same)


def test_a_model_sees_aliases_and_the_draft_has_the_items_ids() -> None:
    model = Scripted(lambda _: answer(("One  thing.", ["i1", "i3", "i1"]), ("Other\nthing.", ["i2", "i9", "item-1"])))
    made = Summarizing(model).write(cluster(), items(*NOTES))
    (ask,) = model.asked
    assert ask.role == "summarizer"
    assert ask.answer_schema == SummaryAnswer.model_json_schema()
    assert "item-0" not in json.dumps(ask.inputs)
    assert [i["id"] for i in ask.inputs["items"]] == ["i1", "i2", "i3"]
    assert ask.inputs["leave_out"] == ["psql -c 'set lock_timeout'"]
    assert made.written_by == "model:tale-1"
    assert [s.text for s in made.sentences] == ["One thing.", "Other thing."]
    assert made.sentences[0].cites == ("item-0", "item-2")
    found = faults(made, {i.id: i for i in items(*NOTES)})
    assert [f.kind for f in found if f.sentence == 1].count("unknown_citation") == 2


def test_the_earlier_try_and_its_faults_are_told() -> None:
    model = Scripted(lambda _: answer(("One.", ["i1"]), ("Two.", ["i2"])))
    writer = Summarizing(model)
    first = writer.write(cluster(), items(*NOTES))
    writer.write(cluster(), items(*NOTES), faults=[Fault(sentence=0, kind="unsupported", detail="why")], earlier=first)
    assert model.asked[1].inputs["earlier"][0] == {"text": "One.", "cites": ["i1"]}
    assert model.asked[1].inputs["faults"] == [{"sentence": 0, "kind": "unsupported", "detail": "why"}]
    assert model.asked[0].key("m") != model.asked[1].key("m")


@pytest.mark.parametrize("text", ["", "{}", '{"title": "x", "sentences": [{"text": "y", "cites": []}]}', "[1]", "null"])
def test_an_answer_that_does_not_fit_is_no_draft(text: str) -> None:
    with pytest.raises(ModelUnavailable):
        Summarizing(Scripted(lambda _: text)).write(cluster(), items(*NOTES))


def jobs(count: int) -> list[Job]:
    return [Job(cluster=cluster(f"c{n}", title=f"t{n}"), items=items(*NOTES)) for n in range(count)]


def test_many_are_written_in_order_and_within_the_bound() -> None:
    lock, running, most = threading.Lock(), 0, 0

    def answering(ask: Ask) -> str:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        threading.Event().wait(0.002)
        with lock:
            running -= 1
        return answer(("One.", ["i1"]), ("Two.", ["i2"]), title=ask.inputs["topic"])

    outcomes = list(Summarizing(Scripted(answering), concurrency=3).write_many(jobs(20)))
    assert [job.cluster.id for job, _ in outcomes] == [f"c{n}" for n in range(20)]
    assert [made.title for _, made in outcomes if isinstance(made, Draft)] == [f"t{n}" for n in range(20)]
    assert 1 < most <= 3


def test_a_model_failure_stands_in_the_place_of_its_draft() -> None:
    def failing(ask: Ask) -> str:
        if ask.inputs["topic"] == "t1":
            raise ModelUnavailable("down")
        return answer() if ask.inputs["topic"] == "t2" else answer(("One.", ["i1"]), ("Two.", ["i2"]))

    outcomes = [made for _, made in Summarizing(Scripted(failing)).write_many(jobs(4))]
    assert [type(made) for made in outcomes] == [Draft, ModelUnavailable, NothingToSay, Draft]


@pytest.mark.parametrize("error", [BudgetExhausted, RecordMissing])
def test_a_spent_budget_stops_after_what_is_finished(error: type[StillroomError]) -> None:
    def spending(ask: Ask) -> str:
        if int(ask.inputs["topic"][1:]) >= 5:
            raise error("enough")
        return answer(("One.", ["i1"]), ("Two.", ["i2"]))

    seen: list[str] = []
    with pytest.raises(error):
        seen.extend(job.cluster.id for job, _ in Summarizing(Scripted(spending), concurrency=2).write_many(jobs(50)))
    assert seen == [f"c{n}" for n in range(5)]


def test_a_spent_budget_gives_back_later_jobs_that_were_done() -> None:
    done = threading.Event()

    def racing(ask: Ask) -> str:
        if ask.inputs["topic"] == "t0":
            assert done.wait(5)
            raise BudgetExhausted("enough")
        done.set()
        return answer(("One.", ["i1"]), ("Two.", ["i2"]))

    seen: list[str] = []
    with pytest.raises(BudgetExhausted):
        seen.extend(job.cluster.id for job, _ in Summarizing(Scripted(racing), concurrency=2).write_many(jobs(2)))
    assert seen == ["c1"]
