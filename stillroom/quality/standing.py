"""Standing: the quality of an item in use, from what came of it (C11)."""

from math import tanh

from pydantic import BaseModel, ConfigDict, Field

from stillroom.domain.summaries import QualityScore


class StandingWeights(BaseModel):
    """What each part of the score counts; the defaults are the specification's."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    usefulness: float = Field(default=0.40, ge=0)
    popularity: float = Field(default=0.25, ge=0)
    freshness: float = Field(default=0.20, ge=0)
    version: float = Field(default=0.10, ge=0)
    contradiction: float = Field(default=0.15, ge=0, description="taken off for each contradiction")
    popular_at: float = Field(default=50.0, gt=0, description="retrievals at which popularity is tanh(1)")
    half_life_days: float = Field(default=90.0, gt=0)
    unknown_usefulness: float = Field(default=0.5, ge=0, le=1, description="before anybody said")


DEFAULT_WEIGHTS = StandingWeights()


def standing(
    *,
    usefulness: float | None,
    retrievals: int,
    age_days: float,
    contradictions: int,
    version: float,
    weights: StandingWeights = DEFAULT_WEIGHTS,
) -> QualityScore:
    """Score an item by its use.

    Args:
        usefulness: share of its readers whom it helped, 0 to 1; None before anybody said.
        retrievals: how often it was read.
        age_days: days since it was last confirmed; what lies in the future counts as today.
        contradictions: how many undecided contradictions it stands in.
        version: how well its version fits what is in use, 0 to 1.
        weights: what each part counts.
    """
    helped = weights.unknown_usefulness if usefulness is None else _unit(usefulness)
    parts = {
        "usefulness": helped,
        "popularity": tanh(max(0, retrievals) / weights.popular_at),
        "freshness": 0.5 ** (max(0.0, age_days) / weights.half_life_days),
        "version": _unit(version),
    }
    total = sum(getattr(weights, name) * part for name, part in parts.items())
    total -= weights.contradiction * max(0, contradictions)
    reasons = _reasons(parts, usefulness, contradictions)
    rounded = {name: round(part, 4) for name, part in parts.items()}
    return QualityScore(score=round(_unit(total), 4), parts=rounded, reasons=reasons)


def _reasons(parts: dict[str, float], usefulness: float | None, contradictions: int) -> tuple[str, ...]:
    found = ["nobody has said whether it helped"] if usefulness is None else []
    if usefulness is not None and parts["usefulness"] < 0.5:
        found.append("it helped less than half of its readers")
    if parts["popularity"] < 0.2:
        found.append("seldom read")
    if parts["freshness"] < 0.5:
        found.append("older than its half-life")
    if parts["version"] < 0.5:
        found.append("speaks of another version")
    if contradictions > 0:
        found.append(f"stands in {contradictions} undecided contradiction(s)")
    return tuple(found)


def _unit(value: float) -> float:
    return min(1.0, max(0.0, value))
