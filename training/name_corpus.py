"""What the model of names is trained on: made sentences with names, and documentation without."""

import ast
import random
import re
import unicodedata
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from faker import Faker
from faker.config import AVAILABLE_LOCALES
from phonenumbers.geodata import GEOCODE_DATA

from stillroom.privacy.name_words import products

SEED = 20261121
HERE = Path(__file__).parent
CREDIT = re.compile(
    r"author|maintain|copyright|credit|contribut|thank|@|\(c\)|written by|licen[cs]e|by:? [A-Z]|https?:|signed|reported|"
    r"[A-Z][a-z]+ [A-Z]\. [A-Z]|[A-Z][a-z]+ et al|\bet al\b|\b(?:19|20)\d\d\)|pp\.|vol\.|journal|proc\.|theorem"
    r"|equation|named (?:after|for)|username|first.?name|last.?name",
    re.IGNORECASE,
)
PRONOUN = re.compile(
    r"\b(?:[Ss]he|[Hh]e|[Hh]im|[Tt]hey|someone|somebody|[Tt]he user|[Tt]he author|[Tt]he caller|them|[Yy]ou|[Ww]e)\b"
)
# of packages that few use, the descriptions are mostly placeholders
_USED = 3_000
_PEOPLE = ("given", "family", "full", "any")
_COMPANIES = "en_US en_GB de_DE fr_FR es_ES it_IT pl_PL pt_BR nl_NL sv_SE cs_CZ fi_FI hu_HU hr_HR tr_TR id_ID no_NO da_DK".split()
_TOOLS = sorted(products())
_SYLLABLES = "ba ce di fo gu ka le mi no pu ra se ti vo xa zy bri cla dre plo stra ven ter con mar bel".split()
_STEMS = ("", "", "", "soft", "tech", "labs", "health", "data", "works", "metrics", "ium", "ly", "io")
DEMONYMS = (
    "French German Spanish Italian Dutch Polish Czech Slovak Swedish Danish Norwegian Finnish Icelandic Greek Turkish "
    "Russian Ukrainian Romanian Bulgarian Hungarian Austrian Swiss Belgian Portuguese Irish Scottish Welsh English "
    "British American Canadian Mexican Brazilian Argentine Chilean Peruvian Cuban Egyptian Moroccan Nigerian Kenyan "
    "Ethiopian Indian Pakistani Chinese Japanese Korean Vietnamese Thai Filipino Indonesian Australian New Zealander "
    "Israeli Iranian Iraqi Saudi European African Asian Latino Christian Muslim Jewish Hindu Buddhist Catholic"
).split()
_TRADES = (
    "Investments Capital Bank Ratings Agency Insurance Lines Movers Foods Media Labs Systems Analytics Software "
    "Technologies Industries Holdings Group Partners Consulting Logistics Airways Motors Energy Pharma Press Records "
    "Studios Services Solutions Networks Orchestra Foundation Institute University College Society"
).split()
_FORMS = ("", "", "", " Inc", " LLC", " Ltd", " GmbH", " Group", " Corp", " Partners", " Solutions", " AG", " Co.")


class Made(NamedTuple):
    """A text and where its names of people are."""

    text: str
    people: tuple[tuple[int, int], ...]
    is_made: bool = True


def corpus(folders: Sequence[Path]) -> list[str]:
    """Read passages of documentation, each once."""
    found: dict[str, None] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")) if folder.is_dir() else [folder]:
            if path.suffix == ".py" and "/tests/" not in str(path) and "/faker/" not in str(path):
                found.update(dict.fromkeys(_docstrings(path)))
            elif path.suffix == ".tsv":
                found.update(dict.fromkeys(_descriptions(path)))
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


