"""Train the offline judge: `python -m training.judge` writes stillroom/judging/weights.json.

Trees over the measures of a pair, calibrated on folds they had not seen; thresholds by the risk that is aimed at.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from evals.measure import DATA, PUBLIC
from stillroom.judging import conflicts, features
from stillroom.judging.forest import WEIGHTS
from stillroom.judging.measures import measure
from training import material
from training.material import CONFLICT, SAME, Pair

TARGET = Path(__file__).parents[1] / "stillroom" / "judging" / WEIGHTS
RISK = 0.05
"""How much of what is decided may be wrong."""
FOLDS, SEEDS = 8, 3
TREES = {"n_estimators": 100, "min_samples_leaf": 4, "max_features": 0.3, "max_leaf_nodes": 64, "max_depth": 10}
CROSSED, MADE, NEGATIONS = 0.3, 0.03, 0.1
_RULES, _NEGATIONS = 500, 700
Table = NDArray[np.float64]


def main() -> None:
    """Train, and write the weights with where they come from."""
    pairs = gathered(PUBLIC)
    names, table = measured(pairs)
    labels = np.array([p.label for p in pairs])
    own = np.array([n for n, p in enumerate(pairs) if p.origin == "own"])
    unseen = out_of_fold(table, pairs, labels, own)
    calibration = {name: platt(unseen[:, n], labels[own] == n) for name, n in (("conflict", CONFLICT), ("same", SAME))}
    conflict, same = (apply(calibration[name], unseen[:, n]) for name, n in (("conflict", CONFLICT), ("same", SAME)))
    forest = grown(0).fit(table, labels, sample_weight=[p.weight for p in pairs])
    write(
        {
            "about": about(pairs, conflict, same, labels[own]),
            "calibration": calibration,
            "thresholds": thresholds(conflict, same),
            "measures": names,
            "depth": max(int(tree.tree_.max_depth) for tree in forest.estimators_),
            "trees": [nodes(tree.tree_) for tree in forest.estimators_],
        }
    )


def gathered(public: Path) -> list[Pair]:
    """Gather all pairs to learn from; public ones only where they are."""
    pairs = [*material.own("dev"), *material.crossed(CROSSED), *material.made(material.own_sentences(), MADE)]
    if (public / "cursorrules").is_dir():
        rules = material.made(material.rule_sentences(public, _RULES), MADE)
        pairs += [replace(p, origin="made from cursorrules") for p in rules]
    if (public / "nli_negation").is_dir():
        pairs += material.negations(public, _NEGATIONS, NEGATIONS)
    return pairs


def measured(pairs: Iterable[Pair]) -> tuple[list[str], Table]:
    """Measure every pair: the names of the measures, and a row a pair."""
    rows = []
    for pair in pairs:
        a, b = features.read(pair.a), features.read(pair.b)
        rows.append(measure(a, b, conflicts.find(a, b)))
    names = sorted(rows[0])
    return names, np.array([[row[name] for name in names] for row in rows])


def grown(seed: int) -> ExtraTreesClassifier:
    """Set up the trees."""
    return ExtraTreesClassifier(**TREES, random_state=seed)


def out_of_fold(table: Table, pairs: Sequence[Pair], labels: NDArray[np.int64], own: NDArray[np.int64]) -> Table:
    """Predict each own pair by trees that saw nothing of its group."""
    groups = np.array([p.group for p in pairs])
    weights = np.array([p.weight for p in pairs])
    unseen = np.zeros((len(own), 3))
    for seed in range(SEEDS):
        folds = GroupKFold(FOLDS, shuffle=True, random_state=seed)
        for _, held in folds.split(own, groups=groups[own]):
            seen = ~np.isin(groups, groups[own[held]])
            trees = grown(seed).fit(table[seen], labels[seen], sample_weight=weights[seen])
            unseen[held] += trees.predict_proba(table[own[held]]) / SEEDS
    return unseen


def platt(shares: Table, truth: NDArray[np.bool_]) -> list[float]:
    """Fit slope and offset of a logistic curve from shares of trees to probabilities."""
    fitted = LogisticRegression(C=1e6).fit(_logit(shares)[:, None], truth)
    return [round(float(fitted.coef_[0, 0]), 4), round(float(fitted.intercept_[0]), 4)]


def apply(curve: Sequence[float], shares: Table) -> Table:
    """Give the probabilities that a fitted curve makes of shares."""
    slope, offset = curve
    found: Table = 1 / (1 + np.exp(-(slope * _logit(shares) + offset)))
    return found


def _logit(shares: Table) -> Table:
    clipped = np.clip(shares, 1e-6, 1 - 1e-6)
    found: Table = np.log(clipped / (1 - clipped))
    return found


def thresholds(conflict: Table, same: Table) -> dict[str, float]:
    """Set from where on the trees decide what rules left open: no more than the risk is expected to be wrong."""
    return {
        "conflict from": _expected(conflict),
        "same from": _expected(same),
        "conflict to": round(1 - _expected(1 - conflict), 4),
    }


def _expected(probability: Table) -> float:
    """Find the lowest probability down to which no more than the risk is expected to be wrong.

    What is expected wavers less from one training to the next than what was counted in a few dozen cases.
    """
    ordered = np.sort(probability)[::-1]
    wrong = np.cumsum(1 - ordered) / np.arange(1, len(ordered) + 1)
    kept = np.flatnonzero(wrong <= RISK)
    return round(float(ordered[kept[-1]]), 4) if len(kept) else 2.0


def about(pairs: Sequence[Pair], conflict: Table, same: Table, labels: NDArray[np.int64]) -> dict[str, Any]:
    """Say what the weights were made of, and how good they were on folds not seen."""
    data = DATA / "pairs.jsonl"
    return {
        "made by": "python -m training.judge",
        "pairs (apart, same, conflict)": material.counts(pairs),
        "origin": {
            "own, crossed, made": f"evals/data/pairs.jsonl, split dev, sha256 {_sha(data)}",
            "made from cursorrules": "github.com/PatrickJS/awesome-cursorrules @ b044f956, CC0 1.0, sentences changed",
            "nli_negation": "github.com/mosharafhossain/negation-and-nli @ e7848fb6, MIT",
        },
        "area under the curve on folds not seen": {
            "conflict": round(float(roc_auc_score(labels == CONFLICT, conflict)), 3),
            "same": round(float(roc_auc_score(labels == SAME, same)), 3),
        },
        "risk aimed at": RISK,
    }


def _sha(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def nodes(tree: Any) -> list[list[float]]:
    """List a tree's nodes: measure (-1 for a leaf), split, left, right, share of conflict, share of sameness."""
    shares = tree.value[:, 0, :] / tree.value[:, 0, :].sum(axis=1, keepdims=True)
    rows = zip(tree.feature, tree.threshold, tree.children_left, tree.children_right, shares, strict=True)
    return [
        [-1, 0, 0, 0, *_shares(share)]
        if left < 0
        else [int(f), round(float(t), 4), int(left), int(right), *_shares(share)]
        for f, t, left, right, share in rows
    ]


def _shares(share: Table) -> list[float]:
    return [round(float(share[CONFLICT]), 3), round(float(share[SAME]), 3)]


def write(weights: dict[str, Any]) -> None:
    """Write the file so that it can be read: one tree a line."""
    head = {name: part for name, part in weights.items() if name != "trees"}
    trees = ",\n  ".join(json.dumps(tree, separators=(",", ":")) for tree in weights["trees"])
    text = json.dumps(head, indent=1, ensure_ascii=False).rstrip("}\n")
    TARGET.write_text(f'{text},\n "trees": [\n  {trees}\n ]\n}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
