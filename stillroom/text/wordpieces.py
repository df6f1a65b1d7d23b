"""Pieces of words and their vectors, read from the files that wordllama ships; loading the library takes 0.4 s more."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from stillroom.errors import ConfigurationError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Vectors = NDArray[np.float32]
DIM = 256


@cache
def wordpieces() -> "tuple[Tokenizer, Vectors]":
    """Load the tokenizer and a row of weights a piece, once for all that embed or look for names.

    Raises:
        ConfigurationError: wordllama is not installed.
    """
    from safetensors.numpy import load_file  # noqa: PLC0415 - not all that is run needs it
    from tokenizers import Tokenizer  # noqa: PLC0415 - not all that is run needs it

    spec = find_spec("wordllama")
    if spec is None or spec.origin is None:
        raise ConfigurationError("wordllama is not installed, whose vectors are the default: pip install wordllama")
    folder = Path(spec.origin).parent
    tokenizer = Tokenizer.from_file(str(folder / "tokenizers" / "l2_supercat_tokenizer_config.json"))
    tokenizer.no_padding()
    weights = load_file(folder / "weights" / f"l2_supercat_{DIM}.safetensors")["embedding.weight"]
    return tokenizer, weights.astype(np.float32)
