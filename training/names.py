"""Train the model of names: a logistic regression over what a capitalised word looks like and stands between.

    python training/names.py --corpus FOLDER… [--write stillroom/privacy/names.json]

Sentences with names are made: the templates in `training/name_templates.txt`, and sentences of the corpus in which a
pronoun is replaced by a name; the names are Faker's (MIT), of every locale it writes in Latin letters. Sentences
without names are the corpus: documentation of installed packages (their METADATA and docstrings), from which lines
that credit people are left out. Nothing of the corpus is kept but the weights.
"""

import argparse
import ast
import json
import random
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

import numpy as np
from faker import Faker
from faker.config import AVAILABLE_LOCALES
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from stillroom.privacy.name_features import features, is_candidate, tokens_of
from stillroom.privacy.name_words import AMBIGUOUS, NameLists, name_lists

SEED = 20261121
HERE = Path(__file__).parent
CREDIT = re.compile(
    r"author|maintain|copyright|credit|contribut|thank|@|\(c\)|written by|licen[cs]e|by:? [A-Z]|https?:|signed|reported|"
    r"[A-Z][a-z]+ [A-Z]\. [A-Z]|[A-Z][a-z]+ et al|\bet al\b|\b(?:19|20)\d\d\)|pp\.|vol\.|journal|proc\.|theorem|equation",
    re.I,
)
PRONOUN = re.compile(r"\b(?:[Ss]he|[Hh]e|[Hh]im|[Tt]hey|someone|somebody|[Tt]he user|[Tt]he author|[Tt]he caller|[Uu]sers|them|[Yy]ou|[Ww]e)\b")
VERBS = {"they": "", "users": "", "you": "", "we": ""}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", nargs="+", type=Path, required=True, help="folders of .md, .rst, .txt, METADATA and .py files")
    parser.add_argument("--samples", type=int, default=60_000, help="made sentences")
    parser.add_argument("--negatives", type=int, default=400_000, help="lines of the corpus")
    parser.add_argument("--strength", type=float, default=0.3, help="inverse of the regularisation")
    parser.add_argument("--write", type=Path, help="where the weights go")
    options = parser.parse_args()
    rng = random.Random(SEED)
    texts = corpus(options.corpus)
    rng.shuffle(texts)
    cut = len(texts) // 10
    held_out, texts = texts[:cut], texts[cut:]
    people = Names(rng)
    lists = name_lists()
    rows: list[dict[str, float]] = []
    labels: list[int] = []
    for text, spans in made(rng, people, texts, options.samples):
        add(rows, labels, text, spans, lists, rng)
    lines = [t for t in texts if any(c.isupper() for c in t)][: options.negatives]
    for text in lines:
        add(rows, labels, text, [], lists, rng)
    print(f"{len(rows):,} words, {sum(labels):,} of names; {len(texts):,} passages of the corpus")
    counts = Counter(f for row in rows for f in row)
    rows = [{f: v for f, v in row.items() if counts[f] >= 8} for row in rows]
    vectorizer = DictVectorizer(dtype=np.float32)
    matrix = vectorizer.fit_transform(rows)
    model = LogisticRegression(solver="liblinear", l1_ratio=1, C=options.strength, max_iter=200, random_state=SEED)
    # liblinear reads 32-bit indices only
    matrix.indices, matrix.indptr = matrix.indices.astype(np.int32), matrix.indptr.astype(np.int32)
    model.fit(matrix, labels)
    weights = {
        name: round(float(w), 2)
        for name, w in zip(vectorizer.feature_names_, model.coef_[0], strict=True)
        if abs(w) >= 0.05
    }
    weights["bias"] = round(float(model.intercept_[0]), 2)
    print(f"{matrix.shape[1]:,} features, {len(weights):,} kept")
    held = [t for t in held_out][:40_000]
    false_alarms(held, weights, lists)
    if options.write:
        options.write.write_text(
            json.dumps(dict(sorted(weights.items())), ensure_ascii=False, indent=0) + "\n", encoding="utf-8"
        )


