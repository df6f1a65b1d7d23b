"""The review page within a LangGraph server, which then lets nobody in without a key.

`langgraph.team.json` names `app` (under `/stillroom`) and `auth`. The server's own routes speak for one org, the one
of `STILLROOM_ORG`: a machine's key of that org opens them, to readers for reading, to reviewers for starting and
resuming runs, to admins for the rest.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

from langgraph_sdk import Auth
from rich.console import Console
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from stillroom.domain.accounts import Role, Viewer, includes
from stillroom.domain.base import utc_now
from stillroom.doors import key_in
from stillroom.services import open_services
from stillroom.web.app import alive, build_app
from stillroom.web.desk import Desk
from stillroom.web.visits import json_answer
from stillroom.web.waking import Apart, Waker

PREFIX = "/stillroom"
# a probe of the machine that runs the server, and a browser's question whether it may ask
_OPEN = "/ok"
READS = frozenset({"read", "search"})
RUNS = frozenset({("threads", "create"), ("threads", "create_run"), ("threads", "update")})


@cache
def desk() -> Desk:
    """Open the desk when the server starts; its link lets the first admin in."""
    services = open_services()
    opened = Desk(services, Waker(services, Apart(services.settings)), undo_seconds=services.settings.undo_seconds)
    if token := opened.doors.setup_link(services.settings.org, utc_now()):
        told = f"first run: set up the first account at {PREFIX}/welcome/{token}"
        Console(stderr=True).print(told, soft_wrap=True, markup=False)
    return opened


def known(authorization: str | None) -> Viewer | None:
    """Say who a key stands for in the org that this server speaks for."""
    key = key_in(authorization or "")
    viewer = desk().doors.bearer(key, utc_now()) if key else None
    return viewer if viewer and viewer.org == desk().services.settings.org else None


class Keyed:
    """Refuses whoever has no key everything but the page, which has doors of its own, and the probe.

    The server's `auth` leaves some of its routes out.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what may pass."""
        if scope["type"] == "lifespan" or _is_own(scope) or await _has_key(scope):
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            answer = json_answer({"error": "this takes a key: Authorization: Bearer …"}, 401)
            answer.headers["WWW-Authenticate"] = "Bearer"
            await answer(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1008})


def _is_own(scope: Scope) -> bool:
    path: str = scope["path"]
    is_asked_first: bool = scope["type"] == "http" and scope["method"] == "OPTIONS"
    return path in (PREFIX, _OPEN) or path.startswith(f"{PREFIX}/") or is_asked_first


async def _has_key(scope: Scope) -> bool:
    headers = dict(scope["headers"])
    return await run_in_threadpool(known, headers.get(b"authorization", b"").decode("latin-1")) is not None


@asynccontextmanager
async def _alive(_: Starlette) -> AsyncIterator[None]:
    async with alive(pages):
        yield


async def _home(request: Request) -> Response:
    return RedirectResponse(f"{PREFIX}/")


pages = build_app(desk)
app = Starlette(
    routes=[Route(PREFIX, _home), Mount(PREFIX, app=pages)], lifespan=_alive, middleware=[Middleware(Keyed)]
)
auth = Auth()


@auth.authenticate
async def authenticate(authorization: str | None) -> Auth.types.MinimalUserDict:
    """Name who asks; a run's answers carry this name."""
    viewer = await run_in_threadpool(known, authorization)
    if viewer is None:
        raise Auth.exceptions.HTTPException(status_code=401, detail="this takes a key: Authorization: Bearer …")
    return {"identity": viewer.name, "permissions": [viewer.role]}


@auth.on
async def authorize(ctx: Auth.types.AuthContext, value: Any) -> bool:
    """Let readers read, reviewers run, admins do the rest; and none start a run for another org."""
    needed: Role = "reader" if ctx.action in READS else "reviewer" if (ctx.resource, ctx.action) in RUNS else "admin"
    (held,) = ctx.permissions
    return includes(held, needed) and _org_of(value) in (None, "", desk().services.settings.org)


def _org_of(value: Any) -> Any:
    given = (value.get("kwargs") or {}).get("input") if isinstance(value, dict) else None
    return given.get("org") if isinstance(given, dict) else None
