"""Real packages of models of sequences, small enough to be made in a test.

``tiny_sequence("lstm", folder)`` writes ``tiny-lstm-1.0.0.etude`` and returns its path.

- ``lstm``: words by characters; its state has one shape, as ONNX's own LSTM keeps it.
- ``cache``: words by bytes; one layer of attention whose past grows, kept as float16, and at most
  ``CONTEXT`` symbols in it.
- ``tune``: the first with some list of tokens of music, which no version of Etude knows.
- ``score``: the first with the real tokens of music and two styles, so that it composes.

`known_logits` computes what the graphs should, in numpy and symbol after symbol.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper

from etude.media.music.openings import Opening
from etude.media.music.tokens.vocabulary import Vocabulary
from etude.packages import build_package, parse_manifest
from tests.tiny_package import make_graph

SEQUENCES = ("lstm", "cache", "tune")
LETTERS = "\n abcdefghijklmnopqrstuvwxyz,.平仄"
WIDTH = 12
CONTEXT = 48
MARCH = Opening(2, 4, 100.0, 3, 50, 74, False, ((73, False, True), (0, False, False)))
FLOAT, HALF, INT64 = TensorProto.FLOAT, TensorProto.FLOAT16, TensorProto.INT64
# Besides the letters: end, beginning, and sixteen halves of bytes for whatever is no letter here.
MUSIC = Vocabulary(("air", "march"))
SIZES = {
    "lstm": len(LETTERS) + 18,
    "cache": 260,
    "tune": len(LETTERS) + 18,
    "score": MUSIC.size,
}


def tiny_sequence(kind: str, path: str | Path) -> Path:
    """Write a tiny package.

    Args:
        kind: ``lstm``, ``cache``, ``tune`` or ``score``.
        path: A folder, or the file to write.
    """
    return build_package(path, **sequence_parts(kind))


def sequence_parts(kind: str) -> dict[str, Any]:
    """Return what `build_package` takes: manifest, graphs, vocabulary, cards, samples."""
    music = kind in ("tune", "score")
    return {
        "manifest": _manifest(kind),
        "graphs": {"step": _cache_graph() if kind == "cache" else _lstm_graph(kind)},
        "vocabulary": tiny_vocabulary(kind),
        "cards": {"en": f"# tiny-{kind}\n\nMade in a test.\n"},
        "samples": {"01.mid": b"MThd\0\0\0\6"} if music else {"01.txt": "平平\n".encode()},
    }


def tiny_vocabulary(kind: str) -> dict[str, Any]:
    """Return the vocabulary of a tiny package."""
    if kind == "lstm":
        return {"kind": "characters", "size": SIZES[kind], "characters": list(LETTERS)}
    if kind == "cache":
        merges = [[2 + ord("t"), 2 + ord("h")], [258, 2 + ord("e")]]
        return {"kind": "bytes", "size": SIZES[kind], "merges": merges}
    if kind == "score":
        return MUSIC.to_document() | {"openings": {"march": [MARCH.to_dict()]}}
    tokens = ["end", "begin", *(f"pitch {n}" for n in range(SIZES[kind] - 2))]
    return {"kind": "music", "tokens": tokens}


def known_logits(kind: str, tokens: Any) -> np.ndarray:
    """Return the logits after each of some tokens read from the beginning, float32 [T, V]."""
    rows = _weights(kind)["table"][np.asarray(tokens, np.int64)]
    return _cache_logits(rows) if kind == "cache" else _lstm_logits(rows, _weights(kind))


def _manifest(kind: str) -> Any:
    size = SIZES[kind]
    states: dict[str, Any]
    if kind == "cache":
        past = {"type": "state", "shape": [None, WIDTH], "half": True}
        states = {"keys": past, "values": past}
    else:
        flat = {"type": "state", "shape": [1, WIDTH]}
        states = {"h": flat, "c": flat}
    tokens: dict[str, Any] = {"type": "tokens", "size": size}
    if kind == "cache":
        tokens["length"] = CONTEXT
    step = {
        "file": "step.onnx",
        "inputs": {"tokens": tokens, **{f"state.{key}": each for key, each in states.items()}},
        "outputs": {
            "logits": {"type": "logits", "size": size},
            **{f"next.{key}": each for key, each in states.items()},
        },
    }
    return parse_manifest(
        {
            "format": 1,
            "id": f"test-{kind}",
            "name": f"tiny-{kind}",
            "version": "1.0.0",
            "medium": "music" if kind in ("tune", "score") else "text",
            "recipe": "gpt" if kind == "cache" else "lstm",
            "licence": "CC0-1.0",
            "commands": {"step": step},
        }
    )


@cache
def _weights(kind: str) -> dict[str, np.ndarray]:
    chance = np.random.default_rng([7, SIZES[kind]])

    def draw(*shape: int, scale: float = 1.0) -> np.ndarray:
        return (chance.standard_normal(shape) * scale).astype(np.float32)

    plain = {"table": draw(SIZES[kind], WIDTH), "out": draw(WIDTH, SIZES[kind], scale=2.0)}
    if kind == "cache":
        return plain | {name: draw(WIDTH, WIDTH, scale=0.4) for name in ("query", "key", "value")}
    return plain | {
        "read": draw(1, 4 * WIDTH, WIDTH, scale=0.5),
        "recur": draw(1, 4 * WIDTH, WIDTH, scale=0.5),
        "bias": draw(1, 8 * WIDTH, scale=0.1),
    }


def _lstm_graph(kind: str) -> bytes:
    node = helper.make_node
    turned = {"perm": [1, 0, 2]}
    nodes = [
        node("Gather", ["table", "tokens"], ["rows"], axis=0),
        node("Transpose", ["rows"], ["steps"], **turned),
        node("Transpose", ["state.h"], ["h"], **turned),
        node("Transpose", ["state.c"], ["c"], **turned),
        node(
            "LSTM",
            ["steps", "read", "recur", "bias", "", "h", "c"],
            ["each", "last_h", "last_c"],
            hidden_size=WIDTH,
        ),
        node("Squeeze", ["each", "one"], ["flat"]),
        node("Transpose", ["flat"], ["hidden"], **turned),
        node("MatMul", ["hidden", "out"], ["logits"]),
        node("Transpose", ["last_h"], ["next.h"], **turned),
        node("Transpose", ["last_c"], ["next.c"], **turned),
    ]
    state = (FLOAT, ["n", 1, WIDTH])
    return make_graph(
        nodes,
        {"tokens": (INT64, ["n", "t"]), "state.h": state, "state.c": state},
        {"logits": (FLOAT, ["n", "t", SIZES[kind]]), "next.h": state, "next.c": state},
        _weights(kind) | {"one": np.array([1])},
    )


def _lstm_logits(rows: np.ndarray, weights: dict[str, np.ndarray]) -> np.ndarray:
    """Compute ONNX's LSTM (gates in the order input, output, forget, cell) one step at a time."""
    h, c = np.zeros(WIDTH, np.float32), np.zeros(WIDTH, np.float32)
    bias = weights["bias"][0, : 4 * WIDTH] + weights["bias"][0, 4 * WIDTH :]
    found = []
    for row in rows:
        gates = weights["read"][0] @ row + weights["recur"][0] @ h + bias
        take, show, keep = (1 / (1 + np.exp(-gates[k * WIDTH : (k + 1) * WIDTH])) for k in range(3))
        c = keep * c + take * np.tanh(gates[3 * WIDTH :])
        h = show * np.tanh(c)
        found.append(h @ weights["out"])
    return np.stack(found)