def corpus(folders: Sequence[Path]) -> list[str]:
    """Read passages of documentation, each once."""
    found: dict[str, None] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix == ".py" and "/tests/" not in str(path):
                found.update(dict.fromkeys(_docstrings(path)))
            elif path.suffix in (".md", ".rst", ".txt") or path.name == "METADATA":
                found.update(dict.fromkeys(_passages(path.read_text(encoding="utf-8", errors="ignore"))))
    return list(found)


def _docstrings(path: Path) -> Iterator[str]:
    if path.stat().st_size > 400_000:
        return
    try:
        tree = ast.parse(path.read_text(encoding="utf-8", errors="ignore"))
    except (SyntaxError, ValueError, RecursionError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _passages(ast.get_docstring(node) or "")


def _passages(text: str) -> Iterator[str]:
    """Yield blocks of one to four lines, without those that may credit a person."""
    for block in re.split(r"\n\s*\n", text):
        lines = [line for line in block.splitlines() if 12 < len(line) < 300 and not CREDIT.search(line)]
        for at in range(0, len(lines), 4):
            passage = "\n".join(lines[at : at + 4])
            if any(c.isalpha() for c in passage):
                yield passage


class Names:
    """Draws names, places, companies and streets."""

    def __init__(self, rng: random.Random) -> None:
        self._rng = rng
        self._given: list[list[str]] = []
        self._family: list[list[str]] = []
        for locale in sorted(AVAILABLE_LOCALES):
            given, family = _of_locale(locale)
            if len(given) > 20 and len(family) > 20:
                self._given.append(given)
                self._family.append(family)
        self._fakers = []
        for number, locale in enumerate(("en_US", "en_GB", "de_DE", "fr_FR", "es_ES", "it_IT", "pl_PL", "pt_BR", "nl_NL", "sv_SE", "cs_CZ", "fi_FI", "hu_HU", "hr_HR", "tr_TR", "id_ID", "no_NO", "da_DK")):
            faker = Faker(locale)
            faker.seed_instance(SEED + number)
            self._fakers.append(faker)

    def draw(self, kind: str) -> str:
        """Draw what a slot of a template asks for."""
        rng = self._rng
        place = rng.randrange(len(self._given))
        given, family = rng.choice(self._given[place]), rng.choice(self._family[place])
        faker = rng.choice(self._fakers)
        if kind == "given":
            return given
        if kind == "family":
            return family
        if kind == "full":
            middle = rng.choice(["", "", "", "", "", "", f"{rng.choice('ABCDEFGHJKLMNPRSTVW')}. ", f"{rng.choice('ABCDEFGHJKLMNPRSTVW')} "])
            return f"{given} {middle}{family}"
        if kind == "any":
            return self.draw(rng.choice(("given", "given", "full", "full", "family")))
        if kind == "company":
            return str(faker.company())
        if kind == "city":
            return str(faker.city())
        if kind == "country":
            return str(faker.country())
        if kind == "street":
            return str(faker.street_address()).replace("\n", " ")
        if kind == "job":
            return str(faker.job())
        if kind == "number":
            return str(rng.randrange(2, 5000))
        raise ValueError(kind)


def _of_locale(locale: str) -> tuple[list[str], list[str]]:
    """List the given and the family names that Faker has for a locale, those in Latin letters."""
    try:
        provider = import_module(f"faker.providers.person.{locale}").Provider
    except ModuleNotFoundError:
        return [], []
    given: set[str] = set()
    family: set[str] = set()
    for attribute in dir(provider):
        value = getattr(provider, attribute)
        if attribute.startswith("first_") and "pair" not in attribute:
            given.update(_latin(value))
        elif attribute.startswith("last_") and "pair" not in attribute:
            family.update(_latin(value))
    return sorted(given), sorted(family)


def _latin(values: object) -> Iterator[str]:
    if not isinstance(values, tuple | list | dict | set) and not hasattr(values, "__iter__"):
        return
    for value in values:  # type: ignore[union-attr]
        if isinstance(value, str) and 1 < len(value) < 20 and value[0].isupper() and value.isprintable():
            if all("LATIN" in unicodedata.name(c, "") or c in " '-’" for c in value):
                yield value


def made(rng: random.Random, people: Names, texts: Sequence[str], count: int) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Make sentences: half from templates, half from the corpus with a name in a pronoun's place."""
    templates = [t for t in (HERE / "name_templates.txt").read_text(encoding="utf-8").splitlines() if t]
    hosts = [t for t in texts if PRONOUN.search(t) and len(t) < 400]
    for number in range(count):
        if number % 3 and templates:
            yield filled(rng.choice(templates).replace("\\n", "\n"), people, rng)
        elif hosts:
            yield substituted(rng.choice(hosts), people, rng)


def filled(template: str, people: Names, rng: random.Random) -> tuple[str, list[tuple[int, int]]]:
    """Fill a template's {slots}; give the text and where the names are."""
    text = ""
    spans: list[tuple[int, int]] = []
    same: dict[str, str] = {}
    for piece in re.split(r"(\{\w+\})", template):
        if not piece.startswith("{"):
            text += piece
            continue
        slot = piece[1:-1]
        kind = slot.rstrip("0123456789")
        value = same.setdefault(slot, people.draw(kind)) if slot != kind else people.draw(kind)
        if kind in ("given", "family", "full", "any"):
            spans.append((len(text), len(text) + len(value)))
        text += value
    return text, spans


def substituted(text: str, people: Names, rng: random.Random) -> tuple[str, list[tuple[int, int]]]:
    """Put a name in place of one pronoun."""
    match = rng.choice(list(PRONOUN.finditer(text)))
    name = people.draw("any")
    return text[: match.start()] + name + text[match.end() :], [(match.start(), match.start() + len(name))]


def add(rows: list[dict[str, float]], labels: list[int], text: str, spans: list[tuple[int, int]], lists: NameLists, rng: random.Random) -> None:
    """Add the features and the label of every capitalised word."""
    tokens = tokens_of(text)
    lower = frozenset(t.text for t in tokens if t.text.islower())
    # a name that no list has must be known by its look and its place: half are shown as unlisted
    shown = lists if rng.random() < 0.5 else NameLists(frozenset(), frozenset())
    for at, token in enumerate(tokens):
        if not is_candidate(token):
            continue
        is_name = any(start <= token.start < end for start, end in spans)
        if not spans and token.text in lists.given and token.text not in AMBIGUOUS:
            continue  # may be a person the corpus speaks of
        rows.append(dict.fromkeys(features(tokens, at, lower, shown), 1.0))
        labels.append(int(is_name))


def false_alarms(texts: Sequence[str], weights: dict[str, float], lists: NameLists) -> None:
    """Print how often the held-out part of the corpus is taken for a name, by threshold."""
    scores: list[tuple[float, str]] = []
    words = 0
    for text in texts:
        tokens = tokens_of(text)
        words += sum(t.text[0].isalpha() for t in tokens)
        lower = frozenset(t.text for t in tokens if t.text.islower())
        for at, token in enumerate(tokens):
            if is_candidate(token):
                total = weights["bias"] + sum(weights.get(f, 0.0) for f in set(features(tokens, at, lower, lists)))
                scores.append((total, text[max(0, token.start - 25) : token.end + 25]))
    scores.sort(reverse=True)
    for threshold in (0, 1, 2, 3, 4, 5):
        count = sum(s >= threshold for s, _ in scores)
        print(f"at {threshold}: {1000 * count / words:.2f} a 1,000 words")
    for score, context in scores[:60:2]:
        print(f"  {score:5.2f} {context!r}")


if __name__ == "__main__":
    main()
