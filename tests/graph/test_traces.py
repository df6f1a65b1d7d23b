"""With traces on, a run is a tree of spans without content; with traces off there are none."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from stillroom import tracing
from stillroom.domain.runs import RunParams
from stillroom.run import run_distillation
from stillroom.services import build_services
from stillroom.settings import Settings
from stillroom.sources import Row
from stillroom.sources.mapping import identity
from tests.openai_server import OpenAIServer

ORG = "default"
SAMPLE = Path(__file__).parents[2] / "examples" / "commons.jsonl"
FLAKY = [line for line in map(json.loads, SAMPLE.read_text().splitlines()) if line["key"].startswith("ci-flaky")]


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    # as a host program would have set it; the real setter works once a process
    monkeypatch.setattr(trace, "get_tracer_provider", lambda: provider)
    monkeypatch.setattr(trace, "get_tracer", lambda name: provider.get_tracer(name))
    tracing._tracer.cache_clear()
    yield exporter
    tracing._tracer.cache_clear()


def test_a_run_is_a_tree_of_spans_without_content(
    home: Path, spans: InMemorySpanExporter, openai_server: OpenAIServer
) -> None:
    model = {"openai_base_url": openai_server.base_url, "summarizer_model": "writer-1", "model_retries": 0}
    services = build_services(Settings(home=home, traces=True, **model))
    services.intake(ORG).import_([Row("test", n, line) for n, line in enumerate(FLAKY)], mapping=identity())
    outcome = run_distillation(services, ORG, RunParams(force=True))

    found: dict[str, list[ReadableSpan]] = {}
    for one in spans.get_finished_spans():
        found.setdefault(one.name, []).append(one)
    assert {"node harvest", "node cluster", "node summarize", "node publish"} <= set(found)
    drafted = found["node summarize"][0]
    assert drafted.attributes is not None
    assert drafted.attributes["stillroom.run_id"] == outcome["run_id"]
    assert drafted.context is not None
    asked = {call.parent and call.parent.span_id for call in found["chat openai:writer-1"]}
    assert drafted.context.span_id in asked
    told = json.dumps([json.loads(one.to_json()) for one in spans.get_finished_spans()])
    assert not [line for line in FLAKY if line["content"][:30] in told or line["title"] in told]


def test_without_the_setting_there_are_no_spans(home: Path, spans: InMemorySpanExporter) -> None:
    services = build_services(Settings(home=home))
    services.intake(ORG).import_([Row("test", 1, FLAKY[0])], mapping=identity())
    assert run_distillation(services, ORG, RunParams(force=True))["status"] == "completed"
    assert spans.get_finished_spans() == ()
