"""Letting people and machines in: passwords, sessions, tokens, invitations."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from stillroom.domain.accounts import ROLES, Invitation, Role, Token, Viewer
from stillroom.errors import InvalidItem, SignInRefused
from stillroom.store import Store
from stillroom.text.canonical import canonical_line

if TYPE_CHECKING:
    from argon2 import PasswordHasher

LEAST, MOST = 12, 200
IDLE, LONGEST = timedelta(hours=12), timedelta(days=7)
TOUCH = timedelta(minutes=5)
INVITED = timedelta(days=3)
KEY_LIFE = timedelta(days=365)
WINDOW = timedelta(minutes=15)
BY_PERSON, BY_NAME, BY_ADDRESS = 5, 50, 50
"""Tries in a window: of one name from one address, of one name from anywhere, from one address."""


@dataclass(frozen=True)
class Doors:
    """The doors of one store; every secret is random and kept as a hash."""

    store: Store

    @cached_property
    def hasher(self) -> "PasswordHasher":
        """Argon2id with the parameters that RFC 9106 recommends where memory is scarce."""
        from argon2 import PasswordHasher  # noqa: PLC0415 - an extra

        return PasswordHasher()

    def setup_link(self, org: str, now: datetime) -> str | None:
        """Make the one-time token that lets the first admin in; None when there are accounts already."""
        if self.store.accounts.count():
            return None
        self.store.accounts.withdraw_invitations(org, "admin")
        return self.invite(Invitation(org=org, role="admin", expires_at=now + INVITED))

    def invite(self, invitation: Invitation) -> str:
        """Keep an invitation and give its token, which is not kept."""
        token = secrets.token_urlsafe(32)
        self.store.accounts.invite(_hash(token), invitation)
        return token

    def invitation(self, token: str, now: datetime) -> Invitation | None:
        """Read an invitation; None when it was used or has run out."""
        return self.store.accounts.invitation(_hash(token), now)

    def accept(self, token: str, name: str, password: str, now: datetime) -> str:
        """Use an invitation up and give the account's name.

        Raises:
            InvalidItem: the name or the password cannot be accepted.
        """
        invitation = self.invitation(token, now)
        name = invitation.account if invitation and invitation.account else account_name(name)
        hashed = self.hasher.hash(_password(name, password))
        if not self.store.accounts.accept(_hash(token), name, hashed, now):
            raise InvalidItem("name", "the name is taken, or the link was used already")
        return name

    def sign_in(self, name: str, password: str, address: str, now: datetime) -> str:
        """Check a password and begin a session; gives the session's token.

        Raises:
            SignInRefused: wrong, disabled, or too many tries.
        """
        from argon2.exceptions import VerificationError  # noqa: PLC0415 - an extra

        name = " ".join(name.split())[:MOST]
        keys = {f"person:{address}:{name}": BY_PERSON, f"name:{name}": BY_NAME, f"address:{address}": BY_ADDRESS}
        if not self.store.accounts.try_log_in(keys, now, now - WINDOW):
            raise SignInRefused("too many tries: wait a quarter of an hour", wait=int(WINDOW.total_seconds()))
        known = self.store.accounts.password_hash(name)
        orgs = self.store.accounts.orgs(name)
        try:
            # who does not exist takes as long as who does
            self.hasher.verify(known or self._nobody, password[: 2 * MOST])
        except VerificationError as wrong:
            raise SignInRefused("name or password is wrong") from wrong
        if not known or not orgs:
            raise SignInRefused("name or password is wrong")
        self.store.accounts.forget_tries(keys)
        return self.open_session(name, next(iter(orgs)), now)

    def open_session(self, name: str, org: str, now: datetime) -> str:
        """Begin a session and give its token."""
        token = secrets.token_urlsafe(32)
        self.store.accounts.open_session(_hash(token), name, org, secrets.token_urlsafe(24), now)
        return token

    def viewer(self, session: str, now: datetime) -> Viewer | None:
        """Say who a session's token stands for; None when it is over."""
        hashed = _hash(session)
        row = self.store.accounts.session(hashed)
        if row is None:
            return None
        if row["seen_at"] + IDLE < now or row["created_at"] + LONGEST < now:
            self.store.accounts.close_session(hashed)
            return None
        if row["seen_at"] + TOUCH < now:
            self.store.accounts.touch_session(hashed, now=now)
        org = row["org"] if row["org"] in row["orgs"] else next(iter(row["orgs"]))
        return Viewer(name=row["account"], org=org, orgs=row["orgs"], csrf=row["csrf"])

    def switch(self, session: str, org: str, now: datetime) -> None:
        """Let a session look at another org; the caller has checked that it may."""
        self.store.accounts.touch_session(_hash(session), now=now, org=org)

    def sign_out(self, session: str) -> None:
        """End a session."""
        self.store.accounts.close_session(_hash(session))

    def make_token(self, viewer: Viewer, name: str, role: Role, now: datetime) -> str:
        """Make a machine's key for the viewer's org; the key itself is not kept.

        Raises:
            InvalidItem: the role is greater than the viewer's own.
        """
        if not viewer.may(role):
            raise InvalidItem("role", f"a key cannot do more than its owner, who is {viewer.role}")
        secret = f"stillroom_{secrets.token_urlsafe(32)}"
        token = Token(
            id=secrets.token_hex(8),
            name=canonical_line(name)[:100] or "key",
            account=viewer.name,
            role=role,
            created_at=now,
            expires_at=now + KEY_LIFE,
        )
        self.store.accounts.add_token(viewer.org, token, _hash(secret))
        return secret

    def bearer(self, secret: str, now: datetime) -> Viewer | None:
        """Say who a machine's key stands for; it never does more than its owner may now."""
        row = self.store.accounts.token(_hash(secret.strip()), now)
        if row is None:
            return None
        role = min(row["role"], row["member_role"], key=ROLES.index)
        return Viewer(name=row["account"], org=row["org"], orgs={row["org"]: role})

    @cached_property
    def _nobody(self) -> str:
        return self.hasher.hash(secrets.token_urlsafe(16))


def key_in(authorization: str) -> str:
    """Give the key that an `Authorization` header brings; empty when it brings none."""
    kind, _, secret = authorization.partition(" ")
    return secret if kind.casefold() == "bearer" else ""


def account_name(text: str) -> str:
    """Bring an account's name to its one form.

    Raises:
        InvalidItem: it is empty or too long.
    """
    name = canonical_line(text, "name")
    if not 1 <= len(name) <= 100:
        raise InvalidItem("name", "a name has 1 to 100 characters")
    return name


def _password(name: str, password: str) -> str:
    if not LEAST <= len(password) <= MOST:
        raise InvalidItem("password", f"a password has {LEAST} to {MOST} characters")
    if password.casefold() == name.casefold():
        raise InvalidItem("password", "a password is not the name")
    return password


def _hash(secret: str) -> str:
    # random secrets of 256 bits need no slow hash
    return hashlib.sha256(secret.encode()).hexdigest()
