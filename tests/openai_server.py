"""A small server on loopback that speaks OpenAI's wire protocol and misbehaves as it is told."""

import asyncio
import base64
import hashlib
import json
import re
import socket
import threading
from collections.abc import Awaitable, Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

Body = dict[str, Any]
Behaviour = Callable[[Body], Response | Awaitable[Response]]
Answer = Any | Callable[[Body], Any]

EMBEDDING_DIM = 8


def completion(content: str | None, *, finish: str = "stop", refusal: str | None = None) -> Body:
    """The body of a chat completion; every answer costs 7 and 5 tokens."""
    message = {"role": "assistant", "content": content, "refusal": refusal}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "scripted-1",
        "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
        "usage": {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12},
    }


def text(content: str, **kwargs: Any) -> Behaviour:
    """Answer with this text as it stands."""
    return lambda _: JSONResponse(completion(content, **kwargs))


def good(answer: Answer) -> Behaviour:
    """Answer with a JSON value, or with what a function makes of the request."""
    return lambda body: JSONResponse(completion(_json(answer, body)))


def fenced(answer: Answer) -> Behaviour:
    """Answer with JSON in a Markdown code fence."""
    return lambda body: JSONResponse(completion(f"```json\n{_json(answer, body)}\n```"))


def uncounted(answer: Answer) -> Behaviour:
    """Answer well, without saying what it cost."""
    return lambda body: JSONResponse(completion(_json(answer, body)) | {"usage": None})


def status(code: int, *, retry_after: str = "", error_code: str = "", echo: bool = False) -> Behaviour:
    """Answer with an HTTP error, which may echo the whole request as careless servers do."""

    def answer(body: Body) -> Response:
        message = json.dumps(body) if echo else "scripted error"
        headers = {"Retry-After": retry_after} if retry_after else {}
        error = {"message": message, "type": "error", "param": None, "code": error_code or None}
        return JSONResponse({"error": error}, code, headers)

    return answer


def slow(seconds: float, answer: Answer) -> Behaviour:
    """Answer well, but too late for an impatient client."""

    async def wait(body: Body) -> Response:
        await asyncio.sleep(seconds)
        return JSONResponse(completion(_json(answer, body)))

    return wait


def refusal() -> Behaviour:
    """Refuse, the way the API says so."""
    return lambda _: JSONResponse(completion(None, refusal="I cannot help with that."))


def truncated(part: str = '{"verdict": "agr') -> Behaviour:
    """Stop in the middle, at the limit of length."""
    return text(part, finish="length")


def broken() -> Behaviour:
    """Answer with prose where JSON was asked for."""
    return text('Sure! {"verdict": agree,}')


def html() -> Behaviour:
    """Answer 200 with a proxy's HTML page."""
    return lambda _: HTMLResponse("<html><body>Please log in</body></html>")


def half_json() -> Behaviour:
    """Answer 200 with a body that is cut off."""
    return lambda _: Response('{"id": "chatcmpl-1", "choi', media_type="application/json")


def empty_choices() -> Behaviour:
    """Answer with no choice at all."""
    return lambda _: JSONResponse(completion("") | {"choices": []})


def huge(chars: int = 1_000_000) -> Behaviour:
    """Answer with valid JSON of a megabyte."""
    return good({"verdict": "x" * chars})


def role(body: Body) -> str:
    """Tell which role a request speaks to."""
    return str(body["response_format"]["json_schema"]["name"])


def inputs(body: Body) -> dict[str, Any]:
    """Read back what a prompt was filled with: its inputs by their tags."""
    found = re.findall(r"<(\w+)>\n(.*?)\n</\1>", body["messages"][-1]["content"], re.DOTALL)
    return {tag: json.loads(value) for tag, value in found}


def by_role(**behaviours: Behaviour) -> Behaviour:
    """Answer each role in its own way; a role without one gets an error."""
    return lambda body: behaviours.get(role(body), status(500))(body)


class OpenAIServer:
    """The server: a script of behaviours, one a request, then `default` for the rest.

    Attributes:
        base_url: where a client finds it.
        default: what answers when the script is used up.
        requests: the body of every chat request so far; `headers` theirs.
        embedded: every text that was embedded.
    """

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self._lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        """Forget the script, the default and what was asked."""
        self.default: Behaviour = status(500)
        self.requests: list[Body] = []
        self.headers: list[dict[str, str]] = []
        self.embedded: list[str] = []
        self._script: list[Behaviour] = []

    def script(self, behaviours: Iterable[Behaviour]) -> None:
        """Say how the next requests are answered, in order."""
        with self._lock:
            self._script.extend(behaviours)

    def app(self) -> Starlette:
        """The routes that a client calls."""
        return Starlette(
            routes=[
                Route("/v1/chat/completions", self._chat, methods=["POST"]),
                Route("/v1/embeddings", self._embed, methods=["POST"]),
                Route("/v1/models", self._models),
            ]
        )

    async def _chat(self, request: Request) -> Response:
        body = await request.json()
        with self._lock:
            self.requests.append(body)
            self.headers.append(dict(request.headers))
            behaviour = self._script.pop(0) if self._script else self.default
        answer = behaviour(body)
        return answer if isinstance(answer, Response) else await answer

    async def _embed(self, request: Request) -> Response:
        body = await request.json()
        texts = [body["input"]] if isinstance(body["input"], str) else list(body["input"])
        with self._lock:
            self.embedded.extend(texts)
        as_text = body.get("encoding_format") == "base64"
        data = [
            {"object": "embedding", "index": i, "embedding": _encoded(embedding(t), as_text)}
            for i, t in enumerate(texts)
        ]
        usage = {"prompt_tokens": len(texts), "total_tokens": len(texts)}
        return JSONResponse({"object": "list", "model": body["model"], "data": data, "usage": usage})

    async def _models(self, request: Request) -> Response:
        return JSONResponse({"object": "list", "data": [{"id": "scripted-1", "object": "model"}]})


def embedding(content: str) -> np.ndarray[Any, np.dtype[np.float32]]:
    """The unit vector the server gives a text; the same text always gets the same."""
    raw = np.frombuffer(hashlib.sha256(content.encode()).digest(), dtype=np.uint8)[:EMBEDDING_DIM]
    vector = raw.astype(np.float32) - 127.5
    return vector / np.linalg.norm(vector)


@contextmanager
def serving() -> Iterator[OpenAIServer]:
    """Run a server on a free port of the loopback until the context ends."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = OpenAIServer(f"http://127.0.0.1:{listener.getsockname()[1]}/v1")
        config = uvicorn.Config(
            server.app(),
            log_level="error",
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=1,
            # a pooled connection would outlive its test and be warned of at the very end
            headers=[("Connection", "close")],
        )
        host = uvicorn.Server(config)
        thread = threading.Thread(target=host.run, kwargs={"sockets": [listener]}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            host.should_exit = True
            thread.join(timeout=10)


def _json(answer: Answer, body: Body) -> str:
    return json.dumps(answer(body) if callable(answer) else answer)


def _encoded(vector: np.ndarray[Any, np.dtype[np.float32]], as_text: bool) -> str | list[float]:
    return base64.b64encode(vector.tobytes()).decode() if as_text else vector.tolist()
