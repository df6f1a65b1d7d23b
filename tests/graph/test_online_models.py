"""Whole runs with a model behind the real wire protocol: however it fails, no item is lost and nothing is agreed."""

import json
import time
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import Any

import pytest

from stillroom.domain.runs import RunParams
from stillroom.run import run_distillation
from tests import openai_server as server
from tests.online import ORG, World, is_sound, saying
from tests.openai_server import Behaviour, Body, OpenAIServer

SYLLABLES = ("ba", "de", "fi", "go", "ku", "la", "me", "ni", "po", "ru")
NAMES = [f"{a}{b}{c}n" for a in SYLLABLES for b in SYLLABLES for c in ("xo", "ze")]
Pairs = dict[str, tuple[dict[str, Any], dict[str, Any]]]


def pools(names: Iterable[str]) -> Pairs:
    """Give each service two notes whose numbers clash, where rules cannot tell whether they speak of one version."""
    text = "The connection pool of the {} service holds {} connections."
    return {
        name: ({"content": text.format(name, 20), "scope": {"version": "16"}}, {"content": text.format(name, 50)})
        for name in names
    }


Distil = Callable[..., World]
AGREE = saying("agree")


def is_held(world: World, pairs: Pairs) -> None:
    """Hold that every pair waits for a person, with all items live, and none merged, replaced or agreed on."""
    is_sound(world, pairs)
    items = {i.id: i for i in world.services.store.items.stream(ORG, live_only=False)}
    assert world.code == 3
    assert world.result["duplicates_merged"] == world.result["superseded"] == 0
    asked = {i for review in world.reviews for i in review.question.item_ids}
    assert asked == {f"{name}-{n}" for name in pairs for n in range(2)}
    assert all(items[i].is_live and items[i].contested for i in asked)
    assert {p.verdict for p in world.judged} <= {"uncertain"}


def each(behaviours: Mapping[str, Behaviour]) -> Behaviour:
    """Answer about each service in its own way."""

    def answer(body: Body) -> Any:
        text = server.inputs(body)["item_a"]["text"]
        return next(behaviour(body) for name, behaviour in behaviours.items() if f" {name} " in text)

    return answer


FAILURES: dict[str, tuple[Behaviour, str]] = {
    "billing": (server.status(429, retry_after="0.01"), "HTTP status 429"),
    "search": (server.status(500), "HTTP status 500"),
    "mail": (server.status(401), "STILLROOM_OPENAI_API_KEY"),
    "audit": (server.status(429, error_code="insufficient_quota"), "out of credit"),
    "export": (server.refusal(), "refused"),
    "session": (server.truncated(), "cut off"),
    "report": (server.broken(), "not JSON"),
    "catalogue": (server.html(), "no chat completion"),
    "invoice": (server.half_json(), "no chat completion"),
    "ledger": (server.empty_choices(), "no chat completion"),
    "webhook": (server.good({"verdict": "agree"}), "schema"),
    "gateway": (saying("fine"), "schema"),
    "profile": (saying("agree", approved=True), "schema"),
    "avatar": (server.huge(), "more than"),
    "coupon": (saying("agree", confidence=7), "schema"),
    "basket": (saying("agree", quote_a="Both of them agree."), "quoted words that do not stand"),
    "delivery": (saying("agree", quote_a="", quote_b=""), "quoted words that do not stand"),
    "tracking": (saying("duplicate", quote_a="The", quote_b="The"), "said duplicate without a word on '20"),
    "refund": (saying("agree", confidence=0.6), "at 0.60 only"),
    "payout": (saying("different_scope", scope_a="Windows", scope_b="macOS"), "a scope that the items do not state"),
    "survey": (saying("different_scope"), "a scope that the items do not state"),
    "inbox": (saying("uncertain"), "could not tell"),
}


def test_every_failure_leaves_its_pair_to_a_person(distil: Distil, openai_server: OpenAIServer) -> None:
    pairs = pools(FAILURES)
    openai_server.default = each({name: behaviour for name, (behaviour, _) in FAILURES.items()})
    world = distil(pairs, MODEL_RETRIES=1, MODEL_RETRY_AFTER_CAP=0.01)
    is_held(world, pairs)
    reasons = {p.a_id.partition("-")[0]: " ".join(p.reasons) for p in world.judged}
    assert {name: why in reasons[name] for name, (_, why) in FAILURES.items()} == dict.fromkeys(FAILURES, True)


