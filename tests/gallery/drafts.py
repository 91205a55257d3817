"""Works that could be, for a gallery of tests."""

from __future__ import annotations

from typing import Any

from etude.core.hashes import sha256_bytes
from etude.gallery import Draft, Stamp

STAMP = Stamp("portraits", "1.0.0", "d" * 64)


def draft(data: bytes = b"pixels", **changes: Any) -> Draft:
    """Return a plausible draft."""
    plain: dict[str, Any] = {
        "data": data,
        "suffix": ".png",
        "width": 64,
        "height": 48,
        "pixels": sha256_bytes(data + b"!"),
        "model": STAMP,
        "command": "create",
        "recipe": {"seed": 7, "settings": {"glasses": 1.0}},
    }
    return Draft(**{**plain, **changes})
