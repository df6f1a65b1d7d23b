"""Which rows of the quarantine need nobody any more, and where each stood."""

import sqlalchemy as sa
from alembic import op

from stillroom.store.columns import Instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table; rows refused before lie at no known place until they are refused again."""
    on_sqlite = op.get_context().dialect.name == "sqlite"
    unnamed = "quarantine_unnamed" if on_sqlite else "quarantine_org_source_line_raw_sha256_key"
    with op.batch_alter_table("quarantine", naming_convention={"uq": "%(table_name)s_unnamed"}) as table:
        table.add_column(sa.Column("place", sa.String(length=64), nullable=False, server_default=""))
        table.drop_constraint(unnamed, type_="unique")
        table.create_unique_constraint("quarantine_row", ["org", "place", "source", "line", "raw_sha256"])
    op.create_table(
        "resolutions",
        sa.Column("seq", sa.Integer(), primary_key=True, autoincrement=True),
        sa.Column("org", sa.String(length=120), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", Instant(length=27), nullable=False),
    )
    op.create_index("resolutions_refused", "resolutions", ["org", "refused", "seq"])
