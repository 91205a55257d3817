"""Bytes that would fill the memory while they are parsed."""

import onnx
import pytest

from etude.packages.wire import TooMuchError, count_fields
from tests.packages.hostile import with_file
from tests.tiny_package import KINDS, tiny_parts


def field(number: int, data: bytes) -> bytes:
    """Return a protobuf field with a length below 2**28."""
    size, length = len(data), b""
    while size >= 0x80:
        length += bytes([size & 0x7F | 0x80])
        size >>= 7
    return bytes([number << 3 | 2]) + length + bytes([size]) + data


NESTED = b"\x0a\x00"
for _ in range(400):
    NESTED = field(1, field(5, field(6, NESTED)))
WIRES = {
    "a million empty nodes": (field(7, b"\x0a\x00" * 1_000_000), "package.huge-graph"),
    "a million packed numbers": (
        field(7, field(5, field(7, b"\x01" * 2_000_000))),
        "package.huge-graph",
    ),
    "graphs in graphs": (field(7, NESTED), "package.huge-graph"),
    "a group": (b"\x0b\x0c", "package.bad-graph"),
    "a length beyond the end": (b"\x3a\xff\xff\xff\x7f", "package.bad-graph"),
    "an endless number": (b"\x08" + b"\xff" * 40, "package.bad-graph"),
    "text": (b"import os; os.system('true')", "package.bad-graph"),
    "a pickle": (
        b"\x80\x04\x95\x0b\x00\x00\x00\x00\x00\x00\x00\x8c\x02os\x94.",
        "package.bad-graph",
    ),
}


@pytest.mark.parametrize("name", WIRES)
def test_bytes_that_would_fill_the_memory_are_not_parsed(members, refused, name) -> None:
    data, code = WIRES[name]
    assert refused(with_file(members, "map.onnx", data)) == code


@pytest.mark.parametrize("kind", KINDS)
def test_a_usual_graph_has_few_fields(kind) -> None:
    for graph in tiny_parts(kind)["graphs"].values():
        count = count_fields(graph, onnx.ModelProto.DESCRIPTOR)
        assert len(onnx.ModelProto.FromString(graph).graph.node) < count < 2000


def test_a_large_table_is_one_field() -> None:
    tensor = onnx.TensorProto(name="w", data_type=1, dims=[1 << 20], raw_data=bytes(4 << 20))
    data = onnx.ModelProto(graph=onnx.GraphProto(initializer=[tensor])).SerializeToString()
    assert count_fields(data, onnx.ModelProto.DESCRIPTOR) == 6


def test_whole_numbers_may_be_packed_up_to_a_million() -> None:
    few, many = ([1] * n for n in (1000, 1_100_000))
    for numbers, fits in ((few, True), (many, False)):
        tensor = onnx.TensorProto(name="w", data_type=7, int64_data=numbers)
        data = onnx.ModelProto(graph=onnx.GraphProto(initializer=[tensor])).SerializeToString()
        if fits:
            assert count_fields(data, onnx.ModelProto.DESCRIPTOR) == 5
        else:
            with pytest.raises(TooMuchError):
                count_fields(data, onnx.ModelProto.DESCRIPTOR)
