"""The vector index: which items lie near a vector, by org."""

import fcntl
import os
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast, runtime_checkable
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from stillroom.domain.base import short_id
from stillroom.errors import NO_WRITING, ConfigurationError, DiskFull, StoreUnavailable

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.client import Client
    from chromadb.api.models.Collection import Collection

# Chroma takes 5,461 at most and is as fast with a thousand; a search elsewhere waits for one batch only
_BATCH = 1_000


@runtime_checkable
class VectorIndex(Protocol):
    """Ids and vectors by org; texts stay in the database."""

    def upsert(self, org: str, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Store a vector under each id; a known id gets the new one, a repeated id its last."""

    def delete(self, org: str, ids: Sequence[str]) -> None:
        """Remove ids; unknown ones are passed over."""

    def query(self, org: str, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        """Find up to `k` nearest ids with their cosine similarity, best first."""

    def ids(self, org: str) -> set[str]:
        """List every id there is."""

    def present(self, org: str, ids: Sequence[str]) -> set[str]:
        """List those of some ids that have a vector."""

    def prepare(self) -> None:
        """Begin to load what the first call needs, beside the caller."""

    def close(self) -> None:
        """Let go of files and connections; the next call opens them again."""


class NoIndex:
    """Keeps nothing and finds nothing."""

    def upsert(self, org: str, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Keep nothing."""

    def delete(self, org: str, ids: Sequence[str]) -> None:
        """Remove nothing."""

    def query(self, org: str, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        """Find nothing."""
        return []

    def ids(self, org: str) -> set[str]:
        """List nothing."""
        return set()

    def present(self, org: str, ids: Sequence[str]) -> set[str]:
        """List nothing."""
        return set()

    def prepare(self) -> None:
        """Load nothing."""

    def close(self) -> None:
        """Close nothing."""


class _Door(Protocol):
    """A way to a Chroma client, which may be used until the context ends."""

    def client(self, *, writes: bool) -> AbstractContextManager["ClientAPI"]: ...

    def close(self) -> None: ...


class ChromaIndex:
    """Chroma, embedded in a folder or behind a URL; one collection an org and embedding model.

    Neighbours are approximate (HNSW). Several processes may share the folder: every access holds a file
    lock, and whoever finds that another process has written reopens the index first. Open it after
    forking, never before.
    """

    def __init__(self, *, path: Path | None, url: str = "", model: str, dim: int) -> None:
        """Name the place; nothing is imported or opened before the first use.

        Args:
            path: the folder of the embedded index; not looked at when there is a URL.
            url: `http(s)://host:port` of a Chroma server.
            model: name of the embedding model; vectors of different models never meet.
            dim: length of its vectors.

        Raises:
            ConfigurationError: neither a path nor a URL is given.
        """
        if not url and path is None:
            raise ConfigurationError("the vector index needs a folder or the URL of a Chroma server")
        self._door: _Door = _Remote(url) if url or path is None else _embedded(path.resolve())
        self._model = model
        self._dim = dim
        self._loading: threading.Thread | None = None

    def upsert(self, org: str, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Store a vector under each id; a known id gets the new one, a repeated id its last.

        Raises:
            ConfigurationError: the vectors do not have the model's length.
            ValueError: there are more or fewer ids than vectors, or one is not finite.
        """
        rows = self._checked(vectors)
        if len(ids) != len(rows):
            raise ValueError(f"{len(ids)} ids for {len(rows)} vectors")
        last = {id_: row for row, id_ in enumerate(ids)}
        for batch in _batches(list(last)):
            with self._door.client(writes=True) as client:
                self._made(client, org).upsert(ids=batch, embeddings=rows[[last[i] for i in batch]])

    def delete(self, org: str, ids: Sequence[str]) -> None:
        """Remove ids; unknown ones are passed over."""
        for batch in _batches(sorted(set(ids))):
            with self._door.client(writes=True) as client:
                if collection := self._found(client, org):
                    collection.delete(ids=batch)

    def query(self, org: str, vector: NDArray[np.float32], k: int) -> list[tuple[str, float]]:
        """Find up to `k` nearest ids with their cosine similarity, best first.

        Raises:
            ConfigurationError: the vector does not have the model's length.
            ValueError: the vector is not finite.
        """
        row = self._checked(vector.reshape(1, -1))
        with self._door.client(writes=False) as client:
            collection = self._found(client, org)
            if collection is None or k < 1:
                return []
            found = collection.query(query_embeddings=row, n_results=k, include=["distances"])
        distances = (found["distances"] or [[]])[0]
        hits = [(id_, 1.0 - distance) for id_, distance in zip(found["ids"][0], distances, strict=True)]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))

    def ids(self, org: str) -> set[str]:
        """List every id there is."""
        with self._door.client(writes=False) as client:
            collection = self._found(client, org)
            return set(collection.get(include=[])["ids"]) if collection else set()

    def present(self, org: str, ids: Sequence[str]) -> set[str]:
        """List those of some ids that have a vector."""
        found: set[str] = set()
        for batch in _batches(sorted(set(ids))):
            with self._door.client(writes=False) as client:
                if collection := self._found(client, org):
                    found.update(collection.get(ids=batch, include=[])["ids"])
        return found

    def prepare(self) -> None:
        """Begin to load what the first call needs, beside the caller: it takes half a second."""
        self._loading = threading.Thread(target=_load, daemon=True)
        self._loading.start()

    def close(self) -> None:
        """Let go of files and connections; the next call opens them again."""
        if self._loading is not None:
            # Python does not end well while a thread is loading a library
            self._loading.join()
        self._door.close()

    def _name(self, org: str) -> str:
        slug = re.sub(r"[^a-zA-Z0-9]+", "-", org)[:40].strip("-")
        return short_id(slug or "org", (org, self._model))

    def _made(self, client: "ClientAPI", org: str) -> "Collection":
        collection = client.get_or_create_collection(
            self._name(org),
            configuration={"hnsw": {"space": "cosine"}},
            metadata={"org": org, "model": self._model, "dim": self._dim},
            embedding_function=None,
        )
        return self._same_length(collection)

    def _found(self, client: "ClientAPI", org: str) -> "Collection | None":
        from chromadb.errors import NotFoundError  # noqa: PLC0415 - slow to import, and loaded by now

        try:
            return self._same_length(client.get_collection(self._name(org), embedding_function=None))
        except NotFoundError:
            return None

    def _same_length(self, collection: "Collection") -> "Collection":
        kept = (collection.metadata or {}).get("dim")
        if kept != self._dim:
            raise ConfigurationError(
                f"the vectors kept for embedding model {self._model!r} have length {kept}, not {self._dim}: "
                "give the changed model another name, or remove the vector folder to have it made again"
            )
        return collection

    def _checked(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        if vectors.ndim != 2 or (len(vectors) and vectors.shape[1] != self._dim):
            raise ConfigurationError(
                f"vectors of shape {vectors.shape} do not come from embedding model {self._model!r}, "
                f"whose vectors have length {self._dim}"
            )
        finite = np.isfinite(vectors).all(axis=1)
        if not finite.all():
            raise ValueError(f"vector {int(np.argmin(finite))} of {len(vectors)} holds NaN or infinity")
        return np.ascontiguousarray(vectors, dtype=np.float32)


class _Remote:
    """A Chroma server; it serialises by itself."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ConfigurationError("the URL of the Chroma server must look like http://host:8000")
        self._ssl = parts.scheme == "https"
        self._host, self._port = parts.hostname, parts.port or (443 if self._ssl else 8000)
        self._lock = threading.Lock()
        self._client: ClientAPI | None = None

    @contextmanager
    def client(self, *, writes: bool) -> Iterator["ClientAPI"]:
        import httpx  # noqa: PLC0415 - only needed for a server

        try:
            yield self._opened()
        except httpx.TransportError as error:
            raise ConfigurationError(self._unreachable()) from error

    def close(self) -> None:
        with self._lock:
            if self._client is not None:
                cast("Client", self._client).close()
                self._client = None

    def _opened(self) -> "ClientAPI":
        import chromadb  # noqa: PLC0415 - slow to import, and most commands never look at vectors
        from chromadb.config import Settings  # noqa: PLC0415

        with self._lock:
            if self._client is None:
                try:
                    self._client = chromadb.HttpClient(
                        self._host,
                        self._port,
                        self._ssl,
                        # closing does not end kept connections, so none is kept
                        settings=Settings(anonymized_telemetry=False, chroma_http_max_keepalive_connections=0),
                    )
                except ValueError as error:
                    raise ConfigurationError(self._unreachable()) from error
            return self._client

    def _unreachable(self) -> str:
        return f"no Chroma server answers at {self._host}:{self._port}: start it or change the URL"


class _Embedded:
    """The one client of a folder in this process, reopened when another process has written.

    Chroma keeps one index a folder in memory and never looks whether the files changed: searches would
    miss what others added and find what others deleted. So a counter beside the folder goes up before
    each write, and whoever has not seen its present value opens the folder anew.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._client: ClientAPI | None = None
        self._seen = -1

    @contextmanager
    def client(self, *, writes: bool) -> Iterator["ClientAPI"]:
        # a search holds the lock alone as well: the first one after opening may write the index out
        with self._lock, _locked(self._path.with_name(self._path.name + ".lock")) as counter:
            written = int(os.pread(counter, 32, 0) or b"0")
            client = self._current(written)
            if writes:
                written += 1
                os.pwrite(counter, b"%d" % written, 0)
            self._seen = written
            with self._explained("fail"):
                yield client

    def close(self) -> None:
        with self._lock:
            self._release()

    def _current(self, written: int) -> "ClientAPI":
        import chromadb  # noqa: PLC0415 - slow to import, and most commands never look at vectors
        from chromadb.config import Settings  # noqa: PLC0415

        if self._client is not None and written != self._seen:
            self._release()
        if self._client is None:
            self._path.mkdir(mode=0o700, parents=True, exist_ok=True)
            with self._explained("cannot be opened"):
                self._client = chromadb.PersistentClient(self._path, settings=Settings(anonymized_telemetry=False))
        return self._client

    @contextmanager
    def _explained(self, what: str) -> Iterator[None]:
        """Say what to do where Chroma itself fails."""
        from chromadb.errors import ChromaError  # noqa: PLC0415

        try:
            yield
        except ChromaError as error:
            place = f"the vectors in {os.fspath(self._path)!r}"
            if DiskFull.is_behind(error):
                raise DiskFull(place) from error
            raise StoreUnavailable(
                f"{place} {what}: {error}; move the folder away, and `stillroom verify --repair` makes them anew"
            ) from error

    def _release(self) -> None:
        if self._client is not None:
            cast("Client", self._client).close()
            self._client = None


def _load() -> None:
    # what fails here fails again, with its reason, where it is used, unless Python is about to end
    with suppress(ImportError, RuntimeError):
        import_module("chromadb")


_FOLDERS: dict[Path, _Embedded] = {}


def _embedded(path: Path) -> _Embedded:
    return _FOLDERS.setdefault(path, _Embedded(path))


@contextmanager
def _locked(path: Path) -> Iterator[int]:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        if error.errno not in NO_WRITING:
            raise
        raise ConfigurationError(
            f"the vectors beside {os.fspath(path)!r} cannot be opened where nothing may be written: "
            "make the folder writable or set STILLROOM_HOME to one that is"
        ) from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file
    finally:
        os.close(file)


def _batches(ids: list[str]) -> Iterator[list[str]]:
    return (ids[start : start + _BATCH] for start in range(0, len(ids), _BATCH))