def _cache_nodes() -> list[onnx.NodeProto]:
    node = helper.make_node
    nodes = [node("Gather", ["table", "tokens"], ["rows"], axis=0)]
    nodes += [node("MatMul", ["rows", each], [f"{each}s"]) for each in ("query", "key", "value")]
    for each in ("key", "value"):
        nodes += [
            node("Cast", [f"{each}s"], [f"new_{each}s"], to=HALF),
            node("Concat", [f"state.{each}s", f"new_{each}s"], [f"next.{each}s"], axis=1),
            node("Cast", [f"next.{each}s"], [f"all_{each}s"], to=FLOAT),
        ]
    return nodes + [
        node("Transpose", ["all_keys"], ["columns"], perm=[0, 2, 1]),
        node("MatMul", ["querys", "columns"], ["scores"]),
        # Symbol i of this call may look at the past and at symbols 0 to i.
        node("Shape", ["state.keys"], ["past"], start=1, end=2),
        node("Shape", ["tokens"], ["count"], start=1, end=2),
        node("Add", ["past", "count"], ["total"]),
        node("Squeeze", ["total", "zero"], ["end"]),
        node("Squeeze", ["past", "zero"], ["begin"]),
        node("Range", ["nought", "end", "step"], ["there"]),
        node("Range", ["begin", "end", "step"], ["here"]),
        node("Unsqueeze", ["here", "one"], ["here_down"]),
        node("Greater", ["there", "here_down"], ["ahead"]),
        node("Where", ["ahead", "never", "scores"], ["seen"]),
        node("Softmax", ["seen"], ["shares"], axis=-1),
        node("MatMul", ["shares", "all_values"], ["mixed"]),
        node("Add", ["mixed", "rows"], ["hidden"]),
        node("MatMul", ["hidden", "out"], ["logits"]),
    ]


def _cache_graph() -> bytes:
    def state(length: str) -> tuple[int, list[Any]]:
        return HALF, ["n", length, WIDTH]

    constants = {
        "zero": np.array([0]),
        "one": np.array([1]),
        "nought": np.array(0),
        "step": np.array(1),
        "never": np.float32(-1e9),
    }
    return make_graph(
        _cache_nodes(),
        {"tokens": (INT64, ["n", "t"]), "state.keys": state("p"), "state.values": state("p")},
        {
            "logits": (FLOAT, ["n", "t", SIZES["cache"]]),
            "next.keys": state("q"),
            "next.values": state("q"),
        },
        _weights("cache") | constants,
    )


def _cache_logits(rows: np.ndarray) -> np.ndarray:
    weights = _weights("cache")
    keys, values = (
        (rows @ weights[each]).astype(np.float16).astype(np.float32) for each in ("key", "value")
    )
    found = []
    for i, row in enumerate(rows):
        scores = keys[: i + 1] @ (row @ weights["query"])
        shares = np.exp(scores - scores.max())
        found.append((row + shares @ values[: i + 1] / shares.sum()) @ weights["out"])
    return np.stack(found)
