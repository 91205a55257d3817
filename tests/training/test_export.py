"""Weights that are stored small, and what comes of them."""

from __future__ import annotations

import numpy as np
import onnx
import onnxruntime as ort
import pytest
import torch

from etude.models.catalogue import find_recipe, read_config
from etude.models.recipe import Graph
from etude.models.sequences import Alphabet
from etude.training.export import Stored, export_graph

SYMBOLS = 1200  # so many that the lstm reads and writes with the same weights


@pytest.fixture(scope="module")
def graph() -> Graph:
    torch.manual_seed(1)
    kind = find_recipe("lstm")
    config = read_config("lstm", {"width": 48, "layers": 1, "batch": 2, "window": 8})
    (found,) = kind.recipe(config, Alphabet(SYMBOLS)).graphs()
    return found


def run(data: bytes, graph: Graph) -> np.ndarray:
    session = ort.InferenceSession(data, providers=["CPUExecutionProvider"])
    given = {name: value.numpy() for name, value in graph.examples.items()}
    given["tokens"] = np.array([[1, 700, 3, 9]])
    return np.asarray(session.run(["logits"], given)[0])


@pytest.mark.parametrize(
    ("stored", "share", "near"), [("float16", 0.52, 1e-3), ("int8", 0.3, 2e-2)]
)
def test_small_weights_say_nearly_the_same(
    graph: Graph, stored: Stored, share: float, near: float
) -> None:
    whole, small = export_graph(graph, "float32"), export_graph(graph, stored)
    assert len(small) < share * len(whole)
    exact, rounded = run(whole, graph), run(small, graph)
    assert np.abs(exact - rounded).max() < near * np.abs(exact).max()
    assert (exact != rounded).any()
    assert {each.domain for each in onnx.load_model_from_string(small).opset_import} <= {
        "",
        "ai.onnx",
    }


def test_a_matrix_that_is_used_twice_is_stored_once(graph: Graph) -> None:
    model = onnx.load_model_from_string(export_graph(graph, "int8"))
    wide = [
        each for each in model.graph.initializer if SYMBOLS in each.dims and len(each.dims) == 2
    ]
    assert [next(iter(each.dims)) for each in wide if each.data_type == onnx.TensorProto.INT8] == [
        SYMBOLS
    ]
    assert any(node.op_type == "Transpose" for node in model.graph.node)


def test_rows_of_zeros_stay_zeros() -> None:
    module = torch.nn.Linear(64, 64)
    torch.nn.init.zeros_(module.weight)
    torch.nn.init.zeros_(module.bias)
    plain = Graph("step", module, {"x": torch.ones(1, 64)}, ("y",), {}, {}, {})
    session = ort.InferenceSession(export_graph(plain, "int8"), providers=["CPUExecutionProvider"])
    assert not np.asarray(session.run(None, {"x": np.ones((1, 64), np.float32)})[0]).any()
