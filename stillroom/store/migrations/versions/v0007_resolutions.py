"""Which rows of the quarantine need nobody any more."""

import sqlalchemy as sa
from alembic import op

from stillroom.store.columns import Instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "resolutions",
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("org", sa.String(length=120), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("raw_sha256", sa.String(length=64), nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", Instant(length=27), nullable=False),
        sa.UniqueConstraint("org", "source", "line", "raw_sha256"),
    )
