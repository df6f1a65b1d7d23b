"""Made sentences with names of people, places, companies and products in them."""

import random
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from faker import Faker
from faker.config import AVAILABLE_LOCALES
from phonenumbers.geodata import GEOCODE_DATA

from stillroom.privacy.name_words import products

SEED = 20261121
TEMPLATES = Path(__file__).parent / "name_templates.txt"
PRONOUN = re.compile(
    r"\b(?:[Ss]he|[Hh]e|[Hh]im|[Tt]hey|someone|somebody|[Tt]he user|[Tt]he author|[Tt]he caller|them|[Yy]ou|[Ww]e)\b"
)
_SLOT = re.compile(r"(\{[a-z]+\d?\})")
_PEOPLE = ("given", "family", "full", "any")
_LOCALES = """
en_US en_GB de_DE fr_FR es_ES it_IT pl_PL pt_BR nl_NL sv_SE cs_CZ fi_FI hu_HU hr_HR tr_TR id_ID no_NO da_DK
"""
_DEMONYMS = """
French German Spanish Italian Dutch Polish Czech Slovak Swedish Danish Norwegian Finnish Icelandic Greek Turkish
Russian Ukrainian Romanian Bulgarian Hungarian Austrian Swiss Belgian Portuguese Irish Scottish Welsh English
British American Canadian Mexican Brazilian Argentine Chilean Peruvian Cuban Egyptian Moroccan Nigerian Kenyan
Ethiopian Indian Pakistani Chinese Japanese Korean Vietnamese Thai Filipino Indonesian Australian Zealander
Israeli Iranian Iraqi Saudi European African Asian Latino Christian Muslim Jewish Hindu Buddhist Catholic
"""
DEMONYMS = _DEMONYMS.split()
_TRADES = """
Investments Capital Bank Ratings Agency Insurance Lines Movers Foods Media Labs Systems Analytics Software
Technologies Industries Holdings Group Partners Consulting Logistics Airways Motors Energy Pharma Press Records
Studios Services Solutions Networks Orchestra Foundation Institute University College Society
"""
_SYLLABLES = "ba ce di fo gu ka le mi no pu ra se ti vo xa zy bri cla dre plo stra ven ter con mar bel"
_STEMS = ("", "", "", "soft", "tech", "labs", "health", "data", "works", "metrics", "ium", "ly", "io")
_FORMS = ("", "", "", " Inc", " LLC", " Ltd", " GmbH", " Group", " Corp", " Partners", " Solutions", " AG", " Co.")
_NATIONS = ("National", "American", "United", "Royal", "First", "General")
_ROADS = "Street Road Lane Drive Avenue Court Place Way Square Terrace Close Path Hill Park Creek"
_RUES = "Rua Rue Via Calle Avenida Avenue Platz Piazza Plaza Ulica ul. Boulevard Allée Straße Largo Viale Praça"


class Made(NamedTuple):
    """A text and where its names of people are."""

    text: str
    people: tuple[tuple[int, int], ...]
    is_made: bool = True


