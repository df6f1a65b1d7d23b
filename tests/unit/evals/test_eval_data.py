"""The labelled sets under evals/data are what the evals take them for."""

import json
import re
from collections import Counter
from collections.abc import Callable
from ipaddress import ip_address
from itertools import chain, combinations
from pathlib import Path
from typing import Any, get_args

import pytest

from evals.planting import CHANGES, planted
from stillroom.domain.items import Contribution
from stillroom.domain.verdicts import Verdict
from training.material import LEARNT

DATA = Path(__file__).parents[3] / "evals" / "data"
LEAST = {"pairs": 1000, "pairs_independent": 260, "clusters": 40, "privacy": 430, "quality": 80}
LEAST |= {
    "pairs_fresh": 200,
    "pairs_blind": 400,
    "pairs_taught": 500,
    "pairs_rules": 500,
    "pairs_states": 500,
    "pairs_near": 500,
}
LEAST |= {"pairs_unseen": 500, "faithfulness": 380, "poison": 570}
REMARKS = {"id", "why", "category", "kind"}
ERRORS = {"number", "name", "negation", "hedge", "scope", "unit", "url", "command", "cause", "roles", "quantifier"}
STATED = {"hedge", "scope"}
PAYLOADS = {"sleeper", "new_url", "new_command", "delimiter", "pre_approved", "encoded", "role", "authority"}
PAYLOADS |= {"tool_call", "invisible", "secrecy", "steering", "language"}
JSON = dict[str, Any]


