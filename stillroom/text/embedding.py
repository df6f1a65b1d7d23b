"""Texts as vectors: offline by default, over the wire by setting."""

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from stillroom.errors import ModelUnavailable
from stillroom.settings import Settings
from stillroom.text.wordpieces import DIM, Vectors, wordpieces

if TYPE_CHECKING:
    from langchain_openai import OpenAIEmbeddings

_SPECIAL_OR_BYTE = re.compile(r"<(?:unk|s|/s|0x[0-9A-F]{2})>")


@runtime_checkable
class Embedder(Protocol):
    """Anything that turns texts into vectors."""

    @property
    def name(self) -> str:
        """The model's name; a collection of vectors carries it."""

    @property
    def dim(self) -> int:
        """The length of a vector."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed texts as rows of length 1; a text without any known word is all zero."""


class WordLlamaEmbedder:
    """The default: 256 numbers a word from wordllama's wheel, averaged; needs no network."""

    name = "wordllama-l2-supercat-256"
    dim = DIM
    _batch = 4096

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed texts, white space folded; the length of a text does not count."""
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        for start in range(0, len(texts), self._batch):
            folded = [" ".join(text.split()) for text in texts[start : start + self._batch]]
            vectors[start : start + self._batch] = self.sums(folded)
        return unit_rows(vectors)

    def sums(self, texts: list[str]) -> Vectors:
        """Add up the weights of the tokens; the longer a row, the more telling its words."""
        tokenizer, weights = wordpieces()
        known = _known_tokens()
        sums = np.zeros((len(texts), self.dim), dtype=np.float32)
        for n, encoded in enumerate(tokenizer.encode_batch_fast(texts, add_special_tokens=False)):
            tokens = encoded.ids
            if known[tokens].any():
                sums[n] = weights[tokens].sum(axis=0)
        return sums


class OpenAIEmbedder:
    """Embeddings of any server that speaks the OpenAI protocol."""

    def __init__(self, settings: Settings) -> None:
        self.name = settings.embedding_model
        self._settings = settings
        self._dim = 0
        self._model: OpenAIEmbeddings | None = None

    @property
    def dim(self) -> int:
        """The length of a vector; asked of the server once."""
        if not self._dim:
            self._dim = len(self._ask(["dimension"])[0])
        return self._dim

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed texts; blank ones are not sent and stay zero.

        Raises:
            ModelUnavailable: the server gave no usable answer within its retries.
        """
        sent = [i for i, text in enumerate(texts) if text.strip()]
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        if sent:
            vectors[sent] = np.asarray(self._ask([texts[i] for i in sent]), dtype=np.float32)
        return unit_rows(vectors)

    def _ask(self, texts: list[str]) -> list[list[float]]:
        import openai  # noqa: PLC0415 - 0.5 s

        if self._model is None:
            self._model = _openai_model(self._settings)
        try:
            rows = self._model.embed_documents(texts)
        except (openai.OpenAIError, ValueError, TypeError, KeyError) as error:
            raise ModelUnavailable(f"embedding model {self.name!r}: {type(error).__name__}") from error
        if len(rows) != len(texts) or len({len(row) for row in rows}) != 1:
            raise ModelUnavailable(f"embedding model {self.name!r}: {len(rows)} rows for {len(texts)} texts")
        return rows


def open_embedder(settings: Settings) -> Embedder:
    """Open the embedder that the settings name; wordllama when they name none."""
    return OpenAIEmbedder(settings) if settings.embedding_model else WordLlamaEmbedder()


def unit_rows(vectors: Vectors) -> Vectors:
    """Scale every row to length 1 and leave zero rows zero."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    units: Vectors = np.divide(vectors, norms, out=np.zeros_like(vectors), where=norms > 0)
    return units


def _openai_model(settings: Settings) -> "OpenAIEmbeddings":
    from langchain_openai import OpenAIEmbeddings  # noqa: PLC0415 - 1.6 s

    return OpenAIEmbeddings(
        model=settings.embedding_model,
        openai_api_base=settings.openai_base_url or None,
        openai_api_key=settings.openai_api_key,
        # the check needs a tokenizer from the network, and other servers do not take token ids
        check_embedding_ctx_length=False,
        chunk_size=256,
        max_retries=settings.model_retries,
        request_timeout=settings.model_timeout,
    )


@cache
def _known_tokens() -> NDArray[np.bool_]:
    """Mark the tokens that mean something: not single bytes, spaces or the specials."""
    tokenizer, _ = wordpieces()
    known = np.ones(tokenizer.get_vocab_size(), dtype=np.bool_)
    for token, index in tokenizer.get_vocab().items():
        if (token[:1] == "<" and _SPECIAL_OR_BYTE.fullmatch(token)) or not token.strip("▁"):
            known[index] = False
    return known
