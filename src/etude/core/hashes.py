"""SHA-256 of bytes, files and values."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any


def sha256_bytes(data: bytes | bytearray | memoryview) -> str:
    """Return the SHA-256 of bytes as 64 lower-case hexadecimal digits.

    Args:
        data: Any contiguous buffer.
    """
    return hashlib.sha256(data).hexdigest()


def sha256_file(path: str | Path) -> str:
    """Return the SHA-256 of a file as 64 lower-case hexadecimal digits.

    Args:
        path: The file; it is read in pieces, so its size does not matter.
    """
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def canonical_json(value: Any) -> bytes:
    """Return the one spelling of a JSON value: UTF-8, keys in order, no spaces.

    Args:
        value: Anything JSON can say; equal values give equal bytes.

    Raises:
        ValueError: NaN or an infinity, which JSON cannot say.
        TypeError: A value that is not JSON, or keys that are not all strings.
    """
    text = json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return text.encode("utf-8")
