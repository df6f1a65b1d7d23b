"""Train the model of names: a small network over the words around a capitalised one.

    python -m training.names --corpus FOLDER… [--write stillroom/privacy/names.json]

Sentences with names are made: the templates in `training/name_templates.txt`, and sentences of the corpus in which a
pronoun is replaced by a name; the names are Faker's (MIT), of every locale it writes in Latin letters, and places
(phonenumbers, Apache 2.0), companies and products stand where people could. Sentences without names are the corpus:
documentation of installed packages (their METADATA and docstrings) and one-line descriptions of public ones, without
the lines that credit people. Of the corpus nothing is kept but the weights, its commonest words and its terms.
"""

import argparse
import json
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array

from stillroom.privacy.name_features import (
    BUCKETS,
    PLACE_SIGNS,
    WORD_SIGNS,
    buckets_of,
    candidates,
    is_capitalised,
    line_of,
    place_signs,
    signs_of,
    tokens_of,
    vectors_of,
)
from stillroom.privacy.name_words import AMBIGUOUS, NameLists, name_lists
from training.name_corpus import corpus
from training.name_making import DEMONYMS, SEED, Made, Names, made
from training.name_network import SPAN, WIDTH, Batch, Floats, Network

_AXES = 40
_BATCH = 1024
_RATE = 3e-3
_OFTEN = 8
# a name of the lists that documentation has so often is a product there
_CERTAIN = 25
# words that are never a name, however seldom documentation has them
_CLOSED = """
he him his himself she her hers herself i me mine myself they them their theirs we us our ours you your yours it
its this that these those who whom whose what which when where why how there here then than and or but nor so if
as at by for from in into of off on onto out over to under up with without not no yes an the is am are was were
be been being do does did done have has had can could shall should may might must would let's it's i'm i've i'd
i'll we're we've we'll you're you've you'll they're they've he's she's that's there's what's who's don't doesn't
didn't can't couldn't won't wouldn't isn't aren't wasn't weren't hasn't haven't hadn't ok okay please thanks
thank hi hey hello dear bye goodbye sorry sir madam mr mrs ms miss dr prof monday tuesday wednesday thursday
friday saturday sunday january february march july september october november december morning evening tonight
today tomorrow yesterday asap fyi btw among amongst soon meanwhile anytime maintain maintains maintained
maintaining contribute contributes contributed report reports reported author authors authored credit credits
license licenses licensed licence sign signs signed navigate diagnose embrace ah oh wow yep nope
"""


class Vocabulary:
    """What the corpus says of words: how often each stands there, which are common, and which are terms."""

    def __init__(self, texts: Sequence[str], lists: NameLists) -> None:
        self._lists = lists
        self._counts: Counter[str] = Counter()
        within: Counter[str] = Counter()
        for text in texts:
            before = ""
            for token in tokens_of(text):
                self._counts[token.text] += 1
                if before.isalpha() and before.islower() and token.spaced and is_capitalised(token.text):
                    within[token.text] += 1
                before = token.text
        names = {n.lower() for n in lists.given | lists.family}
        often = {w for w, n in self._counts.items() if n >= _OFTEN and w.islower() and len(w) > 1 and w not in names}
        self.common = frozenset(often | set(_CLOSED.split()))
        countries = " ".join(import_module("faker.providers.address").Provider.countries).split()
        terms = {w for w, n in within.items() if n >= 5} | {w for w in (*countries, *DEMONYMS) if is_capitalised(w)}
        self.terms = frozenset(t for t in terms if t.lower() not in self.common | names)
        self.plain = sorted(
            w
            for w, n in self._counts.items()
            if n >= 4 and w.islower() and w.isalpha() and len(w) > 3 and w not in names
        )

    def is_doubtful(self, word: str) -> bool:
        """May it be a person whom the corpus speaks of?"""
        return word in self._lists.given and word not in AMBIGUOUS and self._counts[word] < _CERTAIN


@dataclass
class Samples:
    """Candidates as windows of word ids, signs of their places, and whether they are names.

    Attributes:
        ids: a number for each distinct word, with or without white space before it.
        unlisted: the candidate is shown as if no list of names knew any word.
    """

    ids: dict[tuple[str, bool], int] = field(default_factory=lambda: {("\n", False): 0})
    windows: list[list[int]] = field(default_factory=list)
    places: list[list[int]] = field(default_factory=list)
    labels: list[bool] = field(default_factory=list)
    unlisted: list[bool] = field(default_factory=list)

    def add(self, text: Made, known: Vocabulary, *, unlisted: bool) -> None:
        """Add the candidates of a text."""
        tokens = tokens_of(text.text)
        ids = [self.ids.setdefault((t.text, t.spaced), len(self.ids)) for t in tokens]
        padded = [0] * SPAN + ids + [0] * SPAN
        people = {at for at, t in enumerate(tokens) if any(start <= t.start < end for start, end in text.people)}
        is_lower = text.text.islower()
        named = people & set(candidates(tokens, (), is_lower=is_lower))
        for at in sorted({*candidates(tokens, known.common, is_lower=is_lower), *named}):
            if text.is_made or not known.is_doubtful(tokens[at].text):
                self.windows.append(padded[at : at + WIDTH])
                self.places.append(place_signs(tokens, at, line_of(tokens, at), text.text))
                self.labels.append(at in people)
                self.unlisted.append(unlisted)


