"""Loads what work in other processes needs, as it is imported by the process that they are forked from.

What loads on first use is used once here; nothing of it may start a thread, which a fork would lose.
"""

import gc
import os
import signal
from contextlib import suppress

# Ctrl-C is for the process that waits for the work
signal.signal(signal.SIGINT, signal.SIG_IGN)
# there is a process for each core
os.environ["TOKENIZERS_PARALLELISM"] = "false"

import scipy.sparse.csgraph  # noqa: E402, F401 - after what must come first

from stillroom.errors import DetectorFailed  # noqa: E402
from stillroom.judging import features, grouping, instructions_in, pairs  # noqa: E402, F401
from stillroom.judging.forest import forest  # noqa: E402
from stillroom.privacy import PrivacyGate, drafts  # noqa: E402, F401
from stillroom.quality import assess  # noqa: E402, F401
from stillroom.sources import screening  # noqa: E402, F401
from stillroom.summarizing import offline_answer  # noqa: E402, F401

# each process checks its detectors again, and then it counts
with suppress(DetectorFailed):
    PrivacyGate().check()
forest()
# what is loaded stays: nobody need look through it for rubbish
gc.freeze()
