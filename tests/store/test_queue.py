"""The queue of reviews survives the change of its schema, on both databases."""

from contextlib import closing

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from stillroom.domain.base import utc_now
from stillroom.domain.verdicts import Question
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
