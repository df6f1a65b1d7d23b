"""Voices: how many independent ones stand behind an address, a command or a piece of code."""

from collections.abc import Iterable, Sequence

from stillroom.domain.items import Item
from stillroom.summarizing.passages import passages
from stillroom.summarizing.specifics import actions


def single_voice(items: Iterable[Item]) -> tuple[str, ...]:
    """List the addresses, commands and code that only one independent voice gave.

    Items without a contributor count as one voice in all.
    """
    return heard_once([(item.voice, item.text) for item in items])


def heard_once(said: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """List the addresses, commands and code that only one voice gave, of what each (voice, text) says."""
    voices: dict[str, set[str]] = {}
    for voice, text in said:
        for passage in passages(text):
            for action in actions(passage.text):
                voices.setdefault(action, set()).add(voice)
    return tuple(sorted(action for action, heard in voices.items() if len(heard) < 2))


def voices_for(action: str, items: Iterable[Item]) -> int:
    """Count the independent voices whose words hold `action`."""
    return len({item.voice for item in items if action in " ".join(item.text.split())})
