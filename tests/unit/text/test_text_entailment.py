"""A cross-encoder in a folder is loaded, read in both directions, and refused with a word of advice."""

import json
import sys
from pathlib import Path

import pytest

from stillroom.errors import ConfigurationError
from stillroom.text.entailment import Entailment
from tests import tiny_nli

SAME, OTHER, PLAIN = "it follows so", "it denies so", "it is so"


@pytest.mark.parametrize(
    "labels", [("contradiction", "entailment", "neutral"), ("entailment", "neutral", "contradiction")]
)
def test_every_order_of_classes_is_read_by_its_names(labels: tuple[str, ...], tmp_path: Path) -> None:
    model = Entailment(tiny_nli.make(tmp_path / "nli", labels=labels))
    found = model.infer(
        [(PLAIN, SAME), (SAME, PLAIN), (PLAIN, OTHER), (PLAIN, PLAIN + " and more words than the rest")]
    )
    assert found is not None
    assert [one.entailment > 0.9 for one in found] == [True, False, False, False]
    assert [one.contradiction > 0.9 for one in found] == [False, False, True, False]


def test_a_pair_that_does_not_fit_is_not_read_in_part(tmp_path: Path) -> None:
    model = Entailment(tiny_nli.make(tmp_path / "nli"))
    assert model.infer([(PLAIN, "word " * 30)]) is not None
    assert model.infer([(PLAIN, "word " * 60)]) is None


def test_the_name_tells_the_weights(tmp_path: Path) -> None:
    one, same, other = (tiny_nli.make(tmp_path / n / "nli") for n in "abc")
    with (other / "model.onnx").open("ab") as file:
        file.write(b"\0")
    names = [Entailment(folder).name for folder in (one, same, other)]
    assert names[0] == names[1] != names[2]
    assert names[0].startswith("nli:nli@")


@pytest.mark.parametrize("missing", ["model.onnx", "tokenizer.json", "config.json"])
def test_a_missing_file_is_named(missing: str, tmp_path: Path) -> None:
    folder = tiny_nli.make(tmp_path / "nli")
    (folder / missing).unlink()
    with pytest.raises(ConfigurationError, match=rf"no {missing}.*optimum-cli"):
        _ = Entailment(folder).name


@pytest.mark.parametrize(
    ("file", "content", "why"),
    [
        ("model.onnx", "not a model", "cannot be loaded"),
        ("config.json", "{", "cannot be read"),
        ("config.json", json.dumps({"id2label": {"0": "POSITIVE"}}), "not entailment and contradiction"),
    ],
)
def test_what_is_no_such_model_is_refused(file: str, content: str, why: str, tmp_path: Path) -> None:
    folder = tiny_nli.make(tmp_path / "nli")
    (folder / file).write_text(content, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=why):
        Entailment(folder).infer([(PLAIN, SAME)])


@pytest.mark.parametrize("library", ["onnxruntime", "tokenizers"])
def test_without_its_extra_it_says_what_to_install(
    library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tiny_nli.make(tmp_path / "nli")
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(ConfigurationError, match=r"stillroom\[nli\]"):
        Entailment(folder).infer([(PLAIN, SAME)])
