"""Collect the names of people and places that Faker (MIT) keeps: `python -m training.name_lists`.

Loading Faker takes half a second in every process that looks for names; reading the list it makes takes none.
"""

import json
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import version

from stillroom.privacy.name_words import LISTED

_LOCALES = (
    "en_US en_GB en_IN en_IE en_NZ en_NG es_ES es_MX es_CO de_DE de_AT fr_FR fr_BE it_IT pt_BR pt_PT nl_NL "
    "sv_SE no_NO da_DK fi_FI pl_PL cs_CZ hu_HU ro_RO hr_HR sl_SI tr_TR id_ID et_EE"
)
_PLACE_LOCALES = "en_US en_GB en_CA en_AU en_IN de_DE de_AT fr_FR it_IT es_ES pt_PT nl_NL pl_PL cs_CZ da_DK sv_SE fi_FI"
_PLACES = ("cities", "countries", "states", "provinces", "counties", "city_names")


def main() -> None:
    """Write the lists."""
    lists = {
        "given": set(_words("person", _LOCALES, ("first_names",))),
        "family": set(_words("person", _LOCALES, ("last_names",))),
        "places": {w for w in _words("address", _PLACE_LOCALES, _PLACES) if len(w) > 3},
    }
    about = f"names from Faker {version('faker')}, MIT; python -m training.name_lists"
    found = {"about": about, **{name: list(_by_letter(words)) for name, words in lists.items()}}
    LISTED.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _words(kind: str, locales: str, starts: tuple[str, ...]) -> Iterator[str]:
    """Yield each word, in capitals at its start, of what a kind of provider lists under these attributes."""
    for locale in locales.split():
        provider = import_module(f"faker.providers.{kind}.{locale}").Provider
        for attribute in dir(provider):
            if attribute.startswith(starts):
                names = getattr(provider, attribute)
                if not callable(names):
                    yield from (word for name in names for word in name.split() if len(word) > 2 and word[0].isupper())


def _by_letter(words: set[str]) -> Iterator[str]:
    """Give a line for each first letter, so that a change can be read."""
    for letter in sorted({word[0] for word in words}):
        yield " ".join(sorted(word for word in words if word[0] == letter))


if __name__ == "__main__":
    main()
