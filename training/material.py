"""What the judge learns from: the own pairs, pairs made from real sentences, and public ones where present."""

import json
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from evals.cases import cases, item
from evals.measure import DATA
from evals.pairs import allowed
from stillroom.domain.items import Item
from stillroom.judging import features, lexicon
from training.perturbations import perturbed

APART, SAME, CONFLICT = 0, 1, 2
LABELS = {
    "contradict": CONFLICT,
    "superseded": CONFLICT,
    "agree": SAME,
    "duplicate": SAME,
    "refines": SAME,
    "related": APART,
    "unrelated": APART,
    "different_scope": APART,
}
_BETWEEN = {
    frozenset(("agree", "contradict")): "contradict",
    frozenset(("agree", "related")): "related",
    frozenset(("contradict", "related")): "related",
    frozenset(("agree", "different_scope")): "different_scope",
}
LEARNT = (
    "pairs_independent",
    "pairs_fresh",
    "pairs_blind",
    "pairs_taught",
    "pairs_rules",
    "pairs_states",
    "pairs_near",
)
"""Sets that are learnt from whole."""
SETS = ("pairs", *LEARNT)
"""The sets that are learnt from; of `pairs` only the split dev."""
_PUBLIC = {"contradiction": CONFLICT, "uncertain": APART, "compatible": APART}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two items, what they are to each other, and how much that counts.

    Attributes:
        group: pairs of one group stay on one side of every split.
        origin: `own`, `crossed` (between two variants of one note), `made` or the name of a public set.
        source: the own set that it is of or was made from.
        allowed: the verdicts that are not wrong, for an own pair.
    """

    a: Item
    b: Item
    label: int
    group: str
    origin: str
    weight: float
    source: str = ""
    allowed: frozenset[str] = frozenset()


def own() -> list[Pair]:
    """Read the project's own pairs that are learnt from; what even a person could not tell teaches nothing."""
    return [
        Pair(*_sides(c), LABELS[c["verdict"]], group(c), "own", 1.0, name, allowed(c))
        for name in SETS
        for c in cases(DATA / f"{name}.jsonl")
        if c["verdict"] in LABELS and c.get("split", "dev") == "dev"
    ]


def group(case: dict[str, Any]) -> str:
    """Name what a case belongs to: the note that its variants were written for."""
    name: str = case["id"]
    return name.rpartition("-")[0] if "domain" in case else name


def crossed(weight: float) -> Iterator[Pair]:
    """Pair the variants of one note with each other, where that says what they are."""
    groups = defaultdict(list)
    for case in cases(DATA / "pairs.jsonl"):
        if case["split"] == "dev" and "domain" in case:
            groups[group(case)].append(case)
    for name, members in groups.items():
        for x, y in combinations(members, 2):
            verdict = _BETWEEN.get(frozenset((x["verdict"], y["verdict"])))
            if verdict:
                a, b = (item(f"{c['id']}-b", **c["b"]) for c in (x, y))
                yield Pair(a, b, LABELS[verdict], name, "crossed", weight, "pairs")


def made(sentences: Sequence[tuple[str, str]], weight: float, seed: int = 0) -> Iterator[Pair]:
    """Change (group, sentence) in every way that fits, and set each beside one that only sounds like it."""
    rng = random.Random(seed)
    for n, (name, sentence) in enumerate(sentences):
        a = item(f"made-{n}", content=sentence)
        for m, (verdict, changed) in enumerate(perturbed(sentence, rng)):
            yield Pair(a, item(f"made-{n}-{m}", content=changed), LABELS[verdict], name, "made", weight)
    for n, (one, other) in enumerate(_sounding_alike(sentences)):
        a, b = (item(f"near-{n}-{m}", content=s) for m, (_, s) in enumerate((one, other)))
        yield Pair(a, b, APART, one[0], "made", weight)


def _sounding_alike(sentences: Sequence[tuple[str, str]]) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Pair each sentence with the one of another group that shares most words with it, two or more."""
    words = [features.read(item("x", content=s)).content for _, s in sentences]
    for n, (name, _) in enumerate(sentences):
        best = max(
            (m for m in range(len(sentences)) if sentences[m][0] != name),
            key=lambda m: (len(words[n] & words[m]) / (len(words[n] | words[m]) or 1), -m),
        )
        if len(words[n] & words[best]) >= 2:
            yield sentences[n], sentences[best]


def own_sentences(name: str) -> list[tuple[str, str]]:
    """List the sentences of a set that is learnt from, each with its group."""
    found = {}
    for case in cases(DATA / f"{name}.jsonl"):
        if case.get("split", "dev") == "dev":
            for side in ("a", "b"):
                found[case[side]["content"]] = group(case)
    return [(group, sentence) for sentence, group in sorted(found.items())]


def rule_sentences(folder: Path, count: int, seed: int = 0) -> list[tuple[str, str]]:
    """Draw bullets from the public rule files that read like a statement."""
    rows = [json.loads(line) for line in (folder / "cursorrules" / "bullets.jsonl").read_text("utf-8").splitlines()]
    texts = sorted({r["text"] for r in rows if _reads_well(r["text"])})
    chosen = random.Random(seed).sample(texts, min(count, len(texts)))
    return [(f"rule-{n}", text) for n, text in enumerate(chosen)]


def _reads_well(text: str) -> bool:
    words = text.split()
    return 5 <= len(words) <= 25 and "`" not in text and ":" not in text and words[0].lower() in lexicon.DIRECTIVES


def negations(folder: Path, count: int, weight: float, seed: int = 0) -> Iterator[Pair]:
    """Draw from the public pairs about negation; `compatible` there does not mean the same, only no conflict."""
    rows = [json.loads(line) for line in (folder / "nli_negation" / "pairs.jsonl").read_text("utf-8").splitlines()]
    known = [r for r in rows if r["label"] in _PUBLIC and max(len(r["a"]), len(r["b"])) < 160]
    for row in random.Random(seed).sample(known, min(count, len(known))):
        a, b = (item(f"{row['id']}-{side}", content=row[side]) for side in ("a", "b"))
        yield Pair(a, b, _PUBLIC[row["label"]], row["id"], "nli_negation", weight)


def _sides(case: dict[str, Any]) -> tuple[Item, Item]:
    a, b = (item(f"{case['id']}-{side}", **case[side]) for side in ("a", "b"))
    return a, b


def counts(pairs: Iterable[Pair]) -> dict[str, list[int]]:
    """Count pairs by origin: those apart, the same, in conflict."""
    found: dict[str, list[int]] = {}
    for pair in pairs:
        found.setdefault(pair.origin, [0, 0, 0])[pair.label] += 1
    return found
