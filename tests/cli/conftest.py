"""Every command runs on a home of its own: an empty one, or the sample commons with its questions open."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from stillroom.services import Services, close_services, open_services
from tests.website import distilled


@pytest.fixture(autouse=True)
def fresh(home: Path) -> Iterator[None]:
    close_services()
    yield
    close_services()


@pytest.fixture(scope="session")
def _distilled_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("distilled") / "home"
    distilled(path, "default")
    return path


@pytest.fixture
def services(_distilled_once: Path, home: Path) -> Services:
    """The sample commons, distilled up to its questions."""
    shutil.copytree(_distilled_once, home, dirs_exist_ok=True)
    return open_services()
