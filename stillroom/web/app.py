"""The app: which address leads where, and who may go there."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from stillroom.web import api, bulk, dashboard, inbox, items, openapi, people, review, runs, signing
from stillroom.web.desk import Desk
from stillroom.web.templates import assets
from stillroom.web.visits import Rule, endpoint

RULES: dict[tuple[str, str], Rule] = {
    ("GET", "/"): Rule(inbox.inbox, "reader"),
    ("GET", "/review/{id}"): Rule(review.review_page, "reader"),
    ("POST", "/review/{id}/decision"): Rule(review.decide_review, "reviewer"),
    ("POST", "/review/{id}/undo"): Rule(review.undo_decision, "reviewer"),
    ("POST", "/review/{id}/remark"): Rule(review.remark, "reviewer"),
    ("POST", "/bulk/preview"): Rule(bulk.preview, "reviewer"),
    ("POST", "/bulk"): Rule(bulk.carry_out, "reviewer"),
    ("POST", "/bulk/undo"): Rule(bulk.undo, "reviewer"),
    ("GET", "/runs"): Rule(runs.runs, "reader"),
    ("GET", "/runs/{id}"): Rule(runs.run, "reader"),
    ("GET", "/runs/{id}/events"): Rule(runs.events, "reader"),
    ("GET", "/runs/{id}/report"): Rule(runs.report, "reader"),
    ("POST", "/runs/{id}/resume"): Rule(runs.go_on, "reviewer"),
    ("POST", "/runs/{id}/end"): Rule(runs.end, "admin"),
    ("POST", "/runs/{id}/cancel"): Rule(runs.cancel, "admin"),
    ("GET", "/items"): Rule(items.items, "reader"),
    ("GET", "/items/{id:path}"): Rule(items.item, "reader"),
    ("GET", "/dashboard"): Rule(dashboard.dashboard, "reader"),
    ("GET", "/reviews"): Rule(api.reviews, "reader", "api"),
    ("GET", "/reviews/{id}"): Rule(api.review, "reader", "api"),
    ("POST", "/reviews/{id}/decision"): Rule(api.decision, "reviewer", "api"),
    ("GET", "/runs/{id}/request"): Rule(api.request, "reader", "api"),
    ("POST", "/runs/{id}/decisions"): Rule(api.decisions, "reviewer", "api"),
    ("GET", "/metrics"): Rule(api.metrics, "reader", "api"),
    ("GET", "/openapi.json"): Rule(openapi.openapi, "reader", "api"),
    ("GET", "/people"): Rule(people.people, "admin"),
    ("POST", "/people/invite"): Rule(people.invite, "admin"),
    ("POST", "/people/role"): Rule(people.change_role, "admin"),
    ("GET", "/account"): Rule(people.account, "reader"),
    ("POST", "/account/token"): Rule(people.make_token, "reader"),
    ("POST", "/account/token/drop"): Rule(people.drop_token, "reader"),
    ("POST", "/org"): Rule(signing.switch_org, "reader"),
    ("POST", "/signout"): Rule(signing.sign_out, "reader"),
    ("GET", "/signin"): Rule(signing.sign_in_page, None),
    ("POST", "/signin"): Rule(signing.sign_in, None),
    ("GET", "/welcome/{token}"): Rule(signing.invitation_page, None),
    ("POST", "/welcome/{token}"): Rule(signing.accept_invitation, None),
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


def build_app(desk: Callable[[], Desk]) -> Starlette:
    """Build the app around a desk, which is opened by the first request that needs it."""
    routes = [Route(path, endpoint(rule), methods=[method]) for (method, path), rule in RULES.items()]
    app = Starlette(routes=[*routes, Route("/static/{name}", _static)], lifespan=alive)
    app.add_middleware(Guarded)
    app.state.desk = desk
    return app


@asynccontextmanager
async def alive(app: Starlette) -> AsyncIterator[None]:
    """Let runs go on after decisions for as long as the app serves."""
    desk: Desk = await run_in_threadpool(app.state.desk)
    desk.waker.start(timedelta(seconds=desk.undo_seconds))
    yield
    await run_in_threadpool(desk.waker.close)


async def _static(request: Request) -> Response:
    asset = assets().get(request.path_params["name"])
    if asset is None:
        return Response("not found", 404)
    headers = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(asset.content, media_type=asset.media_type, headers=headers)


class Guarded:
    """Gives every answer the headers that keep a browser from doing what the page did not mean."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, with the headers that an answer does not set itself."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if scope["scheme"] == "https":
                    headers.setdefault("Strict-Transport-Security", "max-age=31536000")
            await send(message)

        await self._app(scope, receive, guarded if scope["type"] == "http" else send)
