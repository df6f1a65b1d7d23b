"""A draft's quality, criterion by criterion, and what follows from it."""

from datetime import UTC, datetime

import pytest

from stillroom.domain.items import Item
from stillroom.domain.summaries import Draft, Fault, QualityScore, Sentence
from stillroom.quality import review, verdict_of

CONTENTS = {
    "a": "Rotate the signing key every 90 days. The old key stays valid for a day, so that sessions survive.",
    "b": "The signing key is rotated every 90 days by a timer. Sessions survive a rotation.",
    "c": "After a rotation of the signing key the old key stays valid for one day, then it is revoked.",
}
GOOD = (
    ("Rotate the signing key every 90 days.", ("a", "b")),
    ("The old key stays valid for a day, so that sessions survive.", ("a", "c")),
)


def items() -> dict[str, Item]:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    return {
        i: Item(id=i, org="acme", content=text, content_hash="sha256:0", recorded_at=now)
        for i, text in CONTENTS.items()
    }


def draft(*told: tuple[str, tuple[str, ...]]) -> Draft:
    sentences = tuple(Sentence(text=text, cites=cites) for text, cites in told)
    return Draft(cluster_id="c", title="Keys", sentences=sentences, source_ids=("a", "b", "c"), written_by="extractive")


def test_a_good_draft_passes_without_a_reason() -> None:
    score = review(draft(*GOOD), items(), ())
    assert score.score > 0.8
    assert score.reasons == ()
    assert set(score.parts) == {"faithfulness", "coverage", "citations", "concision", "readability"}
    assert verdict_of(score, tries=1, limit=2) == "pass"


def test_each_weakness_lowers_its_criterion_and_is_named() -> None:
    good = review(draft(*GOOD), items(), ())
    weak = {
        "coverage": draft(("Sessions survive.", ("a", "b", "c")), ("Then it is revoked.", ("a", "c"))),
        "citations": draft(*((text, ("a",)) for text, _ in GOOD)),
        "concision": draft(*GOOD, *GOOD),
        "readability": draft(("Rotate key", ("a", "b")), ("Old key", ("c",))),
    }
    for criterion, poor in weak.items():
        score = review(poor, items(), ())
        assert score.parts[criterion] < good.parts[criterion], criterion
        assert score.reasons, criterion
        assert score.score < good.score, criterion


def test_copying_the_sources_is_not_concise() -> None:
    copied = draft(*((text, (i,)) for i, text in CONTENTS.items()))
    assert review(copied, items(), ()).parts["concision"] < 0.5


@pytest.mark.parametrize("kind", ["unsupported_number", "negation", "hedge", "single_voice", "unknown_citation", "new"])
def test_a_grave_fault_caps_the_score_and_is_told(kind: str) -> None:
    score = review(draft(*GOOD), items(), [Fault(sentence=1, kind=kind, detail="what is wrong")])
    assert score.score <= 0.3
    assert "sentence 2: what is wrong" in score.reasons
    assert verdict_of(score, tries=1, limit=2) == "again"
    assert verdict_of(score, tries=2, limit=2) == "hold"


def test_a_minor_fault_is_told_and_does_not_cap() -> None:
    score = review(draft(*GOOD), items(), [Fault(sentence=0, kind="hedge_added", detail="understated")])
    assert verdict_of(score, tries=1, limit=2) == "pass"
    assert score.reasons == ("sentence 1: understated",)


def test_an_instruction_goes_to_a_person_at_once() -> None:
    score = review(draft(*GOOD), items(), [Fault(sentence=-1, kind="instruction", detail="steers")])
    assert score.score == 0
    assert verdict_of(score, tries=1, limit=5) == "hold"


def test_the_verdict_counts_tries() -> None:
    poor = QualityScore(score=0.5)
    assert [verdict_of(poor, tries=n, limit=3) for n in (1, 2, 3, 4)] == ["again", "again", "hold", "hold"]
    assert verdict_of(QualityScore(score=0.6), tries=9, limit=1) == "pass"
