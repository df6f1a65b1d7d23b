"""Figures for Prometheus, read from the database when they are asked for: counts and times, never content."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from stillroom.errors import ConfigurationError
from stillroom.store import Store

if TYPE_CHECKING:
    from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

# C10's counts, summed over the runs that ended
OUTCOMES = ("duplicates_merged", "contradictions_flagged", "summaries_generated", "items_prescreened")
SPENT = ("calls", "prompt_tokens", "completion_tokens", "cost")
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def exposition(store: Store, org: str | None = None) -> bytes:
    """Write the figures of one org, or of every, in Prometheus' text format (`CONTENT_TYPE`).

    Raises:
        ConfigurationError: the extra `watch` is not installed.
    """
    try:
        from prometheus_client import CollectorRegistry, generate_latest  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise ConfigurationError("metrics need the extra: pip install 'stillroom[watch]'") from error
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Collector(store, org))
    return generate_latest(registry)


class _Collector:
    """What Prometheus' client asks for families of figures."""

    def __init__(self, store: Store, org: str | None) -> None:
        self._figures, self._org = store.figures, org

    def collect(self) -> Iterator["Metric"]:
        """Yield every family of figures; the label `org` tells whose they are."""
        for family in self._families():
            if self._org is not None:
                family.samples = [s for s in family.samples if s.labels["org"] == self._org]
            yield family

    def _families(self) -> Iterator["Metric"]:
        figures = self._figures
        yield _gauge("items", "Items by state and origin.", ("org", "state", "origin"), figures.items())
        yield _gauge("reviews", "Questions to a person, by state.", ("org", "state"), figures.reviews())
        since: dict[tuple[str, ...], float] = {
            (org,): when.timestamp() for org, when in figures.oldest_question().items()
        }
        yield _gauge("review_oldest_open_timestamp_seconds", "Since when the oldest open one waits.", ("org",), since)
        yield _gauge("runs", "Runs by status.", ("org", "status"), figures.runs())
        yield _gauge("quarantined", "Rows that were refused, not mended yet.", ("org",), figures.quarantined())
        waiting = figures.undelivered()
        yield _gauge("outbox_waiting", "What must still follow outside, by topic.", ("org", "topic"), waiting)
        yield from self._of_runs()

    def _of_runs(self) -> Iterator["Metric"]:
        last: dict[tuple[str, ...], float] = {}
        took: dict[tuple[str, ...], float] = {}
        done: dict[tuple[str, ...], float] = {}
        spent: dict[tuple[str, ...], float] = {}
        for run in self._figures.ended():
            last[run.org, run.status] = run.ended_at.timestamp()
            took[run.org, run.status] = (run.ended_at - run.started_at).total_seconds()
            for name in OUTCOMES:
                done[run.org, name] = done.get((run.org, name), 0) + (run.result or {}).get(name, 0)
            for name in SPENT:
                paid = ((run.receipt or {}).get("spend") or {}).get(name, 0)
                spent[run.org, name] = spent.get((run.org, name), 0) + paid
        by_status = ("org", "status")
        yield _gauge("run_last_end_timestamp_seconds", "When the last run of a status ended.", by_status, last)
        yield _gauge("run_last_duration_seconds", "How long it took, people included.", by_status, took)
        yield _counter("outcomes", "What runs did, by C10's names.", ("org", "outcome"), done)
        yield _counter("model_spend", "What models cost: calls, tokens, money.", ("org", "unit"), spent)


def _gauge(name: str, about: str, labels: tuple[str, ...], values: Mapping[tuple[str, ...], float]) -> "Metric":
    from prometheus_client.core import GaugeMetricFamily  # noqa: PLC0415 - an extra

    return _filled(GaugeMetricFamily(f"stillroom_{name}", about, labels=labels), values)


def _counter(name: str, about: str, labels: tuple[str, ...], values: Mapping[tuple[str, ...], float]) -> "Metric":
    from prometheus_client.core import CounterMetricFamily  # noqa: PLC0415 - an extra

    return _filled(CounterMetricFamily(f"stillroom_{name}", about, labels=labels), values)


def _filled(
    family: "GaugeMetricFamily | CounterMetricFamily", values: Mapping[tuple[str, ...], float]
) -> "GaugeMetricFamily | CounterMetricFamily":
    for key, value in sorted(values.items()):
        family.add_metric(key, value)
    return family
