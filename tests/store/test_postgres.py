"""The main job on a real PostgreSQL server: the same outcome as on SQLite, and one winner everywhere."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from stillroom.deciding import decide
from stillroom.domain.reviews import Answer
from stillroom.domain.runs import RunParams
from stillroom.errors import ConfigurationError, ReviewConflict, RunConflict
from stillroom.finding import find
from stillroom.replaying import replay
from stillroom.run import resume, run_distillation
from stillroom.services import Services, build_services
from stillroom.settings import Settings
from stillroom.sources import Row, read
from stillroom.sources.mapping import guess
from stillroom.store import Store
from stillroom.store.locks import held

SAMPLE = Path(__file__).parents[2] / "examples" / "commons.jsonl"
ORG = "sample"


@pytest.fixture
def until_end() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


def filled(until_end: ExitStack, home: Path, url: str = "") -> Services:
    services = until_end.enter_context(closing(build_services(Settings(home=home, database_url=url))))
    rows = list(read(SAMPLE))
    mapping = guess([r for r in rows if isinstance(r, Row)])
    services.intake(ORG).import_(rows, mapping=mapping, defaults={}, progress=None, contributor=None)
    return services


def distilled(services: Services) -> dict[str, Any]:
    """Run, approve every question, resume; give what the commons then holds."""
    first = run_distillation(services, ORG, RunParams(), run_id="run_same")
    assert first["status"] == "awaiting_review"
    for review in services.store.reviews.find(ORG):
        decide(services, ORG, review.id, Answer(decision="approve", by="ana"))
    done = resume(services, services.store.runs.get(ORG, "run_same"))
    assert done["status"] == "completed"
    clocks = {"recorded_at", "expired_at", "seq"}
    return {
        i.id: (i.expired_at is None, i.model_dump(exclude=clocks))
        for i in services.store.items.stream(ORG, live_only=False)
    }


def test_a_run_with_its_review_ends_as_on_sqlite(until_end: ExitStack, tmp_path: Path, postgres_url: str) -> None:
    here = filled(until_end, tmp_path / "sqlite")
    there = filled(until_end, tmp_path / "postgres", postgres_url)
    assert distilled(there) == distilled(here)
    assert not (tmp_path / "postgres" / "checkpoints.db").exists()
    assert there.vectors.ids(ORG) == there.store.items.served_ids(ORG)
    assert replay(there.settings, ORG, "run_same").is_equal
    words = "connection pool"
    assert {i.id for i in find(there, ORG, words)} & {i.id for i in find(here, ORG, words)}


def test_a_run_that_is_held_cannot_be_taken_by_another_process(
    until_end: ExitStack, tmp_path: Path, postgres_url: str
) -> None:
    one, other = (until_end.enter_context(closing(Store(postgres_url))) for _ in range(2))
    with held(one.database, tmp_path, "run_a"):
        with pytest.raises(RunConflict, match="another process"), held(other.database, tmp_path, "run_a"):
            pass
        with held(other.database, tmp_path, "run_b"):
            pass
    with held(other.database, tmp_path, "run_a"):
        pass


def test_of_sixteen_reviewers_one_wins(until_end: ExitStack, tmp_path: Path, postgres_url: str) -> None:
    services = filled(until_end, tmp_path, postgres_url)
    run_distillation(services, ORG, RunParams())
    review = services.store.reviews.find(ORG)[0]

    def attempt(number: int) -> str:
        try:
            decide(services, ORG, review.id, Answer(decision="approve", by=f"r{number}"))
        except ReviewConflict as told:
            return str(told)
        return f"r{number}"

    with ThreadPoolExecutor(16) as pool:
        ends = list(pool.map(attempt, range(16)))
    (winner,) = [e for e in ends if e in {f"r{n}" for n in range(16)}]
    assert sum(f"already decided by '{winner}'" in e for e in ends) == 15


def test_writers_queue_so_that_a_reader_misses_no_number(until_end: ExitStack, postgres_url: str) -> None:
    one, other = (until_end.enter_context(closing(Store(postgres_url))) for _ in range(2))
    with ThreadPoolExecutor(1) as pool:
        with one.database.write():
            late = pool.submit(other.reviews.ask, ORG, "run_none", [])
            assert wait([late], timeout=0.3).not_done
            assert other.runs.recent(ORG) == []
        assert late.result(timeout=10) is None


@pytest.mark.parametrize("url", ["mysql://u:secret@h/d", "no url with secret"])
def test_another_database_is_refused_without_echoing_its_password(url: str) -> None:
    with pytest.raises(ConfigurationError) as refused:
        Store(url)
    assert "secret" not in str(refused.value)
