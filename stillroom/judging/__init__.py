"""Is it the same, does it conflict, may both be true: rules and cues offline, a model online."""

from stillroom.judging.answer import abstain
from stillroom.judging.facts import missing_facts
from stillroom.judging.inference import inferring
from stillroom.judging.pairs import judge_pair
from stillroom.judging.poison import concerns_agents, instructions_in, instructions_to_agents, unfit_to_repeat
from stillroom.judging.service import Judging

__all__ = [
    "Judging",
    "abstain",
    "concerns_agents",
    "inferring",
    "instructions_in",
    "instructions_to_agents",
    "judge_pair",
    "missing_facts",
    "unfit_to_repeat",
]
