"""The chunks of a SoundFont file (SoundFont Technical Specification 2.04, Creative, 2006)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from etude.core.errors import EtudeError

Records = npt.NDArray[np.void]

_NAME = "S20"
_LAYOUTS = {
    "phdr": np.dtype(
        [("name", _NAME), ("program", "<u2"), ("bank", "<u2"), ("bag", "<u2"), ("rest", "V12")]
    ),
    "pbag": np.dtype([("gen", "<u2"), ("mod", "<u2")]),
    "pgen": np.dtype([("kind", "<u2"), ("amount", "<i2")]),
    "inst": np.dtype([("name", _NAME), ("bag", "<u2")]),
    "ibag": np.dtype([("gen", "<u2"), ("mod", "<u2")]),
    "igen": np.dtype([("kind", "<u2"), ("amount", "<i2")]),
    "shdr": np.dtype(
        [
            ("name", _NAME), ("start", "<u4"), ("end", "<u4"), ("loop", "<u4"), ("stop", "<u4"),
            ("rate", "<u4"), ("root", "u1"), ("cents", "i1"), ("link", "<u2"), ("type", "<u2"),
        ]
    ),
}  # fmt: skip


class Tables(NamedTuple):
    """What a SoundFont file holds.

    Args:
        samples: The bytes of all recordings: 16-bit, or Vorbis streams in SF3.
        records: The tables by their four letters; each ends with a terminal record.
    """

    samples: bytes
    records: dict[str, Records]


def read_tables(data: bytes, name: str) -> Tables:
    """Return the recordings and tables of a SoundFont file.

    Args:
        data: Of the file.
        name: What to call it in a message.

    Raises:
        EtudeError: ``sound.no-font`` where it is none, ``sound.broken-font`` where it is damaged.
    """
    if data[:4] != b"RIFF" or data[8:12] != b"sfbk":
        raise EtudeError("sound.no-font", name=name)
    chunks = dict(_chunks(data, 12, len(data)))
    try:
        records = {
            key: np.frombuffer(chunks[key], layout, len(chunks[key]) // layout.itemsize)
            for key, layout in _LAYOUTS.items()
        }
    except (KeyError, ValueError) as error:
        raise EtudeError("sound.broken-font", name=name) from error
    if "smpl" not in chunks or any(len(each) < 2 for each in records.values()):
        raise EtudeError("sound.broken-font", name=name)
    return Tables(chunks["smpl"], records)


def _chunks(data: bytes, at: int, end: int) -> Iterator[tuple[str, bytes]]:
    """Yield the chunks in the lists of a RIFF file by name."""
    while at + 8 <= end:
        kind = data[at : at + 4]
        stop = min(at + 8 + int.from_bytes(data[at + 4 : at + 8], "little"), end)
        if kind == b"LIST":
            yield from _chunks(data, at + 12, stop)
        else:
            yield kind.decode("latin-1"), data[at + 8 : stop]
        at = stop + stop % 2
