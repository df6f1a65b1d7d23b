"""People of an org, and one's own password and keys."""

from starlette.responses import Response

from stillroom.domain.accounts import ROLES, Invitation, Role
from stillroom.doors import INVITED
from stillroom.errors import InvalidItem
from stillroom.web.visits import Visit


def people(visit: Visit) -> Response:
    """List the people of the org."""
    return _people(visit)


def invite(visit: Visit) -> Response:
    """Make a link that lets one more person in, or lets a member set a new password; it is shown once."""
    doors, now = visit.desk.doors, visit.desk.now()
    account = visit.field("account")
    members = {m.account: m.role for m in visit.desk.services.store.accounts.members(visit.org)}
    if account and account not in members:
        raise InvalidItem("account", f"{account!r} is not a member of {visit.org}")
    role = members[account] if account else _role(visit)
    token = doors.invite(Invitation(org=visit.org, role=role, account=account, expires_at=now + INVITED))
    link = str(visit.request.url.replace(path=visit.to(f"/welcome/{token}"), query="", fragment=""))
    return _people(visit, link=link, invited=account or role)


def change_role(visit: Visit) -> Response:
    """Give a member another role, or none."""
    role = None if visit.field("role") == "none" else _role(visit)
    if not visit.desk.services.store.accounts.set_role(visit.org, visit.field("account"), role):
        raise InvalidItem("role", "an org keeps at least one admin")
    return visit.go("/people")


def account(visit: Visit) -> Response:
    """Show one's own account."""
    return _account(visit)


def make_token(visit: Visit) -> Response:
    """Make a key for a machine; it is shown once."""
    secret = visit.desk.doors.make_token(visit.who, visit.field("name"), _role(visit), visit.desk.now())
    return _account(visit, secret=secret)


def drop_token(visit: Visit) -> Response:
    """Take a key back."""
    visit.desk.services.store.accounts.drop_token(visit.org, visit.who.name, visit.field("id"))
    return visit.go("/account")


def _people(visit: Visit, *, link: str = "", invited: str = "") -> Response:
    members = visit.desk.services.store.accounts.members(visit.org)
    return visit.page("people.html", members=members, roles=ROLES, link=link, invited=invited)


def _account(visit: Visit, *, secret: str = "") -> Response:
    tokens = visit.desk.services.store.accounts.tokens(visit.org, visit.who.name)
    allowed = [r for r in ROLES if visit.who.may(r)]
    return visit.page("account.html", tokens=tokens, roles=allowed, secret=secret)


def _role(visit: Visit) -> Role:
    for role in ROLES:
        if visit.field("role") == role:
            return role
    raise InvalidItem("role", f"{visit.field('role')!r} is none of {', '.join(ROLES)}")
