"""What says nothing falls below the bar, what is short and true stands well above it (proves C9)."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stillroom.domain.items import Item
from stillroom.quality import prescreen

BAR = 0.2
WORTHLESS = {
    "only a link": ["https://x.example/a/b", "www.example.com", "http://a.example http://b.example"],
    "no words, only signs or emoji": ["👍", "🎉 🎉 👏", "...", "???", "-"],
    "only redacted text": ["<PERSON_1> <EMAIL_ADDRESS_2>", "[REDACTED]", "████████", "<SECRET>"],
    "a nod, not a piece of knowledge": [
        "ok",
        "OK.",
        "Thanks!",
        "lgtm",
        "yes, agreed",
        "looks good to me",
        "👍 great",
    ],
    "a placeholder": [
        "TODO",
        "tbd",
        "N/A",
        "test test",
        "foo bar baz",
        "lorem ipsum dolor sit amet",
        "Untitled note",
    ],
    "only numbers": ["12345", "1 2 3"],
    "the same word again and again": ["cache cache cache cache", "data data data data data"],
    "reads like keys struck at random": [
        "asdf asdf",
        "asdfghjkl",
        "sdkjfh skdjfhksdjf hskdjf",
        "qwertyuiop",
        "aaaaaaaaa",
    ],
}
SOUND = [
    "Use rg, not grep.",
    "Pin Node to 20.11 in CI.",
    "Redis evicts keys when maxmemory is reached.",
    "kubectl get pods -n kube-system",
    "The test for GraphQL subscriptions needs `ws` 8.",
    "不要在星期五部署生产环境。",
    "Перезапустите воркер после ротации ключа.",
    "Deleted rows stay visible until vacuum.",
    "See https://x.example/runbook before you rotate the signing keys.",
    "TODO lists in the README go stale; file issues instead.",
    "OK responses must carry the request id.",
]


def item(content: str, **more: object) -> Item:
    return Item.model_validate(
        {
            "id": "i",
            "org": "acme",
            "content": content,
            "content_hash": "sha256:0",
            "recorded_at": datetime(2026, 1, 1, tzinfo=UTC),
            **more,
        }
    )


@pytest.mark.parametrize(("reason", "text"), [(why, text) for why, texts in WORTHLESS.items() for text in texts])
def test_what_says_nothing_is_below_the_bar_and_says_why(reason: str, text: str) -> None:
    score = prescreen(item(text, contributor="ann", run_ref="r1", confidence=10))
    assert score.score < BAR
    assert score.reasons == (reason,)


@pytest.mark.parametrize("text", SOUND)
def test_a_short_lesson_stands_well_above_the_bar(text: str) -> None:
    assert prescreen(item(text)).score >= 2 * BAR


def test_more_substance_and_better_provenance_score_higher() -> None:
    bare = prescreen(item("Use rg, not grep."))
    founded = prescreen(item("Use rg, not grep.", contributor="ann", pr_ref="#12", source="user_stated", confidence=9))
    full = prescreen(
        item("Use rg, not grep: on our 2 GB monorepo it takes 0.4 s instead of 30 s and honours .gitignore.")
    )
    assert bare.score < founded.score
    assert bare.score < full.score
    assert "very short" in bare.reasons
    assert "very short" not in full.reasons


def test_repetition_is_worth_less() -> None:
    varied = "Redis evicts keys when memory runs out, so size the cache for the peak and watch the eviction rate."
    repeated = " ".join(["Redis evicts keys."] * 6)
    assert prescreen(item(repeated)).score < prescreen(item(varied)).score
    assert "repeats itself" in prescreen(item(repeated)).reasons


@given(st.text(min_size=1, max_size=400))
def test_any_text_gets_a_score_with_a_reason_for_a_low_one(text: str) -> None:
    score = prescreen(item(text))
    assert 0 <= score.score <= 1
    assert score.score >= BAR or score.reasons
    assert all(0 <= part <= 1 for part in score.parts.values())
