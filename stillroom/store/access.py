"""The tables of who may come in. They belong to no commons: a copy of one leaves its people behind."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from stillroom.store.columns import Instant

metadata = MetaData()

# an account is a person; what it may do is said by org, in `members`
accounts = Table(
    "accounts",
    metadata,
    Column("name", String(200), primary_key=True),
    Column("password_hash", Text, nullable=False),
    Column("disabled", Boolean, nullable=False),
    Column("created_at", Instant, nullable=False),
)

members = Table(
    "members",
    metadata,
    Column("org", String(120)),
    Column("account", String(200)),
    Column("role", String(20), nullable=False),
    PrimaryKeyConstraint("org", "account"),
    ForeignKeyConstraint(["account"], ["accounts.name"]),
    Index("members_account", "account"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_sha256", String(64), primary_key=True),
    Column("account", String(200), nullable=False),
    Column("org", String(120), nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    ForeignKeyConstraint(["account"], ["accounts.name"]),
    Index("sessions_account", "account"),
)

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("org", String(120)),
    Column("id", String(40)),
    Column("token_sha256", String(64), nullable=False),
    Column("account", String(200), nullable=False),
    Column("name", String(200), nullable=False),
    Column("role", String(20), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    PrimaryKeyConstraint("org", "id"),
    ForeignKeyConstraint(["account"], ["accounts.name"]),
    UniqueConstraint("token_sha256"),
)

invitations = Table(
    "invitations",
    metadata,
    Column("token_sha256", String(64), primary_key=True),
    Column("org", String(120), nullable=False),
    Column("role", String(20), nullable=False),
    Column("account", String(200), nullable=False),
    Column("expires_at", Instant, nullable=False),
)

log_ins = Table(
    "log_ins",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("key", String(300), nullable=False),
    Column("tried_at", Instant, nullable=False),
    Index("log_ins_key", "key", "tried_at"),
)
