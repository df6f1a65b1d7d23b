"""People and machines that sign in, and what they may do."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from stillroom.domain.base import Value

Role = Literal["reader", "reviewer", "admin"]
ROLES: tuple[Role, ...] = ("reader", "reviewer", "admin")
"""From least to most: each may do all that those before it may."""


def includes(held: str, role: Role) -> bool:
    """May who holds one role do all that the other may?"""
    return ROLES.index(held) >= ROLES.index(role)


class Viewer(Value):
    """Who asks, and as what.

    Attributes:
        org: the commons that is looked at; one of `orgs`.
        orgs: the person's role in each org.
        csrf: what a form of this session has to bring along; empty for a token, which no browser sends by itself.
    """

    name: str
    org: str
    orgs: dict[str, Role]
    csrf: str = ""

    @property
    def role(self) -> Role:
        """The role in the org that is looked at."""
        return self.orgs[self.org]

    def may(self, role: Role) -> bool:
        """Is this role, or one that includes it, held?"""
        return includes(self.role, role)


class Member(Value):
    """An account with its role in one org."""

    account: str
    role: Role
    disabled: bool
    created_at: datetime


class Token(Value):
    """A machine's key, without its secret."""

    id: str
    name: str
    account: str
    role: Role
    created_at: datetime
    expires_at: datetime


class Invitation(Value):
    """A link that lets one person in, once.

    Attributes:
        account: whose password it sets; empty for a new account.
    """

    org: str
    role: Role
    account: str = ""
    expires_at: datetime


class Remark(Value):
    """What somebody wrote about a review; it passed the privacy gate."""

    author: str = Field(min_length=1)
    text: str = Field(min_length=1)
    recorded_at: datetime
