"""The dashboard: how the commons does over the last days."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from starlette.responses import Response

from stillroom.presenting.timeline import Timeline, lay_timeline
from stillroom.web.visits import Visit

SPANS = (30, 90)


@dataclass(frozen=True, slots=True)
class Chart:
    """A value over days, with the one figure that says most: its sum, or the newest where a sum says nothing."""

    title: str
    unit: str
    figure: float | None
    drawn: Timeline


def dashboard(visit: Visit) -> Response:
    """Draw volume, duplicates, contradictions, review time, quality and spend by day."""
    store, org, now = visit.desk.services.store, visit.org, visit.desk.now()
    days = next((n for n in SPANS if visit.query("days") == str(n)), SPANS[0])
    since = now - timedelta(days=days)
    worked = store.trends.worked_off(org, since)

    def chart(title: str, unit: str, values: Mapping[date, float], *, summed: bool = True) -> Chart:
        figure = sum(values.values()) if summed else values[max(values)] if values else None
        return Chart(title, unit, figure, lay_timeline(values, now.date(), days=days))

    hours = _review_hours(store.trends.decided(org, since))
    charts = [
        chart("Items that came in", "items", store.trends.volume(org, since)),
        chart("Duplicates merged", "items", _sums(worked, lambda r, _: r.get("duplicates_merged"))),
        chart("Contradictions flagged", "groups", _sums(worked, lambda r, _: r.get("contradictions_flagged"))),
        chart("Median time until a question was decided", "hours", hours, summed=False),
        chart("Mean quality of what came in", "of 1", store.trends.quality(org, since), summed=False),
        chart("Model tokens spent", "tokens", _sums(worked, lambda _, r: _tokens(r.get("spend") or {}))),
    ]
    return visit.page(
        "dashboard.html",
        counts=store.items.counts(org),
        open=store.reviews.count(org),
        charts=charts,
        runs=len(worked),
        days=days,
        spans=SPANS,
    )


def _sums(
    worked: list[tuple[datetime, dict[str, Any], dict[str, Any]]],
    value: Callable[[dict[str, Any], dict[str, Any]], Any],
) -> dict[date, float]:
    sums: dict[date, float] = defaultdict(float)
    for at, result, receipt in worked:
        sums[at.date()] += float(value(result, receipt) or 0)
    return sums


def _tokens(spend: dict[str, Any]) -> int:
    return int(spend.get("prompt_tokens", 0)) + int(spend.get("completion_tokens", 0))


def _review_hours(decided: list[tuple[datetime, datetime]]) -> dict[date, float]:
    hours: dict[date, list[float]] = defaultdict(list)
    for opened, at in decided:
        hours[at.date()].append((at - opened) / timedelta(hours=1))
    return {day: median(values) for day, values in hours.items()}
