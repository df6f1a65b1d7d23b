"""The first schema."""

import sqlalchemy as sa
from alembic import op

from stillroom.store.columns import Instant, Json

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# title and content of every item, kept in step by the database itself; the words stand in `items` only
_SQLITE_SEARCH = (
    "CREATE VIRTUAL TABLE items_fts USING fts5(title, content, content='items', content_rowid='seq', "
    "tokenize=\"unicode61 remove_diacritics 2 tokenchars '_'\")",
    "CREATE TRIGGER items_fts_insert AFTER INSERT ON items BEGIN "
    "INSERT INTO items_fts(rowid, title, content) VALUES (new.seq, new.title, new.content); END",
    "CREATE TRIGGER items_fts_delete AFTER DELETE ON items BEGIN "
    "INSERT INTO items_fts(items_fts, rowid, title, content) "
    "VALUES ('delete', old.seq, old.title, old.content); END",
    "CREATE TRIGGER items_fts_update AFTER UPDATE OF title, content ON items BEGIN "
    "INSERT INTO items_fts(items_fts, rowid, title, content) "
    "VALUES ('delete', old.seq, old.title, old.content); "
    "INSERT INTO items_fts(rowid, title, content) VALUES (new.seq, new.title, new.content); END",
)
_POSTGRES_SEARCH = ("CREATE INDEX items_words ON items USING gin (to_tsvector('simple', title || ' ' || content))",)


def upgrade() -> None:
    """Create every table, and the keyword index of the database at hand."""
    _create_tables()
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in _SQLITE_SEARCH if is_sqlite else _POSTGRES_SEARCH:
        op.execute(statement)


