"""The web app on the sample commons with people signed in, driven as by a browser without scripts."""

import re
import shutil
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from threading import Thread
from typing import Any

import uvicorn
from starlette.testclient import TestClient

from stillroom.cli.bringing import bring
from stillroom.domain.accounts import Invitation, Role, Viewer
from stillroom.domain.base import utc_now
from stillroom.domain.reviews import Review, review_id, shown_hash
from stillroom.domain.runs import RunParams
from stillroom.domain.summaries import Draft, Sentence
from stillroom.domain.verdicts import Question
from stillroom.run import run_distillation
from stillroom.services import Services, build_services
from stillroom.settings import Settings
from stillroom.store.reviews import insert_reviews
from stillroom.web.app import build_app
from stillroom.web.desk import Desk
from stillroom.web.visits import COOKIE
from stillroom.web.waking import Waker, here

SAMPLE = Path(__file__).parents[1] / "examples" / "commons.jsonl"
ORG = "sample"
PASSWORD = "a long and quiet evening"


class Clock:
    """A clock that goes only when it is told to."""

    def __init__(self) -> None:
        self.time = utc_now()

    def __call__(self) -> datetime:
        return self.time

    def passes(self, **span: float) -> None:
        self.time += timedelta(**span)


@dataclass
class Person:
    """Somebody's browser."""

    name: str
    client: TestClient
    csrf: str = ""

    def get(self, path: str) -> Any:
        return self.client.get(path)

    def post(self, path: str, **fields: Any) -> Any:
        return self.client.post(path, data={"csrf": self.csrf, **fields})

    def decides(self, review_id: str, choice: str, **fields: Any) -> Any:
        """Look at a review and press one of its buttons."""
        page = self.get(f"/review/{review_id}").text
        assert f'value="{choice}"' in page, choice
        shown = re.findall(r'name="shown_sha256" value="(\w+)"', page)[0]
        return self.post(f"/review/{review_id}/decision", choice=choice, shown_sha256=shown, **fields)


@dataclass
class Site:
    """The app with its desk."""

    services: Services
    clock: Clock = field(default_factory=Clock)

    def __post_init__(self) -> None:
        waker = Waker(self.services, here(self.services), self.clock)
        self.desk = Desk(self.services, waker, now=self.clock)
        self.app = build_app(lambda: self.desk)

    def browser(self, **options: Any) -> TestClient:
        return TestClient(self.app, follow_redirects=False, raise_server_exceptions=True, **options)

    def person(self, name: str, role: Role = "reviewer", org: str = ORG) -> Person:
        """Let somebody in by an invitation."""
        doors, now = self.desk.doors, self.clock()
        token = doors.invite(Invitation(org=org, role=role, expires_at=now + timedelta(days=1)))
        doors.accept(token, name, PASSWORD, now)
        session = doors.open_session(name, org, now)
        client = self.browser()
        client.cookies.set(COOKIE, session)
        viewer = doors.viewer(session, now)
        assert viewer is not None
        return Person(name, client, viewer.csrf)

    def machine(self, name: str, role: Role) -> TestClient:
        """Give an account a key, and a client that sends it."""
        orgs = self.services.store.accounts.orgs(name)
        secret = self.desk.doors.make_token(Viewer(name=name, org=ORG, orgs=orgs), "ci", role, self.clock())
        return self.browser(headers={"Authorization": f"Bearer {secret}"})

    def holds_a_summary(self) -> str:
        """Hold a summary of what the sample says of connection pools for a person; gives the review's id."""
        items = self.services.store.items.many(ORG, ["db-011", "db-012", "db-013"])
        said = "The pool of the API has 40 connections since March 2025, and every worker may use all of them."
        sentence = Sentence(text=said, cites=("db-011", "db-012"))
        draft = Draft(
            cluster_id="pool",
            title="Connection pool",
            sentences=(sentence,),
            source_ids=tuple(items),
            written_by="model:m",
        )
        question = Question(
            item_ids=tuple(items),
            reason="quality",
            headline="A summary did not pass: drop it? (Connection pool)",
            proposal="reject",
            default="defer",
        )
        (run,) = self.services.store.runs.recent(ORG)
        held = Review(
            id=review_id(ORG, question, items, draft),
            org=ORG,
            run_id=run.id,
            cluster_id="pool",
            question=question,
            draft=draft,
            state="open",
            shown_sha256=shown_hash(question, items, draft),
            opened_at=self.clock(),
        )
        with self.services.store.database.write() as connection:
            insert_reviews(connection, [held])
        return held.id

    def review(self, *item_ids: str) -> str:
        """Find the review about some items."""
        found = self.services.store.reviews.find(ORG, states=("open", "waiting", "decided"))
        return next(r.id for r in found if set(item_ids) <= set(r.question.item_ids))


def distilled(home: Path, org: str = ORG) -> None:
    """Fill a home with the sample commons, distilled up to its questions."""
    with closing(build_services(Settings(home=home))) as services:
        bring(services, org, str(SAMPLE))
        assert run_distillation(services, org, RunParams())["status"] == "awaiting_review"


@contextmanager
def opened(template: Path, home: Path) -> Iterator[Site]:
    """Open the app on a copy of a home."""
    shutil.copytree(template, home)
    with closing(build_services(Settings(home=home))) as services:
        yield Site(services)


@contextmanager
def serving(site: Site) -> Iterator[str]:
    """Serve the app on the loopback; gives its address."""
    config = uvicorn.Config(site.app, port=0, log_level="warning", access_log=False, lifespan="off")
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def words(page: Any) -> str:
    """Give what a page says, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())
