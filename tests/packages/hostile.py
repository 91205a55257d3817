"""Packages nobody should open: taken apart, spoilt, and put together again with correct hashes."""

from __future__ import annotations

import io
import json
import random
import struct
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import onnx
from onnx import TensorProto, helper

from etude.core.hashes import sha256_bytes
from etude.packages.archive import write_archive
from tests.tiny_package import KINDS, tiny_package
from tests.tiny_sequence import SEQUENCES, tiny_sequence

Members = dict[str, bytes]
VOCABULARY = "vocabulary.json"


def take_apart(data: bytes) -> Members:
    """Return the files of a package by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def put_together(members: Members) -> bytes:
    """Return a package whose list of files is true, whatever the files are."""
    members = dict(members)
    manifest = json.loads(members.pop("manifest.json"))
    manifest["files"] = {
        name: {"sha256": sha256_bytes(data), "bytes": len(data)} for name, data in members.items()
    }
    return write_archive({"manifest.json": json.dumps(manifest).encode(), **members})


def with_manifest(members: Members, change: Callable[[dict[str, Any]], Any]) -> bytes:
    """Return the package with a changed manifest."""
    manifest = json.loads(members["manifest.json"])
    changed = change(manifest)
    data = json.dumps(manifest if changed is None else changed).encode()
    return put_together({**members, "manifest.json": data})


def with_graph(members: Members, change: Callable[[onnx.ModelProto], Any], name: str) -> bytes:
    """Return the package with a changed graph."""
    model = onnx.ModelProto.FromString(members[name])
    change(model)
    return put_together({**members, name: model.SerializeToString()})


def with_file(members: Members, name: str, data: bytes) -> bytes:
    """Return the package with another file in it."""
    return put_together({**members, name: data})


def rezip(members: Members, change: Callable[[zipfile.ZipInfo], None], **more: bytes) -> bytes:
    """Return a zip of the members in which every entry was changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in {**members, **more}.items():
            info = zipfile.ZipInfo(name)
            change(info)
            archive.writestr(info, data)
    return target.getvalue()


def npz(members: dict[str, bytes]) -> bytes:
    """Return an archive of raw npy files."""
    return write_archive(members)


def npy(header: str, body: bytes = b"") -> bytes:
    """Return an npy file with any header."""
    text = header.encode("latin-1") + b"\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text + body


def pickled() -> bytes:
    """Return an npz that needs pickle."""
    target = io.BytesIO()
    np.savez(target, mean=np.array([{"a": 1}], dtype=object))
    return target.getvalue()


def external(location: str) -> TensorProto:
    """Return a tensor whose numbers lie in another file."""
    tensor = TensorProto(name="stolen", data_type=TensorProto.FLOAT, dims=[4])
    tensor.data_location = TensorProto.EXTERNAL
    tensor.external_data.add(key="location", value=location)
    return tensor


def sneaky(location: str) -> TensorProto:
    """Return a tensor that names another file without declaring that it does."""
    tensor = TensorProto(name="sneaky", data_type=TensorProto.FLOAT, dims=[1], raw_data=b"\0" * 4)
    tensor.external_data.add(key="location", value=location)
    return tensor


def inner_graph(tensor: TensorProto) -> onnx.GraphProto:
    """Return a graph to hide inside a node."""
    output = helper.make_tensor_value_info("out", TensorProto.FLOAT, [4])
    return helper.make_graph(
        [helper.make_node("Identity", ["stolen"], ["out"])], "in", [], [output], [tensor]
    )


def sparse(tensor: TensorProto) -> onnx.SparseTensorProto:
    """Return a sparse tensor around a tensor."""
    indices = TensorProto(name="i", data_type=TensorProto.INT64, dims=[4], int64_data=[0, 1, 2, 3])
    return onnx.SparseTensorProto(values=tensor, indices=indices, dims=[1 << 40])


