"""Every test of a store runs on SQLite and on a real PostgreSQL server."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from stillroom.store import Store

Opener = Callable[[], Store]


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'stillroom.db'}"
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture
def another(url: str) -> Iterator[Opener]:
    """Opens the database once more, as another process would."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(closing(Store(url)))


@pytest.fixture
def store(another: Opener) -> Store:
    return another()
