"""Train the model of names: a small network over the words around a capitalised one.

    python training/names.py --corpus FOLDER… [--write stillroom/privacy/names.json]

Sentences with names are made: the templates in `training/name_templates.txt`, and sentences of the corpus in which a
pronoun is replaced by a name; the names are Faker's (MIT), of every locale it writes in Latin letters, its places and
companies stand where people could. Sentences without names are the corpus: documentation of installed packages (their
METADATA and docstrings), from which lines that credit people are left out. Nothing of the corpus is kept but the
weights and a list of its commonest words.
"""

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from stillroom.privacy.name_features import (
    BUCKETS,
    PLACE_SIGNS,
    WORD_SIGNS,
    WordVectors,
    buckets_of,
    candidates,
    is_capitalised,
    line_of,
    place_signs,
    signs_of,
    tokens_of,
)
from stillroom.privacy.name_words import AMBIGUOUS, NameLists, name_lists
from training.name_corpus import DEMONYMS, SEED, Made, Names, corpus, made

SPAN = 4
# words that are never a name, however seldom documentation has them
CLOSED = """
he him his himself she her hers herself i me mine myself they them their theirs we us our ours you your yours
it its this that these those who whom whose what which when where why how there here then than and or but nor so
if as at by for from in into of off on onto out over to under up with without not no yes an the is am are was were be
been being do does did done have has had can could shall should may might must would let's it's i'm i've i'd i'll
we're we've we'll you're you've you'll they're they've he's she's that's there's what's who's don't doesn't didn't
can't couldn't won't wouldn't isn't aren't wasn't weren't hasn't haven't hadn't ok okay please thanks thank hi hey
hello dear bye goodbye sorry sir madam mr mrs ms miss dr prof monday tuesday wednesday thursday friday saturday
sunday january february march july september october november december morning evening tonight today tomorrow
yesterday asap fyi btw among amongst soon meanwhile anytime maintain maintains maintained maintaining
contribute contributes contributed report reports reported author authors authored credit credits license licenses licensed licence sign signs signed navigate diagnose embrace ah oh wow yep nope
"""
WIDTH = 2 * SPAN + 1
KEPT = 40
Floats = NDArray[np.float32]


@dataclass
class Words:
    """Every distinct word, each in two forms: as the lists know it, and as if no list knew it."""

    lists: NameLists
    ids: dict[tuple[str, bool], int] = field(default_factory=lambda: {("\n", False): 0})

    def id(self, word: str, spaced: bool) -> int:
        return self.ids.setdefault((word, spaced), len(self.ids))

    def signs(self) -> Floats:
        none = NameLists(frozenset(), frozenset())
        table = np.zeros((2 * len(self.ids), len(WORD_SIGNS)), np.float32)
        for (word, spaced), at in self.ids.items():
            table[at, signs_of(word, self.lists, is_spaced=spaced)] = 1
            table[at + len(self.ids), signs_of(word, none, is_spaced=spaced)] = 1
        return table

    def buckets(self) -> csr_array:
        rows = [buckets_of(word) if word[0].isalpha() else [] for word, _ in self.ids]
        ends = np.cumsum([0, *map(len, rows)])
        columns = np.fromiter((c for row in rows for c in row), np.int32, int(ends[-1]))
        return csr_array((np.ones(len(columns), np.float32), columns, ends), shape=(len(rows), BUCKETS))


@dataclass
class Samples:
    """Candidates as windows of word ids, signs of their places, and whether they are names."""

    windows: list[list[int]] = field(default_factory=list)
    places: list[list[int]] = field(default_factory=list)
    labels: list[bool] = field(default_factory=list)
    unlisted: list[bool] = field(default_factory=list)

    def add(self, text: Made, words: Words, stops: frozenset[str], rng: random.Random) -> None:
        tokens = tokens_of(text.text)
        all_lower = text.text.islower()
        ids = [words.id(t.text, t.spaced) for t in tokens]
        padded = [0] * SPAN + ids + [0] * SPAN
        unlisted = rng.random() < 0.4
        people = {at for at, t in enumerate(tokens) if any(start <= t.start < end for start, end in text.people)}
        shown = set(candidates(tokens, stops, is_lower=all_lower)) | {
            at for at in people if at in candidates(tokens, (), is_lower=all_lower)
        }
        for at in sorted(shown):
            token, is_name = tokens[at], at in people
            if not text.is_made and is_doubtful(token.text, words.lists):
                continue
            line = line_of(tokens, at)
            self.windows.append(padded[at : at + WIDTH])
            self.places.append(place_signs(tokens, at, line, text.text))
            self.labels.append(is_name)
            self.unlisted.append(unlisted)


