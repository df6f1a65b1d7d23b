"""Voices: how many independent ones stand behind a sentence, an address, a command or a piece of code."""

from collections.abc import Iterable, Sequence

from stillroom.domain.items import Item
from stillroom.judging import concerns_agents
from stillroom.summarizing.passages import passages
from stillroom.summarizing.specifics import actions

# more than this share of a sentence's content words a second voice must hold, too
BORNE_OUT = 0.25
# more, where it speaks of agents, of who asks them, of secrets or approvals: there a lie is worth most
WATCHED = 0.5

Said = Sequence[tuple[str, str]]
"""What each voice says: (voice, text)."""


def is_lone(text: str, content: frozenset[str], said: Iterable[tuple[str, frozenset[str]]]) -> bool:
    """Does one voice alone say this, though others speak of the same thing?

    A single voice in all cannot be corroborated, and what nobody says is another fault: then nothing is held
    against it here.

    Args:
        text: a sentence.
        content: the roots of its content words.
        said: (voice, the roots of its content words) of every item.
    """
    shares: dict[str, int] = {}
    for voice, theirs in said:
        shares[voice] = max(shares.get(voice, 0), len(content & theirs))
    if len(shares) < 2 or max(shares.values()) < BORNE_OUT * len(content):
        return False
    bar = WATCHED if concerns_agents(text) else BORNE_OUT
    return sorted(shares.values())[-2] <= bar * len(content)


def single_voice(items: Iterable[Item]) -> tuple[str, ...]:
    """List the addresses, commands and code that only one independent voice gave.

    Items without a contributor count as one voice in all.
    """
    return heard_once([(item.voice, item.text) for item in items])


def heard_once(said: Said) -> tuple[str, ...]:
    """List the addresses, commands and code that only one voice gave."""
    voices: dict[str, set[str]] = {}
    for voice, text in said:
        for passage in passages(text):
            for action in actions(passage.text):
                voices.setdefault(action, set()).add(voice)
    return tuple(sorted(action for action, heard in voices.items() if len(heard) < 2))


def heard_once_in(many: Sequence[Said]) -> list[tuple[str, ...]]:
    """Do the same for several clusters; in any process."""
    return [heard_once(said) for said in many]


def voices_for(action: str, items: Iterable[Item]) -> int:
    """Count the independent voices whose words hold `action`."""
    return len({item.voice for item in items if action in " ".join(item.text.split())})
