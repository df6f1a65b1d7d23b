"""Who is looking at which review, as far as this process knows."""

from collections import defaultdict
from datetime import datetime, timedelta
from threading import Lock

STAYS = timedelta(seconds=45)


class Presence:
    """Remembers for a while who opened what; nothing of it is stored."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._seen: dict[tuple[str, str], dict[str, datetime]] = defaultdict(dict)

    def look(self, org: str, review_id: str, name: str, now: datetime) -> list[str]:
        """Note that somebody looks at a review, and list the others who do."""
        with self._lock:
            self._forget(now)
            self._seen[org, review_id][name] = now
            return sorted(n for n in self._seen[org, review_id] if n != name)

    def at(self, org: str, now: datetime) -> dict[str, list[str]]:
        """List who looks at what in an org: review id → names."""
        with self._lock:
            self._forget(now)
            return {review_id: sorted(names) for (o, review_id), names in self._seen.items() if o == org}

    def _forget(self, now: datetime) -> None:
        for place in list(self._seen):
            names = self._seen[place]
            for name in [n for n, seen in names.items() if seen + STAYS < now]:
                del names[name]
            if not names:
                del self._seen[place]
