"""What reading text may cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class TextLimits:
    """Caps for a single file of text.

    Args:
        bytes: Of the file.
        unpacked: Of what an e-book holds.
        texts: In one file.
    """

    bytes: int = 128 * 2**20
    unpacked: int = 256 * 2**20
    texts: int = 500_000


DEFAULT_LIMITS = TextLimits()
