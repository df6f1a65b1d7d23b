"""What follows outside is done whatever comes between, and done again by nobody. Proves X6."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from stillroom.domain.base import utc_now
from stillroom.embedding import deliver
from stillroom.services import Services, build_services
from stillroom.settings import Settings
from stillroom.store import Store
from stillroom.vectors import NoIndex
from tests.store.rows import NOW, begun, publication

ORG = "o"


class Index(NoIndex):
    """Keeps ids; the process dies before or after its first write, if it is told to."""

    def __init__(self) -> None:
        self.kept: set[str] = set()
        self.writes = 0
        self.dies = ""

    def upsert(self, org: str, ids: Sequence[str], vectors: Any) -> None:
        self._write(self.kept.union(ids))

    def delete(self, org: str, ids: Sequence[str]) -> None:
        self._write(self.kept.difference(ids))

    def present(self, org: str, ids: Sequence[str]) -> set[str]:
        return self.kept & set(ids)

    def _write(self, kept: set[str]) -> None:
        if self.dies == "before":
            raise KeyboardInterrupt
        self.kept, self.writes = kept, self.writes + 1
        if self.dies == "after":
            raise KeyboardInterrupt


@pytest.fixture
def services(url: str, tmp_path: Path) -> Iterator[Services]:
    built = build_services(Settings(home=tmp_path / "home", database_url=url))
    with closing(built):
        yield replace(built, vectors=Index())


def published(services: Services) -> None:
    run = begun(services.store, ORG)
    services.store.ledger.publish(run, [publication(ORG, run)], NOW)


def drain(services: Services) -> Index:
    deliver(services, ORG, lambda _: None, utc_now)
    assert isinstance(services.vectors, Index)
    return services.vectors


@pytest.mark.parametrize("dies", ["before", "after"])
def test_a_letter_whose_delivery_was_cut_off_is_delivered_by_the_next(services: Services, dies: str) -> None:
    published(services)
    index = services.vectors
    assert isinstance(index, Index)
    index.kept, index.dies = {"one"}, dies
    with pytest.raises(KeyboardInterrupt):
        drain(services)
    assert services.store.outbox.count(ORG) == 1
    index.dies = ""
    drain(services)
    # what expired is there no more, what is served is; what no publication touched is nobody's business
    assert index.kept == {"two", "summary"}
    assert services.store.outbox.count(ORG) == 0


def test_what_is_delivered_is_not_delivered_again(services: Services) -> None:
    published(services)
    writes = drain(services).writes
    assert writes
    assert drain(services).writes == writes


def test_the_same_letter_is_posted_once(store: Store, another: Callable[[], Store]) -> None:
    for door in (store, another()):
        door.outbox.post(ORG, "webhook", "key", {"n": 1})
    (letter,) = store.outbox.due(ORG, "webhook")
    store.outbox.failed(letter, "away")
    assert another().outbox.due(ORG, "webhook") == [letter]
    assert store.outbox.problems(ORG) == ["away"]
    store.outbox.delivered([letter], NOW)
    store.outbox.post(ORG, "webhook", "key", {"n": 1})
    assert store.outbox.due(ORG, "webhook") == []
