"""A model on loopback for whole runs."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from stillroom.services import close_services
from tests import online
from tests.online import Notes, World
from tests.openai_server import OpenAIServer


@pytest.fixture
def distil(
    home: Path, tmp_path: Path, openai_server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[..., World]]:
    """Distil notes with the scripted server as the model; settings by name."""
    settings = {
        "OPENAI_BASE_URL": openai_server.base_url,
        "JUDGE_MODEL": "scripted",
        "MODEL_RETRIES": 2,
        "MODEL_RETRY_AFTER_CAP": 0.3,
        "MODEL_TIMEOUT": 30,
        "JUDGE_VOTES": 1,
        "BREAKER_AFTER": 100,
    }

    def run(notes: Notes | None = None, options: Sequence[str] = (), **given: Any) -> World:
        for name, value in {**settings, **given}.items():
            monkeypatch.setenv(f"STILLROOM_{name}", str(value))
        return online.distil(tmp_path, notes, options)

    yield run
    close_services()
