from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.course import Course
from tests.faults.killing import Warm, warm


@pytest.fixture(scope="session")
def process() -> Iterator[Warm]:
    """A process that has everything loaded and lives as long as the tests do."""
    with warm() as started:
        yield started


@pytest.fixture(scope="session")
def course(process: Warm, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Course]:
    """The undisturbed course of things."""
    folder: Path = tmp_path_factory.mktemp("course")
    taken = Course(process, folder)
    taken.go(folder / "home")
    yield taken
    taken.forget()