def test_silence_leaves_a_pair_to_a_person(distil: Distil, openai_server: OpenAIServer) -> None:
    openai_server.default = server.slow(1.0, {})
    pairs = pools(["billing"])
    world = distil(pairs, MODEL_TIMEOUT=0.1, MODEL_RETRIES=1, MODEL_RETRY_AFTER_CAP=0.01)
    is_held(world, pairs)
    assert "no answer in 0.1 s" in " ".join(world.judged[0].reasons)
    assert world.result["questions_unanswered"] == 1
    assert len(openai_server.requests) <= 2


def then(*behaviours: Behaviour) -> Behaviour:
    """Answer one way after the other, and the last way ever after."""
    left = list(behaviours)
    return lambda body: (left.pop(0) if len(left) > 1 else left[0])(body)


def test_what_comes_after_failures_counts(distil: Distil, openai_server: OpenAIServer) -> None:
    passing = {"refund", "payout", "survey", "inbox", "basket", "delivery", "tracking", "export", "mail", "audit"}
    names = set(FAILURES) - passing
    pairs = pools(names)
    openai_server.default = each({name: then(FAILURES[name][0], FAILURES[name][0], AGREE) for name in names})
    world = distil(pairs, MODEL_RETRY_AFTER_CAP=0.01)
    is_sound(world, pairs)
    assert world.code == 0
    assert {p.a_id.partition("-")[0] for p in world.judged if p.verdict == "agree"} == names
    assert len(openai_server.requests) == 3 * len(names)


def test_retry_after_is_obeyed_up_to_the_cap(distil: Distil, openai_server: OpenAIServer) -> None:
    seen: list[float] = []

    def timed(behaviour: Behaviour) -> Behaviour:
        def answer(body: Body) -> Any:
            seen.append(time.monotonic())
            return behaviour(body)

        return answer

    busy = [server.status(429, retry_after=seconds) for seconds in ("0.2", "3600")]
    openai_server.default = then(*map(timed, [*busy, AGREE]))
    world = distil(pools(["billing"]), MODEL_RETRY_AFTER_CAP=0.4)
    assert world.code == 0
    first, second = (b - a for a, b in pairwise(seen))
    assert first >= 0.2
    assert 0.4 <= second < 60


def test_good_answers_are_carried_out_and_fences_are_no_failure(distil: Distil, openai_server: OpenAIServer) -> None:
    answers = {"billing": "agree", "search": "related", "mail": "refines", "audit": "contradict", "export": "duplicate"}
    behaviours = {name: saying(verdict) for name, verdict in answers.items()}
    behaviours["session"] = saying("different_scope", scope_a="version 16", wrap=server.fenced)
    openai_server.default = each(behaviours)
    pairs = pools([*answers, "session"])
    world = distil(pairs)
    is_sound(world, pairs)
    assert world.code == 3
    assert [{i.partition("-")[0] for i in r.question.item_ids} for r in world.reviews] == [{"audit"}]
    assert world.result["contradictions_flagged"] == 1
    # each note holds a number that the other lacks, so that even a duplicate loses nothing
    assert world.result["duplicates_merged"] == 0
    assert len(openai_server.requests) == len(pairs)
    spend = world.services.spend(world.run)
    assert (spend.calls, spend.tokens) == (len(pairs), 12 * len(pairs))


def test_what_rules_are_sure_of_no_model_is_asked(distil: Distil, openai_server: OpenAIServer) -> None:
    openai_server.default = AGREE
    pairs: Pairs = {
        "shell": ({"content": "Indent shell scripts with tabs."}, {"content": "Indent shell scripts with spaces."}),
        "copies": ({"content": "Every migration sets a lock timeout."},) * 2,
    }
    world = distil(pairs)
    assert openai_server.requests == []
    assert world.code == 3
    assert world.result["contradictions_flagged"] == world.result["duplicates_merged"] == 1


OTHER_WORDS: Pairs = {
    "review": (
        {"content": "Review environments are torn down every evening."},
        {"content": "No review environment is ever torn down before its branch is merged."},
    )
}


@pytest.mark.parametrize(
    ("first", "second", "code", "calls"),
    [
        ("related", "contradict", 0, 1),
        ("uncertain", "contradict", 0, 1),
        ("duplicate", "duplicate", 0, 1),
        ("contradict", "contradict", 3, 2),
        ("contradict", "related", 3, 2),
    ],
)
def test_a_model_looks_at_what_rules_only_suspect(
    first: str, second: str, code: int, calls: int, distil: Distil, openai_server: OpenAIServer
) -> None:
    openai_server.default = lambda body: saying(second if body["seed"] == 1 else first)(body)
    world = distil(OTHER_WORDS, JUDGE_VOTES=2)
    is_sound(world, OTHER_WORDS)
    assert world.code == code
    assert len(openai_server.requests) == calls
    assert [set(r.question.item_ids) for r in world.reviews] == [{"review-0", "review-1"}] * (code == 3)
    assert world.result["duplicates_merged"] == world.result["questions_unanswered"] == 0


