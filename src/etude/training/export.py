"""Trained modules as ONNX graphs whose weights are stored in half precision."""

from __future__ import annotations

import io
import warnings

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper

from etude.models.recipe import Graph

OPSET = 17
SMALL = 256  # tensors with fewer numbers stay float32: they weigh nothing


def export_graph(graph: Graph, half: bool = True) -> bytes:
    """Turn a module into an ONNX file.

    Args:
        graph: Module, example inputs and free axes.
        half: Store large weights as float16 with a cast to float32 behind each; computing stays
            float32, the file is half as large.

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
    if half:
        halve_weights(model)
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


def halve_weights(model: onnx.ModelProto) -> None:
    """Store the large float32 weights of a model as float16, each with a cast behind it.

    Args:
        model: Changed in place.
    """
    casts = []
    for weight in model.graph.initializer:
        array = numpy_helper.to_array(weight)
        if array.dtype != np.float32 or array.size < SMALL:
            continue
        if np.abs(array).max(initial=0.0) > np.finfo(np.float16).max:
            continue  # would become infinite
        name = weight.name
        weight.CopyFrom(numpy_helper.from_array(array.astype(np.float16), f"{name}.half"))
        casts.append(
            helper.make_node(
                "Cast", [f"{name}.half"], [name], f"{name}.cast", to=onnx.TensorProto.FLOAT
            )
        )
    nodes = list(model.graph.node)
    del model.graph.node[:]
    model.graph.node.extend([*casts, *nodes])