def spoil_bytes(data: bytes, chance: random.Random) -> bytes:
    """Return the bytes with one to eight accidents."""
    spoilt = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 8))):
        at = chance.randrange(len(spoilt))
        kind = chance.randrange(6)
        if kind == 0:
            spoilt[at] ^= 1 << chance.randrange(8)
        elif kind == 1:
            spoilt[at] = chance.choice((0, 1, 0x7F, 0x80, 0xFF))
        elif kind == 2:
            del spoilt[at : at + chance.choice((1, 4, 100, len(spoilt) // 2))]
        elif kind == 3:
            spoilt[at:at] = chance.randbytes(chance.choice((1, 4, 100)))
        elif kind == 4:
            start = chance.randrange(len(spoilt))
            spoilt[at : at + 16] = spoilt[start : start + 16]
        else:
            spoilt[at : at + 4] = struct.pack("<I", chance.choice((0, 1, 2**31, 2**32 - 1)))
        if not spoilt:
            return b""
    return bytes(spoilt)


VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 1, 2**31, 2**64, 1e308, "", "x", "../../etc/passwd", "a\0b", "𝕏" * 300, [],
    {}, [1, 2], [[]], {"type": "vector"}, {"type": "image"}, [0, 0], [2**20, 9], "generate.onnx",
)  # fmt: skip


def spoil_json(value: Any, chance: random.Random) -> Any:
    """Return JSON with one value changed, missing, or out of place."""
    places: list[tuple[Any, Any]] = []

    def walk(node: Any) -> None:
        for key in node if isinstance(node, dict) else range(len(node)):
            places.append((node, key))
            if isinstance(node[key], dict | list):
                walk(node[key])

    walk(value)
    node, key = chance.choice(places)
    kind = chance.randrange(4)
    if kind == 0:
        del node[key]
    elif kind == 1 and isinstance(node, dict):
        node[chance.choice(("x", "", "../x", "type", "file", "w"))] = node.pop(key)
    elif kind == 2:
        other, name = chance.choice(places)
        node[key] = json.loads(json.dumps(other.get(name) if isinstance(other, dict) else None))
    else:
        node[key] = chance.choice(VALUES)
    return value


def spoil_graph(data: bytes, chance: random.Random) -> bytes:
    """Return a graph that still parses, with something in it that it should not have."""
    model = onnx.ModelProto.FromString(data)
    graph = model.graph
    for _ in range(chance.choice((1, 1, 2))):
        _spoil_once(graph, chance)
    return model.SerializeToString()


def _spoil_once(graph: onnx.GraphProto, chance: random.Random) -> None:
    node = chance.choice(graph.node)
    tensor = chance.choice(graph.initializer)
    sizes = (0, 1, 2, 7, -1, 2**20, 2**31, 2**40, 2**62)
    kind = chance.randrange(8)
    if kind == 0:
        node.op_type = chance.choice(
            ("Relu", "Loop", "ConstantOfShape", "NoSuch", "Range", "Expand", "Tile", "Pad",
             "Resize", "Shape", "NonZero", "Cast", "Einsum", "GatherND", "Softmax", "Gemm", "Conv")
        )  # fmt: skip
    elif kind == 1 and node.input:
        node.input[chance.randrange(len(node.input))] = chance.choice(
            [each.name for each in graph.initializer] + ["", "nowhere", "picture", "w"]
        )
    elif kind == 2 and tensor.dims:
        tensor.dims[chance.randrange(len(tensor.dims))] = chance.choice(sizes)
    elif kind == 3 and tensor.raw_data:
        tensor.raw_data = spoil_bytes(tensor.raw_data, chance)
    elif kind == 4 and tensor.data_type == TensorProto.INT64 and len(tensor.raw_data) % 8 == 0:
        numbers = np.frombuffer(tensor.raw_data, "<i8").copy()
        if len(numbers):
            numbers[chance.randrange(len(numbers))] = chance.choice(sizes)
        tensor.raw_data = numbers.tobytes()
    elif kind == 5:
        tensor.data_type = chance.randrange(24)
    elif kind == 6:
        node.attribute.append(helper.make_attribute("axis", chance.choice((-9, 0, 9, 2**40))))
    else:
        graph.node.append(chance.choice(graph.node))


def whole_pictures() -> list[bytes]:
    """Return packages of pictures that are in order."""
    with tempfile.TemporaryDirectory() as folder:
        return [tiny_package(kind, folder).read_bytes() for kind in KINDS]


def whole_sequences() -> list[bytes]:
    """Return packages of music and of words that are in order."""
    with tempfile.TemporaryDirectory() as folder:
        return [tiny_sequence(kind, folder).read_bytes() for kind in SEQUENCES]


def spoilt_packages(wholes: list[bytes], count: int, seed: int) -> Iterator[bytes]:
    """Yield damaged packages, the same ones for the same seed."""
    chance = random.Random(seed)
    parts = [take_apart(whole) for whole in wholes]
    for i in range(count):
        which = chance.randrange(len(wholes))
        members = parts[which]
        graphs = [name for name in members if name.endswith(".onnx")]
        other = [name for name in members if name.startswith(("samples/", "directions", "vocab"))]
        kind = i % 5
        if kind == 0:
            yield spoil_bytes(wholes[which], chance)
        elif kind == 1:
            yield with_manifest(members, lambda m: spoil_json(m, chance))
        elif kind == 2:
            name = chance.choice(graphs)
            yield with_file(members, name, spoil_graph(members[name], chance))
        elif kind == 3:
            name = chance.choice([*graphs, *other])
            yield with_file(members, name, spoil_bytes(members[name], chance))
        elif VOCABULARY in members and chance.randrange(2):
            vocabulary = spoil_json(json.loads(members[VOCABULARY]), chance)
            yield with_file(members, VOCABULARY, json.dumps(vocabulary).encode())
        else:
            name = chance.choice(graphs)
            yield with_file(members, name, spoil_graph(members[name], chance))
