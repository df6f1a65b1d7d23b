"""The dashboard: how the commons does over the last days."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from starlette.responses import Response

from stillroom.presenting.timeline import lay_timeline
from stillroom.web.visits import Visit

SPANS = (30, 90)


def dashboard(visit: Visit) -> Response:
    """Draw volume, duplicates, contradictions, review time, quality and spend by day."""
    store, org, now = visit.desk.services.store, visit.org, visit.desk.now()
    days = next((n for n in SPANS if visit.query("days") == str(n)), SPANS[0])
    since = now - timedelta(days=days)
    ended = store.trends.ended(org, since)
    charts: list[tuple[str, str, dict[date, float]]] = [
        ("Items that came in", "items", store.trends.volume(org, since)),
        ("Duplicates merged", "items", _sums(ended, lambda r, _: r.get("duplicates_merged"))),
        ("Contradictions flagged", "groups", _sums(ended, lambda r, _: r.get("contradictions_flagged"))),
        ("Hours until a question was decided (median)", "hours", _review_hours(store.trends.decided(org, since))),
        ("Quality of what came in (mean)", "of 1", store.trends.quality(org, since)),
        ("Model tokens spent", "tokens", _sums(ended, lambda _, r: _tokens(r.get("spend") or {}))),
    ]
    return visit.page(
        "dashboard.html",
        counts=store.items.counts(org),
        open=store.reviews.count(org),
        charts_drawn=[(name, unit, lay_timeline(values, now.date(), days=days)) for name, unit, values in charts],
        runs=len(ended),
        days=days,
        spans=SPANS,
    )


def _sums(
    ended: list[tuple[datetime, dict[str, Any], dict[str, Any]]],
    value: Callable[[dict[str, Any], dict[str, Any]], Any],
) -> dict[date, float]:
    sums: dict[date, float] = defaultdict(float)
    for at, result, receipt in ended:
        sums[at.date()] += float(value(result, receipt) or 0)
    return sums


def _tokens(spend: dict[str, Any]) -> int:
    return int(spend.get("prompt_tokens", 0)) + int(spend.get("completion_tokens", 0))


def _review_hours(decided: list[tuple[datetime, datetime]]) -> dict[date, float]:
    hours: dict[date, list[float]] = defaultdict(list)
    for opened, at in decided:
        hours[at.date()].append((at - opened) / timedelta(hours=1))
    return {day: median(values) for day, values in hours.items()}