def _descriptions(path: Path) -> Iterator[str]:
    """Yield the last column of a list of packages: name, version, downloads, description."""
    for row in path.read_text(encoding="utf-8", errors="ignore").splitlines():
        name, _, downloads, said = row.split("\t", 3)
        if downloads.isdecimal() and int(downloads) >= _USED and 12 < len(said) < 300 and not CREDIT.search(said):
            yield said


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

    def __init__(self, rng: random.Random, plain: Sequence[str]) -> None:
        self._rng = rng
        self._plain = plain
        self._pairs = [p for p in map(_of_locale, sorted(AVAILABLE_LOCALES)) if len(p[0]) > 20 and len(p[1]) > 20]
        self._cities = sorted(
            {n.split(",")[0].split(" - ")[0] for v in GEOCODE_DATA.values() for n in v.values() if _is_latin(n)}
        )
        self._fakers = []
        for number, locale in enumerate(_COMPANIES):
            faker = Faker(locale)
            faker.seed_instance(SEED + number)
            self._fakers.append(faker)

    def draw(self, kind: str) -> str:
        """Draw what a slot of a template asks for."""
        rng = self._rng
        faker = rng.choice(self._fakers)
        match kind:
            case "given" | "family" | "full" | "any":
                return self._person(kind)
            case "company":
                return self._company(faker)
            case "city":
                return rng.choice(self._cities) if rng.random() < 0.6 else str(faker.city())
            case "country":
                return str((self._fakers[0] if rng.random() < 0.7 else faker).country())
            case "street":
                return self._street(faker)
            case "job":
                return str(faker.job())
            case "thing":
                return rng.choice(self._plain).capitalize()
            case "title":
                return " ".join(w.capitalize() for w in rng.choices(self._plain, k=rng.choice((2, 2, 3, 4))))
            case "demonym":
                return rng.choice(DEMONYMS)
            case "tool":
                return rng.choice(_TOOLS)
            case "number":
                return str(
                    rng.choice((rng.randrange(2, 60), rng.randrange(2, 5000), rng.randrange(10_000, 99_999_999)))
                )
        raise ValueError(kind)

    def _person(self, kind: str) -> str:
        rng = self._rng
        givens, families = rng.choice(self._pairs)
        given, family = rng.choice(givens), rng.choice(families)
        if rng.random() < 0.05:
            family = f"{family}-{rng.choice(families)}"
        if kind == "any":
            kind = rng.choice(("given", "given", "full", "full", "family"))
        if kind == "full":
            initial = rng.choice("ABCDEFGHJKLMNPRSTVW")
            middle = rng.choice(["", "", "", "", "", "", "", f"{initial}. ", f"{initial} ", f"{rng.choice(givens)} "])
            return f"{given} {middle}{family}" if rng.random() > 0.02 else f"{given[0]}. {family}"
        return given if kind == "given" else family

    def _company(self, faker: Faker) -> str:
        rng = self._rng
        family, other = self._person("family"), self._person("family")
        stem = "".join(rng.choice(_SYLLABLES) for _ in range(rng.randrange(2, 4))) + rng.choice(_STEMS)
        name = rng.choice((
            str(faker.company()),
            stem.capitalize(),
            f"{stem.capitalize()} {rng.choice(_TRADES)}",
            f"{family} {rng.choice(_TRADES)}",
            f"{family} {other} {rng.choice(_TRADES)}",
            f"{family} & {other}",
            f"{family}, {other} and {self._person('family')}",
            f"{rng.choice(self._plain).capitalize()} {rng.choice(self._plain).capitalize()} {rng.choice(_TRADES)}",
            f"{rng.choice(('National', 'American', 'United', 'Royal', 'First', 'General'))} {rng.choice(self._plain).capitalize()} {rng.choice(_TRADES)}",
        ))  # fmt: skip
        return name + rng.choice(_FORMS)

    def _street(self, faker: Faker) -> str:
        if self._rng.random() < 0.15:
            return str(faker.address())
        street = str(faker.street_address()).replace("\n", " ")
        if self._rng.random() < 0.4:
            return street
        name = self._person(self._rng.choice(("full", "family", "given")))
        after = self._rng.choice(
            "Street Road Lane Drive Avenue Court Place Way Square Terrace Close Path Hill Park Creek".split()
        )
        before = self._rng.choice(
            "Rua Rue Via Calle Avenida Avenue Platz Piazza Plaza Ulica ul. Boulevard Allée Straße Largo Viale Praça".split()
        )
        number = self._rng.randrange(1, 9999)
        return self._rng.choice(
            (
                f"{number} {name} {after}",
                f"{before} {name} {number}",
                f"{number} {before} {name}",
                f"{name} {after} {number}",
                f"{name}straße {number}",
                f"{name}gatan {number}",
                f"{number} {name} {after} Apt. {self._rng.randrange(1, 999)}",
            )
        )


