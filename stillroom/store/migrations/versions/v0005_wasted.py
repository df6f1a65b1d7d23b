"""What a question without an answer cost: it counts against the run's budget."""

import sqlalchemy as sa
from alembic import op

from stillroom.store.columns import Json

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("failures", sa.Column("spent", Json(), nullable=True))
