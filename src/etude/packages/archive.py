"""The zip file around a package: written always the same, read with suspicion.

Only what Etude writes is read: stored or deflated members with plain names, no encryption, no
zip64, no links, nothing before or after. Everything is capped before it is unpacked.
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from etude.core.errors import EtudeError
from etude.core.messages import Reason

MEBIBYTE = 1 << 20
_END = struct.Struct("<4s4H2LH")
_ENCRYPTED = 0x1 | 0x40 | 0x2000
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
    KeyError,
    OverflowError,
)


@dataclass(frozen=True)
class Caps:
    """How much of everything an archive may hold.

    Args:
        size: Bytes of the archive itself.
        members: Files in it.
        total: Bytes of all files when unpacked.
        ratio: How many times a file above one MiB may grow when unpacked.
        directory: Bytes of the list of files.
    """

    size: int = 256 * MEBIBYTE
    members: int = 64
    total: int = 256 * MEBIBYTE
    ratio: int = 50
    directory: int = 64 * 1024


PACKAGE = Caps()
ARRAYS = Caps(size=64 * MEBIBYTE, members=16, total=64 * MEBIBYTE)


@dataclass(frozen=True)
class Archive:
    """An archive whose list of files is in order.

    Args:
        name: What to call it in messages.
        data: All its bytes.
        sizes: Unpacked length of each file by its name, in the order of the archive.
    """

    name: str
    data: bytes
    sizes: dict[str, int]

    def read(self, member: str) -> bytes:
        """Unpack one file.

        Args:
            member: One of the names in `sizes`.

        Raises:
            EtudeError: ``package.damaged`` where the bytes are not what the list says.
        """
        try:
            with zipfile.ZipFile(io.BytesIO(self.data)) as archive, archive.open(member) as file:
                data = file.read(self.sizes[member] + 1)
        except _BROKEN as error:
            raise damaged(self.name, f"{member}: {error}") from None
        if len(data) != self.sizes[member]:
            raise damaged(self.name, f"{member}: {len(data)} bytes")
        return data


def open_archive(
    data: bytes, name: str, limit: Callable[[str], int | None], caps: Caps = PACKAGE
) -> Archive:
    """Look an archive through without unpacking it.

    Args:
        data: All its bytes.
        name: What to call it in messages.
        limit: Most bytes a file of this name may have; None refuses the name.
        caps: How much of everything there may be.

    Raises:
        EtudeError: ``package.damaged``, ``package.too-big``, ``package.too-many-files``,
            ``package.foreign-file`` or ``package.unsafe-file``.
    """
    if len(data) > caps.size:
        raise too_big(name, len(data), caps.size)
    _check_end(data, name, caps)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
    except _BROKEN as error:
        raise damaged(name, str(error)) from None
    if len(infos) > caps.members:
        raise _too_many(name, len(infos), caps)
    sizes: dict[str, int] = {}
    for info in infos:
        _check_member(info, name, limit(info.filename), caps)
        if info.filename in sizes:
            raise EtudeError("package.unsafe-file", package=name, file=short(info.filename))
        sizes[info.filename] = info.file_size
    if sum(sizes.values()) > caps.total:
        raise too_big(name, sum(sizes.values()), caps.total)
    return Archive(name, data, sizes)


def write_archive(members: Mapping[str, bytes]) -> bytes:
    """Return the bytes of an archive: the same files give the same bytes, at any time.

    Text is deflated. Graphs, pictures and arrays hold numbers that hardly shrink, and are stored,
    so that opening a package does not have to inflate them.

    Args:
        members: Content by name, in the order in which it is to lie in the archive.
    """
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data in members.items():
            info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            info.create_system = 3
            info.external_attr = (stat.S_IFREG | 0o644) << 16
            text = name.endswith((".json", ".md"))
            info.compress_type = zipfile.ZIP_DEFLATED if text else zipfile.ZIP_STORED
            archive.writestr(info, data)
    return target.getvalue()


def _check_end(data: bytes, name: str, caps: Caps) -> None:
    """Read the last record by hand, so that a false list of files is never even parsed."""
    if len(data) < _END.size or not data.startswith(b"PK\x03\x04"):
        raise damaged(name, Reason("reason.not-a-zip"))
    signature, disk, first, here, count, length, offset, comment = _END.unpack(data[-_END.size :])
    if signature != b"PK\x05\x06" or comment or disk or first or here != count:
        raise damaged(name, Reason("reason.no-file-list"))
    if count > caps.members or length > caps.directory:
        raise _too_many(name, count, caps)
    if offset + length + _END.size != len(data):
        raise damaged(name, Reason("reason.file-list-moved"))


def _check_member(info: zipfile.ZipInfo, name: str, limit: int | None, caps: Caps) -> None:
    # zipfile cuts a name at a zero byte; the name in the archive itself must be plain as well.
    if limit is None or info.orig_filename != info.filename:
        raise EtudeError("package.foreign-file", package=name, file=short(info.orig_filename))
    kind = stat.S_IFMT(info.external_attr >> 16)
    methods = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    if (
        info.flag_bits & _ENCRYPTED
        or kind not in (0, stat.S_IFREG)
        or info.is_dir()
        or info.compress_type not in methods
    ):
        raise EtudeError("package.unsafe-file", package=name, file=short(info.filename))
    if info.file_size > limit:
        raise too_big(f"{name}: {info.filename}", info.file_size, limit)
    if info.file_size > max(MEBIBYTE, info.compress_size * caps.ratio):
        raise too_big(f"{name}: {info.filename}", info.file_size, info.compress_size * caps.ratio)


def damaged(name: str, reason: str) -> EtudeError:
    """Return the error of an archive that cannot be read.

    Args:
        name: What to call it.
        reason: What is wrong, in a few words.
    """
    told = reason if isinstance(reason, Reason) else short(reason, 160)
    return EtudeError("package.damaged", package=name, reason=told)


def too_big(name: str, size: int, limit: int) -> EtudeError:
    """Return the error of something over its cap.

    Args:
        name: What to call it.
        size: Its bytes.
        limit: The bytes it may have.
    """
    megabytes = (f"{size / 1e6:.1f}", f"{limit / 1e6:.1f}")
    return EtudeError("package.too-big", what=name, size=megabytes[0], limit=megabytes[1])


def short(text: object, length: int = 80) -> str:
    """Return a text short and plain enough for a message: no control characters.

    Args:
        text: What a stranger's file says.
        length: Most characters.
    """
    plain = "".join(c if c.isprintable() else "�" for c in str(text)[: length + 1])
    return plain if len(plain) <= length else plain[: length - 1] + "…"


def _too_many(name: str, count: int, caps: Caps) -> EtudeError:
    return EtudeError("package.too-many-files", package=name, count=count, limit=caps.members)
