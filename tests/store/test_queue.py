"""What is there survives a change of the schema, on both databases."""

from contextlib import closing
from dataclasses import replace

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from stillroom.domain.base import utc_now
from stillroom.domain.verdicts import Question
from stillroom.sources.screening import Quarantined
from stillroom.store import Store, migrations
from stillroom.store.columns import Instant, Json
from stillroom.store.database import Database
from stillroom.store.queue import Facet

COLUMNS = "org, id, seq, run_id, cluster_id, question, priority, state, shown_sha256, decided_by, opened_at"


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{request.getfixturevalue('tmp_path') / 'old.db'}"
    return str(request.getfixturevalue("postgres_url"))


def upgrade_to(database: Database, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(migrations.__path__[0]))
    with database.write() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def test_a_row_refused_before_places_were_kept_is_known_when_it_is_refused_again(url: str) -> None:
    row = Quarantined("n", 2, "content", "is missing", "{}", "s", "here")
    with closing(Database(url)) as database:
        upgrade_to(database, "0006")
        now = Instant().process_bind_param(utc_now(), database.engine.dialect)
        with database.write() as connection:
            columns = "org, source, line, field, reason, raw, raw_sha256, recorded_at"
            values = "'o', 'n', 2, 'content', 'is missing', '{}', 's', :now"
            connection.execute(text(f"INSERT INTO quarantine ({columns}) VALUES ({values})"), {"now": now})
    with closing(Store(url)) as store:
        assert store.mended("o", [("here", 2)]) == 0
        assert store.quarantine("o", [row, replace(row, place="there")]) == 1
        assert store.quarantined.count("o") == 2
        assert store.mended("o", [("here", 2)]) == 1


def test_reviews_asked_before_the_inbox_was_there_can_be_filtered(url: str) -> None:
    with closing(Database(url)) as database:
        upgrade_to(database, "0005")
        dialect = database.engine.dialect
        question = Question(item_ids=("a", "b"), reason="uncertain", headline="?")
        body = Json().process_bind_param(question.model_dump(mode="json"), dialect)
        now = Instant().process_bind_param(utc_now(), dialect)
        with database.write() as connection:
            connection.execute(
                text(f"INSERT INTO reviews ({COLUMNS}) VALUES ('o','r',1,'run','c',:q,0.5,'open','x','',:now)"),
                {"q": body, "now": now},
            )
    with closing(Store(url)) as store:
        assert store.queue.facets("o") == [Facet("uncertain", "", "pair", 1)]
