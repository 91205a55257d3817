"""`directions.npz`: the mean of the codes and the axes of the sliders, numbers and nothing else."""

from __future__ import annotations

import ast
import io
import re
import struct
from collections.abc import Mapping
from typing import TYPE_CHECKING

from etude.core.errors import EtudeError
from etude.packages.archive import ARRAYS, damaged, open_archive, short, write_archive

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from etude.packages.manifest import Latent

FILE = "directions.npz"
MEMBER = re.compile(r"[a-z][a-z0-9_]{0,31}\.npy")
_MAGIC = b"\x93NUMPY"
_KINDS = {"<f4": 4, "<f8": 8, "<f2": 2}


def write_arrays(arrays: Mapping[str, npt.ArrayLike]) -> bytes:
    """Return the bytes of an npz file: the same numbers give the same bytes.

    Args:
        arrays: Numbers by name; stored as float32.
    """
    import numpy as np

    members = {}
    for name, value in arrays.items():
        target = io.BytesIO()
        np.lib.format.write_array(
            target, np.ascontiguousarray(value, dtype="<f4"), version=(1, 0), allow_pickle=False
        )
        members[f"{name}.npy"] = target.getvalue()
    return write_archive(members)


def read_arrays(data: bytes, package: str) -> dict[str, npt.NDArray[np.float32]]:
    """Read an npz file without trusting it.

    Args:
        data: All its bytes.
        package: What to call the package in messages.

    Returns:
        float32 arrays by name, read-only.

    Raises:
        EtudeError: ``package.bad-arrays`` for anything but plain finite numbers; the errors of
            an archive that is not in order.
    """
    if not data:
        raise damaged(f"{package}: {FILE}", "empty")
    archive = open_archive(
        data,
        f"{package}: {FILE}",
        lambda name: ARRAYS.total if MEMBER.fullmatch(name) else None,
        ARRAYS,
    )
    return {name[:-4]: _read_array(archive.read(name), package, name) for name in archive.sizes}


def check_arrays(
    arrays: Mapping[str, npt.NDArray[np.float32]], latent: Latent | None, package: str
) -> None:
    """Check that the arrays are those of the latent space the manifest describes.

    Args:
        arrays: What `read_arrays` gave.
        latent: The manifest's account; None where the model has no codes.
        package: What to call the package in messages.

    Raises:
        EtudeError: ``package.bad-arrays``.
    """
    if latent is None:
        return
    code = (latent.rows, latent.size)
    wanted = {"mean": code, "axes": (len(latent.axes), *code)}
    for name, shape in wanted.items():
        found = arrays[name].shape if name in arrays else None
        if found != shape and not (name == "axes" and found is None and not latent.axes):
            raise _bad(package, name, f"{found or 'missing'}, not {shape}")


def _read_array(data: bytes, package: str, name: str) -> npt.NDArray[np.float32]:
    """Read one npy file; numpy's own reader would evaluate any type it is told of."""
    import numpy as np

    if len(data) < 10 or data[:8] != _MAGIC + b"\x01\x00":
        raise _bad(package, name, "not an array of numbers")
    (length,) = struct.unpack("<H", data[8:10])
    try:
        header = ast.literal_eval(data[10 : 10 + min(length, 1024)].decode("latin-1").strip())
        kind, fortran, shape = header["descr"], header["fortran_order"], header["shape"]
    except (ValueError, SyntaxError, KeyError, TypeError, MemoryError, RecursionError):
        raise _bad(package, name, "not an array of numbers") from None
    if not isinstance(kind, str) or kind not in _KINDS or fortran is not False:
        raise _bad(package, name, f"holds {short(kind)}, not plain float32")
    plain = isinstance(shape, tuple) and len(shape) <= 4
    if not plain or not all(type(n) is int and 0 <= n <= 1 << 24 for n in shape):
        raise _bad(package, name, "its shape is not a shape")
    count = 1
    for n in shape:
        count *= n
    body = data[10 + length :]
    if len(body) != count * _KINDS[kind]:
        raise _bad(package, name, f"{len(body)} bytes for {count} numbers")
    values = np.frombuffer(body, dtype=kind).astype(np.float32).reshape(shape)
    if not np.isfinite(values).all():
        raise _bad(package, name, "holds values that are not numbers")
    values.flags.writeable = False
    return values


def _bad(package: str, name: str, problem: str) -> EtudeError:
    return EtudeError("package.bad-arrays", package=package, array=name, problem=problem)