FREQUENT: Counter[str] = Counter()


def is_doubtful(word: str, lists: NameLists) -> bool:
    """May it be a person whom the corpus speaks of?"""
    return word in lists.given and word not in AMBIGUOUS and FREQUENT[word] < 25


def commonest(texts: Iterable[str], lists: NameLists) -> tuple[frozenset[str], frozenset[str]]:
    """List words that are often in lower case, so that a capital only opens a sentence, and terms that have a capital."""
    within: Counter[str] = Counter()
    for text in texts:
        before = ""
        for token in tokens_of(text):
            FREQUENT[token.text] += 1
            if before.isalpha() and before.islower() and token.spaced and is_capitalised(token.text):
                within[token.text] += 1
            before = token.text
    names = {n.lower() for n in lists.given | lists.family}
    often = {w for w, n in FREQUENT.items() if n >= 8 and w.islower() and len(w) > 1 and w not in names}
    countries = set(" ".join(import_module("faker.providers.address").Provider.countries).split()) | set(DEMONYMS)
    terms = {w for w, n in within.items() if n >= 5} | {w for w in countries if is_capitalised(w)}
    common = often | set(CLOSED.split())
    return frozenset(common), frozenset(t for t in terms if t.lower() not in common | names)


def plain_words(stops: frozenset[str], lists: NameLists) -> list[str]:
    """List words of the corpus for made-up titles and products."""
    names = {n.lower() for n in lists.given | lists.family}
    return sorted(
        w for w, n in FREQUENT.items() if w.islower() and w.isalpha() and n >= 4 and len(w) > 3 and w not in names
    )


class Network:
    """One hidden layer, trained by Adam."""

    def __init__(self, inputs: int, hidden: int, rng: np.random.Generator) -> None:
        scale = 1 / np.sqrt(inputs * WIDTH / 8)
        self.p: dict[str, Floats] = {
            "words": rng.normal(0, scale, (WIDTH * inputs, hidden)).astype(np.float32),
            "letters": rng.normal(0, 0.05, (BUCKETS, hidden)).astype(np.float32),
            "places": rng.normal(0, 0.05, (len(PLACE_SIGNS), hidden)).astype(np.float32),
            "hidden": np.zeros(hidden, np.float32),
            "out": rng.normal(0, 0.3, hidden).astype(np.float32),
            "bias": np.zeros(1, np.float32),
        }
        self._m = {k: np.zeros_like(v) for k, v in self.p.items()}
        self._v = {k: np.zeros_like(v) for k, v in self.p.items()}
        self._t = 0

    def forward(self, x: Floats, letters: csr_array, places: Floats) -> tuple[Floats, Floats]:
        p = self.p
        h = np.maximum(x @ p["words"] + letters @ p["letters"] + places @ p["places"] + p["hidden"], 0)
        return h, h @ p["out"] + p["bias"][0]

    def learn(
        self, x: Floats, letters: csr_array, places: Floats, y: Floats, w: Floats, rate: float, drop: Floats
    ) -> float:
        h, z = self.forward(x, letters, places)
        h *= drop
        z = h @ self.p["out"] + self.p["bias"][0]
        q = 1 / (1 + np.exp(-np.clip(z, -30, 30)))
        dz = (q - y) * w / len(y)
        dh = np.outer(dz, self.p["out"]) * (h > 0) * drop
        grads = {
            "words": x.T @ dh, "letters": letters.T @ dh, "places": places.T @ dh, "hidden": dh.sum(0),
            "out": h.T @ dz, "bias": dz.sum(keepdims=True),
        }  # fmt: skip
        self._t += 1
        for k, g in grads.items():
            g = g + 1e-6 * self.p[k]
            self._m[k] += 0.1 * (g - self._m[k])
            self._v[k] += 0.001 * (g * g - self._v[k])
            m, v = self._m[k] / (1 - 0.9**self._t), self._v[k] / (1 - 0.999**self._t)
            self.p[k] -= (rate * m / (np.sqrt(v) + 1e-8)).astype(np.float32)
        return float(-(w * (y * np.log(q + 1e-9) + (1 - y) * np.log(1 - q + 1e-9))).mean())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", nargs="+", type=Path, required=True, help="folders of documentation")
    parser.add_argument("--samples", type=int, default=120_000, help="made sentences")
    parser.add_argument("--negatives", type=int, default=200_000, help="passages of the corpus")
    parser.add_argument("--hidden", type=int, default=48)
    parser.add_argument("--epochs", type=int, default=6)
    parser.add_argument("--write", type=Path, help="where the weights go")
    options = parser.parse_args()
    rng = random.Random(SEED)
    texts = corpus(options.corpus)
    rng.shuffle(texts)
    cut = len(texts) // 12
    held_out, texts = texts[:cut], texts[cut:]
    words, samples = Words(name_lists()), Samples()
    stops, terms = commonest(texts, words.lists)
    print(f"{len(texts):,} passages, {len(stops):,} common words, {len(terms):,} terms")
    for text in made(rng, Names(rng, plain_words(stops, words.lists)), texts, options.samples):
        samples.add(text, words, stops, rng)
    for passage in texts[: options.negatives]:
        text = passage.lower() if rng.random() < 0.06 else passage
        samples.add(Made(text, (), False), words, stops, rng)
    print(f"{len(samples.labels):,} candidates, {sum(samples.labels):,} of names, {len(words.ids):,} words")
    network, mean, axes = train(words, samples, options)
    write(options.write, network, mean, axes, stops, terms)


