"""The web app on a fresh copy of the sample commons."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from stillroom.web import runs
from tests.website import Site, distilled, opened


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the sample commons, distilled up to its questions; never written to."""
    home = tmp_path_factory.mktemp("sample") / "home"
    distilled(home)
    return home


@pytest.fixture
def site(sample_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """The app, with a clock that stands still; a live page is told of one state and no more."""
    monkeypatch.setattr(runs, "STREAM", 1)
    monkeypatch.setattr(runs, "PACE", 0.0)
    with opened(sample_home, tmp_path / "site") as built:
        yield built