def _of_locale(locale: str) -> tuple[list[str], list[str]]:
    """List the given and the family names that Faker has for a locale, those in Latin letters."""
    try:
        provider = import_module(f"faker.providers.person.{locale}").Provider
    except ModuleNotFoundError:
        return [], []
    given: set[str] = set()
    family: set[str] = set()
    for attribute in dir(provider):
        if attribute.startswith(("first_", "last_")) and "pair" not in attribute:
            value = getattr(provider, attribute)
            names = {n for n in value if isinstance(n, str) and _is_latin(n)} if hasattr(value, "__iter__") else set()
            (given if attribute.startswith("first_") else family).update(names)
    return sorted(given), sorted(family)


def _is_latin(name: str) -> bool:
    if not 1 < len(name) < 20 or not name[0].isupper() or not name.isprintable():
        return False
    return all("LATIN" in unicodedata.name(c, "") or c in " '-’" for c in name)


def made(rng: random.Random, people: Names, texts: Sequence[str], count: int) -> Iterator[Made]:
    """Make sentences: two thirds from templates, the rest from the corpus with a name in a pronoun's place."""
    templates = [t for t in (HERE / "name_templates.txt").read_text(encoding="utf-8").splitlines() if t]
    hosts = [t for t in texts if PRONOUN.search(t) and len(t) < 400]
    for number in range(count):
        one = (
            filled(_template(rng, templates), people, rng)
            if number % 3
            else substituted(rng.choice(hosts), people, rng)
        )
        yield (
            one._replace(text=one.text.lower())
            if rng.random() < 0.08 and len(one.text.lower()) == len(one.text)
            else one
        )


def _template(rng: random.Random, templates: Sequence[str]) -> str:
    """Take a template, at times two or three in a row, as texts have more than one sentence."""
    chosen = rng.choices(templates, k=rng.choice((1, 1, 1, 2, 3)))
    return rng.choice((" ", " ", "\\n", "\\n\\n")).join(chosen).replace("\\n", "\n").replace("\\t", "\t")


def filled(template: str, people: Names, rng: random.Random) -> Made:
    """Fill a template's {slots}; tell where the people are."""
    text = ""
    spans: list[tuple[int, int]] = []
    same: dict[str, str] = {}
    for piece in re.split(r"(\{[a-z]+\d?\})", template):
        if not re.fullmatch(r"\{[a-z]+\d?\}", piece):
            text += piece
            continue
        slot = piece[1:-1]
        kind = slot.rstrip("0123456789")
        value = same.setdefault(slot, people.draw(kind)) if slot != kind else people.draw(kind)
        if kind in _PEOPLE:
            spans.append((len(text), len(text) + len(value)))
        text += value
    return Made(text, tuple(spans))


def substituted(text: str, people: Names, rng: random.Random) -> Made:
    """Put a name in place of one pronoun."""
    match = rng.choice(list(PRONOUN.finditer(text)))
    name = people.draw("any")
    start = match.start()
    return Made(text[:start] + name + text[match.end() :], ((start, start + len(name)),))
