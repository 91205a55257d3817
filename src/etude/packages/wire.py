"""Counting what a protobuf message would become, before anything builds it in memory.

Two bytes in a file can be an empty message that takes a hundred in memory, so a small file can fill
the machine while it is parsed. This walk follows the format
(https://protobuf.dev/programming-guides/encoding) along the descriptor of the message and counts.
"""

from __future__ import annotations

from typing import Any

MAX_FIELDS = 200_000
MAX_DEPTH = 24
MAX_PACKED = 1 << 20
_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
# Packed numbers that take in memory what they take in the file: float, double, fixed32, fixed64.
_PLAIN_TYPES = {1, 2, 6, 7, 15, 16}
_MESSAGE, _STRING, _BYTES_TYPE = 11, 9, 12


class TooMuchError(Exception):
    """A message with more parts than a model has."""


class MalformedError(Exception):
    """Bytes that are not such a message."""


def count_fields(data: bytes, descriptor: Any) -> int:
    """Walk over a message and return how many fields it has in all.

    Args:
        data: The bytes of the message.
        descriptor: Its type, for example ``onnx.ModelProto.DESCRIPTOR``.

    Raises:
        TooMuchError: More than 200,000 fields, 24 levels, or a million packed whole numbers.
        MalformedError: The bytes end too early or hold an unknown wire type.
    """
    walk = _Walk(data)
    walk.message(0, len(data), descriptor, 0)
    return walk.count


class _Walk:
    """The state of one walk: the bytes, and the count so far."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.count = 0
        self.fields: dict[str, dict[int, Any]] = {}

    def message(self, start: int, end: int, descriptor: Any, depth: int) -> None:
        """Walk over the fields between two positions."""
        if depth > MAX_DEPTH:
            raise TooMuchError
        known = self.fields.setdefault(descriptor.full_name, dict(descriptor.fields_by_number))
        position = start
        while position < end:
            self.count += 1
            if self.count > MAX_FIELDS:
                raise TooMuchError
            tag, position = self.varint(position, end)
            kind = tag & 7
            if kind == _BYTES:
                length, position = self.varint(position, end)
                if length > end - position:
                    raise MalformedError
                self.inside(position, position + length, known.get(tag >> 3), depth)
                position += length
            elif kind == _VARINT:
                _, position = self.varint(position, end)
            elif kind in (_FIXED64, _FIXED32):
                position += 8 if kind == _FIXED64 else 4
            else:
                raise MalformedError
        if position != end:
            raise MalformedError

    def inside(self, start: int, end: int, field: Any, depth: int) -> None:
        """Walk over what a field with a length holds."""
        if field is None:
            return
        if field.type == _MESSAGE:
            self.message(start, end, field.message_type, depth + 1)
        elif field.type not in (_STRING, _BYTES_TYPE, *_PLAIN_TYPES) and end - start > MAX_PACKED:
            raise TooMuchError

    def varint(self, position: int, end: int) -> tuple[int, int]:
        """Read a number of one to ten bytes."""
        value = shift = 0
        while position < end and shift < 70:
            byte = self.data[position]
            position += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                return value, position
            shift += 7
        raise MalformedError
