"""Trained modules as ONNX graphs whose weights are stored small."""

from __future__ import annotations

import io
import warnings
from typing import Literal

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper

from etude.models.recipe import Graph

OPSET = 17
Stored = Literal["float32", "float16", "int8"]
SMALL = 256  # tensors with fewer numbers stay float32: they weigh nothing


def export_graph(graph: Graph, stored: Stored = "float16") -> bytes:
    """Turn a module into an ONNX file.

    Args:
        graph: Module, example inputs and free axes.
        stored: What large weights are stored as; what computes stays float32. ``float16`` halves
            the file and ``int8``, with a scale for each row, halves it once more: fine enough for
            what reads symbols, too coarse for what paints.

    Returns:
        A serialised ONNX model of default-domain operators, opset 17, without external data.
    """
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        # The tracing exporter, because it keeps free lengths that become tensors (cppn), warns that
        # it is not the newest.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            graph.module,
            tuple(graph.examples.values()),
            buffer,  # type: ignore[arg-type]  # the tracing exporter takes an open file
            input_names=list(graph.examples),
            output_names=list(graph.outputs),
            dynamic_axes=graph.dynamic,
            opset_version=OPSET,
            dynamo=False,
        )
    model = onnx.load_model_from_string(buffer.getvalue())
    _clean(model)
    if stored != "float32":
        share_weights(model)
        shrink_weights(model, stored)
    onnx.checker.check_model(model)
    data: bytes = model.SerializeToString()
    return data


def _clean(model: onnx.ModelProto) -> None:
    """Forget where the graph came from: paths and Python names have no place in a package."""
    model.producer_name, model.producer_version, model.doc_string = "etude", "", ""
    for node in model.graph.node:
        node.doc_string = ""
        del node.metadata_props[:]
    del model.metadata_props[:]


def share_weights(model: onnx.ModelProto) -> None:
    """Store a matrix once that the exporter wrote twice, once of them on its side.

    Args:
        model: Changed in place.
    """
    known: dict[bytes, str] = {}
    turned = []
    for weight in list(model.graph.initializer):
        array = numpy_helper.to_array(weight)
        if array.dtype != np.float32 or array.ndim != 2 or array.size < SMALL:
            continue
        twin = known.get(array.T.tobytes() + bytes(str(array.T.shape), "ascii"))
        if twin is None:
            known[array.tobytes() + bytes(str(array.shape), "ascii")] = weight.name
            continue
        turned.append(helper.make_node("Transpose", [twin], [weight.name], f"{weight.name}.turned"))
        model.graph.initializer.remove(weight)
    _put_first(model, turned)


def shrink_weights(model: onnx.ModelProto, stored: Literal["float16", "int8"]) -> None:
    """Store the large float32 weights of a model in fewer bytes, and what restores them behind.

    Args:
        model: Changed in place.
        stored: As what.
    """
    nodes = []
    for weight in list(model.graph.initializer):
        array = numpy_helper.to_array(weight)
        if array.dtype != np.float32 or array.size < SMALL:
            continue
        name = weight.name
        if stored == "float16":
            if np.abs(array).max(initial=0.0) > np.finfo(np.float16).max:
                continue  # would become infinite
            small, cast = array.astype(np.float16), name
        else:
            scale = np.abs(array).max(-1, keepdims=True, initial=0.0) / np.float32(127)
            scale[scale == 0] = 1
            small, cast = np.rint(array / scale).astype(np.int8), f"{name}.cast"
            model.graph.initializer.append(numpy_helper.from_array(scale, f"{name}.scale"))
        weight.CopyFrom(numpy_helper.from_array(small, f"{name}.small"))
        nodes.append(
            helper.make_node("Cast", [f"{name}.small"], [cast], cast, to=onnx.TensorProto.FLOAT)
        )
        if cast != name:
            nodes.append(helper.make_node("Mul", [cast, f"{name}.scale"], [name], name))
    _put_first(model, nodes)


def _put_first(model: onnx.ModelProto, nodes: list[onnx.NodeProto]) -> None:
    rest = list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend([*nodes, *rest])
