"""OpenTelemetry spans, when `STILLROOM_TRACES` says so: one a node, one a model call; ids and counts, no content.

Where they go is OpenTelemetry's own business: `OTEL_EXPORTER_OTLP_ENDPOINT` and its kind, or the provider that the
host program has set already.
"""

import atexit
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from stillroom.errors import ConfigurationError

if TYPE_CHECKING:
    from opentelemetry.trace import Span, Tracer


@contextmanager
def span(name: str, attributes: Mapping[str, Any], *, parent: Any = None) -> Iterator["Span"]:
    """Open a span for a block; an error is noted by its kind, for its text may hold content.

    Args:
        name: what is done.
        attributes: plain values.
        parent: the context to stand under, from `here()`; the present one when left out.

    Raises:
        ConfigurationError: the extra `watch` is not installed.
    """
    opened = _tracer().start_as_current_span(
        name, context=parent, attributes=attributes, record_exception=False, set_status_on_exception=False
    )
    with opened as current:
        try:
            yield current
        except BaseException as error:
            _failed(current, type(error).__name__)
            raise


def here() -> Any:
    """Give the present context, for work that goes on in another thread."""
    from opentelemetry import context  # noqa: PLC0415 - an extra

    return context.get_current()


def _failed(current: "Span", kind: str) -> None:
    from opentelemetry.trace import StatusCode  # noqa: PLC0415 - an extra

    current.set_attribute("error.type", kind)
    # an interrupt is how a graph waits for a person
    if kind != "GraphInterrupt":
        current.set_status(StatusCode.ERROR)


@cache
def _tracer() -> "Tracer":
    try:
        from opentelemetry import trace  # noqa: PLC0415 - an extra
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415 - an extra
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415 - an extra
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise ConfigurationError("traces need the extra: pip install 'stillroom[watch]'") from error
    if isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider):
        provider = TracerProvider()
        provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        trace.set_tracer_provider(provider)
        atexit.register(provider.shutdown)
    return trace.get_tracer("stillroom")
