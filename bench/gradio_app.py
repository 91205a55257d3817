"""A minimal Gradio app, one picture from an ONNX graph: `python gradio_app.py GRAPH PORT`."""

import sys

import gradio
import numpy
import onnxruntime

GRAPH, PORT = sys.argv[1:]
session = onnxruntime.InferenceSession(GRAPH, providers=["CPUExecutionProvider"])
(code,) = session.get_inputs()
SHAPE = [1, *code.shape[1:]]


def paint():
    """Paint a random code: uint8 [H, W, C]."""
    w = numpy.random.default_rng().standard_normal(SHAPE).astype(numpy.float32)
    planes = session.run(None, {code.name: w})[0][0]
    return numpy.clip((planes + 1) * 127.5, 0, 255).astype(numpy.uint8).transpose(1, 2, 0)


with gradio.Blocks() as app:
    picture = gradio.Image()
    app.load(paint, outputs=picture)

app.launch(server_name="127.0.0.1", server_port=int(PORT), quiet=True)
