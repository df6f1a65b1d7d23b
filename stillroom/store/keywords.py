"""Keyword search: SQLite FTS5 or PostgreSQL tsvector, kept by the database itself."""

import re

from sqlalchemy import text

from stillroom.store.database import Database

_SQLITE = text(
    "SELECT items.id FROM items_fts JOIN items ON items.seq = items_fts.rowid "
    "WHERE items_fts MATCH :query AND items.org = :org "
    "AND items.expired_at IS NULL AND items.state = 'approved' "
    "ORDER BY bm25(items_fts, 4.0, 1.0), items.seq LIMIT :limit"
)
_POSTGRES = text(
    "SELECT id FROM items, to_tsquery('simple', :query) AS query "
    "WHERE to_tsvector('simple', title || ' ' || content) @@ query "
    "AND org = :org AND expired_at IS NULL AND state = 'approved' "
    "ORDER BY ts_rank(to_tsvector('simple', title || ' ' || content), query) DESC, seq LIMIT :limit"
)


class Keywords:
    """Finds served items by their words."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def search(self, org: str, words: str, *, limit: int = 50) -> list[str]:
        """List ids of items that hold any of the words, best first."""
        # only letters, digits and underscores survive, each quoted: no query syntax can be smuggled in
        terms = list(dict.fromkeys(re.findall(r"\w+", words.casefold())))[:32]
        if not terms:
            return []
        query = " OR ".join(f'"{w}"' for w in terms) if self._db.is_sqlite else " | ".join(terms)
        statement = _SQLITE if self._db.is_sqlite else _POSTGRES
        with self._db.read() as connection:
            found = connection.execute(statement, {"query": query, "org": org, "limit": limit})
            return [row[0] for row in found]
