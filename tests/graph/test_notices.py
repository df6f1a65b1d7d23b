"""A run that needs a person says so by webhook: signed, once, without content, and to nobody inside."""

import _socket
import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from stillroom.domain.base import utc_now
from stillroom.domain.runs import RunParams
from stillroom.errors import ConfigurationError
from stillroom.notifying import deliver_notices
from stillroom.run import run_distillation
from stillroom.services import Services, build_services
from stillroom.settings import Settings
from stillroom.sources import Row
from stillroom.sources.mapping import identity

ORG = "default"
SECRET = "whsec_" + "c3RpbGxyb29tLXRlc3Qtc2VjcmV0LW9uZQ=="
CONFLICT = (
    "Lines in this repository are at most 80 characters long.",
    "Lines in this repository are at most 120 characters long.",
)


class Receiver(HTTPServer):
    """Takes notices on the loopback; answers as it is told, 204 when nothing is left to tell."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.answers: list[int] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hooks"


class _Handler(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        self.server.got.append((dict(self.headers), body))
        status = self.server.answers.pop(0) if self.server.answers else 204
        self.send_response(status)
        if status in (301, 302, 307):
            self.send_header("location", "http://127.0.0.1:1/elsewhere")
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        return


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def asking(home: Path, **settings: Any) -> tuple[Services, dict[str, Any]]:
    """Run until a person is needed."""
    services = build_services(Settings(home=home, webhook_secret=SECRET, **settings))
    rows = [Row("test", n, {"id": f"max-{n}", "content": text}) for n, text in enumerate(CONFLICT)]
    services.intake(ORG).import_(rows, mapping=identity())
    outcome = run_distillation(services, ORG, RunParams(force=True))
    assert outcome["status"] == "awaiting_review"
    return services, outcome


def test_a_notice_is_a_signed_cloud_event_without_content_and_goes_out_once(home: Path, receiver: Receiver) -> None:
    services, outcome = asking(home, webhook_url=receiver.url, webhook_allow_loopback=True)

    assert deliver_notices(services, ORG, utc_now()) == {"notices_sent": 1, "notices_waiting": 0}
    assert deliver_notices(services, ORG, utc_now()) == {"notices_sent": 0, "notices_waiting": 0}

    ((headers, body),) = receiver.got
    event = Webhook(SECRET).verify(body, headers)
    assert (event["specversion"], event["type"]) == ("1.0", "stillroom.run.awaiting_review")
    assert event["data"]["run_id"] == outcome["run_id"]
    assert event["data"]["reasons"] == {"contradiction": 1}
    assert not [text for text in CONFLICT if text in body.decode()]
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(body.replace(b'"questions":1', b'"questions":9'), headers)


def test_slack_gets_a_text(home: Path, receiver: Receiver) -> None:
    services, outcome = asking(home, webhook_url=receiver.url, webhook_allow_loopback=True, webhook_format="slack")
    deliver_notices(services, ORG, utc_now())
    ((_, body),) = receiver.got
    assert set(json.loads(body)) == {"text"}
    assert outcome["run_id"] in json.loads(body)["text"]


@pytest.mark.parametrize("status", [500, 429])
def test_a_busy_receiver_is_tried_again(home: Path, receiver: Receiver, status: int) -> None:
    services, _ = asking(home, webhook_url=receiver.url, webhook_allow_loopback=True)
    receiver.answers = [status, status]
    assert deliver_notices(services, ORG, utc_now())["notices_sent"] == 1
    assert len(receiver.got) == 3


@pytest.mark.parametrize("status", [404, 302, 307])
def test_what_is_not_taken_waits_with_its_reason_and_no_redirect_is_followed(
    home: Path, receiver: Receiver, status: int
) -> None:
    services, _ = asking(home, webhook_url=receiver.url, webhook_allow_loopback=True)
    receiver.answers = [status]
    assert deliver_notices(services, ORG, utc_now()) == {"notices_sent": 0, "notices_waiting": 1}
    assert len(receiver.got) == 1
    assert services.store.outbox.problems(ORG)
    assert deliver_notices(services, ORG, utc_now())["notices_sent"] == 1
    assert services.store.outbox.problems(ORG) == []


INSIDE = (
    "https://127.0.0.1/",
    "https://localhost/",
    "https://0/",
    "https://2130706433/",
    "https://0x7f.1/",
    "https://017700000001/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::]/",
    "https://10.0.0.8/",
    "https://172.16.1.1/",
    "https://192.168.1.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://100.64.0.1/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[fe80::1]/",
    "https://[fc00::1]/",
    "https://224.0.0.1/",
    "https://①②⑦.0.0.1/",
    "https://user:word@example.com/",
    "http://example.com/",
    "file:///etc/passwd",
    "gopher://example.com/",
    "not a url",
)


@pytest.mark.parametrize("url", INSIDE)
def test_nothing_inside_is_ever_called(
    home: Path, receiver: Receiver, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    services, _ = asking_for(home, url)

    def connect(*_: Any) -> None:
        raise AssertionError(f"a connection was opened for {url}")

    def numeric(host: str, port: int, *_: Any, **__: Any) -> Any:
        """What the C library makes of odd spellings, without asking anybody."""
        return _socket.getaddrinfo(host, port, 0, socket.SOCK_STREAM, 0, socket.AI_NUMERICHOST)

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket, "getaddrinfo", numeric)
    try:
        outcome = deliver_notices(services, ORG, utc_now())
    except ConfigurationError:
        outcome = {"notices_sent": 0, "notices_waiting": 1}
    assert outcome == {"notices_sent": 0, "notices_waiting": 1}


def asking_for(home: Path, url: str) -> tuple[Services, None]:
    """A notice waits for that URL, as if a run had put it there."""
    services = build_services(Settings(home=home, webhook_secret=SECRET, webhook_url=url))
    notice = {"type": "t", "text": "x", "time": utc_now().isoformat(), "data": {"run_id": "run_1"}}
    services.store.outbox.post(ORG, "webhook", "k", notice)
    return services, None


def test_a_name_that_leads_inside_is_refused_when_it_is_resolved(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    services, _ = asking_for(home, "https://hooks.example.org/x")
    inside = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.1.2.3", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: inside)

    assert deliver_notices(services, ORG, utc_now()) == {"notices_sent": 0, "notices_waiting": 1}
    (problem,) = services.store.outbox.problems(ORG)
    assert "10.1.2.3" in problem


def test_without_a_secret_nothing_is_sent(home: Path, receiver: Receiver) -> None:
    settings = Settings(home=home, webhook_url=receiver.url, webhook_allow_loopback=True)
    services = build_services(settings)
    services.store.outbox.post(ORG, "webhook", "k", {"type": "t", "text": "x", "time": "t", "data": {"run_id": "r"}})
    with pytest.raises(ConfigurationError, match="WEBHOOK_SECRET"):
        deliver_notices(services, ORG, utc_now())
    assert receiver.got == []


def test_nobody_is_told_when_there_is_no_webhook(home: Path) -> None:
    services, _ = asking(home)
    assert services.store.outbox.due(ORG, "webhook") == []
