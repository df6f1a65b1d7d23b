"""What can go wrong with one try at a model, and whether another try may help."""

import math
import re
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from stillroom.domain.base import utc_now

if TYPE_CHECKING:
    import openai

_RETRIED = frozenset({408, 409, 429})
_DOWN = frozenset({401, 403, 404, 408, 429})
_ADVICE = {
    400: "the model may not know `response_format: json_schema`, or the text may be too long for it",
    401: "check STILLROOM_OPENAI_API_KEY",
    403: "this key may not use this model: check STILLROOM_OPENAI_API_KEY and the model's name",
    404: "check STILLROOM_OPENAI_BASE_URL and the model's name",
    429: "wait, or lower STILLROOM_MODEL_CONCURRENCY, or raise the account's limits",
}


class Failed(Exception):
    """One try that failed.

    Attributes:
        why, advice: what happened and what to do; neither repeats a word of question or answer.
        again: may another try help?
        down: is it the server that fails, whatever it is asked?
        after: the seconds to wait before it, when the server said so.
    """

    def __init__(
        self,
        why: str,
        advice: str,
        *,
        again: bool = True,
        down: bool = False,
        after: float | None = None,
    ) -> None:
        super().__init__(why)
        self.why, self.advice = why, advice
        self.again, self.down, self.after = again, down, after


def from_status(error: "openai.APIStatusError") -> Failed:
    """Tell what an HTTP error status means."""
    status = error.status_code
    if error.code == "insufficient_quota":
        return Failed("the account is out of credit", "top it up or use another key", again=False, down=True)
    again, down = status in _RETRIED or status >= 500, status in _DOWN or status >= 500
    advice = _ADVICE.get(status, "see the server's log")
    after = seconds(error.response.headers.get("retry-after", "")) if again else None
    return Failed(f"it answered with HTTP status {status}", advice, again=again, down=down, after=after)


def seconds(header: str) -> float | None:
    """Read a Retry-After header, in its form of seconds or of a date; None when it says nothing."""
    if re.fullmatch(r"\s*\d{1,9}(\.\d+)?\s*", header):
        return float(header)
    try:
        moment = parsedate_to_datetime(header)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, math.ceil((moment - utc_now()).total_seconds()))
