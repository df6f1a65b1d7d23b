import logging
import os
from typing import Any

import numpy as np
import openai
import pytest
import wordllama

from stillroom.errors import ModelUnavailable
from stillroom.settings import Settings
from stillroom.text.embedding import OpenAIEmbedder, WordLlamaEmbedder, open_embedder

TEXTS = [
    "Use rg, not grep.",
    "Postgres 16 locks the table during ALTER TABLE; run it at night <s> or so.",
    "日本語のメモ and naïve café 🚀",
    "x" * 300,
    "`git rebase --onto main feature~3 feature`",
    "a",
]


@pytest.fixture(scope="module")
def embedder() -> WordLlamaEmbedder:
    return WordLlamaEmbedder()


def test_vectors_are_those_of_stock_wordllama(embedder: WordLlamaEmbedder) -> None:
    folder = os.path.dirname(wordllama.__file__)
    stock = wordllama.WordLlama.load(cache_dir=folder, disable_download=True).embed(TEXTS, norm=True)
    ours = embedder.embed(TEXTS)
    assert ours.dtype == np.float32
    assert ours.shape == (len(TEXTS), embedder.dim)
    np.testing.assert_allclose(ours, stock, atol=1e-6)


def test_white_space_does_not_count(embedder: WordLlamaEmbedder) -> None:
    one, other = embedder.embed(["run  the\n\ttests ", "run the tests"])
    np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("text", ["", " \n ", "ꙮ", "\U0001f9ff"])
def test_without_a_known_word_a_row_is_zero(embedder: WordLlamaEmbedder, text: str) -> None:
    rows = embedder.embed([text, "word"])
    assert not rows[0].any()
    assert np.linalg.norm(rows[1]) == pytest.approx(1)


def test_no_texts_no_rows(embedder: WordLlamaEmbedder) -> None:
    assert embedder.embed([]).shape == (0, 256)


def test_a_vector_does_not_depend_on_its_batch(embedder: WordLlamaEmbedder) -> None:
    np.testing.assert_array_equal(embedder.embed(TEXTS * 900)[-len(TEXTS) :], embedder.embed(TEXTS))


def test_logging_is_left_as_it_was(monkeypatch: pytest.MonkeyPatch) -> None:
    root = logging.getLogger()
    before = (root.level, list(root.handlers))
    WordLlamaEmbedder()
    assert (root.level, list(root.handlers)) == before


class Server:
    def __init__(self, rows: list[list[float]] | Exception) -> None:
        self.rows = rows
        self.asked: list[list[str]] = []

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.asked.append(texts)
        if isinstance(self.rows, Exception):
            raise self.rows
        return self.rows[: len(texts)]


def online(monkeypatch: pytest.MonkeyPatch, rows: Any) -> tuple[OpenAIEmbedder, Server]:
    server = Server(rows)
    monkeypatch.setattr("stillroom.text.embedding._openai_model", lambda _: server)
    return OpenAIEmbedder(Settings(embedding_model="m")), server


def test_blank_texts_are_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    embedder, server = online(monkeypatch, [[3.0, 4.0], [0.0, 2.0]])
    rows = embedder.embed(["a", " ", "b"])
    assert rows.tolist() == [pytest.approx([0.6, 0.8]), [0, 0], [0, 1]]
    assert server.asked[-1] == ["a", "b"]
    assert embedder.dim == 2


@pytest.mark.parametrize("answer", [openai.OpenAIError("secret text"), [[1.0, 0.0]], [[1.0], [1.0, 2.0]], []])
def test_a_server_that_fails_is_named_without_content(monkeypatch: pytest.MonkeyPatch, answer: Any) -> None:
    embedder, _ = online(monkeypatch, answer)
    with pytest.raises(ModelUnavailable, match="'m'") as caught:
        embedder.embed(["a", "b"])
    assert "secret" not in str(caught.value)


def test_settings_choose_the_embedder() -> None:
    assert open_embedder(Settings(embedding_model="")).name.startswith("wordllama")
    assert open_embedder(Settings(embedding_model="text-embedding-3-small")).name == "text-embedding-3-small"
