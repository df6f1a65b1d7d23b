"""Telling people that a run needs them: notices wait in the outbox and go out by webhook.

A notice says which run, how many questions and of what kind: never what was contributed.
"""

import socket
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import orjson
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_exponential_jitter

from stillroom.domain.base import utc_now
from stillroom.domain.reviews import Review
from stillroom.domain.runs import Run
from stillroom.errors import ConfigurationError
from stillroom.services import Services
from stillroom.settings import Settings
from stillroom.store.outbox import Letter

if TYPE_CHECKING:
    import httpx

WEBHOOK = "webhook"
TRIES = 3
# over the schedule's turns: two days of every five minutes
MOST_ATTEMPTS = 576
TIMEOUT = 10.0


class _TryAgain(Exception):
    """The receiver is busy or away."""


def tell(services: Services, run: Run, kind: str, text: str, data: dict[str, Any], *, key: str) -> None:
    """Put a notice into the outbox, if anybody is to be told; the same key again changes nothing."""
    if services.settings.webhook_url:
        about = {"run_id": run.id, "org": run.org, **data}
        notice = {"type": f"stillroom.run.{kind}", "text": text, "time": utc_now().isoformat(), "data": about}
        services.store.outbox.post(run.org, WEBHOOK, f"{kind}:{run.id}:{key}", notice)


def tell_asked(services: Services, run: Run, asked: Sequence[Review]) -> None:
    """Give notice that a run waits for a person."""
    reasons = dict(sorted(Counter(review.question.reason for review in asked).items()))
    kinds = ", ".join(f"{count} {reason}" for reason, count in reasons.items())
    text = f"Stillroom: run {run.id} of {run.org} needs a person: {kinds}. `stillroom review` lists the questions."
    tell(services, run, "awaiting_review", text, {"questions": len(asked), "reasons": reasons}, key=asked[0].id)


def tell_failed(services: Services, run: Run) -> None:
    """Give notice that a run failed."""
    text = f"Stillroom: run {run.id} of {run.org} failed. `stillroom runs` tells why."
    tell(services, run, "failed", text, {}, key="")


def deliver_notices(services: Services, org: str, now: datetime) -> dict[str, int]:
    """Send what waits, oldest first; what cannot be delivered keeps its place, with the reason.

    Raises:
        ConfigurationError: the webhook's URL or secret cannot be used, or a package is missing.
    """
    settings, outbox = services.settings, services.store.outbox
    letters = outbox.due(org, WEBHOOK, limit=100, attempts=MOST_ATTEMPTS) if settings.webhook_url else []
    sent = 0
    if letters:
        with _client(settings) as client:
            for letter in letters:
                problem = _problem(client, settings, letter, now)
                if problem:
                    outbox.failed(letter, problem)
                    # the others would meet the same
                    break
                outbox.delivered([letter], now)
                sent += 1
    return {"notices_sent": sent, "notices_waiting": len(letters) - sent}


def checked(settings: Settings) -> None:
    """Refuse a webhook that may not be called.

    Raises:
        ConfigurationError: it is no https URL, names an address inside, or has no secret to sign with.
    """
    from ssrfguard.errors import SSRFGuardError  # noqa: PLC0415 - an extra

    if not settings.webhook_secret.get_secret_value() and settings.webhook_format == "cloudevents":
        raise ConfigurationError("set STILLROOM_WEBHOOK_SECRET, so that the receiver can tell who sent a notice")
    try:
        _policy(settings).check_url(settings.webhook_url)
    except SSRFGuardError as error:
        raise ConfigurationError(f"STILLROOM_WEBHOOK_URL: {error}") from error


def _client(settings: Settings) -> "httpx.Client":
    try:
        from ssrfguard.httpx import Client  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise ConfigurationError("webhooks need the extra: pip install 'stillroom[webhook]'") from error
    checked(settings)
    return Client(policy=_policy(settings), timeout=TIMEOUT, follow_redirects=False, trust_env=False)


def _policy(settings: Settings) -> Any:
    """Allow https to global addresses on any port, and this machine when the setting says so."""
    from ipaddress import ip_network  # noqa: PLC0415 - beside its use

    from ssrfguard import Policy  # noqa: PLC0415 - an extra

    given = {"max_redirects": 0, "allowed_ports": frozenset(range(1, 65536))}
    if not settings.webhook_allow_loopback:
        return Policy(allowed_schemes=frozenset({"https"}), **given)  # type: ignore[arg-type]
    inside = tuple(ip_network(network) for network in ("127.0.0.0/8", "::1/128"))
    return Policy(allowed_schemes=frozenset({"https", "http"}), allowed_networks=inside, **given)  # type: ignore[arg-type]


def _problem(client: "httpx.Client", settings: Settings, letter: Letter, now: datetime) -> str:
    """Send one notice; what went wrong, or nothing."""
    import httpx  # noqa: PLC0415 - 0.1 s
    from ssrfguard.errors import SSRFGuardError  # noqa: PLC0415 - an extra

    body, headers = _written(settings, letter, now)
    tries = Retrying(
        stop=stop_after_attempt(TRIES),
        wait=wait_exponential_jitter(multiplier=0.2, max=5, jitter=0.2),
        retry=retry_if_exception_type((_TryAgain, httpx.TransportError)),
        reraise=True,
    )
    try:
        tries(_post, client, settings.webhook_url, body, headers)
    except (_TryAgain, httpx.HTTPError, SSRFGuardError, socket.gaierror) as error:
        return f"{type(error).__name__.lstrip('_')}: {error}"[:300]
    return ""


def _post(client: "httpx.Client", url: str, body: bytes, headers: dict[str, str]) -> None:
    """Post; the answer's body is never read, for it may be anything."""
    with client.stream("POST", url, content=body, headers=headers) as response:
        if response.status_code == 429 or response.status_code >= 500:
            raise _TryAgain(f"the receiver answered {response.status_code}")
        response.raise_for_status()


def _written(settings: Settings, letter: Letter, now: datetime) -> tuple[bytes, dict[str, str]]:
    """Write a notice as a CloudEvent, signed by the Standard Webhooks scheme, or as what Slack takes."""
    notice = letter.payload
    if settings.webhook_format == "slack":
        return orjson.dumps({"text": notice["text"]}), {"content-type": "application/json"}
    from standardwebhooks import Webhook  # noqa: PLC0415 - an extra

    name = f"{letter.org}-{letter.seq}"
    event = {
        "specversion": "1.0",
        "id": name,
        "source": "/stillroom",
        "type": notice["type"],
        "subject": notice["data"]["run_id"],
        "time": notice["time"],
        "datacontenttype": "application/json",
        "data": {**notice["data"], "text": notice["text"]},
    }
    body = orjson.dumps(event)
    signature = Webhook(settings.webhook_secret.get_secret_value()).sign(name, now, body.decode())
    stamp = {"webhook-id": name, "webhook-timestamp": str(int(now.timestamp())), "webhook-signature": signature}
    return body, {"content-type": "application/cloudevents+json", **stamp}
