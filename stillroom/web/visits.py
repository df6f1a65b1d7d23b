"""A request as a handler sees it: who asks, what was sent, and the desk; everything before and after is here."""

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Literal
from urllib.parse import parse_qs, quote

import orjson
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from stillroom.domain.accounts import Role, Viewer
from stillroom.doors import key_in
from stillroom.errors import InvalidItem, NotFound, ReviewConflict, RunConflict, StillroomError
from stillroom.web.desk import Desk
from stillroom.web.templates import rendered

Kind = Literal["page", "api"]
LARGEST = 1_000_000
COOKIE = "stillroom_session"
FORM_COOKIE = "stillroom_form"
LINKS: tuple[tuple[str, str, Role], ...] = (
    ("/", "Inbox", "reader"),
    ("/runs", "Runs", "reader"),
    ("/items", "Items", "reader"),
    ("/dashboard", "Dashboard", "reader"),
    ("/people", "People", "admin"),
)
STATUS: tuple[tuple[type[StillroomError], int], ...] = (
    (NotFound, 404),
    (ReviewConflict, 409),
    (RunConflict, 409),
    (InvalidItem, 422),
)


class Refused(StillroomError):
    """A request that cannot be answered as it is."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may call a handler; nobody in particular when there is no role."""

    handler: "Handler"
    role: Role | None
    kind: Kind = "page"


@dataclass(frozen=True, slots=True)
class Visit:
    """One request."""

    request: Request
    desk: Desk
    viewer: Viewer | None
    body: bytes
    form: Mapping[str, list[str]]

    @property
    def who(self) -> Viewer:
        """The person signed in; a rule with a role lets nobody else come here."""
        if self.viewer is None:
            raise Refused(401, "sign in first")
        return self.viewer

    @property
    def org(self) -> str:
        """The commons that is looked at."""
        return self.who.org

    def path(self, name: str) -> str:
        """Give a part of the address."""
        return str(self.request.path_params[name])

    def query(self, name: str) -> str:
        """Give a parameter of the address; empty when there is none."""
        return self.request.query_params.get(name, "")

    def field(self, name: str) -> str:
        """Give a field of the form; empty when there is none."""
        return self.form.get(name, [""])[-1]

    def json(self) -> Any:
        """Read the body as JSON.

        Raises:
            Refused: it is none.
        """
        try:
            return orjson.loads(self.body)
        except orjson.JSONDecodeError as error:
            raise Refused(400, f"the body is no JSON: {error}") from error

    def to(self, path: str) -> str:
        """Give an address within this app, wherever it is mounted."""
        return f"{self.request.scope.get('root_path', '')}{path}"

    def go(self, path: str) -> Response:
        """Send the browser elsewhere within this app, by GET."""
        return RedirectResponse(self.to(path), HTTPStatus.SEE_OTHER)

    def page(self, template: str, *, status: int = 200, **values: Any) -> Response:
        """Answer with a page."""
        given = {"visit": self, "viewer": self.viewer, "to": self.to, "csrf": self._csrf, **values}
        return Response(rendered(template, **given), status, media_type="text/html")

    def within(self, path: str) -> bool:
        """Is this address the one asked for, or below it?"""
        asked = self.request.url.path.removeprefix(self.to(""))
        return asked == path if path == "/" else asked.startswith(path)

    @property
    def links(self) -> tuple[tuple[str, str, Role], ...]:
        """The main addresses, with their names and who may go there."""
        return LINKS

    def _csrf(self) -> Markup:
        value = self.viewer.csrf if self.viewer else ""
        return Markup('<input type="hidden" name="csrf" value="{}">').format(value)


Handler = Callable[[Visit], Response]


def endpoint(rule: Rule) -> Callable[[Request], Any]:
    """Make a rule's handler an endpoint."""

    async def serve(request: Request) -> Response:
        try:
            body = await _body(request)
        except Refused as refused:
            return _refusal(rule, None, refused.status, str(refused))
        return await run_in_threadpool(_answered, rule, request, body)

    return serve


def json_answer(value: Any, status: int = 200) -> Response:
    """Answer with JSON."""
    return Response(orjson.dumps(value, default=str), status, media_type="application/json")


async def _body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LARGEST:
            raise Refused(413, "the request is too large")
    return body


def _answered(rule: Rule, request: Request, body: bytes) -> Response:
    desk: Desk = request.app.state.desk()
    visit = Visit(request, desk, _viewer(desk, request), body, _form(request, body))
    try:
        _printable(visit)
        _admit(rule, visit)
        return rule.handler(visit)
    except Refused as refused:
        return _refusal(rule, visit, refused.status, str(refused))
    except StillroomError as failure:
        status = next((s for kind, s in STATUS if isinstance(failure, kind)), 500)
        return _refusal(rule, visit, status, str(failure))


def _form(request: Request, body: bytes) -> dict[str, list[str]]:
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return {}
    try:
        return parse_qs(body.decode(), keep_blank_values=True, max_num_fields=2000)
    except ValueError:
        return {}


def _viewer(desk: Desk, request: Request) -> Viewer | None:
    if key := key_in(request.headers.get("authorization", "")):
        return desk.doors.bearer(key, desk.now())
    session = request.cookies.get(COOKIE)
    return desk.doors.viewer(session, desk.now()) if session else None


def _printable(visit: Visit) -> None:
    """Refuse what no database keeps.

    Raises:
        Refused: a NUL, or half of a surrogate pair, in an address or a form.
    """
    given = [*visit.request.path_params.values(), *visit.request.query_params.values()]
    given += [value for values in visit.form.values() for value in values]
    for text in map(str, given):
        if "\0" in text or any("\ud800" <= c <= "\udfff" for c in text):
            raise Refused(400, "a NUL or half a character cannot be kept")


def _admit(rule: Rule, visit: Visit) -> None:
    """Let nobody by who may not call the handler.

    Raises:
        Refused: not signed in, not allowed, or sent by another site's page.
    """
    if rule.role is not None:
        if visit.viewer is None:
            raise Refused(401, "sign in first")
        if not visit.viewer.may(rule.role):
            raise Refused(403, f"this takes a {rule.role}; you are a {visit.viewer.role} in {visit.viewer.org}")
    if visit.request.method not in ("GET", "HEAD"):
        _same_site(visit)


def _same_site(visit: Visit) -> None:
    if visit.viewer is not None and not visit.viewer.csrf:
        return
    expected = visit.viewer.csrf if visit.viewer else visit.request.cookies.get(FORM_COOKIE, "")
    given = visit.request.headers.get("x-csrf-token") or visit.field("csrf")
    if not expected or not hmac.compare_digest(given.encode(), expected.encode()):
        raise Refused(403, "the form has run out: load the page again")


def _refusal(rule: Rule, visit: Visit | None, status: int, reason: str) -> Response:
    if rule.kind == "api" or visit is None:
        answer = json_answer({"error": reason}, status)
        if status == HTTPStatus.UNAUTHORIZED:
            answer.headers["WWW-Authenticate"] = "Bearer"
        return answer
    if status == HTTPStatus.UNAUTHORIZED and visit.request.method == "GET":
        return visit.go(f"/signin?next={quote(_inner(visit), safe='')}")
    return visit.page("error.html", status=status, reason=reason, phrase=HTTPStatus(status).phrase)


def _inner(visit: Visit) -> str:
    url = visit.request.url
    path = url.path.removeprefix(visit.request.scope.get("root_path", ""))
    return f"{path}?{url.query}" if url.query else path
