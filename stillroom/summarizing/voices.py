"""Voices: how many independent ones stand behind an address, a command or a piece of code."""

from collections.abc import Iterable

from stillroom.domain.items import Item
from stillroom.summarizing.passages import passages
from stillroom.summarizing.specifics import actions


def single_voice(items: Iterable[Item]) -> tuple[str, ...]:
    """List the addresses, commands and code that only one independent voice gave.

    Items without a contributor count as one voice in all.
    """
    voices: dict[str, set[str]] = {}
    for item in items:
        for passage in passages(item.text):
            for action in actions(passage.text):
                voices.setdefault(action, set()).add(item.voice)
    return tuple(sorted(action for action, heard in voices.items() if len(heard) < 2))


def voices_for(action: str, items: Iterable[Item]) -> int:
    """Count the independent voices whose words hold `action`."""
    return len({item.voice for item in items if action in " ".join(item.text.split())})
