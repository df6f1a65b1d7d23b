"""LangGraph's own server, started for a test."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[1]
OFFLINE = {"LANGGRAPH_CLI_NO_ANALYTICS": "1", "LANGGRAPH_NO_VERSION_CHECK": "true"}


@contextmanager
def langgraph_dev(folder: Path, config: str, env: Mapping[str, str]) -> Iterator[str]:
    """Run `langgraph dev` on one of the repository's configurations, from a folder of its own: it keeps its threads
    there. Gives its address.
    """
    folder.mkdir()
    given = json.loads((ROOT / config).read_text(encoding="utf-8"))
    (folder / "langgraph.json").write_text(json.dumps(_absolute(given)), encoding="utf-8")
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(
            [Path(sys.executable).with_name("langgraph"), "dev", "--no-browser", "--no-reload", "--port", str(port)],
            cwd=folder,
            env={**os.environ, **OFFLINE, **{name: value.format(url=url) for name, value in env.items()}},
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait(server, f"{url}/ok", folder / "log")
        yield url
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def _absolute(given: Any) -> Any:
    if isinstance(given, dict):
        return {name: _absolute(value) for name, value in given.items()}
    return str(ROOT / given) if isinstance(given, str) and given.startswith("./") else given


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    for _ in range(240):
        if server.poll() is not None:
            break
        try:
            if httpx.get(url).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.25)
    raise AssertionError(log.read_text(encoding="utf-8"))
