"""Ctrl-C: one line and exit code 130 at any moment; in order as soon as there is something to put in order."""

import os
import signal
import sys
from contextlib import suppress
from types import FrameType

from stillroom.scratch import sweep

CODE = 130
TOLD = "interrupted; what was done is kept, and the same command goes on from there"
MOMENT = 0.05
SHOW_CURSOR = b"\x1b[?25h"

_asked: list[int] = []


def leave_at_once() -> None:
    """Let Ctrl-C end the process as it stands: nothing has begun yet."""
    signal.signal(signal.SIGINT, _leave)


def leave_in_order() -> None:
    """Let Ctrl-C be an exception from here on, so that what is opened is closed; a second one leaves at once."""
    if signal.getsignal(signal.SIGINT) is _leave:
        signal.signal(signal.SIGINT, _raise)
        signal.signal(signal.SIGALRM, _raise)
        sys.unraisablehook = _once_more


def leave_silently() -> None:
    """Let Ctrl-C end the process without a word: all is said."""
    if signal.getsignal(signal.SIGINT) in (_leave, _raise):
        signal.signal(signal.SIGINT, _vanish)
        signal.signal(signal.SIGALRM, _vanish)


def _raise(number: int, frame: FrameType | None) -> None:
    if number in _asked:
        _leave(number, frame)
    _asked.append(signal.SIGINT)
    raise KeyboardInterrupt


def _once_more(lost: "sys.UnraisableHookArgs") -> None:
    """Raise again what came while Python was in a callback of its own, where it can only print an exception."""
    if lost.exc_type is KeyboardInterrupt:
        signal.setitimer(signal.ITIMER_REAL, MOMENT)
    else:
        sys.__unraisablehook__(lost)


def _leave(number: int, frame: FrameType | None) -> None:
    cursor = SHOW_CURSOR if os.isatty(2) else b""
    os.write(2, cursor + f"error: {TOLD}\n".encode())
    _vanish(number, frame)


def _vanish(_number: int, _frame: FrameType | None) -> None:
    # a third one must not come between
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sweep()
    # whoever was writing when the signal came may hold the file
    with suppress(RuntimeError, OSError, ValueError):
        sys.stdout.flush()
    os._exit(CODE)