class Names:
    """Draws what the slots of a template ask for.

    Args:
        rng: decides.
        plain: words of the language, for made-up titles and products.
    """

    def __init__(self, rng: random.Random, plain: Sequence[str]) -> None:
        self._rng = rng
        self._plain = plain
        self._pairs = [p for p in map(_of_locale, sorted(AVAILABLE_LOCALES)) if len(p[0]) > 20 and len(p[1]) > 20]
        places = {name for by_language in GEOCODE_DATA.values() for name in by_language.values() if _is_latin(name)}
        self._cities = sorted({place.split(",")[0].split(" - ")[0] for place in places})
        self._products = sorted(products())
        self._fakers = [Faker(locale) for locale in _LOCALES.split()]
        for number, faker in enumerate(self._fakers):
            faker.seed_instance(SEED + number)
        self._draws: dict[str, Callable[[], str]] = {
            **{kind: lambda kind=kind: self._person(kind) for kind in _PEOPLE},  # type: ignore[misc]
            "company": self._company,
            "city": lambda: rng.choice(self._cities) if rng.random() < 0.6 else str(rng.choice(self._fakers).city()),
            "country": lambda: str((self._fakers[0] if rng.random() < 0.7 else rng.choice(self._fakers)).country()),
            "street": self._street,
            "job": lambda: str(rng.choice(self._fakers).job()),
            "thing": lambda: rng.choice(plain).capitalize(),
            "title": lambda: " ".join(w.capitalize() for w in rng.choices(plain, k=rng.choice((2, 2, 3, 4)))),
            "demonym": lambda: rng.choice(DEMONYMS),
            "tool": lambda: rng.choice(self._products),
            "number": lambda: str(rng.randrange(2, rng.choice((60, 5_000, 99_999_999)))),
        }

    def draw(self, kind: str) -> str:
        """Draw what a slot of a template asks for."""
        return self._draws[kind]()

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

    def _company(self) -> str:
        rng = self._rng
        family, other, third = (self._person("family") for _ in range(3))
        trade = rng.choice(_TRADES.split())
        plain, second = (rng.choice(self._plain).capitalize() for _ in range(2))
        stem = "".join(rng.choices(_SYLLABLES.split(), k=rng.randrange(2, 4))).capitalize() + rng.choice(_STEMS)
        forms = (
            str(rng.choice(self._fakers).company()), stem, f"{stem} {trade}", f"{family} {trade}",
            f"{family} {other} {trade}", f"{family} & {other}", f"{family}, {other} and {third}",
            f"{plain} {second} {trade}", f"{rng.choice(_NATIONS)} {plain} {trade}",
        )  # fmt: skip
        return rng.choice(forms) + rng.choice(_FORMS)

    def _street(self) -> str:
        rng = self._rng
        faker = rng.choice(self._fakers)
        if rng.random() < 0.15:
            return str(faker.address())
        if rng.random() < 0.4:
            return str(faker.street_address()).replace("\n", " ")
        name, number = self._person(rng.choice(("full", "family", "given"))), rng.randrange(1, 9_999)
        road, rue = rng.choice(_ROADS.split()), rng.choice(_RUES.split())
        forms = (
            f"{number} {name} {road}", f"{rue} {name} {number}", f"{number} {rue} {name}", f"{name} {road} {number}",
            f"{name}straße {number}", f"{name}gatan {number}", f"{number} {name} {road} Apt. {rng.randrange(1, 999)}",
        )  # fmt: skip
        return rng.choice(forms)


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


def made(rng: random.Random, names: Names, texts: Sequence[str], count: int) -> Iterator[Made]:
    """Make sentences: two thirds from templates, the rest from the corpus with a name in a pronoun's place."""
    templates = [t for t in TEMPLATES.read_text(encoding="utf-8").splitlines() if t]
    hosts = [t for t in texts if PRONOUN.search(t) and len(t) < 400]
    for number in range(count):
        one = filled(_template(rng, templates), names) if number % 3 else substituted(rng.choice(hosts), names, rng)
        lowered = one.text.lower()
        yield one._replace(text=lowered) if rng.random() < 0.08 and len(lowered) == len(one.text) else one


def _template(rng: random.Random, templates: Sequence[str]) -> str:
    """Take a template, at times two or three in a row, as texts have more than one sentence."""
    chosen = rng.choices(templates, k=rng.choice((1, 1, 1, 2, 3)))
    return rng.choice((" ", " ", "\\n", "\\n\\n")).join(chosen).replace("\\n", "\n").replace("\\t", "\t")


def filled(template: str, names: Names) -> Made:
    """Fill a template's {slots}; a numbered slot is filled alike each time."""
    text = ""
    people: list[tuple[int, int]] = []
    same: dict[str, str] = {}
    for piece in _SLOT.split(template):
        if not _SLOT.fullmatch(piece):
            text += piece
            continue
        slot = piece[1:-1]
        kind = slot.rstrip("0123456789")
        value = names.draw(kind)
        if slot != kind:
            value = same.setdefault(slot, value)
        if kind in _PEOPLE:
            people.append((len(text), len(text) + len(value)))
        text += value
    return Made(text, tuple(people))


def substituted(text: str, names: Names, rng: random.Random) -> Made:
    """Put a name in place of one pronoun."""
    match = rng.choice(list(PRONOUN.finditer(text)))
    name = names.draw("any")
    start = match.start()
    return Made(text[:start] + name + text[match.end() :], ((start, start + len(name)),))
