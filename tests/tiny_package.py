"""Real packages of three kinds, small enough to be made in a test.

``tiny_package("vae", folder)`` writes ``tiny-vae-1.0.0.etude`` and returns its path. A kind is
built once in a process and copied afterwards.

- ``vae``: 16 x 16 RGB, one row, `map`, `generate`, `encode` (nearly the inverse of `generate`),
  sliders “warm” and “busy”, weights stored as float16.
- ``gan``: 16 x 16 RGBA, three rows, classes cat, dog and bird, no `encode`, slider “round”.
- ``cppn``: any size, RGB, one row, no `map`, slider “waves”.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from etude.media.picture import Picture, encode_picture
from etude.packages import Manifest, build_package, parse_manifest

SIDE = 16
KINDS = ("vae", "gan", "cppn")
FLOAT, INT64 = TensorProto.FLOAT, TensorProto.INT64


def tiny_package(kind: str, path: str | Path, **changes: Any) -> Path:
    """Write a tiny package.

    Args:
        kind: ``vae``, ``gan`` or ``cppn``.
        path: A folder, or the file to write.
        changes: Fields of the manifest, for example ``name="other", version="2.0.0"``.
    """
    if not changes and Path(path).suffix != ".etude":
        target = Path(path) / f"tiny-{kind}-1.0.0.etude"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(_bytes(kind))
        return target
    parts = tiny_parts(kind)
    parts["manifest"] = replace(parts["manifest"], **changes)
    return build_package(path, **parts)


def tiny_parts(kind: str) -> dict[str, Any]:
    """Return what `build_package` takes: manifest, graphs, arrays, cards, samples."""
    parts: dict[str, Any] = {"vae": _vae, "gan": _gan, "cppn": _cppn}[kind]()
    parts["cards"] = {
        "en": f"# tiny-{kind}\n\nMade in a test.\n",
        "zh": f"# 小-{kind}\n\n测试所作。\n",
    }
    pixels = np.arange(SIDE * SIDE * 3, dtype=np.uint8).reshape(SIDE, SIDE, 3)
    parts["samples"] = {"01.png": encode_picture(Picture(pixels), ".png")}
    return parts


@cache
def _bytes(kind: str) -> bytes:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        return build_package(folder, **tiny_parts(kind)).read_bytes()


def make_graph(
    nodes: list[onnx.NodeProto],
    inputs: dict[str, tuple[int, list[Any]]],
    outputs: dict[str, tuple[int, list[Any]]],
    weights: dict[str, np.ndarray],
) -> bytes:
    """Return the bytes of an ONNX graph; types and shapes by the names of inputs and outputs."""
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info(name, *kind) for name, kind in inputs.items()],
        [helper.make_tensor_value_info(name, *kind) for name, kind in outputs.items()],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in weights.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    return model.SerializeToString()


def _draw(*shape: int, scale: float = 1.0, seed: int = 0) -> np.ndarray:
    return (np.random.default_rng([seed, *shape]).standard_normal(shape) * scale).astype(np.float32)


def _manifest(kind: str, commands: dict[str, Any], latent: dict[str, Any], **more: Any) -> Manifest:
    for name, command in commands.items():
        command["file"] = f"{name}.onnx"
    return parse_manifest(
        {
            "format": 1,
            "id": f"test-{kind}",
            "name": f"tiny-{kind}",
            "version": "1.0.0",
            "medium": "picture",
            "recipe": kind,
            "licence": "CC0-1.0",
            "made_with": "a test",
            "names": {"zh": {"vae": "小画", "gan": "小兽", "cppn": "小图"}[kind]},
            "about": {"en": f"A tiny {kind}.", "zh": f"一个小{kind}。"},
            "commands": commands,
            "latent": latent,
            "training": {"items": 3, "seed": 1, "steps": 2, "minutes": 0.5, "device": "none"},
            **more,
        }
    )


def _basis(size: int) -> np.ndarray:
    """Return orthonormal smooth pictures, float32 [size, 3 * SIDE * SIDE]."""
    grid = (np.arange(SIDE) + 0.5) / SIDE
    waves = [np.cos(np.pi * k * grid) for k in range(4)]
    planes = [np.outer(waves[i], waves[j]) for i in range(4) for j in range(4)]
    colours = _draw(len(planes), 3, seed=4)
    flat = np.stack([(c[:, None, None] * p).ravel() for c, p in zip(colours, planes, strict=True)])
    return np.linalg.qr(flat[:size].T)[0].T.astype(np.float32)


def _vae_graphs(size: int) -> dict[str, bytes]:
    basis = _basis(size)
    w = (FLOAT, ["n", 1, size])
    picture = (FLOAT, ["n", 3, SIDE, SIDE])
    node = helper.make_node
    mapped = make_graph(
        [
            node("MatMul", ["z", "factor"], ["flat"]),
            node("Reshape", ["flat", "shape"], ["w"]),
        ],
        {"z": (FLOAT, ["n", size])},
        {"w": w},
        {
            "factor": np.eye(size, dtype=np.float32) + _draw(size, size, scale=0.1),
            "shape": np.array([-1, 1, size]),
        },
    )
    generate = make_graph(
        [
            node("Cast", ["stored"], ["basis"], to=FLOAT),
            node("Reshape", ["w", "flatten"], ["flat"]),
            node("MatMul", ["flat", "basis"], ["values"]),
            node("Clip", ["values", "low", "high"], ["cut"]),
            node("Reshape", ["cut", "shape"], ["picture"]),
        ],
        {"w": w},
        {"picture": picture},
        {
            "stored": (4 * basis).astype(np.float16),
            "flatten": np.array([-1, size]),
            "shape": np.array([-1, 3, SIDE, SIDE]),
            "low": np.float32(-1),
            "high": np.float32(1),
        },
    )
    encode = make_graph(
        [
            node("Reshape", ["picture", "flatten"], ["values"]),
            node("MatMul", ["values", "back"], ["flat"]),
            node("Reshape", ["flat", "shape"], ["w"]),
        ],
        {"picture": picture},
        {"w": w},
        {
            "back": np.ascontiguousarray(basis.T / 4),
            "flatten": np.array([-1, 3 * SIDE * SIDE]),
            "shape": np.array([-1, 1, size]),
        },
    )
    return {"map": mapped, "generate": generate, "encode": encode}


def _vae() -> dict[str, Any]:
    size = 8
    code = {"type": "vector", "rows": 1, "size": size}
    image = {"type": "image", "size": [SIDE, SIDE], "channels": 3, "range": [-1, 1]}
    commands = {
        "map": {
            "inputs": {"z": {"type": "vector", "size": size, "prior": "normal"}},
            "outputs": {"w": code},
        },
        "generate": {"inputs": {"w": code}, "outputs": {"picture": image}},
        "encode": {"inputs": {"picture": image}, "outputs": {"w": code}},
    }
    axes = [
        {"name": "warm", "names": {"zh": "暖"}, "low": -2, "high": 2.5, "changes": {"warmth": 0.4}},
        {"name": "busy", "names": {"zh": "繁"}, "low": -1, "high": 3, "kind": "attribute"},
    ]
    manifest = _manifest("vae", commands, {"rows": 1, "size": size, "axes": axes})
    arrays = {"mean": _draw(1, size, scale=0.1), "axes": np.eye(size)[:2].reshape(2, 1, size)}
    return {"manifest": manifest, "graphs": _vae_graphs(size), "arrays": arrays}


def _gan_graphs(size: int, rows: int, classes: list[str]) -> dict[str, bytes]:
    w = (FLOAT, ["n", rows, size])
    node = helper.make_node
    mapped = make_graph(
        [
            node("Gather", ["table", "label"], ["class"], axis=0),
            node("Add", ["z", "class"], ["sum"]),
            node("MatMul", ["sum", "factor"], ["hidden"]),
            node("LeakyRelu", ["hidden"], ["style"], alpha=0.2),
            node("Unsqueeze", ["style", "axis"], ["row"]),
            node("Concat", ["row", "row", "row"], ["w"], axis=1),
        ],
        {"z": (FLOAT, ["n", size]), "label": (INT64, ["n"])},
        {"w": w},
        {
            "table": _draw(len(classes), size, scale=3.0),
            "factor": _draw(size, size, scale=0.6),
            "axis": np.array([1]),
        },
    )
    generate = make_graph(
        [
            node("Reshape", ["w", "flatten"], ["flat"]),
            node("MatMul", ["flat", "first"], ["coarse"]),
            node("Reshape", ["coarse", "small"], ["grid"]),
            node("ConvTranspose", ["grid", "kernel"], ["wide"], strides=[4, 4]),
            node("Tanh", ["wide"], ["picture"]),
        ],
        {"w": w},
        {"picture": (FLOAT, ["n", 4, SIDE, SIDE])},
        {
            "first": _draw(rows * size, 8 * 4 * 4, scale=0.4),
            "kernel": _draw(8, 4, 4, 4, scale=0.4),
            "flatten": np.array([-1, rows * size]),
            "small": np.array([-1, 8, 4, 4]),
        },
    )
    return {"map": mapped, "generate": generate}


def _gan() -> dict[str, Any]:
    size, rows, classes = 6, 3, ["cat", "dog", "bird"]
    code = {"type": "vector", "rows": rows, "size": size}
    image = {"type": "image", "size": [SIDE, SIDE], "channels": 4, "range": [-1, 1]}
    label = {"type": "choice", "options": classes, "names": {"zh": ["猫", "狗", "鸟"]}}
    z = {"type": "vector", "size": size, "prior": "normal"}
    commands = {
        "map": {"inputs": {"z": z, "label": label}, "outputs": {"w": code}},
        "generate": {"inputs": {"w": code}, "outputs": {"picture": image}},
    }
    axes = [{"name": "round", "names": {"zh": "圆"}, "low": -3, "high": 3}]
    manifest = _manifest("gan", commands, {"rows": rows, "size": size, "axes": axes})
    arrays = {"mean": np.zeros((rows, size)), "axes": _draw(1, rows, size, scale=0.3)}
    return {
        "manifest": manifest,
        "graphs": _gan_graphs(size, rows, classes),
        "arrays": arrays,
    }


def _cppn_nodes() -> list[onnx.NodeProto]:
    node = helper.make_node
    nodes = []
    for axis, low, high, length in (("x", 0, 2, "width"), ("y", 1, 3, "height")):
        nodes += [
            node("Gather", ["window", f"i{low}"], [f"{axis}_low"], axis=0),
            node("Gather", ["window", f"i{high}"], [f"{axis}_high"], axis=0),
            node("Sub", [f"{axis}_high", f"{axis}_low"], [f"{axis}_span"]),
            node("Range", ["zero", length, "one"], [f"{axis}_index"]),
            node("Cast", [f"{axis}_index"], [f"{axis}_real"], to=FLOAT),
            node("Add", [f"{axis}_real", "half"], [f"{axis}_middle"]),
            node("Cast", [length], [f"{axis}_length"], to=FLOAT),
            node("Div", [f"{axis}_middle", f"{axis}_length"], [f"{axis}_share"]),
            node("Mul", [f"{axis}_share", f"{axis}_span"], [f"{axis}_way"]),
            node("Add", [f"{axis}_way", f"{axis}_low"], [axis]),
        ]
    nodes += [
        node("Unsqueeze", ["x", "xs"], ["across"]),  # [1, 1, 1, W]
        node("Unsqueeze", ["y", "ys"], ["down"]),  # [1, 1, H, 1]
        node("Reshape", ["w", "flatten"], ["flat"]),
        node("MatMul", ["flat", "to_x"], ["by_x"]),
        node("MatMul", ["flat", "to_y"], ["by_y"]),
        node("MatMul", ["flat", "to_phase"], ["by_phase"]),
        *(node("Reshape", [f"by_{k}", "planes"], [f"at_{k}"]) for k in ("x", "y", "phase")),
        node("Mul", ["at_x", "across"], ["part_x"]),
        node("Mul", ["at_y", "down"], ["part_y"]),
        node("Add", ["part_x", "part_y"], ["part"]),
        node("Add", ["part", "at_phase"], ["turn"]),
        node("Sin", ["turn"], ["waves"]),
        node("Conv", ["waves", "mix"], ["colours"]),
        node("Tanh", ["colours"], ["picture"]),
    ]
    return nodes


def _cppn_graph(size: int, hidden: int) -> bytes:
    return make_graph(
        _cppn_nodes(),
        {
            "w": (FLOAT, ["n", 1, size]),
            "window": (FLOAT, [4]),
            "height": (INT64, []),
            "width": (INT64, []),
        },
        {"picture": (FLOAT, ["n", 3, "h", "v"])},
        {
            **{f"i{k}": np.array(k) for k in range(4)},
            "zero": np.array(0),
            "one": np.array(1),
            "half": np.float32(0.5),
            "xs": np.array([0, 1, 2]),
            "ys": np.array([0, 1, 3]),
            "flatten": np.array([-1, size]),
            "planes": np.array([-1, hidden, 1, 1]),
            "to_x": _draw(size, hidden, scale=2, seed=1),
            "to_y": _draw(size, hidden, scale=2, seed=2),
            "to_phase": _draw(size, hidden, scale=2, seed=3),
            "mix": _draw(3, hidden, 1, 1, scale=0.7),
        },
    )


def _cppn() -> dict[str, Any]:
    size, hidden = 6, 8
    side = {"type": "number", "low": 1, "high": 8192, "default": 256, "whole": True}
    inputs = {
        "w": {"type": "vector", "rows": 1, "size": size, "prior": "normal"},
        "window": {"type": "vector", "size": 4, "each": False},
        "height": side,
        "width": side,
    }
    image = {"type": "image", "channels": 3, "range": [-1, 1]}
    commands = {"generate": {"inputs": inputs, "outputs": {"picture": image}}}
    axes = [{"name": "waves", "names": {"zh": "波"}, "low": -2, "high": 2}]
    manifest = _manifest("cppn", commands, {"rows": 1, "size": size, "axes": axes}, engine="none")
    arrays = {"mean": np.zeros((1, size)), "axes": _draw(1, 1, size)}
    return {
        "manifest": manifest,
        "graphs": {"generate": _cppn_graph(size, hidden)},
        "arrays": arrays,
    }
