"""The tables. Every key begins with the org; rows are never deleted except by erasure."""

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from stillroom.store.columns import Instant, Json

metadata = MetaData()


def _of_item(column: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["org", column], ["items.org", "items.id"])


items = Table(
    "items",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("org", String(120), nullable=False),
    Column("id", String(200), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("category", String(120), nullable=False),
    Column("key", String(200), nullable=False),
    Column("title", Text, nullable=False),
    Column("content", Text, nullable=False),
    Column("confidence", Integer, nullable=False),
    Column("source", String(20), nullable=False),
    Column("tags", Json, nullable=False),
    Column("scope", Json, nullable=False),
    Column("contributor", String(200), nullable=False),
    Column("run_ref", String(200), nullable=False),
    Column("pr_ref", String(200), nullable=False),
    Column("skill", String(200), nullable=False),
    Column("project", String(200), nullable=False),
    Column("files", Json, nullable=False),
    Column("tier", String(20), nullable=False),
    Column("observed_at", Instant),
    Column("valid_from", Instant),
    Column("valid_to", Instant),
    Column("state", String(20), nullable=False),
    Column("origin", String(20), nullable=False),
    Column("content_hash", String(80), nullable=False),
    Column("quality", Float),
    Column("voices", Integer, nullable=False),
    Column("contested", Boolean, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("expired_at", Instant),
    Column("superseded_by", String(200)),
    # the content hash whose outcome was committed: what differs from content_hash is still to be worked
    Column("worked_hash", String(80)),
    Column("worked_run", String(80)),
    UniqueConstraint("org", "id"),
    Index("items_live", "org", "expired_at", "state", "category"),
    Index("items_hash", "org", "content_hash"),
    sqlite_autoincrement=True,
)

embeddings = Table(
    "embeddings",
    metadata,
    Column("org", String(120)),
    Column("item_id", String(200)),
    Column("model", String(200)),
    Column("vector", LargeBinary, nullable=False),
    PrimaryKeyConstraint("org", "item_id", "model"),
    _of_item("item_id"),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("org", String(120), nullable=False),
    Column("source", Text, nullable=False),
    Column("line", Integer, nullable=False),
    Column("field", String(200), nullable=False),
    Column("reason", Text, nullable=False),
    Column("raw", Text, nullable=False),
    Column("raw_sha256", String(64), nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("place", String(64), nullable=False, server_default=""),
    UniqueConstraint("org", "place", "source", "line", "raw_sha256", name="quarantine_row"),
)

# which of these rows need nobody any more: mended by a later import, or dismissed; the last one of a row counts
resolutions = Table(
    "resolutions",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("org", String(120), nullable=False),
    Column("refused", Integer, nullable=False),
    Column("how", String(20), nullable=False),
    Column("by", String(200), nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Index("resolutions_refused", "org", "refused", "seq"),
)

imports = Table(
    "imports",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("org", String(120), nullable=False),
    Column("source", Text, nullable=False),
    Column("read", Integer, nullable=False),
    Column("added", Integer, nullable=False),
    Column("known", Integer, nullable=False),
    Column("quarantined", Integer, nullable=False),
    Column("redacted", Integer, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Index("imports_time", "org", "recorded_at"),
)

runs = Table(
    "runs",
    metadata,
    Column("org", String(120)),
    Column("id", String(80)),
    Column("seq", Integer, nullable=False),
    Column("thread_id", String(80), nullable=False),
    Column("graph", String(40), nullable=False),
    Column("host", String(200), nullable=False),
    Column("status", String(20), nullable=False),
    Column("params", Json, nullable=False),
    Column("dry_run", Boolean, nullable=False),
    Column("fence", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("result", Json),
    Column("receipt", Json),
    Column("started_at", Instant, nullable=False),
    Column("ended_at", Instant),
    PrimaryKeyConstraint("org", "id"),
    UniqueConstraint("thread_id"),
)

run_items = Table(
    "run_items",
    metadata,
    Column("org", String(120)),
    Column("run_id", String(80)),
    Column("item_id", String(200)),
    Column("role", String(20), nullable=False),
    Column("cluster_id", String(80)),
    Column("outcome", String(20)),
    Column("reason", Text, nullable=False),
    # what the run may change, as it stood at harvest: replay starts from it
    Column("before", Json, nullable=False),
    PrimaryKeyConstraint("org", "run_id", "item_id"),
    _of_item("item_id"),
)

clusters = Table(
    "clusters",
    metadata,
    Column("org", String(120)),
    Column("run_id", String(80)),
    Column("id", String(80)),
    Column("category", String(120), nullable=False),
    Column("title", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("body", Json, nullable=False),
    PrimaryKeyConstraint("org", "run_id", "id"),
)

work = Table(
    "work",
    metadata,
    Column("org", String(120)),
    Column("run_id", String(80)),
    Column("cluster_id", String(80)),
    Column("step", String(20)),
    Column("input_hash", String(64)),
    Column("output", Json, nullable=False),
    PrimaryKeyConstraint("org", "run_id", "cluster_id", "step", "input_hash"),
)

pairs = Table(
    "pairs",
    metadata,
    Column("org", String(120)),
    Column("key", String(64)),
    Column("a_id", String(200), nullable=False),
    Column("b_id", String(200), nullable=False),
    Column("verdict", Json, nullable=False),
    Column("review_id", String(80)),
    Column("run_id", String(80), nullable=False),
    PrimaryKeyConstraint("org", "key"),
    Index("pairs_item", "org", "a_id"),
)

reviews = Table(
    "reviews",
    metadata,
    Column("org", String(120)),
    Column("id", String(80)),
    Column("seq", Integer, nullable=False),
    Column("run_id", String(80), nullable=False),
    Column("cluster_id", String(80), nullable=False),
    Column("question", Json, nullable=False),
    Column("draft", Json),
    Column("priority", Float, nullable=False),
    Column("state", String(20), nullable=False),
    Column("shown_sha256", String(64), nullable=False),
    Column("answer", Json),
    Column("decided_by", String(200), nullable=False),
    Column("decided_at", Instant),
    Column("opened_at", Instant, nullable=False),
    Column("deferred_until", Instant),
    # what an inbox filters by, written beside the question so that no JSON is read for it
    Column("reason", String(20), nullable=False),
    Column("category", String(120), nullable=False),
    Column("size", Integer, nullable=False),
    PrimaryKeyConstraint("org", "id"),
    Index("reviews_queue", "org", "state", text("priority DESC"), "id"),
    Index("reviews_age", "org", "state", "opened_at", "id"),
    Index("reviews_facets", "org", "state", "reason", "category", "size"),
    Index("reviews_run", "org", "run_id", "state"),
)

review_items = Table(
    "review_items",
    metadata,
    Column("org", String(120)),
    Column("review_id", String(80)),
    Column("item_id", String(200)),
    PrimaryKeyConstraint("org", "review_id", "item_id"),
    Index("review_items_item", "org", "item_id"),
    _of_item("item_id"),
)

lineage = Table(
    "lineage",
    metadata,
    Column("org", String(120)),
    Column("derived_id", String(200)),
    Column("source_id", String(200)),
    Column("relation", String(20)),
    Column("run_id", String(80), nullable=False),
    Column("recorded_at", Instant, nullable=False),
    PrimaryKeyConstraint("org", "derived_id", "source_id", "relation"),
    Index("lineage_source", "org", "source_id"),
    _of_item("derived_id"),
    _of_item("source_id"),
)

citations = Table(
    "citations",
    metadata,
    Column("org", String(120)),
    Column("item_id", String(200)),
    Column("sentences", Json, nullable=False),
    PrimaryKeyConstraint("org", "item_id"),
    _of_item("item_id"),
)

signals = Table(
    "signals",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("org", String(120), nullable=False),
    Column("item_id", String(200), nullable=False),
    Column("type", String(40), nullable=False),
    Column("payload", Json, nullable=False),
    Column("run_id", String(80), nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Column("idem_key", String(200), nullable=False),
    UniqueConstraint("org", "idem_key"),
    Index("signals_item", "org", "item_id"),
    _of_item("item_id"),
)

history = Table(
    "history",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("org", String(120), nullable=False),
    Column("item_id", String(200), nullable=False),
    Column("event", String(40), nullable=False),
    Column("detail", Json, nullable=False),
    Column("run_id", String(80), nullable=False),
    Column("recorded_at", Instant, nullable=False),
    Index("history_item", "org", "item_id"),
    _of_item("item_id"),
)

publications = Table(
    "publications",
    metadata,
    Column("org", String(120)),
    Column("key", String(200)),
    Column("run_id", String(80), nullable=False),
    Column("body", Json, nullable=False),
    PrimaryKeyConstraint("org", "key"),
    Index("publications_run", "org", "run_id"),
)

# the order in which a commons changed; a replay walks through it
journal = Table(
    "journal",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("org", String(120), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("run_id", String(80), nullable=False),
    Column("ref", String(200), nullable=False),
    Column("reach", Json),
    Column("recorded_at", Instant, nullable=False),
    Index("journal_order", "org", "seq"),
)

outbox = Table(
    "outbox",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("org", String(120), nullable=False),
    Column("idem_key", String(200), nullable=False),
    Column("topic", String(40), nullable=False),
    Column("payload", Json, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Column("done_at", Instant),
    UniqueConstraint("org", "idem_key"),
)

answers = Table(
    "answers",
    metadata,
    Column("org", String(120)),
    Column("key", String(64)),
    Column("role", String(20), nullable=False),
    Column("prompt", String(80), nullable=False),
    Column("reply", Json, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("run_id", String(80), nullable=False),
    PrimaryKeyConstraint("org", "key"),
)

run_answers = Table(
    "run_answers",
    metadata,
    Column("org", String(120)),
    Column("run_id", String(80)),
    Column("key", String(64)),
    PrimaryKeyConstraint("org", "run_id", "key"),
)

# questions that a run got no answer to
failures = Table(
    "failures",
    metadata,
    Column("org", String(120)),
    Column("run_id", String(80)),
    Column("key", String(64)),
    Column("kind", String(80), nullable=False),
    Column("message", Text, nullable=False),
    Column("spent", Json),
    PrimaryKeyConstraint("org", "run_id", "key"),
)

marks = Table(
    "marks",
    metadata,
    Column("org", String(120)),
    Column("name", String(80)),
    Column("value", Json, nullable=False),
    PrimaryKeyConstraint("org", "name"),
)

slots = Table(
    "slots",
    metadata,
    Column("org", String(120)),
    Column("entry", String(80)),
    Column("slot", Instant),
    Column("taken_at", Instant, nullable=False),
    Column("done_at", Instant),
    Column("outcome", Json),
    PrimaryKeyConstraint("org", "entry", "slot"),
)

review_remarks = Table(
    "review_remarks",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=True),
    Column("org", String(120), nullable=False),
    Column("review_id", String(80), nullable=False),
    Column("author", String(200), nullable=False),
    Column("text", Text, nullable=False),
    Column("recorded_at", Instant, nullable=False),
    ForeignKeyConstraint(["org", "review_id"], ["reviews.org", "reviews.id"]),
    Index("review_remarks_review", "org", "review_id"),
)
