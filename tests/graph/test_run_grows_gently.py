"""What a run asks of the database does not grow with its items, nor does it matter where it is computed."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from benchmarks.commons import commons
from stillroom.domain.runs import RunParams
from stillroom.judging import service
from stillroom.run import run_distillation
from stillroom.services import Services, build_services
from stillroom.settings import Settings
from stillroom.sources import Row

HEAVY = ("chromadb", "presidio_analyzer", "spacy", "wordllama", "tokenizers", "scipy", "langchain_openai", "alembic")
COMMAND = f"""
import sys
from stillroom.cli.main import main
try:
    main()
finally:
    print(*(name for name in {HEAVY!r} if name in sys.modules), file=sys.stderr)
"""


def filled(home: Path, count: int, *, workers: int = 1) -> Services:
    services = build_services(Settings(home=home), workers=workers)
    services.intake("o").import_([Row("made-up", n, item) for n, item in enumerate(commons(count), start=1)])
    return services


def statements(services: Services) -> int:
    """Run and count what is sent to the database; many rows in one go are one."""
    sent = []
    event.listen(services.store.database.engine, "before_cursor_execute", lambda *args: sent.append(args[2]))
    assert run_distillation(services, "o", RunParams())["summaries_generated"] > 10
    return len(sent)


def test_four_times_the_items_take_few_statements_more(tmp_path: Path) -> None:
    some, many = (statements(filled(tmp_path / str(count), count)) for count in (100, 400))
    assert many < 1.4 * some


def test_other_processes_judge_and_write_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "_APART_FROM", 10)
    alone, together = filled(tmp_path / "alone", 100), filled(tmp_path / "together", 100, workers=2)
    were_running = set[bool]()
    ended = [
        run_distillation(alone, "o", RunParams()),
        run_distillation(together, "o", RunParams(), progress=lambda _: were_running.add(together.workers.running)),
    ]
    assert were_running == {False, True}
    assert not together.workers.running
    one, other = ({k: v for k, v in e.items() if k not in ("run_id", "run_at")} for e in ended)
    assert one == other
    assert kept(alone) == kept(together)
    together.close()


def kept(services: Services) -> list[dict[str, Any]]:
    times = {"recorded_at", "expired_at", "run_ref"}
    return sorted(
        (i.model_dump(mode="json", exclude=times) for i in services.store.items.stream("o", live_only=False)),
        key=lambda item: str(item["id"]),
    )


def test_a_run_with_nothing_new_loads_nothing_heavy(home: Path) -> None:
    services = filled(home, 60)
    run_distillation(services, "o", RunParams())
    services.close()
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, "distill", "--org", "o", "--json"], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout)["reason"] == "nothing new"
    assert done.stderr.strip() == ""
