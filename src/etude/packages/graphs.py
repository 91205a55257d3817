"""Looking an ONNX graph through before anything may load it.

A graph that passes is arithmetic on its inputs: it names no file, brings no code, contains no loop,
and its inputs and outputs are those that the manifest promises. What its arithmetic may cost is
limited where it is run (`etude.inference.sessions`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from etude.core.errors import EtudeError
from etude.packages.archive import short
from etude.packages.manifest import (
    Choice,
    Command,
    Image,
    Logits,
    Number,
    State,
    Tokens,
    Value,
    Vector,
    Writing,
)
from etude.packages.wire import MalformedError, TooMuchError, count_fields

MAX_NODES = 5_000
MAX_ELEMENTS = 1 << 26
OPSETS = range(13, 27)
MAX_IR = 13
_DOMAINS = ("", "ai.onnx")
# Loops and branches hide graphs inside graphs and can run for ever; the others call something that
# is not arithmetic, or draw numbers nobody can draw again.
_REFUSED = {
    "Loop", "If", "Scan", "SequenceMap", "StringNormalizer", "StringConcat", "StringSplit",
    "RegexFullMatch", "TfIdfVectorizer", "ImageDecoder", "RandomNormal", "RandomNormalLike",
    "RandomUniform", "RandomUniformLike", "Multinomial", "Bernoulli",
}  # fmt: skip
_TYPES = {1: "float32", 10: "float16", 11: "float64", 7: "int64", 6: "int32", 9: "bool",
          2: "uint8", 3: "int8", 4: "uint16", 5: "int16", 12: "uint32", 13: "uint64"}  # fmt: skip
_BYTES = {1: 4, 10: 2, 11: 8, 7: 8, 6: 4, 9: 1, 2: 1, 3: 1, 4: 2, 5: 2, 12: 4, 13: 8}
_FLOAT, _INT64, _HALF = 1, 7, 10


def check_graph(data: bytes, file: str, command: Command) -> None:
    """Check one graph of a package.

    Args:
        data: The bytes of the ONNX file.
        file: What to call it in messages.
        command: What the manifest says goes in and comes out.

    Raises:
        EtudeError: ``package.bad-graph``, ``package.external-data``, ``package.foreign-operator``,
            ``package.huge-graph`` or ``package.other-shape``.
    """
    model = _parse(data, file)
    _check_model(model, file)
    _check_tensors(model.graph, file)
    _check_nodes(model.graph, file)
    _check_schema(model, file)
    known = {tensor.name for tensor in model.graph.initializer}
    inputs = [each for each in model.graph.input if each.name not in known]
    _check_values(inputs, command.inputs, file)
    _check_values(model.graph.output, command.outputs, file)


def _parse(data: bytes, file: str) -> Any:
    import onnx
    from google.protobuf.message import DecodeError  # type: ignore[import-untyped]

    try:
        count_fields(data, onnx.ModelProto.DESCRIPTOR)
        return onnx.ModelProto.FromString(data)
    except TooMuchError:
        raise _huge(file) from None
    except (MalformedError, DecodeError, ValueError) as error:
        raise _bad(file, f"{type(error).__name__}: not an ONNX graph") from None


def _check_model(model: Any, file: str) -> None:
    if model.functions or model.training_info:
        raise _foreign(file, "functions" if model.functions else "training info")
    if not 4 <= model.ir_version <= MAX_IR:
        raise _bad(file, f"IR version {model.ir_version}")
    versions = {each.domain: each.version for each in model.opset_import}
    foreign = sorted(set(versions) - set(_DOMAINS))
    if foreign:
        raise _foreign(file, foreign[0])
    if len(model.opset_import) != 1 or next(iter(versions.values())) not in OPSETS:
        raise _bad(file, f"operator set {sorted(versions.values())}")
    if model.graph.sparse_initializer:
        raise _bad(file, "sparse tensors")
    if len(model.graph.node) > MAX_NODES or len(model.graph.initializer) > MAX_NODES:
        raise _huge(file)


def _check_tensors(graph: Any, file: str) -> None:
    seen: set[str] = set()
    for tensor in graph.initializer:
        _check_tensor(tensor, file)
        if not tensor.name or tensor.name in seen:
            raise _bad(file, f"{tensor.name} is there twice")
        seen.add(tensor.name)


def _check_tensor(tensor: Any, file: str) -> None:
    if tensor.data_location or tensor.external_data:
        raise EtudeError("package.external-data", file=file, tensor=short(tensor.name))
    if tensor.data_type not in _TYPES or tensor.HasField("segment"):
        raise _bad(file, f"{tensor.name} is not a plain tensor")
    if any(not 0 <= n <= MAX_ELEMENTS for n in tensor.dims) or len(tensor.dims) > 8:
        raise _huge(file)
    count = math.prod(tensor.dims)
    if count > MAX_ELEMENTS:
        raise _huge(file)
    if tensor.raw_data and len(tensor.raw_data) != count * _BYTES[tensor.data_type]:
        raise _bad(file, f"{tensor.name} has {len(tensor.raw_data)} bytes for {count} numbers")
    lists = (tensor.float_data, tensor.int32_data, tensor.int64_data, tensor.double_data,
             tensor.uint64_data, tensor.string_data)  # fmt: skip
    if not tensor.raw_data and sum(len(each) for each in lists) != count:
        raise _bad(file, f"{tensor.name} does not have {count} numbers")


def _check_nodes(graph: Any, file: str) -> None:
    for node in graph.node:
        if node.domain not in _DOMAINS or node.op_type in _REFUSED or node.overload:
            raise _foreign(file, f"{node.domain}::{node.op_type}".lstrip(":"))
        for attribute in node.attribute:
            _check_attribute(attribute, node, file)


def _check_attribute(attribute: Any, node: Any, file: str) -> None:
    # The declared type decides nothing: every field that could hold something is looked at.
    if attribute.HasField("g") or attribute.graphs:
        raise _foreign(file, f"{node.op_type} with a graph inside")
    if attribute.HasField("sparse_tensor") or attribute.sparse_tensors:
        raise _bad(file, "sparse tensors")
    if attribute.ref_attr_name:
        raise _foreign(file, f"{node.op_type} with a reference")
    if attribute.HasField("t"):
        _check_tensor(attribute.t, file)
    for tensor in attribute.tensors:
        _check_tensor(tensor, file)


def _check_schema(model: Any, file: str) -> None:
    import onnx

    try:
        onnx.checker.check_model(model, full_check=False)
    except (onnx.checker.ValidationError, RuntimeError, ValueError, TypeError) as error:
        raise _bad(file, str(error).strip().splitlines()[0] if str(error) else "invalid") from None


def _check_values(values: Iterable[Any], promised: dict[str, Value], file: str) -> None:
    found = {value.name: value for value in values}
    if set(found) != set(promised):
        wanted = ", ".join(sorted(promised))
        raise _other(file, ", ".join(sorted(found)) or "nothing", wanted)
    for name, value in found.items():
        tensor = value.type.tensor_type
        if value.type.WhichOneof("value") != "tensor_type" or not tensor.HasField("shape"):
            raise _other(file, f"{name} without a shape", "a tensor")
        kind, shapes = _expected(promised[name])
        dims = [each.dim_value if each.HasField("dim_value") else None for each in tensor.shape.dim]
        if tensor.elem_type != kind:
            got = _TYPES.get(tensor.elem_type, str(tensor.elem_type))
            raise _other(file, f"{name} {got}", f"{name} {_TYPES[kind]}")
        if not any(_agree(dims, shape) for shape in shapes):
            raise _other(file, f"{name} {_spell(dims)}", f"{name} {_spell(shapes[0])}")


def _expected(value: Value) -> tuple[int, list[list[int | None]]]:
    """Return the element type and the shapes that a value of the manifest may have."""
    if isinstance(value, Vector):
        row = [value.size] if value.rows is None else [value.rows, value.size]
        return _FLOAT, [[None, *row] if value.each else [*row]]
    if isinstance(value, Image):
        return _FLOAT, [[None, value.channels, *(value.size or (None, None))]]
    if isinstance(value, Choice):
        return _INT64, [[None]]
    if isinstance(value, Number):
        return (_INT64 if value.whole else _FLOAT), [[], [1]]
    if isinstance(value, Tokens):
        return _INT64, [[None, None]]
    if isinstance(value, State):
        return (_HALF if value.half else _FLOAT), [[None, *value.shape]]
    if isinstance(value, Logits):
        return _FLOAT, [[None, None, value.size]]
    assert isinstance(value, Writing)
    raise EtudeError("package.bad-manifest", field="commands", problem="a graph cannot take text")


def _agree(dims: list[int | None], shape: list[int | None]) -> bool:
    """Say whether a graph's shape can be the promised one; a free axis may be anything."""
    same = len(dims) == len(shape)
    return same and all(
        have is None or have == want or (want is None and have > 0)
        for have, want in zip(dims, shape, strict=True)
    )


def _spell(dims: list[int | None]) -> str:
    return "[" + ", ".join("N" if n is None else str(n) for n in dims) + "]"


def _bad(file: str, reason: str) -> EtudeError:
    return EtudeError("package.bad-graph", file=file, reason=short(reason, 160))


def _foreign(file: str, what: str) -> EtudeError:
    return EtudeError("package.foreign-operator", file=file, operator=short(what))


def _huge(file: str) -> EtudeError:
    return EtudeError("package.huge-graph", file=file, nodes=MAX_NODES, numbers=MAX_ELEMENTS)


def _other(file: str, found: str, wanted: str) -> EtudeError:
    return EtudeError("package.other-shape", file=file, found=short(found), wanted=short(wanted))
