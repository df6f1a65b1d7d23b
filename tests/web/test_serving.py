"""`stillroom serve` as a process: it takes up what was decided before it began, and leaves nothing running."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from stillroom.deciding import decide
from stillroom.domain.reviews import Answer
from stillroom.services import build_services
from stillroom.settings import Settings
from tests.website import ORG

SOON = 30


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGKILL])
def test_a_server_carries_out_what_was_decided_and_leaves_no_process(
    sample_home: Path, tmp_path: Path, stop: signal.Signals
) -> None:
    home = tmp_path / "home"
    shutil.copytree(sample_home, home)
    with closing(build_services(Settings(home=home))) as services:
        review = services.store.reviews.find(ORG)[0].id
        decide(services, ORG, review, Answer(decision="keep_both", by="ana"))
        server = _served(home)
        try:
            _until(lambda: services.store.reviews.get(ORG, review).state == "applied")
            children = psutil.Process(server.pid).children(recursive=True)
        finally:
            server.send_signal(stop)
        code = server.wait(SOON)
    assert children
    assert code == (0 if stop == signal.SIGTERM else -stop)
    _until(lambda: not any(child.is_running() for child in children))


def _served(home: Path) -> "subprocess.Popen[bytes]":
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    command = [Path(sys.executable).with_name("stillroom"), "serve", "--port", str(port), "--org", ORG]
    environment = {**os.environ, "STILLROOM_HOME": str(home), "STILLROOM_UNDO_SECONDS": "0"}
    return subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)


def _until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SOON
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.1)
