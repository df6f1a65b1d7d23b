"""Loads what work in other processes needs, as it is imported by the process that they are forked from.

What loads on first use is used once here; nothing of it may start a thread, which a fork would lose. Whatever fails
here fails again, with its reason, where the work is done.
"""

import gc
import os
import signal
from contextlib import suppress

# Ctrl-C is for the process that waits for the work
signal.signal(signal.SIGINT, signal.SIG_IGN)
# there is a process for each core
os.environ["TOKENIZERS_PARALLELISM"] = "false"

with suppress(Exception):
    import scipy.sparse.csgraph  # noqa: F401

    from stillroom.judging import features, grouping, instructions_in, pairs  # noqa: F401
    from stillroom.judging.forest import forest
    from stillroom.privacy import PrivacyGate, drafts  # noqa: F401
    from stillroom.quality import assess  # noqa: F401
    from stillroom.sources import screening  # noqa: F401
    from stillroom.summarizing import offline_answer  # noqa: F401

    forest()
    PrivacyGate().check()
# what is loaded stays: nobody need look through it for rubbish
gc.freeze()
