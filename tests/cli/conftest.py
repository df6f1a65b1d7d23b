"""Every command runs on an empty home of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from stillroom.services import close_services


@pytest.fixture(autouse=True)
def fresh(home: Path) -> Iterator[None]:
    close_services()
    yield
    close_services()
