"""People who sign in, what they remark, and what an inbox filters by."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from stillroom.store.columns import Instant, Json

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the tables; fill the reviews' new columns from their questions."""
    _accounts()
    _doors()
    _remarks()
    op.add_column("reviews", sa.Column("reason", sa.String(20), nullable=False, server_default=""))
    op.add_column("reviews", sa.Column("category", sa.String(120), nullable=False, server_default=""))
    op.add_column("reviews", sa.Column("size", sa.Integer(), nullable=False, server_default="0"))
    _fill()
    op.drop_index("reviews_open", "reviews")
    op.create_index("reviews_queue", "reviews", ["org", "state", sa.text("priority DESC"), "id"])
    op.create_index("reviews_age", "reviews", ["org", "state", "opened_at", "id"])
    op.create_index("reviews_facets", "reviews", ["org", "state", "reason", "category", "size"])
    op.create_index("reviews_run", "reviews", ["org", "run_id", "state"])


def _accounts() -> None:
    op.create_table(
        "accounts",
        sa.Column("name", sa.String(200), primary_key=True),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", Instant(length=27), nullable=False),
    )
    op.create_table(
        "members",
        sa.Column("org", sa.String(120), nullable=False),
        sa.Column("account", sa.String(200), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("org", "account"),
        sa.ForeignKeyConstraint(["account"], ["accounts.name"]),
    )
    op.create_index("members_account", "members", ["account"])


def _doors() -> None:
    op.create_table(
        "sessions",
        sa.Column("token_sha256", sa.String(64), primary_key=True),
        sa.Column("account", sa.String(200), nullable=False),
        sa.Column("org", sa.String(120), nullable=False),
        sa.Column("csrf", sa.String(64), nullable=False),
        sa.Column("created_at", Instant(length=27), nullable=False),
        sa.Column("seen_at", Instant(length=27), nullable=False),
        sa.ForeignKeyConstraint(["account"], ["accounts.name"]),
    )
    op.create_index("sessions_account", "sessions", ["account"])
    op.create_table(
        "api_tokens",
        sa.Column("org", sa.String(120), nullable=False),
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("token_sha256", sa.String(64), nullable=False),
        sa.Column("account", sa.String(200), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("created_at", Instant(length=27), nullable=False),
        sa.Column("expires_at", Instant(length=27), nullable=False),
        sa.PrimaryKeyConstraint("org", "id"),
        sa.ForeignKeyConstraint(["account"], ["accounts.name"]),
        sa.UniqueConstraint("token_sha256"),
    )
    op.create_table(
        "invitations",
        sa.Column("token_sha256", sa.String(64), primary_key=True),
        sa.Column("org", sa.String(120), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("account", sa.String(200), nullable=False),
        sa.Column("expires_at", Instant(length=27), nullable=False),
    )
    op.create_table(
        "log_ins",
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("key", sa.String(300), nullable=False),
        sa.Column("tried_at", Instant(length=27), nullable=False),
    )
    op.create_index("log_ins_key", "log_ins", ["key", "tried_at"])


def _remarks() -> None:
    op.create_table(
        "review_remarks",
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("org", sa.String(120), nullable=False),
        sa.Column("review_id", sa.String(80), nullable=False),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("recorded_at", Instant(length=27), nullable=False),
        sa.ForeignKeyConstraint(["org", "review_id"], ["reviews.org", "reviews.id"]),
    )
    op.create_index("review_remarks_review", "review_remarks", ["org", "review_id"])


def _fill() -> None:
    connection = op.get_bind()
    reviews = sa.table(
        "reviews", *(sa.column(n) for n in ("org", "id", "reason", "category", "size")), sa.column("question", Json())
    )
    items = sa.table("items", *(sa.column(n) for n in ("org", "id", "category")))
    rows: list[dict[str, Any]] = []
    for row in connection.execute(sa.select(reviews.c.org, reviews.c.id, reviews.c.question)):
        ids = row.question["item_ids"]
        of_first = sa.select(items.c.category).where(items.c.org == row.org, items.c.id == ids[0])
        rows.append(
            {
                "this_org": row.org,
                "this_id": row.id,
                "r": row.question["reason"],
                "c": connection.execute(of_first).scalar() or "",
                "s": len(ids),
            }
        )
    this = sa.and_(reviews.c.org == sa.bindparam("this_org"), reviews.c.id == sa.bindparam("this_id"))
    change = sa.update(reviews).where(this)
    if rows:
        new: dict[str, Any] = {"reason": sa.bindparam("r"), "category": sa.bindparam("c"), "size": sa.bindparam("s")}
        connection.execute(change.values(**new), rows)
