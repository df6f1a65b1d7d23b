"""Accounts in the database: people, their roles by org, sessions, tokens, invitations and tries to log in."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, func, insert, select, update

from stillroom.domain.accounts import Invitation, Member, Role, Token
from stillroom.store import access as t
from stillroom.store.database import Database
from stillroom.store.items import insert_ignoring


class Accounts:
    """Who may come in; secrets are kept as hashes only."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def count(self) -> int:
        """Count the accounts."""
        with self._db.read() as connection:
            return int(connection.execute(select(func.count()).select_from(t.accounts)).scalar_one())

    def password_hash(self, name: str) -> str | None:
        """Fetch the password hash of an account that may log in; None when there is none."""
        where = and_(t.accounts.c.name == name, t.accounts.c.disabled.is_(False))
        with self._db.read() as connection:
            return connection.execute(select(t.accounts.c.password_hash).where(where)).scalar()

    def orgs(self, name: str) -> dict[str, Role]:
        """List the orgs of an account with its role in each."""
        query = select(t.members.c.org, t.members.c.role).where(t.members.c.account == name)
        with self._db.read() as connection:
            return {row.org: row.role for row in connection.execute(query.order_by(t.members.c.org))}

    def members(self, org: str) -> list[Member]:
        """List the people of an org by name."""
        columns = (t.members.c.account, t.members.c.role, t.accounts.c.disabled, t.accounts.c.created_at)
        query = select(*columns).join(t.accounts, t.accounts.c.name == t.members.c.account)
        with self._db.read() as connection:
            rows = connection.execute(query.where(t.members.c.org == org).order_by(t.members.c.account))
            return [Member.model_validate(dict(row._mapping)) for row in rows]

    def set_role(self, org: str, name: str, role: Role | None) -> bool:
        """Give a member another role, or None; False when the org would be left without an admin."""
        where = and_(t.members.c.org == org, t.members.c.account == name)
        with self._db.write() as connection:
            change = delete(t.members) if role is None else update(t.members).values(role=role)
            connection.execute(change.where(where))
            admins = and_(t.members.c.org == org, t.members.c.role == "admin", t.accounts.c.disabled.is_(False))
            query = (
                select(func.count()).select_from(t.members).join(t.accounts, t.accounts.c.name == t.members.c.account)
            )
            if connection.execute(query.where(admins)).scalar_one():
                return True
            connection.rollback()
            return False

    def invite(self, token_sha256: str, invitation: Invitation) -> None:
        """Keep an invitation; those that have run out go."""
        with self._db.write() as connection:
            connection.execute(insert(t.invitations).values(token_sha256=token_sha256, **invitation.model_dump()))

    def invitation(self, token_sha256: str, now: datetime) -> Invitation | None:
        """Fetch an invitation that still holds."""
        columns = (t.invitations.c[name] for name in Invitation.model_fields)
        where = and_(t.invitations.c.token_sha256 == token_sha256, t.invitations.c.expires_at > now)
        with self._db.read() as connection:
            row = connection.execute(select(*columns).where(where)).first()
        return None if row is None else Invitation.model_validate(dict(row._mapping))

    def accept(self, token_sha256: str, name: str, password_hash: str, now: datetime) -> bool:
        """Use an invitation up: a new account, a new password, or a known account in one more org.

        Returns:
            False when the invitation was used meanwhile, or the name of a new account is taken.
        """
        where = and_(t.invitations.c.token_sha256 == token_sha256, t.invitations.c.expires_at > now)
        with self._db.write() as connection:
            row = connection.execute(select(t.invitations).where(where)).first()
            if row is None:
                return False
            known = connection.execute(select(t.accounts.c.name).where(t.accounts.c.name == name)).first()
            if (known is not None) != bool(row.account) or (row.account and row.account != name):
                return False
            connection.execute(delete(t.invitations).where(t.invitations.c.token_sha256 == token_sha256))
            if row.account:
                change = update(t.accounts).where(t.accounts.c.name == name)
                connection.execute(change.values(password_hash=password_hash))
                connection.execute(delete(t.sessions).where(t.sessions.c.account == name))
                return True
            values = {"name": name, "password_hash": password_hash, "disabled": False, "created_at": now}
            connection.execute(insert(t.accounts).values(**values))
            insert_ignoring(connection, t.members, [{"org": row.org, "account": name, "role": row.role}])
        return True

    def withdraw_invitations(self, org: str, role: Role) -> None:
        """Withdraw the open invitations of a role: a new set-up link makes the earlier ones void."""
        where = and_(t.invitations.c.org == org, t.invitations.c.role == role, t.invitations.c.account == "")
        with self._db.write() as connection:
            connection.execute(delete(t.invitations).where(where))

    def open_session(self, token_sha256: str, name: str, org: str, csrf: str, now: datetime) -> None:
        """Begin a session."""
        row = {"token_sha256": token_sha256, "account": name, "org": org, "csrf": csrf}
        with self._db.write() as connection:
            connection.execute(insert(t.sessions).values(**row, created_at=now, seen_at=now))

    def session(self, token_sha256: str) -> dict[str, Any] | None:
        """Fetch a session of an account that may log in, with the account's roles by org."""
        query = (
            select(t.sessions, t.members.c.org.label("member_of"), t.members.c.role)
            .join(t.accounts, t.accounts.c.name == t.sessions.c.account)
            .join(t.members, t.members.c.account == t.sessions.c.account)
            .where(t.sessions.c.token_sha256 == token_sha256, t.accounts.c.disabled.is_(False))
        )
        with self._db.read() as connection:
            rows = connection.execute(query).fetchall()
        if not rows:
            return None
        return {
            **rows[0]._mapping,
            "orgs": {row.member_of: row.role for row in sorted(rows, key=lambda r: r.member_of)},
        }

    def touch_session(self, token_sha256: str, *, now: datetime, org: str | None = None) -> None:
        """Note that a session is in use, or that it looks at another org now."""
        values = {"seen_at": now} if org is None else {"seen_at": now, "org": org}
        with self._db.write() as connection:
            where = t.sessions.c.token_sha256 == token_sha256
            connection.execute(update(t.sessions).where(where).values(**values))

    def close_session(self, token_sha256: str) -> None:
        """End a session."""
        with self._db.write() as connection:
            connection.execute(delete(t.sessions).where(t.sessions.c.token_sha256 == token_sha256))

    def add_token(self, org: str, token: Token, token_sha256: str) -> None:
        """Keep a machine's key."""
        with self._db.write() as connection:
            connection.execute(insert(t.api_tokens).values(org=org, token_sha256=token_sha256, **token.model_dump()))

    def token(self, token_sha256: str, now: datetime) -> dict[str, Any] | None:
        """Fetch a key that holds, with the present role of whose it is."""
        same = and_(t.members.c.org == t.api_tokens.c.org, t.members.c.account == t.api_tokens.c.account)
        query = (
            select(t.api_tokens, t.members.c.role.label("member_role"))
            .join(t.members, same)
            .join(t.accounts, t.accounts.c.name == t.api_tokens.c.account)
            .where(t.api_tokens.c.token_sha256 == token_sha256, t.api_tokens.c.expires_at > now)
            .where(t.accounts.c.disabled.is_(False))
        )
        with self._db.read() as connection:
            row = connection.execute(query).first()
        return None if row is None else dict(row._mapping)

    def tokens(self, org: str, account: str) -> list[Token]:
        """List an account's keys in an org, newest first."""
        columns = (t.api_tokens.c[name] for name in Token.model_fields)
        where = and_(t.api_tokens.c.org == org, t.api_tokens.c.account == account)
        with self._db.read() as connection:
            rows = connection.execute(select(*columns).where(where).order_by(t.api_tokens.c.created_at.desc()))
            return [Token.model_validate(dict(row._mapping)) for row in rows]

    def drop_token(self, org: str, account: str, token_id: str) -> None:
        """Take a key back."""
        keys = t.api_tokens.c
        with self._db.write() as connection:
            where = and_(keys.org == org, keys.account == account, keys.id == token_id)
            connection.execute(delete(t.api_tokens).where(where))

    def try_log_in(self, limits: dict[str, int], now: datetime, since: datetime) -> bool:
        """Count a try under each key; False when one of them has had its share since then."""
        with self._db.write() as connection:
            connection.execute(delete(t.log_ins).where(t.log_ins.c.tried_at <= since))
            query = select(t.log_ins.c.key, func.count()).where(t.log_ins.c.key.in_(limits)).group_by(t.log_ins.c.key)
            tried = {row[0]: int(row[1]) for row in connection.execute(query)}
            if any(tried.get(key, 0) >= limit for key, limit in limits.items()):
                return False
            connection.execute(insert(t.log_ins), [{"key": key, "tried_at": now} for key in limits])
        return True

    def forget_tries(self, keys: Iterable[str]) -> None:
        """Forget the tries under some keys: the log-in went well."""
        with self._db.write() as connection:
            connection.execute(delete(t.log_ins).where(t.log_ins.c.key.in_(list(keys))))
