"""Everything a caller may want to catch, under one base class."""

import errno

NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
SQLITE_FULL, POSTGRES_FULL = 13, "53100"
NO_WRITING = (errno.EROFS, errno.EACCES, errno.EPERM)


class StillroomError(Exception):
    """Something Stillroom can name: what was wrong, where, and what to do about it."""


class InvalidItem(StillroomError):
    """A field of a contribution that cannot be accepted; the item is quarantined.

    Attributes:
        field: the name of the field that is wrong.
        reason: what is wrong with it, without the value where that could be sensitive.
    """

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


class UnreadableSource(StillroomError):
    """A file or folder that cannot be read as items at all."""


class StoreUnavailable(StillroomError):
    """The database, the checkpoints or the vectors cannot be used: damaged, locked, full, read-only or away."""


class DiskFull(StoreUnavailable):
    """There is no room left for what is to be kept."""

    def __init__(self, place: str) -> None:
        super().__init__(
            f"the disk is full: no room for {place}; what was kept so far is safe and whole: "
            "make room there and give the same command again"
        )

    @staticmethod
    def is_behind(error: BaseException) -> bool:
        """Does an error of the system, of a database or of Chroma come from a full disk?"""
        # a wrapper's text may hold what was to be written
        cause = getattr(error, "orig", None) or error
        if isinstance(cause, OSError):
            return cause.errno in NO_ROOM
        code = getattr(cause, "sqlite_errorcode", None) or getattr(cause, "sqlstate", None)
        return code in (SQLITE_FULL, POSTGRES_FULL) if code else "disk is full" in str(cause)


class DetectorFailed(StillroomError):
    """A privacy detector could not run, so nothing may pass."""


class ModelUnavailable(StillroomError):
    """A chat model gave no usable answer within its retries."""


class BudgetExhausted(StillroomError):
    """The run's budget of calls, tokens or money is spent."""


class RecordMissing(StillroomError):
    """A replay asked a question that the record does not hold, or whose record was altered."""


class CannotReplay(StillroomError):
    """A run that cannot be repeated: it has not ended, or what it stood on was erased."""


class NetworkClosed(StillroomError):
    """Something tried to leave the process while the network was closed."""


class ReviewConflict(StillroomError):
    """A review was decided by somebody else, or changed since it was shown."""


class RunConflict(StillroomError):
    """A run is held by another process, or its thread cannot take what it was given."""


class NotFound(StillroomError):
    """Nothing with that id in this org."""


class BooksDoNotBalance(StillroomError):
    """The receipt's totals do not add up, so the run fails rather than claim success."""


class ServerUnavailable(StillroomError):
    """A LangGraph server did not answer, or refused."""


class ConfigurationError(StillroomError):
    """A setting or the environment that has to be changed before anything can run."""


class SignInRefused(StillroomError):
    """A name and password that let nobody in.

    Attributes:
        wait: how many seconds to wait before the next try; 0 when one may be made at once.
    """

    def __init__(self, reason: str, *, wait: int = 0) -> None:
        super().__init__(reason)
        self.wait = wait
