"""A model of Chinese verse that is small enough to be made in a test."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Any

import numpy as np
from onnx import TensorProto, helper

from etude.media.symbols import END
from etude.media.text.lines import hash_lines
from etude.media.text.verse.chinese.books import open_book
from etude.media.text.vocabulary import Characters
from etude.packages import parse_manifest
from etude.packages.manifest import Opening
from tests.tiny_package import make_graph
from tests.tiny_sequence import sequence_parts


def poet_parts(opening: Opening | None = None, known: Sequence[str] = ()) -> dict[str, Any]:
    """Return what `build_package` takes for a model that knows characters and has learnt nothing.

    But one thing it knows: a text is finished after a full stop, where its form lets it be.

    Args:
        opening: What stands before its texts.
        known: Texts whose lines it is not to write again.
    """
    common = sorted(open_book("pingshui").sounds)[::10]
    characters = tuple(dict.fromkeys([*"\n，。·春夏秋冬四季", *common]))
    vocabulary = Characters(characters)
    chance = np.random.default_rng(5)
    table = chance.standard_normal((vocabulary.size, 5)).astype(np.float32)
    table[:, 4] = 0
    columns = np.ascontiguousarray(table.T)
    table[vocabulary.encode("。")[0], 4] = 1
    columns[4, END] = 100
    node = helper.make_node
    state = (TensorProto.FLOAT, ["n", 1])
    graph = make_graph(
        [
            node("Gather", ["table", "tokens"], ["rows"], axis=0),
            node("MatMul", ["rows", "columns"], ["logits"]),
            node("Identity", ["state.h"], ["next.h"]),
        ],
        {"tokens": (TensorProto.INT64, ["n", "t"]), "state.h": state},
        {"logits": (TensorProto.FLOAT, ["n", "t", vocabulary.size]), "next.h": state},
        {"table": table, "columns": columns},
    )
    parts = sequence_parts("lstm")
    step = dataclasses.asdict(parts["manifest"].commands["step"])
    step["inputs"] = {
        "tokens": {"type": "tokens", "size": vocabulary.size},
        "state.h": {"type": "state", "shape": [1]},
    }
    step["outputs"] = {
        "logits": {"type": "logits", "size": vocabulary.size},
        "next.h": {"type": "state", "shape": [1]},
    }
    manifest = dataclasses.asdict(parts["manifest"]) | {"name": "poet", "commands": {"step": step}}
    manifest["opening"] = dataclasses.asdict(opening) if opening else None
    return parts | {
        "manifest": parse_manifest(manifest),
        "graphs": {"step": graph},
        "vocabulary": vocabulary.to_document(),
        "lines": hash_lines(known) if known else None,
    }
