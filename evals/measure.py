"""What an eval is, what it finds, and how sure that is."""

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np

import prompts
from stillroom.receipts import packages, source_state

DATA = Path(__file__).parent / "data"
PUBLIC = Path(os.environ.get("STILLROOM_EVAL_DATA", Path(__file__).parents[2] / "shared" / "data"))
Result = dict[str, Any]
_RESAMPLES = 2000
# of more cases only the answers that are wrong are listed
_LISTED = 1500
_RESAMPLES_OF_ALL = 100


@dataclass(frozen=True, slots=True)
class Row:
    """One case after it was answered.

    Attributes:
        split: `dev` was looked at while the rules were written, `test` never was.
        category: what the scores are broken down by.
        allowed: what is not wrong to answer; `expected` is what would be best.
        chance: the probability that was given along, where one was, of what the eval asks after.
        scores: what the case scored, where an answer is neither right nor wrong.
    """

    id: str
    split: str
    category: str
    expected: str
    given: str
    allowed: frozenset[str]
    chance: float | None = None
    scores: Mapping[str, float] = field(default_factory=dict)


Better = Literal["more", "less", "beside"]
"""What is better of a score; `beside` ours stands what others reach on the same data."""


@dataclass(frozen=True, slots=True)
class Scorer:
    """A share of the cases, or a mean: `score` says yes, no or how much, or None where a case does not count."""

    better: Better
    score: Callable[[Row], float | None]


@dataclass(frozen=True, slots=True)
class Whole:
    """A number that only all cases together have."""

    better: Better
    score: Callable[[Sequence[Row]], float]


@dataclass(frozen=True, slots=True)
class Eval:
    """A dataset file (in `DATA`, or a public one in `PUBLIC`), the public call it makes, and named scorers."""

    name: str
    data: Path
    answers: Callable[[Path], Iterable[Row]]
    scorers: Mapping[str, Scorer | Whole]
    curves: Callable[[Sequence[Row]], Mapping[str, Any]] | None = None
    """What is drawn of a split beside its scores."""
    told: Callable[[Path], Mapping[str, Any]] | None = None
    """What is told beside the scores: `judge`, whose judgement it was, and what it cost."""


def run(one: Eval) -> Result:
    """Answer every case and score the answers."""
    rows = list(one.answers(one.data))
    splits = {split: [r for r in rows if r.split == split] for split in sorted({r.split for r in rows})}
    categories = sorted({r.category for r in rows})
    return {
        "eval": one.name,
        **source_state(),
        "packages": packages(),
        "prompts": {name: prompts.load(name).sha256 for name in prompts.names()},
        **(one.told(one.data) if one.told else {}),
        "data_sha256": hashlib.sha256(one.data.read_bytes()).hexdigest(),
        "cases": len(rows),
        "scores": {split: _scores(one, chosen) for split, chosen in splits.items()},
        "categories": {c: _scores(one, [r for r in rows if r.category == c], sure=False) for c in categories},
        **({"curves": {split: one.curves(chosen) for split, chosen in splits.items()}} if one.curves else {}),
        "answers": {r.id: r.given for r in rows if len(rows) <= _LISTED or r.given not in r.allowed},
    }


def _scores(one: Eval, rows: Sequence[Row], *, sure: bool = True) -> dict[str, Any]:
    found = {name: _scored(scorer, rows, sure=sure) for name, scorer in one.scorers.items()}
    return {name: score for name, score in found.items() if score}


def _scored(scorer: Scorer | Whole, rows: Sequence[Row], *, sure: bool) -> dict[str, Any]:
    if isinstance(scorer, Whole):
        value = {"value": round(scorer.score(rows), 4), "n": len(rows), "better": scorer.better} if sure else {}
        return value | (_interval_of_all(scorer, rows) if sure else {})
    counted = [said for said in map(scorer.score, rows) if said is not None]
    if not counted:
        return {}
    value = {"value": round(sum(counted) / len(counted), 4), "n": len(counted), "better": scorer.better}
    return value | interval(counted)


def _interval_of_all(scorer: Whole, rows: Sequence[Row]) -> dict[str, float]:
    """Give the 95 % interval by resampling; four fifths without repeats, for a repeat is like itself."""
    rng = np.random.default_rng(0)
    size = max(2, len(rows) * 4 // 5)
    drawn = [scorer.score([rows[i] for i in rng.permutation(len(rows))[:size]]) for _ in range(_RESAMPLES_OF_ALL)]
    # a sample of four fifths without repeats varies half as much as one with repeats
    low, high = (2 * np.quantile(drawn, q) - np.mean(drawn) for q in (0.025, 0.975))
    return {"low": round(float(low), 4), "high": round(float(high), 4)}


def interval(counted: Sequence[float]) -> dict[str, float]:
    """Give the 95 % interval of a share or mean by bootstrap; the seed is fixed, so that a result can be repeated."""
    sample = np.asarray(counted, dtype=np.float64)
    drawn = np.random.default_rng(0).choice(sample, size=(_RESAMPLES, len(sample))).mean(axis=1)
    low, high = np.quantile(drawn, (0.025, 0.975))
    return {"low": round(float(low), 4), "high": round(float(high), 4)}


def worse(result: Result, baseline: Result, *, slack: float = 0.0) -> list[str]:
    """Say which scores fell behind the baseline, or are missing; what others score is theirs."""
    found = []
    for split, scores in baseline["scores"].items():
        for name, old in scores.items():
            new = result["scores"].get(split, {}).get(name)
            if new is None:
                found.append(f"{split} {name}: not measured any more")
                continue
            loss = new["value"] - old["value"] if old["better"] == "less" else old["value"] - new["value"]
            if loss > slack and old["better"] != "beside":
                found.append(f"{split} {name}: {new['value']:.3f}, was {old['value']:.3f}")
    return found