def _create_tables() -> None:
    op.create_table(
        "answers",
        sa.Column("org", sa.String(length=120), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("prompt", sa.String(length=80), nullable=False),
        sa.Column("reply", Json(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("run_id", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("org", "key"),
    )
    op.create_table(
        "clusters",
        sa.Column("org", sa.String(length=120), nullable=False),
        sa.Column("run_id", sa.String(length=80), nullable=False),
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("category", sa.String(length=120), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("body", Json(), nullable=False),
        sa.PrimaryKeyConstraint("org", "run_id", "id"),
    )
    op.create_table(
        "items",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("org", sa.String(length=120), nullable=False),
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("category", sa.String(length=120), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("confidence", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("tags", Json(), nullable=False),
        sa.Column("scope", Json(), nullable=False),
        sa.Column("contributor", sa.String(length=200), nullable=False),
        sa.Column("run_ref", sa.String(length=200), nullable=False),
        sa.Column("pr_ref", sa.String(length=200), nullable=False),
        sa.Column("skill", sa.String(length=200), nullable=False),
        sa.Column("project", sa.String(length=200), nullable=False),
        sa.Column("files", Json(), nullable=False),
        sa.Column("tier", sa.String(length=20), nullable=False),
        sa.Column("observed_at", Instant(length=27), nullable=True),
        sa.Column("valid_from", Instant(length=27), nullable=True),
        sa.Column("valid_to", Instant(length=27), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("content_hash", sa.String(length=80), nullable=False),
        sa.Column("quality", sa.Float(), nullable=True),
        sa.Column("voices", sa.Integer(), nullable=False),
        sa.Column("contested", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", Instant(length=27), nullable=False),
        sa.Column("expired_at", Instant(length=27), nullable=True),
        sa.Column("superseded_by", sa.String(length=200), nullable=True),
        sa.Column("worked_hash", sa.String(length=80), nullable=True),
        sa.Column("worked_run", sa.String(length=80), nullable=True),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("org", "id"),
        sqlite_autoincrement=True,
    )
    op.create_index("items_hash", "items", ["org", "content_hash"], unique=False)
    op.create_index("items_live", "items", ["org", "expired_at", "state", "category"], unique=False)
    op.create_table(
        "marks",
        sa.Column("org", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("value", Json(), nullable=False),
        sa.PrimaryKeyConstraint("org", "name"),
    )
    op.create_table(
        "outbox",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("org", sa.String(length=120), nullable=False),
        sa.Column("idem_key", sa.String(length=200), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("payload", Json(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("done_at", Instant(length=27), nullable=True),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("org", "idem_key"),
    )
    op.create_table(
        "pairs",
        sa.Column("org", sa.String(length=120), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("a_id", sa.String(length=200), nullable=False),
        sa.Column("b_id", sa.String(length=200), nullable=False),
        sa.Column("verdict", Json(), nullable=False),
        sa.Column("review_id", sa.String(length=80), nullable=True),
        sa.Column("run_id", sa.String(length=80), nullable=False),
        sa.PrimaryKeyConstraint("org", "key"),
    )
    op.create_index("pairs_item", "pairs", ["org", "a_id"], unique=False)
    op.create_table(
        "publications",
        sa.Column("org", sa.String(length=120), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("run_id", sa.String(length=80), nullable=False),
        sa.Column("body", Json(), nullable=False),
        sa.PrimaryKeyConstraint("org", "key"),
    )
    op.create_index("publications_run", "publications", ["org", "run_id"], unique=False)
    op.create_table(
        "quarantine",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("org", sa.String(length=120), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("raw", sa.Text(), nullable=False),
        sa.Column("raw_sha256", sa.String(length=64), nullable=False),
        sa.Column("recorded_at", Instant(length=27), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("org", "source", "line", "raw_sha256"),
    )
    op.create_table(
        "reviews",
        sa.Column("org", sa.String(length=120), nullable=False),
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.String(length=80), nullable=False),
        sa.Column("cluster_id", sa.String(length=80), nullable=False),
        sa.Column("question", Json(), nullable=False),
        sa.Column("draft", Json(), nullable=True),
        sa.Column("priority", sa.Float(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("shown_sha256", sa.String(length=64), nullable=False),
        sa.Column("answer", Json(), nullable=True),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("decided_at", Instant(length=27), nullable=True),
        sa.Column("opened_at", Instant(length=27), nullable=False),
        sa.Column("deferred_until", Instant(length=27), nullable=True),
        sa.PrimaryKeyConstraint("org", "id"),
    )
    op.create_index("reviews_open", "reviews", ["org", "state", "priority"], unique=False)
    op.create_table(
        "run_answers",
        sa.Column("org", sa.String(length=120), nullable=False),
        sa.Column("run_id", sa.String(length=80), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("org", "run_id", "key"),
    )
    op.create_table(
        "runs",
        sa.Column("org", sa.String(length=120), nullable=False),
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.String(length=80), nullable=False),
        sa.Column("graph", sa.String(length=40), nullable=False),
        sa.Column("host", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("params", Json(), nullable=False),
        sa.Column("dry_run", sa.Boolean(), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("result", Json(), nullable=True),
        sa.Column("receipt", Json(), nullable=True),
        sa.Column("started_at", Instant(length=27), nullable=False),
        sa.Column("ended_at", Instant(length=27), nullable=True),
        sa.PrimaryKeyConstraint("org", "id"),
        sa.UniqueConstraint("thread_id"),
    )
    op.create_table(
        "work",
        sa.Column("org", sa.String(length=120), nullable=False),
        sa.Column("run_id", sa.String(length=80), nullable=False),
        sa.Column("cluster_id", sa.String(length=80), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("input_hash", sa.String(length=64), nullable=False),
        sa.Column("output", Json(), nullable=False),
        sa.PrimaryKeyConstraint("org", "run_id", "cluster_id", "step", "input_hash"),
    )
    op.create_table(
        "citations",
        sa.Column("org", sa.String(length=120), nullable=False),
        sa.Column("item_id", sa.String(length=200), nullable=False),
        sa.Column("sentences", Json(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org", "item_id"],
            ["items.org", "items.id"],
        ),
        sa.PrimaryKeyConstraint("org", "item_id"),
    )
    op.create_table(
        "embeddings",
        sa.Column("org", sa.String(length=120), nullable=False),
        sa.Column("item_id", sa.String(length=200), nullable=False),
        sa.Column("model", sa.String(length=200), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org", "item_id"],
            ["items.org", "items.id"],
        ),
        sa.PrimaryKeyConstraint("org", "item_id", "model"),
    )
    op.create_table(
        "history",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("org", sa.String(length=120), nullable=False),
        sa.Column("item_id", sa.String(length=200), nullable=False),
        sa.Column("event", sa.String(length=40), nullable=False),
        sa.Column("detail", Json(), nullable=False),
        sa.Column("run_id", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", Instant(length=27), nullable=False),
        sa.ForeignKeyConstraint(
            ["org", "item_id"],
            ["items.org", "items.id"],
        ),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index("history_item", "history", ["org", "item_id"], unique=False)
    op.create_table(
        "lineage",
        sa.Column("org", sa.String(length=120), nullable=False),
        sa.Column("derived_id", sa.String(length=200), nullable=False),
        sa.Column("source_id", sa.String(length=200), nullable=False),
        sa.Column("relation", sa.String(length=20), nullable=False),
        sa.Column("run_id", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", Instant(length=27), nullable=False),
        sa.ForeignKeyConstraint(
            ["org", "derived_id"],
            ["items.org", "items.id"],
        ),
        sa.ForeignKeyConstraint(
            ["org", "source_id"],
            ["items.org", "items.id"],
        ),
        sa.PrimaryKeyConstraint("org", "derived_id", "source_id", "relation"),
    )
    op.create_index("lineage_source", "lineage", ["org", "source_id"], unique=False)
    op.create_table(
        "review_items",
        sa.Column("org", sa.String(length=120), nullable=False),
        sa.Column("review_id", sa.String(length=80), nullable=False),
        sa.Column("item_id", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["org", "item_id"],
            ["items.org", "items.id"],
        ),
        sa.PrimaryKeyConstraint("org", "review_id", "item_id"),
    )
    op.create_index("review_items_item", "review_items", ["org", "item_id"], unique=False)
    op.create_table(
        "run_items",
        sa.Column("org", sa.String(length=120), nullable=False),
        sa.Column("run_id", sa.String(length=80), nullable=False),
        sa.Column("item_id", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("cluster_id", sa.String(length=80), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("before", Json(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org", "item_id"],
            ["items.org", "items.id"],
        ),
        sa.PrimaryKeyConstraint("org", "run_id", "item_id"),
    )
    op.create_table(
        "signals",
        sa.Column("seq", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("org", sa.String(length=120), nullable=False),
        sa.Column("item_id", sa.String(length=200), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("payload", Json(), nullable=False),
        sa.Column("run_id", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", Instant(length=27), nullable=False),
        sa.Column("idem_key", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["org", "item_id"],
            ["items.org", "items.id"],
        ),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("org", "idem_key"),
    )
    op.create_index("signals_item", "signals", ["org", "item_id"], unique=False)
