"""Train the offline judge: `python -m training.judge` writes stillroom/judging/weights.json.

Boosted trees over the measures of a pair, calibrated on folds they had not seen; thresholds by the risk that is aimed
at. How often they would be wrong about a set that they have never seen is found by leaving each set out in turn.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold

from evals.measure import DATA, PUBLIC
from stillroom.judging import conflicts, features
from stillroom.judging.forest import ALIKE, CLASHING, CLASSES, WEIGHTS, Forest
from stillroom.judging.measures import measure
from stillroom.judging.pairs import by_rules, compare
from training import material
from training.material import CONFLICT, SAME, Pair

TARGET = Path(__file__).parents[1] / "stillroom" / "judging" / WEIGHTS
RISK = 0.03
"""How much of what is decided may be wrong: a twentieth is allowed, and new pairs are always harder."""
FOLDS = 8
TREES = {
    "n_estimators": 150, "learning_rate": 0.06, "max_depth": 4, "min_samples_leaf": 10, "subsample": 0.6,
    "max_features": 0.2,
}  # fmt: skip
CROSSED, MADE, NEGATIONS = 0.15, 0.015, 0.05
_RULES, _NEGATIONS = 500, 700
_CALIBRATED = (("conflict", CONFLICT), ("same", SAME))
Table = NDArray[np.float64]
Weights = dict[str, Any]


def main() -> None:
    """Train, and write the weights with where they come from."""
    pairs = gathered(PUBLIC)
    names, table, said = measured(pairs)
    labels = np.array([p.label for p in pairs])
    own = np.array([n for n, p in enumerate(pairs) if p.origin == "own"])
    unseen = out_of_fold(table, pairs, labels, own)
    seen = {name: np.column_stack((_logit(unseen[:, n]), said[own])) for name, n in _CALIBRATED}
    calibration = {name: platt(seen[name], labels[own] == n) for name, n in _CALIBRATED}
    conflict, same = (apply(calibration[name], seen[name]) for name, _ in _CALIBRATED)
    known = {
        "calibration": calibration,
        "thresholds": thresholds(conflict, same),
        "measures": names,
        "depth": TREES["max_depth"],
    }
    left_out = {name: without(name, pairs, table, labels, known) for name in material.SETS}
    found = about(pairs, conflict, same, labels[own]) | {"decided and wrong when the set was left out": left_out}
    write({"about": found, **known, **grown(table, labels, pairs)})


def gathered(public: Path) -> list[Pair]:
    """Gather all pairs to learn from; public ones only where they are."""
    pairs = [*material.own(), *material.crossed(CROSSED)]
    for name in material.SETS:
        changed = material.made(material.own_sentences(name), MADE)
        pairs += [replace(p, source=name) for p in changed]
    if (public / "cursorrules").is_dir():
        rules = material.made(material.rule_sentences(public, _RULES), MADE)
        pairs += [replace(p, origin="made from cursorrules") for p in rules]
    if (public / "nli_negation").is_dir():
        pairs += material.negations(public, _NEGATIONS, NEGATIONS)
    return pairs


def measured(pairs: Iterable[Pair]) -> tuple[list[str], Table, Table]:
    """Measure every pair: the names of the measures, a row a pair, and whether rules call it a conflict or the same."""
    rows, said = [], []
    for pair in pairs:
        a, b = features.read(pair.a), features.read(pair.b)
        rows.append(measure(a, b, conflicts.find(a, b)))
        ruled = by_rules(a, b).verdict
        said.append([ruled in CLASHING, ruled in ALIKE])
    names = sorted(rows[0])
    return names, np.array([[row[name] for name in names] for row in rows]), np.array(said, dtype=np.float64)


def fitted(table: Table, labels: NDArray[np.int64], pairs: Sequence[Pair]) -> GradientBoostingClassifier:
    """Grow trees."""
    trees = GradientBoostingClassifier(**TREES, random_state=0)
    return trees.fit(table, labels, sample_weight=[p.weight for p in pairs])


def out_of_fold(table: Table, pairs: Sequence[Pair], labels: NDArray[np.int64], own: NDArray[np.int64]) -> Table:
    """Predict each own pair by trees that saw nothing of its group."""
    groups = np.array([p.group for p in pairs])
    unseen = np.zeros((len(own), len(CLASSES)))
    for _, held in GroupKFold(FOLDS, shuffle=True, random_state=0).split(own, groups=groups[own]):
        seen = np.flatnonzero(~np.isin(groups, groups[own[held]]))
        trees = fitted(table[seen], labels[seen], [pairs[n] for n in seen.tolist()])
        unseen[held] = trees.predict_proba(table[own[held]])
    return unseen


def without(name: str, pairs: Sequence[Pair], table: Table, labels: NDArray[np.int64], known: Weights) -> list[int]:
    """Count what trees that never saw a set decide of it, and how much of that is wrong."""
    seen = np.array([n for n, p in enumerate(pairs) if p.source != name])
    forest = Forest(known | grown(table[seen], labels[seen], [pairs[n] for n in seen]))
    given = [
        (p, compare(features.read(p.a), features.read(p.b), trees=forest).verdict)
        for p in pairs
        if p.source == name and p.origin == "own"
    ]
    decided = [(p, verdict) for p, verdict in given if verdict != "uncertain"]
    return [len(given), len(decided), sum(verdict not in p.allowed for p, verdict in decided)]


def platt(seen: Table, truth: NDArray[np.bool_]) -> list[float]:
    """Fit a logistic curve from the log odds of the trees and the rules' word to probabilities; the offset is last."""
    fitted = LogisticRegression().fit(seen, truth)
    return [round(float(weight), 4) for weight in (*fitted.coef_[0], fitted.intercept_[0])]


