"""Slots of schedules, so that of several schedulers one does the work of each."""

import sqlalchemy as sa
from alembic import op

from stillroom.store.columns import Instant, Json

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "slots",
        sa.Column("org", sa.String(length=120), nullable=False),
        sa.Column("entry", sa.String(length=80), nullable=False),
        sa.Column("slot", Instant(), nullable=False),
        sa.Column("taken_at", Instant(), nullable=False),
        sa.Column("done_at", Instant(), nullable=True),
        sa.Column("outcome", Json(), nullable=True),
        sa.PrimaryKeyConstraint("org", "entry", "slot"),
    )
