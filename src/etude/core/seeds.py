"""Random numbers that are the same wherever and whenever they are asked for again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from etude.core.hashes import canonical_json

if TYPE_CHECKING:
    import numpy

MAX_SEED = 2**32 - 1


def generator(seed: int, *names: str | int) -> numpy.random.Generator:
    """Return the stream of random numbers that belongs to a seed and some names.

    Streams of different names are independent, so that a new use of chance does not move the
    numbers of an old one. The stream is Philox (Salmon et al., "Parallel random numbers: as easy
    as 1, 2, 3", 2011), keyed by the SHA-256 of seed and names.

    Args:
        seed: Any integer; people see 0 to 4294967295.
        names: What the numbers are for, for example ``"codes", 3``.
    """
    import hashlib

    import numpy

    digest = hashlib.sha256(canonical_json([int(seed), *names])).digest()
    key = numpy.frombuffer(digest[:16], dtype="<u8").astype(numpy.uint64)
    return numpy.random.Generator(numpy.random.Philox(key=key))


def new_seed() -> int:
    """Return a seed nobody chose, short enough to be written down: 0 to 4294967295."""
    import secrets

    return secrets.randbelow(MAX_SEED + 1)