def test_that_nobody_looked_at_what_rules_only_suspect_is_told(distil: Distil, openai_server: OpenAIServer) -> None:
    openai_server.default = server.status(500)
    world = distil(OTHER_WORDS, MODEL_RETRIES=0)
    is_sound(world, OTHER_WORDS)
    assert (world.code, world.reviews, world.result["questions_unanswered"]) == (0, [], 1)


def test_without_a_model_nobody_is_asked_what_rules_only_suspect(distil: Distil, openai_server: OpenAIServer) -> None:
    world = distil(OTHER_WORDS, JUDGE_MODEL="")
    is_sound(world, OTHER_WORDS)
    assert (world.code, world.reviews, openai_server.requests) == (0, [], [])


@pytest.mark.parametrize(
    ("votes", "second", "code", "calls"),
    [(1, "related", 0, 1), (2, "agree", 0, 2), (2, "contradict", 3, 2), (3, "agree", 0, 3), (3, "related", 3, 2)],
)
def test_all_votes_in_either_order_have_to_agree(
    votes: int, second: str, code: int, calls: int, distil: Distil, openai_server: OpenAIServer
) -> None:
    openai_server.default = lambda body: (saying(second) if body["seed"] == 1 else AGREE)(body)
    pairs = pools(["billing"])
    world = distil(pairs, JUDGE_VOTES=votes)
    is_sound(world, pairs)
    assert world.code == code
    shown = [server.inputs(body) for body in openai_server.requests]
    assert len(shown) == calls == world.services.spend(world.run).calls
    assert [s["item_a"] for s in shown] == [shown[n % 2]["item_a"] for n in range(calls)]
    assert [s["noticed"][0] for s in shown] == [shown[0]["noticed"][0][:: (-1) ** n] for n in range(calls)]
    if code == 3:
        assert f"the votes were split: agree 1, {second} 1" in world.judged[0].reasons
        is_held(world, pairs)


def test_a_position_that_always_wins_convinces_nobody(distil: Distil, openai_server: OpenAIServer) -> None:
    """A model that believes whichever item comes first supersedes each of the two by the other."""
    pairs = pools(["billing"])
    for n, item in enumerate(pairs["billing"]):
        item["observed_at"] = f"2026-03-0{n + 1}T00:00:00Z"
    openai_server.default = lambda body: saying(
        "superseded" if server.inputs(body)["item_a"]["dated"].startswith("2026-03-02") else "contradict"
    )(body)
    world = distil(pairs, JUDGE_VOTES=2)
    is_held(world, pairs)


@pytest.mark.parametrize(
    ("days", "sources", "replaced"),
    [
        ((1, 2), ("observed", "observed"), True),
        ((2, 1), ("observed", "observed"), True),
        ((1, 1), ("observed", "observed"), False),
        ((1, 2), ("observed", "inferred"), False),
    ],
)
def test_only_a_newer_statement_that_is_no_weaker_replaces(
    days: tuple[int, int], sources: tuple[str, str], replaced: bool, distil: Distil, openai_server: OpenAIServer
) -> None:
    pairs = pools(["billing"])
    for item, day, source in zip(pairs["billing"], days, sources, strict=True):
        item |= {"observed_at": f"2026-03-0{day}T00:00:00Z", "source": source}
    openai_server.default = saying("superseded")
    world = distil(pairs)
    is_sound(world, pairs)
    assert world.result["superseded"] == int(replaced)
    assert world.code == (0 if replaced else 3)
    gone = [i.id for i in world.services.store.items.stream(ORG, live_only=False) if i.expired_at]
    assert gone == ([f"billing-{days.index(1)}"] if replaced else [])


def test_an_answer_is_paid_once(distil: Distil, openai_server: OpenAIServer) -> None:
    openai_server.default = AGREE
    pairs = pools(["billing", "search"])
    stopped = distil(pairs, ["--budget-calls", "1"])
    assert stopped.code == 4
    plan = run_distillation(stopped.services, ORG, RunParams(force=True, dry_run=True))
    assert stopped.services.spend(stopped.services.store.runs.get(ORG, plan["run_id"])).calls == 1
    assert len(openai_server.requests) == 2
    done = distil()
    is_sound(done, pairs)
    assert done.code == 0
    assert [p.verdict for p in done.judged] == ["agree"]
    assert len(openai_server.requests) == 2
    assert done.services.spend(done.run).calls == 0


