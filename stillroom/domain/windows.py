"""Windows of time as people write them."""

import re
from datetime import datetime, timedelta

from stillroom.errors import ConfigurationError

_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def window_start(since: str | None, now: datetime) -> datetime | None:
    """Turn `90d`, `12h` or an ISO time into a moment; None means no window.

    Raises:
        ConfigurationError: it is neither.
    """
    if since is None:
        return None
    if match := re.fullmatch(r"(\d{1,5})([mhdw])", since.strip()):
        return now - timedelta(**{_UNITS[match[2]]: int(match[1])})
    try:
        moment = datetime.fromisoformat(since.strip())
    except ValueError:
        raise ConfigurationError(f"--since {since!r}: give a span such as 90d, 12h, or an ISO time") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=now.tzinfo)