def train(words: Words, samples: Samples, options: argparse.Namespace) -> tuple[Network, Floats, Floats]:
    rng = np.random.default_rng(SEED)
    vectors = WordVectors().of([word for word, _ in words.ids])
    counts = np.bincount(np.concatenate([np.asarray(w) for w in samples.windows]), minlength=len(vectors))
    weights = np.sqrt(counts).astype(np.float32)[:, None]
    mean = (vectors * weights).sum(0) / weights.sum()
    _, _, axes = np.linalg.svd((vectors - mean).T @ ((vectors - mean) * weights))
    axes = axes[:KEPT].T.copy()
    dense = (vectors - mean) @ axes
    scale = dense.std()
    axes /= scale
    dense /= scale
    dense[~np.array([w[0].isalpha() for w, _ in words.ids])] = 0
    table = np.hstack([np.vstack([dense, dense]), words.signs()]).astype(np.float32)
    letters = words.buckets()
    windows = np.asarray(samples.windows, np.int32)
    centres = windows[:, SPAN].copy()
    windows[np.asarray(samples.unlisted)] += len(words.ids)
    places = np.zeros((len(windows), len(PLACE_SIGNS)), np.float32)
    for at, signs in enumerate(samples.places):
        places[at, signs] = 1
    y = np.asarray(samples.labels, np.float32)
    network = Network(table.shape[1], options.hidden, rng)
    batch = 1024
    total = options.epochs * (len(y) // batch)
    step = 0
    for epoch in range(options.epochs):
        order = rng.permutation(len(y))
        loss = 0.0
        for start in range(0, len(y) - batch, batch):
            at = order[start : start + batch]
            x = table[windows[at]]
            # a place in the window is hidden at times, so that no single neighbour decides
            x *= rng.random((batch, WIDTH, 1)) > 0.05
            drop = ((rng.random((batch, options.hidden)) > 0.15) / 0.85).astype(np.float32)
            rate = 3e-3 * (1 - step / total) + 1e-5
            loss += network.learn(
                x.reshape(batch, -1), letters[centres[at]], places[at], y[at], np.ones(batch, np.float32), rate, drop
            )
            step += 1
        print(f"epoch {epoch}: {loss / (len(y) // batch):.4f}")
        sys.stdout.flush()
    return network, mean, axes


def write(
    path: Path | None, network: Network, mean: Floats, axes: Floats, stops: frozenset[str], terms: frozenset[str]
) -> None:
    if path is None:
        return
    found = {k: np.round(v.astype(np.float64), 3).tolist() for k, v in network.p.items()}
    (path.parent / "common_words.txt").write_text("\n".join(sorted(stops)) + "\n", encoding="utf-8")
    (path.parent / "known_terms.txt").write_text("\n".join(sorted(terms)) + "\n", encoding="utf-8")
    found |= {
        "mean": np.round(mean.astype(np.float64), 4).tolist(),
        "axes": np.round(axes.astype(np.float64), 3).tolist(),
    }
    path.write_text(json.dumps(found) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
