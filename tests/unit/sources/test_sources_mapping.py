"""Their fields become ours: guessed, set, converted or refused with the field and the reason."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stillroom.domain.items import Contribution
from stillroom.errors import ConfigurationError, InvalidItem
from stillroom.sources.mapping import FieldMapping, convert, guess, identity, parse_options, to_contribution
from stillroom.sources.rows import Row


def row(**fields: Any) -> Row:
    return Row("notes.jsonl", 1, fields)


def item(**fields: Any) -> Contribution:
    return to_contribution(row(**{"content": "Close the cursor.", **fields}), identity(), defaults={})


def refusal(**fields: Any) -> tuple[str, str]:
    with pytest.raises(InvalidItem) as caught:
        item(**fields)
    return caught.value.field, caught.value.reason


def test_a_dated_note_is_mapped_by_its_names() -> None:
    note = row(
        id="x/y.md", title="T", text="# T\n\nBody", topic="git", author="ann", revisions=2, source="x/til",
        created_at="2017-03-21T19:43:39-05:00", updated_at="2018-03-21T19:43:39-05:00",
    )  # fmt: skip
    mapping = guess([note])
    assert mapping.fields == {
        "content": "text", "title": "title", "id": "id", "category": "topic", "contributor": "author",
        "observed_at": "updated_at",
    }  # fmt: skip
    assert mapping.ignored == ("created_at", "revisions", "source")
    made = to_contribution(note, mapping, defaults={})
    assert made.observed_at == datetime(2018, 3, 22, 0, 43, 39, tzinfo=UTC)


def test_a_rule_file_is_a_voice_and_no_category() -> None:
    assert guess([row(id="a#1", rule_file="a", text="Use tabs.")]).fields == {
        "content": "text", "id": "id", "contributor": "rule_file",
    }  # fmt: skip
    assert guess([row(rule_file="a", author="ann", text="Use tabs.")]).ignored == ("rule_file",)


def test_a_lesson_keeps_its_type_as_a_tag() -> None:
    lesson = row(
        type="pitfall", key="db-lock", insight="Locks wait.", confidence="8", source="user-stated",
        skill="db", retro_pr=412, ts=1_740_000_000, tags='["pg", "pg", ""]', files="a.py, b.py",
    )  # fmt: skip
    made = to_contribution(lesson, guess([lesson]), defaults={})
    assert (made.kind, made.tags, made.files) == ("lesson", ("pg", "pitfall"), ("a.py", "b.py"))
    assert (made.source, made.confidence, made.pr_ref, made.skill) == ("user_stated", 8, "412", "db")
    assert made.observed_at == datetime.fromtimestamp(1_740_000_000, UTC)


def test_a_type_that_is_no_kind_is_a_category() -> None:
    assert guess([row(type="ui", body="x")]).fields == {"content": "body", "category": "type"}


def test_a_field_whose_values_do_not_fit_is_left_alone() -> None:
    samples = [row(text="x", confidence=0.7, source="forum", date="soon", message={"role": "user"})] * 3
    assert guess(samples).fields == {"content": "text"}


def test_names_differ_in_case_and_dashes() -> None:
    assert guess([row(**{"Content": "x", "Run-ID": "7", "Created By": "ann"})]).fields == {
        "content": "Content", "contributor": "Created By", "run_ref": "Run-ID",
    }  # fmt: skip


def test_options_win_over_the_guess() -> None:
    mapping = guess([row(text="x", note="y", author="ann")])
    chosen = mapping.with_options(parse_options(["content = note", "contributor=", "scope.version=ver"]))
    assert chosen.fields == {"content": "note", "scope.version": "ver"}
    assert chosen.ignored == ("author", "text")


@pytest.mark.parametrize("option", ["content", "contents=x", "=x", ""])
def test_an_option_that_says_nothing_known_names_the_fields(option: str) -> None:
    with pytest.raises(ConfigurationError, match="content, "):
        parse_options([option])


def test_a_field_mapped_twice_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="twice"):
        parse_options(["content=a", "content=b"])


def test_defaults_fill_what_is_empty_only() -> None:
    mapping, defaults = identity(), {"category": "db", "contributor": "ann"}
    made = to_contribution(row(content="x", category=None, contributor="bob"), mapping, defaults=defaults)
    assert (made.category, made.contributor) == ("db", "bob")


def test_texts_are_brought_to_their_one_form() -> None:
    made = item(content="\ufeffcafe\u0301 \r\nsecond\x1b[31m line\u200b  \n\n", title=" a\n b ", tags=["e\u0301"])
    assert (made.content, made.title, made.tags) == ("café\nsecond line", "a b", ("é",))


def test_a_scope_is_names_with_one_value_each() -> None:
    made = to_contribution(
        row(content="x", scope='{"os": "linux", "n": 3, "on": true}', ver=16),
        FieldMapping(fields={"content": "content", "scope": "scope", "scope.version": "ver"}),
        defaults={},
    )
    assert made.scope == {"os": "linux", "n": "3", "on": "true", "version": "16"}


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"content": None}, "content"),
        ({"content": " \n"}, "content"),
        ({"content": "\u200b\u2060\U000e0041"}, "content"),
        ({"content": "a\x00b"}, "content"),
        ({"content": "a\ud800b"}, "content"),
        ({"content": "a" + "\u0301" * 1_000_000}, "content"),
        ({"content": "x" * 200_001}, "content"),
        ({"content": ["x"]}, "content"),
        ({"content": True}, "content"),
        ({"title": "x" * 501}, "title"),
        ({"title": {"en": "x"}}, "title"),
        ({"id": ""}, "id"),
        ({"id": "x" * 201}, "id"),
        ({"id": "a\nb"}, "id"),
        ({"id": "a\u202eb"}, "id"),
        ({"id": " a"}, "id"),
        ({"id": "\udcff"}, "id"),
        ({"kind": "novel"}, "kind"),
        ({"kind": "summary"}, "kind"),
        ({"confidence": 11}, "confidence"),
        ({"confidence": 0}, "confidence"),
        ({"confidence": 7.5}, "confidence"),
        ({"confidence": True}, "confidence"),
        ({"confidence": float("nan")}, "confidence"),
        ({"confidence": [7]}, "confidence"),
        ({"source": "guessed"}, "source"),
        ({"tags": {"a": 1}}, "tags"),
        ({"tags": [["a"]]}, "tags"),
        ({"tags": ["x"] * 1 + ["y" * 101]}, "tags"),
        ({"tags": [str(n) for n in range(101)]}, "tags"),
        ({"scope": {"a": {"b": 1}}}, "scope"),
        ({"scope": {str(n): "x" for n in range(1000)}}, "scope"),
        ({"scope": "everywhere"}, "scope"),
        ({"observed_at": "10000-01-01T00:00:00Z"}, "observed_at"),
        ({"observed_at": "0001-01-01T00:00:00Z"}, "observed_at"),
        ({"observed_at": "2025-06-30T23:59:60Z"}, "observed_at"),
        ({"observed_at": "2025-01-01T00:00:00+25:00"}, "observed_at"),
        ({"observed_at": "9999-12-31T23:59:59-05:00"}, "observed_at"),
        ({"observed_at": "last week"}, "observed_at"),
        ({"observed_at": 2024}, "observed_at"),
        ({"observed_at": 10**30}, "observed_at"),
        ({"observed_at": [1]}, "observed_at"),
        ({"valid_from": "2025-02-01T00:00:00Z", "valid_to": "2025-01-01T00:00:00Z"}, "valid_to"),
    ],
)
def test_a_wrong_value_is_refused_by_its_field(fields: dict[str, Any], field: str) -> None:
    name, reason = refusal(**fields)
    assert name == field
    assert 0 < len(reason) < 200


def test_a_reason_never_repeats_the_value() -> None:
    canary = "hunter2-canary"
    for field in ("kind", "source", "confidence", "observed_at", "scope", "tier"):
        assert canary not in refusal(**{field: canary})[1]


def test_a_row_without_content_says_what_to_do() -> None:
    with pytest.raises(InvalidItem, match="--map content=FIELD"):
        to_contribution(row(foo="x"), guess([row(foo="x")]), defaults={})


@pytest.mark.parametrize(
    ("value", "expected", "assumed"),
    [
        ("2025-03-01", datetime(2025, 3, 1, tzinfo=UTC), True),
        ("2025-03-01 10:00", datetime(2025, 3, 1, 10, tzinfo=UTC), True),
        ("2025-03-01T10:00:00Z", datetime(2025, 3, 1, 10, tzinfo=UTC), False),
        ("2025-03-01 10:00:00 UTC", datetime(2025, 3, 1, 10, tzinfo=UTC), False),
        ("2025-03-01T10:00:00+02:00", datetime(2025, 3, 1, 8, tzinfo=UTC), False),
        ("20250301", datetime(2025, 3, 1, tzinfo=UTC), True),
        (1_740_000_000_000, datetime.fromtimestamp(1_740_000_000, UTC), False),
        ("1740000000", datetime.fromtimestamp(1_740_000_000, UTC), False),
    ],
)
def test_a_date_without_a_zone_is_utc_and_told(value: Any, expected: datetime, assumed: bool) -> None:
    made, told = convert(row(content="x", observed_at=value), identity(), {})
    assert (made.observed_at, told) == (expected, assumed)


@given(st.text(min_size=1, max_size=60), st.text(max_size=30))
def test_converting_twice_changes_nothing(content: str, title: str) -> None:
    try:
        once = item(content=content, title=title)
    except InvalidItem:
        return
    again = to_contribution(row(**once.model_dump(exclude_defaults=True)), identity(), defaults={})
    assert again == once