def apply(curve: Sequence[float], seen: Table) -> Table:
    """Give the probabilities that a fitted curve makes."""
    found: Table = 1 / (1 + np.exp(-(seen @ np.array(curve[:-1]) + curve[-1])))
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
    return {
        "made by": "python -m training.judge",
        "pairs (apart, same, conflict)": material.counts(pairs),
        "origin": {
            "own": {name: f"sha256 {_sha(DATA / f'{name}.jsonl')}" for name in material.SETS},
            "crossed, made": "from the same; of pairs only the split dev is learnt",
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


def grown(table: Table, labels: NDArray[np.int64], pairs: Sequence[Pair]) -> Weights:
    """Grow trees and list them by class, with the log odds that they start from."""
    trees = fitted(table, labels, pairs)
    start = np.log(trees.init_.class_prior_)
    return {
        "start": dict(zip(CLASSES, (round(float(odds), 4) for odds in start), strict=True)),
        "trees": {name: [nodes(tree.tree_) for tree in trees.estimators_[:, n]] for n, name in enumerate(CLASSES)},
    }


def nodes(tree: Any) -> list[list[float]]:
    """List a tree's nodes, two of one parent together: measure (-1 for a leaf), split, first child, what it adds.

    What a leaf adds goes to the log odds of its class; an inner node adds what those below it add in the mean.
    """
    adds = tree.value[:, 0, 0] * TREES["learning_rate"]
    for n in reversed(np.flatnonzero(tree.children_left >= 0)):
        below = [tree.children_left[n], tree.children_right[n]]
        adds[n] = np.average(adds[below], weights=tree.weighted_n_node_samples[below])
    order = [0]
    rows: list[list[float]] = []
    for n in order:
        add = round(float(adds[n]), 4)
        if tree.children_left[n] < 0:
            rows.append([-1, 0, 0, add])
        else:
            rows.append([int(tree.feature[n]), round(float(tree.threshold[n]), 4), len(order), add])
            order += [tree.children_left[n], tree.children_right[n]]
    return rows


def write(weights: Weights) -> None:
    """Write the file so that it can be read: one tree a line."""
    head = {name: part for name, part in weights.items() if name != "trees"}
    trees = ",\n  ".join(
        f"{json.dumps(name)}: [\n   "
        + ",\n   ".join(json.dumps(tree, separators=(",", ":")) for tree in weights["trees"][name])
        + "\n  ]"
        for name in CLASSES
    )
    text = json.dumps(head, indent=1, ensure_ascii=False).removesuffix("\n}")
    TARGET.write_text(f'{text},\n "trees": {{\n  {trees}\n }}\n}}\n', encoding="utf-8")


if __name__ == "__main__":
    main()
