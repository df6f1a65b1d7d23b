"""Signing in and out, and using an invitation up."""

import secrets
from datetime import timedelta

from starlette.responses import Response

from stillroom.doors import LONGEST
from stillroom.errors import InvalidItem, SignInRefused
from stillroom.web.visits import COOKIE, FORM_COOKIE, Visit


def sign_in_page(visit: Visit) -> Response:
    """Show the form."""
    return _form(visit, "signin.html", next=_local(visit.query("next")), name="", problem="")


def sign_in(visit: Visit) -> Response:
    """Check name and password; begin a session."""
    name, target = visit.field("name"), _local(visit.field("next"))
    try:
        session = visit.desk.doors.sign_in(name, visit.field("password"), _address(visit), visit.desk.now())
    except SignInRefused as refused:
        status = 429 if refused.wait else 403
        answer = _form(visit, "signin.html", status=status, next=target, name=name[:100], problem=str(refused))
        if refused.wait:
            answer.headers["Retry-After"] = str(refused.wait)
        return answer
    return _entered(visit, session, target)


def sign_out(visit: Visit) -> Response:
    """End the session."""
    visit.desk.doors.sign_out(visit.request.cookies.get(COOKIE, ""))
    answer = visit.go("/signin")
    answer.delete_cookie(COOKIE, path=visit.to("/"))
    return answer


def invitation_page(visit: Visit) -> Response:
    """Show what the link is for."""
    return _invited(visit, "")


def accept_invitation(visit: Visit) -> Response:
    """Make the account, or set the password, and begin a session."""
    doors, now = visit.desk.doors, visit.desk.now()
    invitation = doors.invitation(visit.path("token"), now)
    if invitation is None:
        return _invited(visit, "")
    try:
        name = doors.accept(visit.path("token"), visit.field("name"), visit.field("password"), now)
    except InvalidItem as problem:
        return _invited(visit, problem.reason, status=422)
    return _entered(visit, doors.open_session(name, invitation.org, now), "/")


def switch_org(visit: Visit) -> Response:
    """Look at another org of the viewer."""
    org = visit.field("org")
    if org in visit.who.orgs:
        visit.desk.doors.switch(visit.request.cookies.get(COOKIE, ""), org, visit.desk.now())
    return visit.go("/")


def _invited(visit: Visit, problem: str, *, status: int = 200) -> Response:
    invitation = visit.desk.doors.invitation(visit.path("token"), visit.desk.now())
    if invitation is None:
        return visit.page("error.html", status=404, reason="The link was used already, or has run out.", phrase="Gone")
    name = visit.field("name")[:100]
    return _form(visit, "invitation.html", status=status, invitation=invitation, name=name, problem=problem)


def _form(visit: Visit, template: str, *, status: int = 200, **values: object) -> Response:
    """Show a form to somebody who has no session: what it sends must match a cookie that only we can set."""
    secret = visit.request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(24)
    answer = visit.page(template, status=status, form_secret=secret, **values)
    answer.set_cookie(FORM_COOKIE, secret, httponly=True, samesite="strict", secure=_secure(visit), path=visit.to("/"))
    return answer


def _entered(visit: Visit, session: str, target: str) -> Response:
    answer = visit.go(target)
    answer.set_cookie(
        COOKIE,
        session,
        max_age=int(LONGEST / timedelta(seconds=1)),
        httponly=True,
        # lax: a link in a message leads to the review, a form on another site leads nowhere
        samesite="lax",
        secure=_secure(visit),
        path=visit.to("/"),
    )
    answer.delete_cookie(FORM_COOKIE, path=visit.to("/"))
    return answer


def _secure(visit: Visit) -> bool:
    return visit.request.url.scheme == "https"


def _address(visit: Visit) -> str:
    return visit.request.client.host if visit.request.client else "unknown"


def _local(target: str) -> str:
    """Keep to this app: an address of another site is not gone to."""
    ours = target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable()
    return target if ours else "/"
