"""A LangGraph server with the review page mounted and auth on: nobody comes in without a key."""

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
from langgraph_sdk import get_sync_client

from stillroom.domain.accounts import Invitation, Role, Viewer
from stillroom.domain.base import utc_now
from stillroom.domain.items import Contribution
from stillroom.doors import Doors
from stillroom.services import Services, build_services
from stillroom.settings import Settings
from tests.langgraph_dev import langgraph_dev

ORG = "sample"
PASSWORD = "otter-lamp-seven-two"
TEXTS = {
    "ten": "Report uploads are limited to 10 MB by the virus scanner.",
    "fat": "Report uploads are limited to 25 MB by the virus scanner.",
}
# what tells no more than that a server runs, and the page, which has doors of its own
PROBE, PAGE = "/ok", "/stillroom"
BESIDE = ["/", "/info", "/docs", "/metrics", "/openapi.json", "/deploy", "/internal/config", "/ui/x", "/mcp/", "/a2a/x"]


@pytest.fixture
def services(home: Path) -> Iterator[Services]:
    with closing(build_services(Settings(home=home))) as built:
        for name, text in TEXTS.items():
            built.intake(ORG).add(Contribution(id=name, content=text, category="ops", contributor=name))
        yield built


def key(services: Services, name: str, role: Role, org: str = ORG) -> str:
    doors, now = Doors(services.store), utc_now()
    invited = doors.invite(Invitation(org=org, role=role, expires_at=now.replace(year=now.year + 1)))
    doors.accept(invited, name, PASSWORD, now)
    return doors.make_token(Viewer(name=name, org=org, orgs={org: role}), "test", role, now)


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def _nobody_comes_in(url: str, admin: str, stranger: str) -> None:
    paths = httpx.get(f"{url}/openapi.json", headers=bearer(admin)).json()["paths"]
    assert len(paths) > 40
    tried = [(method, path) for path, methods in paths.items() for method in methods]
    tried += [("get", path) for path in BESIDE]
    with httpx.Client(base_url=url) as client:
        for headers in ({}, bearer("stillroom_wrong"), bearer(stranger), {"x-auth-scheme": "langsmith"}):
            for method, path in tried:
                if path != PROBE and not path.startswith(PAGE):
                    asked = client.request(method, path.replace("{", "").replace("}", ""), headers=headers)
                    assert asked.status_code == 401, (method, path, headers)


def _readers_read(url: str, reader: str) -> None:
    with get_sync_client(url=url, api_key=None, headers=bearer(reader)) as client:
        assert client.threads.search() == []
        for refused in (client.threads.create, lambda: client.assistants.create("distill")):
            with pytest.raises(httpx.HTTPStatusError, match="Forbidden"):
                refused()


def _finished(services: Services, thread_id: str) -> bool:
    for _ in range(120):
        run = services.store.runs.by_thread(thread_id)
        assert run is not None
        if services.store.runs.get(ORG, run.id).is_finished:
            return True
        time.sleep(0.25)
    return False


def _an_answer_through_the_sdk_bears_the_name_of_its_key(services: Services, url: str, secret: str) -> None:
    for days in (30, 90):
        text = f"Nightly backups of the ledger are kept for {days} days."
        services.intake(ORG).add(Contribution(id=f"kept-{days}", content=text, category="ops"))
    with get_sync_client(url=url, api_key=None, headers=bearer(secret)) as client:
        thread = client.threads.create()["thread_id"]
        client.runs.wait(thread, "distill", input={"force": True})
        (review,) = services.store.reviews.find(ORG)
        client.runs.wait(thread, "distill", command={"resume": {"decisions": [{"type": "approve"}]}})
    answer = services.store.reviews.get(ORG, review.id).answer
    assert answer is not None
    assert answer.by == "ana"


@pytest.mark.slow
def test_a_key_opens_the_server_and_a_decision_on_the_page_resumes_the_run_there(
    services: Services, tmp_path: Path
) -> None:
    admin, ana, rae = key(services, "adm", "admin"), key(services, "ana", "reviewer"), key(services, "rae", "reader")
    stranger = key(services, "eve", "admin", org="elsewhere")
    env = {
        "STILLROOM_ORG": ORG,
        "STILLROOM_LANGGRAPH_URL": "{url}",
        "STILLROOM_LANGGRAPH_KEY": ana,
        "STILLROOM_UNDO_SECONDS": "0",
    }
    with langgraph_dev(tmp_path / "server", "langgraph.team.json", env) as url:
        _nobody_comes_in(url, admin, stranger)
        _readers_read(url, rae)
        assert httpx.get(f"{url}/stillroom/", follow_redirects=True).url.path == "/stillroom/signin"
        with get_sync_client(url=url, api_key=None, headers=bearer(ana)) as client:
            thread = client.threads.create()["thread_id"]
            with pytest.raises(httpx.HTTPStatusError, match="Forbidden"):
                client.runs.wait(thread, "distill", input={"org": "elsewhere", "force": True})
            client.runs.wait(thread, "distill", input={"force": True})
            assert client.threads.get(thread)["status"] == "interrupted"
        (review,) = services.store.reviews.find(ORG)
        decided = httpx.post(
            f"{url}/stillroom/reviews/{review.id}/decision",
            headers=bearer(ana),
            json={"decision": "supersede", "subject_id": "fat"},
        )
        assert decided.is_success, decided.text
        assert _finished(services, thread)
        _an_answer_through_the_sdk_bears_the_name_of_its_key(services, url, ana)
    run = services.store.runs.by_thread(thread)
    assert run is not None
    assert (run.host, run.status) == ("server", "completed")
    assert run.receipt is not None
    assert services.store.items.many(ORG, ["ten"])["ten"].expired_at is not None
    answer = services.store.reviews.get(ORG, review.id).answer
    assert answer is not None
    assert answer.by == "ana"