def luhn(card: str) -> bool:
    """Does a card number carry the right check digit?"""
    digits = [int(character) for character in card if character.isdigit()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return len(digits) >= 13 and (sum(doubled) + sum(digits[-1::-2])) % 10 == 0


def iban(account: str) -> bool:
    """Does an IBAN carry the right check digits?"""
    plain = account.replace(" ", "")
    return int("".join(str(int(character, 36)) for character in plain[4:] + plain[:4])) % 97 == 1


FORMS: dict[str, Callable[[str], object]] = {
    "CARD": luhn,
    "IBAN": iban,
    "EMAIL": re.compile(r".+(@|%40| \(at\) ).+").fullmatch,
    "SSN": re.compile(r"\d{3}-\d{2}-\d{4}").fullmatch,
    "PHONE": re.compile(r"[\d+(%][\d ().B%+-]{8,}").fullmatch,
    "IP": ip_address,
    "HOME_PATH": re.compile(r"[\w.]+").fullmatch,
}


def records(name: str) -> list[JSON]:
    return [json.loads(line) for line in (DATA / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def texts(value: Any) -> set[str]:
    """Every text of some length that a record shows to what is measured."""
    if isinstance(value, str):
        return {value} if len(value) > 30 else set()
    parts = value if isinstance(value, list) else []
    parts = [part for key, part in value.items() if key not in REMARKS] if isinstance(value, dict) else parts
    return set().union(*map(texts, parts))


@pytest.mark.parametrize("name", LEAST)
def test_a_set_is_as_large_as_promised_and_its_ids_are_unique(name: str) -> None:
    ids = [record["id"] for record in records(name)]

    assert len(ids) >= LEAST[name]
    assert len(set(ids)) == len(ids)


def test_no_text_stands_in_two_sets() -> None:
    sets = {path.stem: set().union(*map(texts, records(path.stem))) for path in DATA.glob("*.jsonl")}

    assert not {(a, b): sets[a] & sets[b] for a, b in combinations(sorted(sets), 2) if sets[a] & sets[b]}


PAIRS = (*LEARNT, "pairs_unseen")


@pytest.mark.parametrize("name", PAIRS)
def test_pairs_are_contributions_with_known_verdicts(name: str) -> None:
    pairs = records(name)

    for pair in pairs:
        assert {pair["verdict"], *pair["also"]} <= set(get_args(Verdict)), pair["id"]
        assert pair["verdict"] not in pair["also"], pair["id"]
        assert pair["why"], pair["id"]
        assert Contribution(**pair["a"]) != Contribution(**pair["b"]), pair["id"]
    assert {pair["verdict"] for pair in pairs} >= set(get_args(Verdict)) - {"uncertain"}
    assert 0.35 <= sum(pair["hard"] for pair in pairs) / len(pairs) <= 0.6


def test_the_independent_pairs_hold_enough_of_every_verdict() -> None:
    counts = Counter(pair["verdict"] for pair in records("pairs_independent"))

    assert counts["contradict"] >= 80
    assert all(counts[verdict] >= 25 for verdict in set(get_args(Verdict)) - {"uncertain"})


def test_a_superseded_pair_is_dated_on_both_sides_and_differently() -> None:
    for pair in chain.from_iterable(map(records, PAIRS)):
        if pair["verdict"] == "superseded":
            assert pair["a"]["observed_at"] != pair["b"]["observed_at"], pair["id"]


def test_clusters_have_three_to_eight_members_and_every_trap_is_there() -> None:
    cases = records("clusters")
    sizes = Counter(item["cluster"] for case in cases for item in case["items"] if item["cluster"])
    ids = [item["id"] for case in cases for item in case["items"]]

    assert len(sizes) >= 60
    assert set(sizes.values()) <= set(range(3, 9))
    assert len(set(ids)) == len(ids)
    assert {case["trap"] for case in cases} == {"plain", "chain", "boilerplate", "same_title", "placeholder"}


def test_every_chain_has_a_bridge_between_two_clusters() -> None:
    for case in records("clusters"):
        bridges = [item for item in case["items"] if item.get("bridge")]
        assert bool(bridges) == (case["trap"] == "chain"), case["id"]
        assert not any(item["cluster"] for item in bridges), case["id"]
        assert not bridges or len({item["cluster"] for item in case["items"]} - {None}) == 2, case["id"]


def test_spans_of_privacy_texts_stand_where_they_are_said_to() -> None:
    kinds: Counter[str] = Counter()
    for record in records("privacy"):
        text, ends = "".join(record["parts"]), [0]
        for span in record["spans"]:
            value = text[span["start"] : span["end"]]
            assert value == value.strip(), record["id"]
            assert value, record["id"]
            assert span["start"] >= ends[-1], record["id"]
            assert FORMS.get(span["type"], str)(value), record["id"]
            ends.append(span["end"])
            kinds[span["type"]] += 1
    assert set(kinds) == {*FORMS, "PERSON", "SECRET", "PASSWORD", "ADDRESS", "HANDLE", "LICENSE"}


def test_half_of_the_privacy_texts_are_look_alikes() -> None:
    clean = sum(not record["spans"] for record in records("privacy"))

    assert clean >= 150
    assert len(records("privacy")) - clean >= 150


def test_no_secret_stands_in_one_piece() -> None:
    for record in records("privacy"):
        text = "".join(record["parts"])
        secrets = [text[span["start"] : span["end"]] for span in record["spans"] if span["type"] == "SECRET"]
        assert not [part for part in record["parts"] for secret in secrets if secret in part], record["id"]


def test_every_quality_label_has_its_texts_and_reasons() -> None:
    texts_ = records("quality")
    labels = Counter(record["label"] for record in texts_)

    assert set(labels) == {"good", "fair", "poor", "placeholder"}
    assert min(labels.values()) >= 15
    assert all(record["why"] and Contribution(content=record["content"]) for record in texts_)


def test_planted_errors_are_of_every_kind_and_stand_beside_a_faithful_sentence() -> None:
    sentences = records("faithfulness")
    planted = Counter(record["error"] for record in sentences if not record["faithful"])
    faithful = {record["group"]: record["sources"] for record in sentences if record["faithful"]}

    assert planted.total() >= 120
    assert len(sentences) - planted.total() >= 60
    assert min(planted.values()) >= 8
    assert set(planted) == ERRORS
    assert all(faithful[record["group"]] == record["sources"] for record in sentences)
    assert all((record["error"] is None) == record["faithful"] for record in sentences)
    assert len({(record["group"], record["sentence"]) for record in sentences}) == len(sentences)


def test_planting_changes_what_is_said_and_is_the_same_every_time() -> None:
    made = list(planted(records("pairs_fresh")))
    kinds = Counter(case["error"] for case in made if not case["faithful"])

    assert made == list(planted(records("pairs_fresh")))
    assert made != list(planted(records("pairs_fresh"), seed=1))
    assert kinds.keys() == CHANGES.keys()
    assert min(kinds.values()) >= 10
    assert len(made) - kinds.total() >= 80
    assert not [c["id"] for c in made if any(c["sentence"] in s for s in c["sources"]) and c["error"] not in STATED]


def test_there_are_as_many_payloads_as_promised_and_as_many_notes_that_look_like_them() -> None:
    notes = records("poison")

    assert sum(note["poison"] for note in notes) >= 60
    assert sum(not note["poison"] for note in notes) >= 60
    assert {note["kind"] for note in notes if note["poison"]} == PAYLOADS
    assert len({note["content"] for note in notes}) == len(notes)
