"""Runs that live on a LangGraph server: reached through its SDK."""

from typing import TYPE_CHECKING

from stillroom.asking import WAKE
from stillroom.domain.runs import Run
from stillroom.errors import ConfigurationError, ServerUnavailable
from stillroom.settings import Settings

if TYPE_CHECKING:
    from langgraph_sdk.client import SyncLangGraphClient


def connected(server: str, key: str = "") -> "SyncLangGraphClient":
    """Open a client of a server that answers; `key` is a machine's key, where it asks for one.

    Raises:
        ConfigurationError: langgraph-sdk is not installed, or no such server answers there.
    """
    import httpx  # noqa: PLC0415 - only here

    try:
        from langgraph_sdk import get_sync_client  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise ConfigurationError(
            "a LangGraph server is reached with the extra: pip install 'stillroom[studio]'"
        ) from error
    try:
        # the client tries for eight seconds what this tells at once
        httpx.get(f"{server.rstrip('/')}/ok").raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise ConfigurationError(f"{server} does not answer as a LangGraph server: {error}") from error
    return get_sync_client(url=server, api_key=None, headers={"Authorization": f"Bearer {key}"} if key else None)


def wake(settings: Settings, run: Run) -> None:
    """Let a run go on where it lives; what was decided is carried out there.

    Raises:
        ConfigurationError: nobody said where that is, or no such server answers there.
        ServerUnavailable: the server refuses the key, or works on the run already.
    """
    import httpx  # noqa: PLC0415 - only here

    if not settings.langgraph_url:
        raise ConfigurationError(
            f"run {run.id} lives on a LangGraph server: set STILLROOM_LANGGRAPH_URL to it, or resume its thread "
            f'{run.thread_id} there with {{"resume": {{"wake": true}}}}'
        )
    runs = connected(settings.langgraph_url, settings.langgraph_key.get_secret_value()).runs
    try:
        runs.create(run.thread_id, run.graph, command={"resume": WAKE}, multitask_strategy="reject")
    except httpx.HTTPError as error:
        raise ServerUnavailable(f"{settings.langgraph_url} did not let run {run.id} go on: {error}") from error
