"""Steering: what tells an order to the agent that reads a text from advice to whoever does the work.

Each rule is made of classes of words: who is addressed, what is to be said or left out, whose approval is
claimed, what is waited for. It looks at one sentence at a time, and never at single words.
"""

from stillroom.judging.commands import COMMANDS
from stillroom.judging.rules import Rule
from stillroom.judging.wiles import WILES

ORDERS = (*COMMANDS, *WILES)
_BY_KEY: dict[str, list[int]] = {}
for _number, _rule in enumerate(ORDERS):
    for _one in _rule.keys:
        _BY_KEY.setdefault(_one, []).append(_number)


def rules_for(present: frozenset[str]) -> list[Rule]:
    """List the rules that a sentence with these keys might match."""
    return [ORDERS[n] for n in sorted({n for key in _BY_KEY.keys() & present for n in _BY_KEY[key]})]
