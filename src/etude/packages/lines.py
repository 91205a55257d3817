"""`lines.bin`: the lines or runs of notes that a model learnt from, as numbers that give none away.

Each is the hash of a line, eight bytes, least significant first; they stand in ascending order. So
a model can tell a line of its own from one that it was taught, and a package holds nobody's text.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from etude.packages.archive import damaged

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Hashes = npt.NDArray[np.uint64]

FILE = "lines.bin"


def write_lines(hashes: Hashes) -> bytes:
    """Return the bytes of the file.

    Args:
        hashes: uint64 [n], ascending, each once.
    """
    return hashes.astype("<u8").tobytes()


def read_lines(data: bytes, package: str) -> Hashes:
    """Read the file without trusting it.

    Args:
        data: All its bytes.
        package: What to call the package in messages.

    Returns:
        uint64 [n], ascending, each once.

    Raises:
        EtudeError: ``package.damaged``.
    """
    import numpy as np

    if len(data) % 8:
        raise damaged(package, f"{FILE}: {len(data)} bytes")
    hashes = np.frombuffer(data, "<u8").astype(np.uint64)
    if not (hashes[1:] > hashes[:-1]).all():
        raise damaged(package, f"{FILE}: not in order")
    return hashes