class Table(NamedTuple):
    """Every word as numbers, first as the lists know it, then as if none did; and how vectors were made shorter."""

    words: Floats
    letters: csr_array
    mean: Floats
    axes: Floats


def table_of(samples: Samples, lists: NameLists) -> Table:
    """Turn words into numbers: principal axes of their vectors, signs, groups of letters."""
    words = list(samples.ids)
    vectors = vectors_of([word for word, _ in words])
    weights = np.sqrt(np.bincount(np.concatenate(samples.windows), minlength=len(words)))[:, None]
    mean = (vectors * weights).sum(0) / weights.sum()
    _, _, turned = np.linalg.svd((vectors - mean).T @ ((vectors - mean) * weights))
    axes = turned[:_AXES].T
    axes = axes / ((vectors - mean) @ axes).std()
    dense = (vectors - mean) @ axes
    dense[[not word[0].isalpha() for word, _ in words]] = 0
    signs = np.zeros((2, len(words), len(WORD_SIGNS)), np.float32)
    for at, (word, spaced) in enumerate(words):
        signs[0, at, signs_of(word, lists, is_spaced=spaced)] = 1
        signs[1, at, signs_of(word, NameLists(frozenset(), frozenset()), is_spaced=spaced)] = 1
    rows = [buckets_of(word) if word[0].isalpha() else [] for word, _ in words]
    ends = np.cumsum([0, *map(len, rows)])
    letters = csr_array((np.ones(ends[-1], np.float32), np.concatenate(rows), ends), shape=(len(words), BUCKETS))
    return Table(np.vstack([np.hstack([dense, s]) for s in signs]).astype(np.float32), letters, mean, axes)


def train(samples: Samples, table: Table, *, hidden: int, epochs: int) -> Network:
    """Train by shuffled batches; at times a place in the window or a hidden unit is left out."""
    rng = np.random.default_rng(SEED)
    windows = np.asarray(samples.windows, np.int32)
    centres = windows[:, SPAN].copy()
    windows[np.asarray(samples.unlisted)] += len(samples.ids)
    places = np.zeros((len(windows), len(PLACE_SIGNS)), np.float32)
    for at, signs in enumerate(samples.places):
        places[at, signs] = 1
    labels = np.asarray(samples.labels, np.float32)
    network = Network(table.words.shape[1], hidden, rng)
    steps = len(labels) // _BATCH
    for epoch in range(epochs):
        loss = 0.0
        for step, rows in enumerate(rng.permutation(len(labels))[: steps * _BATCH].reshape(steps, _BATCH)):
            shown = table.words[windows[rows]] * (rng.random((_BATCH, WIDTH, 1)) > 0.05)
            kept = ((rng.random((_BATCH, hidden)) > 0.15) / 0.85).astype(np.float32)
            words = shown.reshape(_BATCH, -1).astype(np.float32)
            rate = _RATE * (1 - (epoch * steps + step) / (epochs * steps)) + 1e-5
            loss += network.learn(Batch(words, table.letters[centres[rows]], places[rows], labels[rows], kept), rate)
        print(f"epoch {epoch}: {loss / steps:.4f}", flush=True)
    return network


def write(path: Path, network: Network, table: Table, known: Vocabulary) -> None:
    """Write the weights, and beside them the common words and the terms."""
    found = {k: np.round(v.astype(np.float64), 3).tolist() for k, v in network.p.items()}
    found |= {"mean": np.round(table.mean, 4).tolist(), "axes": np.round(table.axes, 3).tolist()}
    path.write_text(json.dumps(found) + "\n", encoding="utf-8")
    for name, words in (("common_words.txt", known.common), ("known_terms.txt", known.terms)):
        (path.parent / name).write_text("\n".join(sorted(words)) + "\n", encoding="utf-8")


def main() -> None:
    """Read the corpus, make sentences, train and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", nargs="+", type=Path, required=True, help="folders, and lists of packages (.tsv)")
    parser.add_argument("--samples", type=int, default=150_000, help="made sentences")
    parser.add_argument("--passages", type=int, default=230_000, help="passages of the corpus")
    parser.add_argument("--hidden", type=int, default=56)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--write", type=Path, required=True, help="where the weights go")
    options = parser.parse_args()
    rng = random.Random(SEED)
    texts, lists = corpus(options.corpus), name_lists()
    rng.shuffle(texts)
    known, samples = Vocabulary(texts, lists), Samples()
    for sentence in made(rng, Names(rng, known.plain), texts, options.samples):
        samples.add(sentence, known, unlisted=rng.random() < 0.4)
    for passage in texts[: options.passages]:
        text = passage.lower() if rng.random() < 0.06 else passage
        samples.add(Made(text, (), is_made=False), known, unlisted=rng.random() < 0.4)
    print(f"{len(texts):,} passages; {len(samples.labels):,} candidates, {sum(samples.labels):,} of names", flush=True)
    table = table_of(samples, lists)
    write(options.write, train(samples, table, hidden=options.hidden, epochs=options.epochs), table, known)


if __name__ == "__main__":
    main()