def test_a_server_that_is_down_costs_a_bounded_number_of_tries(distil: Distil, openai_server: OpenAIServer) -> None:
    pairs = pools(NAMES)
    assert len(pairs) == 200
    openai_server.default = server.status(500)
    world = distil(pairs, BREAKER_AFTER=3, MODEL_RETRY_AFTER_CAP=0.01, MAX_QUESTIONS=500)
    is_held(world, pairs)
    # three questions in a row, and those that other threads had begun meanwhile, each in three tries
    assert len(openai_server.requests) <= (3 + 8) * 3
    assert sum("is not asked for 60 s" in p.reasons[-1] for p in world.judged) >= 189
    assert world.services.spend(world.run).calls <= 11


def test_a_server_that_never_answers_holds_up_no_run(distil: Distil, openai_server: OpenAIServer) -> None:
    pairs = pools(NAMES)
    openai_server.default = server.slow(3.0, {})
    world = distil(pairs, BREAKER_AFTER=3, MODEL_TIMEOUT=0.2, MODEL_RETRY_AFTER_CAP=0.01, MAX_QUESTIONS=500)
    is_held(world, pairs)
    # 33 tries of 0.2 s instead of 600
    assert len(openai_server.requests) <= (3 + 8) * 3
    assert world.services.spend(world.run).calls <= 3 + 8


def test_a_server_that_comes_back_is_asked_again(distil: Distil, openai_server: OpenAIServer) -> None:
    openai_server.script([server.status(500)] * 3)
    openai_server.default = AGREE
    pairs = pools(NAMES[:20])
    world = distil(pairs, BREAKER_AFTER=1, BREAKER_PAUSE=0, MODEL_RETRIES=0, MODEL_CONCURRENCY=1)
    is_sound(world, pairs)
    assert sum(p.verdict == "agree" for p in world.judged) == 17
    assert sum(p.verdict == "uncertain" for p in world.judged) == 3


@pytest.mark.parametrize(("option", "limit", "answered"), [("--budget-calls", 3, 3), ("--budget-tokens", 36, 3)])
def test_a_spent_budget_keeps_what_is_done_and_the_next_run_goes_on(
    option: str, limit: int, answered: int, distil: Distil, openai_server: OpenAIServer
) -> None:
    openai_server.default = AGREE
    sure: Pairs = {name: ({"content": f"The {name} migration sets a lock timeout."},) * 2 for name in NAMES[10:15]}
    pairs = {**pools(NAMES[:8]), **sure}
    first = distil(pairs, [option, str(limit)], MODEL_CONCURRENCY=1)
    is_sound(first, pairs)
    assert first.code == 4
    assert first.result["status"] == "stopped"
    assert "raise the limit" in first.result["reason"]
    assert len(openai_server.requests) == answered
    assert first.result["duplicates_merged"] == len(sure)
    done = {line.item_id for line in first.services.store.runs.items(first.run) if line.outcome}
    assert len(done) == 2 * (answered + len(sure))
    rest = distil()
    is_sound(rest, pairs)
    assert rest.code == 0
    assert rest.result["items_harvested"] == len(pairs) * 2 - len(done)
    assert len(openai_server.requests) == 8
    assert len({json.dumps(body["messages"]) for body in openai_server.requests}) == 8


@pytest.mark.parametrize(
    ("option", "limit", "failure", "tokens"),
    [("--budget-calls", 3, server.status(500), 0), ("--budget-tokens", 30, server.truncated(), 36)],
)
def test_failed_questions_are_paid_from_the_budget_and_stand_in_the_receipt(
    option: str, limit: int, failure: Behaviour, tokens: int, distil: Distil, openai_server: OpenAIServer
) -> None:
    openai_server.default = failure
    pairs = pools(NAMES[:6])
    world = distil(pairs, [option, str(limit)], MODEL_RETRIES=0, MODEL_CONCURRENCY=1)
    is_sound(world, pairs)
    assert world.code == 4
    assert len(openai_server.requests) == 3
    assert world.run.receipt is not None
    spend = world.run.receipt["spend"]
    assert (spend["calls"], spend["prompt_tokens"] + spend["completion_tokens"]) == (3, tokens)
    asked = {i for review in world.reviews for i in review.question.item_ids}
    assert len(asked) == 6
