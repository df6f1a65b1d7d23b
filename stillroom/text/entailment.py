"""Entailment: how surely one text follows from another, or denies it, by a cross-encoder the operator points at."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from stillroom.errors import ConfigurationError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

HOW = "export one with `optimum-cli export onnx --model cross-encoder/nli-deberta-v3-small FOLDER`"
_FILES = ("model.onnx", "tokenizer.json", "config.json")
_MOST_TOKENS = 512


class Inference(NamedTuple):
    """How surely the first text entails the second, or contradicts it; the rest of 1 is neither."""

    entailment: float
    contradiction: float


@dataclass(frozen=True)
class Entailment:
    """A cross-encoder for natural language inference in a folder: `model.onnx`, `tokenizer.json`, `config.json`.

    Nothing is loaded before the first text is read.
    """

    folder: Path

    @cached_property
    def name(self) -> str:
        """Name it by its folder and the hash of its weights, since its answers are recorded under this name.

        Raises:
            ConfigurationError: a file is missing.
        """
        missing = [file for file in _FILES if not (self.folder / file).is_file()]
        if missing:
            raise ConfigurationError(f"STILLROOM_NLI_PATH={self.folder}: there is no {', '.join(missing)}; {HOW}")
        with (self.folder / "model.onnx").open("rb") as file:
            weights = sha256()
            while block := file.read(1 << 20):
                weights.update(block)
        return f"nli:{self.folder.name}@{weights.hexdigest()[:12]}"

    def infer(self, pairs: Sequence[tuple[str, str]]) -> list[Inference] | None:
        """Read pairs of texts; None when one is too long for the model to read whole.

        Raises:
            ConfigurationError: the files are no such model, or the libraries are not installed.
        """
        encoded = self._tokenizer.encode_batch(list(pairs))
        if any(len(e.ids) > self._most_tokens for e in encoded):
            return None
        fields = {
            "input_ids": [e.ids for e in encoded],
            "attention_mask": [e.attention_mask for e in encoded],
            "token_type_ids": [e.type_ids for e in encoded],
        }
        wanted = {i.name for i in self._session.get_inputs()}
        given = {name: np.array(rows, dtype=np.int64) for name, rows in fields.items() if name in wanted}
        (logits, *_) = self._session.run(None, given)
        entailment, contradiction = self._columns
        return [Inference(float(p[entailment]), float(p[contradiction])) for p in _softmax(np.asarray(logits))]

    @cached_property
    def _config(self) -> dict[str, Any]:
        try:
            config: dict[str, Any] = json.loads((self.folder / "config.json").read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ConfigurationError(f"{self.folder / 'config.json'} cannot be read: {error}") from error
        return config

    @cached_property
    def _columns(self) -> tuple[int, int]:
        """Find the columns of entailment and contradiction: every family of models orders them in its own way."""
        labels = {str(label).lower(): int(n) for n, label in self._config.get("id2label", {}).items()}
        if not {"entailment", "contradiction"} <= labels.keys():
            raise ConfigurationError(
                f"{self.folder / 'config.json'}: its id2label names {sorted(labels)}, not entailment and contradiction"
            )
        return labels["entailment"], labels["contradiction"]

    @cached_property
    def _most_tokens(self) -> int:
        return min(_MOST_TOKENS, int(self._config.get("max_position_embeddings", _MOST_TOKENS)))

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        try:
            from tokenizers import Tokenizer  # noqa: PLC0415 - slow to import, and of an extra
        except ImportError as error:
            raise _not_installed() from error
        tokenizer: Tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        tokenizer.no_truncation()
        padding = tokenizer.padding or {}
        tokenizer.enable_padding(**{**padding, "length": None})
        return tokenizer

    @cached_property
    def _session(self) -> "InferenceSession":
        try:
            import onnxruntime  # noqa: PLC0415 - slow to import, and of an extra
            from onnxruntime.capi import onnxruntime_pybind11_state as errors  # noqa: PLC0415 - as above
        except ImportError as error:
            raise _not_installed() from error
        path = self.folder / "model.onnx"
        try:
            return onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        except (errors.Fail, errors.InvalidGraph, errors.InvalidProtobuf, errors.NoSuchFile) as error:
            raise ConfigurationError(f"{path} cannot be loaded: {error}; {HOW}") from error


def _softmax(logits: np.ndarray[Any, np.dtype[Any]]) -> np.ndarray[Any, np.dtype[Any]]:
    powers = np.exp(logits - logits.max(axis=-1, keepdims=True))
    shares: np.ndarray[Any, np.dtype[Any]] = powers / powers.sum(axis=-1, keepdims=True)
    return shares


def _not_installed() -> ConfigurationError:
    return ConfigurationError("STILLROOM_NLI_PATH needs the extra `nli`: pip install 'stillroom[nli]'")
