"""The score of an item in use is the specification's formula (proves C11)."""

from math import tanh

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from stillroom.domain.summaries import QualityScore
from stillroom.quality import StandingWeights, standing


def scored(
    usefulness: float | None = 1.0,
    retrievals: int = 0,
    age_days: float = 0.0,
    contradictions: int = 0,
    version: float = 1.0,
    weights: StandingWeights | None = None,
) -> QualityScore:
    return standing(
        usefulness=usefulness,
        retrievals=retrievals,
        age_days=age_days,
        contradictions=contradictions,
        version=version,
        weights=weights or StandingWeights(),
    )


def test_the_defaults_are_the_formula() -> None:
    assert scored().score == pytest.approx(0.40 + 0.20 + 0.10, abs=1e-4)
    assert scored(retrievals=50).score == pytest.approx(0.70 + 0.25 * tanh(1), abs=1e-4)
    assert scored(age_days=90).score == pytest.approx(0.40 + 0.10 + 0.10, abs=1e-4)
    assert scored(contradictions=2).score == pytest.approx(0.70 - 0.30, abs=1e-4)
    assert scored(version=0.0).score == pytest.approx(0.60, abs=1e-4)
    assert scored(usefulness=0.0).score == pytest.approx(0.30, abs=1e-4)


def test_unknown_usefulness_stands_between_and_says_so() -> None:
    unknown = scored(usefulness=None)
    assert scored(usefulness=0.0).score < unknown.score < scored(usefulness=1.0).score
    assert "nobody has said whether it helped" in unknown.reasons


def test_each_reason_belongs_to_its_cause() -> None:
    assert scored(retrievals=100).reasons == ()
    poor = scored(usefulness=0.1, age_days=400, version=0.2, contradictions=1)
    assert len(poor.reasons) == 5


def test_weights_are_settings() -> None:
    only_fresh = StandingWeights(usefulness=0, popularity=0, freshness=1, version=0, half_life_days=10)
    assert scored(age_days=10, weights=only_fresh).score == 0.5
    with pytest.raises(ValidationError):
        StandingWeights(usefulness=-1)


@given(st.floats(0, 1), st.integers(0, 10_000), st.floats(-10, 10_000), st.integers(0, 20), st.floats(0, 1))
def test_laws(usefulness: float, retrievals: int, age: float, contradictions: int, version: float) -> None:
    score = scored(usefulness, retrievals, age, contradictions, version).score
    assert 0 <= score <= 1
    assert scored(usefulness, retrievals + 1, age, contradictions, version).score >= score
    assert scored(usefulness, retrievals, age + 1, contradictions, version).score <= score
    assert scored(usefulness, retrievals, age, contradictions + 1, version).score <= score
