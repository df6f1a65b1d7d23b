import contextlib
import fcntl
import os
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from stillroom.errors import ConfigurationError
from stillroom.vectors import ChromaIndex, NoIndex, VectorIndex

DIM = 16
Vectors = NDArray[np.float32]


def vectors(count: int, seed: int = 0) -> Vectors:
    return np.random.default_rng(seed).normal(size=(count, DIM)).astype(np.float32)


def names(count: int, prefix: str = "i") -> list[str]:
    return [f"{prefix}{n}" for n in range(count)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "vectors"


@pytest.fixture
def index(path: Path) -> Iterator[ChromaIndex]:
    opened = ChromaIndex(path=path, model="test", dim=DIM)
    yield opened
    opened.close()


def assert_first(index: ChromaIndex, vector: Vectors, expected: str) -> None:
    [(id_, similarity)] = index.query("a", vector, 1)
    assert id_ == expected
    assert similarity == pytest.approx(1.0, abs=1e-5)


def test_an_empty_index_finds_nothing_and_makes_no_collection(index: ChromaIndex) -> None:
    index.delete("a", ["x"])
    index.upsert("a", [], np.zeros((0, DIM), np.float32))
    assert index.ids("a") == set()
    assert index.query("a", vectors(1)[0], 5) == []


def test_neighbours_come_best_first_with_their_cosine(index: ChromaIndex) -> None:
    rows = vectors(200)
    index.upsert("a", names(200), rows)
    unit = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    expected = unit @ unit[17]
    hits = index.query("a", 3 * rows[17], 10)
    assert hits[0][0] == "i17"
    assert [similarity for _, similarity in hits] == sorted((s for _, s in hits), reverse=True)
    for id_, similarity in hits:
        assert similarity == pytest.approx(float(expected[int(id_[1:])]), abs=1e-5)
    best = {f"i{n}" for n in np.argsort(-expected)[:10]}
    assert len(best & {id_ for id_, _ in hits}) >= 9


def test_asking_for_more_than_there_is_gives_all(index: ChromaIndex) -> None:
    index.upsert("a", names(5), vectors(5))
    assert {id_ for id_, _ in index.query("a", vectors(1)[0], 50)} == set(names(5))
    assert index.query("a", vectors(1)[0], 0) == []


def test_equals_come_in_the_order_of_their_ids(index: ChromaIndex) -> None:
    index.upsert("a", ["c", "a", "b"], np.repeat(vectors(1), 3, axis=0))
    assert [id_ for id_, _ in index.query("a", vectors(1)[0], 3)] == ["a", "b", "c"]


def test_a_known_id_gets_the_new_vector(index: ChromaIndex) -> None:
    rows = vectors(3)
    index.upsert("a", ["x", "y"], rows[:2])
    index.upsert("a", ["x"], rows[2:])
    assert_first(index, rows[2], "x")
    assert index.ids("a") == {"x", "y"}


def test_a_repeated_id_keeps_its_last_vector(index: ChromaIndex) -> None:
    rows = vectors(2)
    index.upsert("a", ["x", "x"], rows)
    assert_first(index, rows[1], "x")


def test_what_is_deleted_is_found_no_more(index: ChromaIndex) -> None:
    rows = vectors(20)
    index.upsert("a", names(20), rows)
    index.delete("a", ["i3", "i3", "never there"])
    assert index.ids("a") == set(names(20)) - {"i3"}
    assert "i3" not in {id_ for id_, _ in index.query("a", rows[3], 20)}
    index.upsert("a", ["i3"], rows[3:4])
    assert index.query("a", rows[3], 1)[0][0] == "i3"


def test_more_than_one_batch_goes_in_and_out(index: ChromaIndex) -> None:
    rows = vectors(2_500)
    index.upsert("a", names(2_500), rows)
    assert index.ids("a") == set(names(2_500))
    assert index.query("a", rows[2_400], 1)[0][0] == "i2400"
    index.delete("a", names(2_400))
    assert len(index.ids("a")) == 100
    assert index.query("a", rows[2_400], 1)[0][0] == "i2400"


@pytest.mark.parametrize("other", ["A", "a ", "ä", "a/../b", "a" * 300, "", "127.0.0.1", "日本"])
def test_orgs_never_meet(index: ChromaIndex, other: str) -> None:
    index.upsert("a", ["mine"], vectors(1))
    assert index.query(other, vectors(1)[0], 5) == []
    index.upsert(other, ["theirs"], vectors(1))
    index.delete(other, ["mine"])
    assert (index.ids("a"), index.ids(other)) == ({"mine"}, {"theirs"})
    assert [id_ for id_, _ in index.query("a", vectors(1)[0], 5)] == ["mine"]


def test_models_never_meet(index: ChromaIndex, path: Path) -> None:
    other = ChromaIndex(path=path, model="test/2", dim=4)
    index.upsert("a", ["x"], vectors(1))
    other.upsert("a", ["y"], np.ones((1, 4), np.float32))
    assert (index.ids("a"), other.ids("a")) == ({"x"}, {"y"})


def test_it_is_all_there_after_reopening(index: ChromaIndex, path: Path) -> None:
    rows = vectors(1_200)
    index.upsert("a", names(1_200), rows)
    index.delete("a", ["i0"])
    index.close()
    again = ChromaIndex(path=path, model="test", dim=DIM)
    assert again.ids("a") == set(names(1_200)) - {"i0"}
    assert again.query("a", rows[1_100], 1)[0][0] == "i1100"
    again.close()
    assert index.query("a", rows[7], 1)[0][0] == "i7"


def test_vectors_of_another_length_are_refused(index: ChromaIndex, path: Path) -> None:
    with pytest.raises(ConfigurationError, match=r"\(1, 4\).*'test'.*length 16"):
        index.upsert("a", ["x"], np.ones((1, 4), np.float32))
    index.upsert("a", ["x"], vectors(1))
    with pytest.raises(ConfigurationError, match="'test'"):
        index.query("a", np.ones(4, np.float32), 1)
    changed = ChromaIndex(path=path, model="test", dim=4)
    for use in (lambda: changed.upsert("a", ["y"], np.ones((1, 4), np.float32)), lambda: changed.ids("a")):
        with pytest.raises(ConfigurationError, match="'test' have length 16, not 4"):
            use()
    assert index.ids("a") == {"x"}


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_vector_that_is_not_finite_is_refused_whole(index: ChromaIndex, bad: float) -> None:
    rows = vectors(3)
    rows[1, 5] = bad
    with pytest.raises(ValueError, match="vector 1 of 3"):
        index.upsert("a", names(3), rows)
    with pytest.raises(ValueError, match="NaN or infinity"):
        index.query("a", rows[1], 1)
    assert index.ids("a") == set()


def test_ids_and_vectors_have_to_match(index: ChromaIndex) -> None:
    with pytest.raises(ValueError, match="2 ids for 3 vectors"):
        index.upsert("a", names(2), vectors(3))


def test_a_vector_of_zeros_is_near_nothing(index: ChromaIndex) -> None:
    index.upsert("a", ["zero", "x"], np.stack([np.zeros(DIM, np.float32), vectors(1)[0]]))
    assert_first(index, vectors(1)[0], "x")
    assert index.query("a", vectors(1)[0], 2)[1] == ("zero", 0.0)
    assert [similarity for _, similarity in index.query("a", np.zeros(DIM, np.float32), 2)] == [0.0, 0.0]


def test_the_folder_is_for_its_owner_only(index: ChromaIndex, path: Path) -> None:
    index.upsert("a", ["x"], vectors(1))
    assert path.stat().st_mode & 0o077 == 0
    assert (path.parent / "vectors.lock").stat().st_mode & 0o077 == 0


def test_nothing_but_ids_and_vectors_is_stored(index: ChromaIndex, path: Path) -> None:
    index.upsert("a", names(5), vectors(5))
    index.close()
    with sqlite3.connect(path / "chroma.sqlite3") as database:
        assert database.execute("SELECT count(*) FROM embedding_metadata").fetchone() == (0,)
    database.close()


ELSEWHERE = """
import sys
import time
from pathlib import Path
import numpy as np
from stillroom.vectors import ChromaIndex
index = ChromaIndex(path=Path(sys.argv[1]), model="test", dim=16)
rows = np.random.default_rng(int(sys.argv[2])).normal(size=(int(sys.argv[3]), 16)).astype(np.float32)
for start in range(0, len(rows), 20):
    index.upsert("a", [f"p{sys.argv[2]}-{n}" for n in range(start, start + 20)], rows[start:start + 20])
index.delete("a", sys.argv[4:])
"""


def elsewhere(path: Path, seed: int, count: int, *deleted: str) -> subprocess.Popen[bytes]:
    arguments = [str(path), str(seed), str(count), *deleted]
    return subprocess.Popen([sys.executable, "-c", ELSEWHERE, *arguments], env=os.environ | {"PYTHONPATH": "."})


def test_what_another_process_writes_and_deletes_is_seen(index: ChromaIndex, path: Path) -> None:
    rows = vectors(20)
    index.upsert("a", names(20), rows)
    assert index.query("a", rows[0], 1)[0][0] == "i0"
    assert elsewhere(path, 5, 40, "i0", "i1").wait(60) == 0
    assert_first(index, vectors(40, seed=5)[33], "p5-33")
    assert not {"i0", "i1"} & {id_ for id_, _ in index.query("a", rows[0], 60)}
    assert len(index.ids("a")) == 58


def test_several_processes_write_at_once_and_nothing_is_lost(index: ChromaIndex, path: Path) -> None:
    writers = [elsewhere(path, seed, 300) for seed in (1, 2, 3)]
    mine = vectors(300, seed=4)
    for start in range(0, 300, 20):
        index.upsert("a", [f"p4-{n}" for n in range(start, start + 20)], mine[start : start + 20])
        assert index.query("a", mine[start], 1)[0][0] == f"p4-{start}"
    assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    everything = {f"p{seed}-{n}" for seed in (1, 2, 3, 4) for n in range(300)}
    for opened in (index, ChromaIndex(path=path, model="test", dim=DIM)):
        assert opened.ids("a") == everything
        for seed in (1, 2, 3, 4):
            found = [opened.query("a", row, 1)[0][0] for row in vectors(300, seed)[::30]]
            assert found == [f"p{seed}-{n}" for n in range(0, 300, 30)]
        opened.close()


def test_a_search_waits_until_a_writer_elsewhere_is_done(index: ChromaIndex, path: Path) -> None:
    index.upsert("a", ["x"], vectors(1))
    with ThreadPoolExecutor(1) as pool, (path.parent / "vectors.lock").open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        search = pool.submit(index.query, "a", vectors(1)[0], 1)
        with pytest.raises(TimeoutError):
            search.result(timeout=0.3)
        fcntl.flock(lock, fcntl.LOCK_UN)
        assert search.result(timeout=10)[0][0] == "x"


def test_a_place_has_to_be_named() -> None:
    with pytest.raises(ConfigurationError, match="folder or the URL"):
        ChromaIndex(path=None, model="test", dim=DIM)


@pytest.mark.parametrize("url", ["localhost:8000", "ftp://127.0.0.1", "http://"])
def test_a_url_has_to_be_one(url: str) -> None:
    with pytest.raises(ConfigurationError, match="http://host:8000"):
        ChromaIndex(path=None, url=url, model="test", dim=DIM)


def test_no_index_keeps_nothing() -> None:
    index: VectorIndex = NoIndex()
    index.upsert("a", ["x"], vectors(1))
    index.delete("a", ["x"])
    assert index.ids("a") == set()
    assert index.query("a", vectors(1)[0], 3) == []
    index.close()


@pytest.fixture(scope="module")
def server_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    home = tmp_path_factory.mktemp("server")
    chroma = str(Path(sys.executable).with_name("chroma"))
    command = [chroma, "run", "--path", str(home), "--host", "127.0.0.1", "--port", str(port)]
    with (home / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        _wait_for(port, process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        assert process.poll() is None
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise TimeoutError("the Chroma server did not start")


def test_a_server_does_the_same(server_url: str) -> None:
    rows = vectors(1_200)
    index = ChromaIndex(path=None, url=server_url, model="test", dim=DIM)
    assert index.query("a", rows[0], 3) == []
    index.upsert("a", names(1_200), rows)
    index.upsert("b", ["other"], rows[:1])
    index.delete("a", ["i0", "never there"])
    index.close()
    again = ChromaIndex(path=None, url=server_url, model="test", dim=DIM)
    assert again.ids("a") == set(names(1_200)) - {"i0"}
    assert again.ids("b") == {"other"}
    assert_first(again, rows[1_100], "i1100")
    assert "i0" not in {id_ for id_, _ in again.query("a", rows[0], 20)}
    with pytest.raises(ConfigurationError, match="length 16, not 4"):
        ChromaIndex(path=None, url=server_url, model="test", dim=4).ids("a")


def test_a_server_that_is_not_there_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(ConfigurationError, match=f"no Chroma server answers at 127.0.0.1:{port}"):
        ChromaIndex(path=None, url=f"http://127.0.0.1:{port}", model="test", dim=DIM).ids("a")


def test_present_names_those_that_have_a_vector(index: ChromaIndex) -> None:
    assert index.present("a", names(3)) == set()
    index.upsert("a", names(3), vectors(3))
    assert index.present("a", ["i0", "i2", "i7", "i0"]) == {"i0", "i2"}
    assert index.present("b", ["i0"]) == set()
    assert index.present("a", []) == set()
