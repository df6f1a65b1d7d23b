"""A handful of notes of which three agree and two conflict: a run over them summarises, and asks a person once."""

from pathlib import Path

from stillroom.domain.items import Contribution
from stillroom.services import Services, build_services
from stillroom.settings import Settings

TEXTS = {
    "one": "Rotate the signing key of the webhook every 90 days with the rotate-key job.",
    "two": "The rotate-key job changes the webhook's signing key every 90 days.",
    "six": "Every 90 days the signing key of the webhook is rotated by the rotate-key job.",
    "ten": "Report uploads are limited to 10 MB by the virus scanner.",
    "fat": "Report uploads are limited to 25 MB by the virus scanner.",
}


def filled(home: Path) -> Services:
    """Open services on a new home that holds the notes, each by a contributor of its own."""
    services = build_services(Settings(home=home))
    for name, text in TEXTS.items():
        services.intake("o").add(Contribution(id=name, content=text, category="ops", contributor=name))
    return services
