"""Names for new things: unique, and in the order of their making."""

from __future__ import annotations

import secrets
import threading
import time

# Crockford's base 32 has no I, L, O and U, so an id can be read aloud and typed.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 26

_RANDOM_BITS = 80
_lock = threading.Lock()
_last = 0


def new_id() -> str:
    """Return a fresh ULID: 48 bits of milliseconds, then 80 random bits.

    Ids made by one process sort in the order they were made, even within a millisecond
    (https://github.com/ulid/spec, "Monotonicity").

    Returns:
        26 characters of Crockford's base 32.
    """
    global _last
    value = time.time_ns() // 1_000_000 << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
    with _lock:
        if value >> _RANDOM_BITS <= _last >> _RANDOM_BITS:
            value = _last + 1
        _last = value
    return "".join(ALPHABET[value >> shift & 31] for shift in range(125, -1, -5))


def is_id(text: str) -> bool:
    """Say whether a text is spelt like an id.

    Args:
        text: Anything.
    """
    return len(text) == LENGTH and text[0] in "01234567" and all(c in ALPHABET for c in text)
