"""A cross-encoder of a few hundred bytes: each word of the second text votes for entailment or contradiction."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer, models, pre_tokenizers, processors

LABELS = ("contradiction", "entailment", "neutral")
WORDS = {"follows": "entailment", "denies": "contradiction"}
SURE = 9.0


def make(folder: Path, *, labels: Sequence[str] = LABELS) -> Path:
    """Write the three files of a cross-encoder, its classes in the order of `labels`."""
    folder.mkdir(parents=True)
    vocabulary = {word: n for n, word in enumerate(("[PAD]", "[UNK]", "[CLS]", "[SEP]", *WORDS))}
    _tokenizer(vocabulary).save(str(folder / "tokenizer.json"))
    weights = np.zeros((len(vocabulary), len(labels)), dtype=np.float32)
    weights[vocabulary["[CLS]"], labels.index("neutral")] = SURE / 2
    for word, label in WORDS.items():
        weights[vocabulary[word], labels.index(label)] = SURE
    onnx.save(_model(weights), str(folder / "model.onnx"))
    config = {"id2label": dict(enumerate(labels)), "max_position_embeddings": 60}
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    return folder


def _tokenizer(vocabulary: dict[str, int]) -> Tokenizer:
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    special = [(word, vocabulary[word]) for word in ("[CLS]", "[SEP]")]
    # the opening counts with the second text, so that a pair without votes is neutral
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS]:1 $A [SEP]", pair="[CLS]:1 $A [SEP] $B:1 [SEP]:1", special_tokens=special
    )
    return tokenizer


def _model(weights: "np.ndarray[tuple[int, int], np.dtype[np.float32]]") -> onnx.ModelProto:
    """Add up the weights of the words that stand in the second text."""
    nodes = [
        helper.make_node("Gather", ["weights", "input_ids"], ["votes"], axis=0),
        helper.make_node("Mul", ["token_type_ids", "attention_mask"], ["second"]),
        helper.make_node("Cast", ["second"], ["counted"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["counted", "last"], ["share"]),
        helper.make_node("Mul", ["votes", "share"], ["heard"]),
        helper.make_node("ReduceSum", ["heard", "words"], ["logits"], keepdims=0),
    ]
    names = ("input_ids", "attention_mask", "token_type_ids")
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info(name, TensorProto.INT64, ["pairs", "tokens"]) for name in names],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["pairs", weights.shape[1]])],
        [
            numpy_helper.from_array(weights, "weights"),
            numpy_helper.from_array(np.array([2], dtype=np.int64), "last"),
            numpy_helper.from_array(np.array([1], dtype=np.int64), "words"),
        ],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
