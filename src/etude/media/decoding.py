"""Files of any kind to pixels: what a person's folder holds is what must be read.

Pillow's plugins are called directly, one chosen by the first bytes of the file. So a name that lies
does no harm, formats that run programs (EPS) are never tried, and the size is known before any
memory is spent on pixels.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from etude.core.errors import EtudeError
from etude.core.messages import message
from etude.core.reasons import reason_of
from etude.media.modes import to_simple_mode, to_srgb, turn
from etude.media.silence import stderr_muted, warnings_muted

if TYPE_CHECKING:
    from PIL import Image
    from PIL.ImageFile import ImageFile

Pixels = npt.NDArray[np.uint8]

# Pillow plugin modules and classes by the name of the format.
_READERS = {
    "png": ("PngImagePlugin", "PngImageFile"),
    "jpeg": ("JpegImagePlugin", "JpegImageFile"),
    "webp": ("WebPImagePlugin", "WebPImageFile"),
    "gif": ("GifImagePlugin", "GifImageFile"),
    "tiff": ("TiffImagePlugin", "TiffImageFile"),
    "bmp": ("BmpImagePlugin", "BmpImageFile"),
    "avif": ("AvifImagePlugin", "AvifImageFile"),
    "jpeg2000": ("Jpeg2KImagePlugin", "Jpeg2KImageFile"),
    "ppm": ("PpmImagePlugin", "PpmImageFile"),
}
_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"\xff\xd8\xff", "jpeg"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"II+\0", "tiff"),
    (b"MM\0+", "tiff"),
    (b"\0\0\0\x0cjP  \r\n\x87\n", "jpeg2000"),
    (b"\xff\x4f\xff\x51", "jpeg2000"),
)
# fmt: off
SUFFIXES = frozenset((
    ".png", ".apng", ".jpg", ".jpeg", ".jpe", ".jfif", ".mpo", ".webp", ".gif", ".tif", ".tiff",
    ".bmp", ".dib", ".avif", ".jp2", ".j2k", ".j2c", ".jpx", ".ppm", ".pgm", ".pbm", ".pnm",
))
# fmt: on
# A picture above this many pixels is decoded alone, so that memory does not grow with the cores.
_HEAVY_PIXELS = 24_000_000
_heavy = threading.Lock()


@dataclass(frozen=True)
class PictureLimits:
    """What a single picture may cost.

    Args:
        bytes: Largest file, in bytes.
        pixels: Largest picture, in pixels, judged before decoding. The default is a sheet of A2
            paper scanned at 600 dpi, and under the point where Pillow itself gives up.
        side: Longest side, in pixels.
    """

    bytes: int = 256 * 2**20
    pixels: int = 150_000_000
    side: int = 65_535


def load_bytes(source: str | Path | bytes, limits: PictureLimits, name: str) -> bytes:
    """Return the content of a file, or the bytes as they are, within the byte cap.

    Args:
        source: A path or the bytes themselves.
        limits: The caps.
        name: What to call the picture in a message.

    Raises:
        EtudeError: ``picture.missing``, ``picture.unreadable`` or ``picture.too-many-bytes``.
    """
    if isinstance(source, bytes):
        size, data = len(source), source
    else:
        path = Path(source)
        try:
            # Only plain files: opening a pipe or a device could wait for ever.
            if not path.is_file():
                raise EtudeError("picture.missing", name=name)
            size = path.stat().st_size
            data = path.read_bytes() if size <= limits.bytes else b""
        except OSError as error:
            raise EtudeError("picture.unreadable", name=name, reason=_reason(error)) from error
    if max(size, len(data)) > limits.bytes:
        raise EtudeError(
            "picture.too-many-bytes",
            name=name,
            megabytes=round(size / 2**20, 1),
            limit=round(limits.bytes / 2**20, 1),
        )
    return data


def source_name(source: str | Path | bytes) -> str:
    """Return what to call a picture in a message: its file name, or a word for bytes.

    Args:
        source: A path or bytes.
    """
    return message("picture.unnamed") if isinstance(source, bytes) else Path(source).name


def sniff(data: bytes) -> str | None:
    """Return the format that the first bytes of a file promise, or None.

    Args:
        data: At least the first 32 bytes.
    """
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == b"ftyp" and (b"avif" in data[8:32] or b"avis" in data[8:32]):
        return "avif"
    if data[:2] == b"BM" and len(data) > 26 and int.from_bytes(data[14:18], "little") <= 256:
        return "bmp"
    if data[:1] == b"P" and data[1:2] in b"123456" and data[2:3].isspace():
        return "ppm"
    return None


def decode(
    data: bytes,
    limits: PictureLimits,
    name: str,
    short_side: int | None = None,
) -> tuple[Pixels, tuple[int, int]]:
    """Return the pixels of an encoded picture, and the size it had in the file.

    EXIF rotation is applied, an animation gives its first frame, colour profiles are carried over
    to sRGB, and 16 and 32 bits a channel become 8.

    Args:
        data: The file.
        limits: The caps, judged from the header.
        name: What to call the picture in a message.
        short_side: Reduce a larger picture until its short side has this many pixels.

    Returns:
        uint8 ``[H, W, 3]``, or ``[H, W, 4]`` with straight alpha where the file has any; and the
        file's width and height in pixels.

    Raises:
        EtudeError: ``picture.unknown-format``, ``picture.too-many-pixels`` or ``picture.broken``.
    """
    with _opened(data, limits, name) as image:
        size = image.size
        with _heavy if size[0] * size[1] > _HEAVY_PIXELS else contextlib.nullcontext():
            if short_side is not None:
                _draft(image, short_side)
            with stderr_muted() if image.format == "TIFF" else contextlib.nullcontext():
                image.load()
            return _finish(image, short_side), size


def read_comment(data: bytes, limits: PictureLimits, name: str) -> bytes | None:
    """Return the comment of a GIF, or the user comment of another picture's EXIF block, or None.

    The picture is not decoded.

    Args:
        data: The file.
        limits: The caps.
        name: What to call the picture in a message.

    Raises:
        EtudeError: As `decode`.
    """
    with _opened(data, limits, name) as image:
        if image.format == "GIF":
            return image.info.get("comment")
        if "exif" not in image.info:
            return None
        comment = image.getexif().get_ifd(0x8769).get(0x9286)
        return comment if isinstance(comment, bytes) else None


@contextlib.contextmanager
def _opened(data: bytes, limits: PictureLimits, name: str) -> Iterator[ImageFile]:
    kind = sniff(data[:64])
    if kind is None:
        raise EtudeError("picture.unknown-format", name=name)
    with warnings_muted:
        try:
            with _reader(kind)(io.BytesIO(data)) as image:
                _check_size(image, limits, name)
                yield image
        except EtudeError:
            raise
        except Exception as error:
            # Pillow reports damage with a dozen exception types (struct.error, SyntaxError,
            # IndexError, ...); for the owner of the file they all mean the same.
            raise EtudeError("picture.broken", name=name, reason=_reason(error)) from error


def _reader(kind: str) -> Any:
    module, reader = _READERS[kind]
    # Pillow decides whether a format was built in while its plugin is imported.
    return getattr(importlib.import_module(f"PIL.{module}"), reader)


def _check_size(image: ImageFile, limits: PictureLimits, name: str) -> None:
    width, height = image.size
    if width * height > limits.pixels or max(width, height) > limits.side:
        raise EtudeError(
            "picture.too-many-pixels",
            name=name,
            width=width,
            height=height,
            megapixels=round(width * height / 1e6),
            limit=round(limits.pixels / 1e6),
        )
    if width < 1 or height < 1:
        raise EtudeError("picture.broken", name=name, reason=f"{width} x {height}")


def _draft(image: ImageFile, short_side: int) -> None:
    """Let a JPEG decoder skip what the reduction would throw away."""
    scale = 2 * short_side / min(image.size)
    # Twice the final size is left over for Lanczos, which is sharper than the decoder's averaging.
    if scale < 1 and image.format in ("JPEG", "MPO"):
        image.draft(None, (round(image.width * scale), round(image.height * scale)))


def _finish(image: ImageFile, short_side: int | None) -> Pixels:
    orientation = _orientation(image)
    profile = image.info.get("icc_profile")
    plain = to_simple_mode(image)
    if short_side is not None and min(plain.size) > short_side:
        plain = _reduce(plain, short_side)
    plain = to_srgb(plain, profile)
    if plain.mode not in ("RGB", "RGBA"):
        plain = plain.convert("RGB")
    return turn(np.asarray(plain, dtype=np.uint8), orientation)


def _reduce(image: Image.Image, short_side: int) -> Image.Image:
    from PIL import Image

    scale = short_side / min(image.size)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    # Pillow weighs colours by their alpha here, so no colour bleeds out of what cannot be seen.
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _orientation(image: ImageFile) -> int:
    try:
        value = image.getexif().get(0x0112, 1)
    except Exception:
        # A damaged EXIF block says nothing about the pixels, which are whole.
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _reason(error: BaseException) -> str:
    if isinstance(error, OSError) and error.strerror:
        return reason_of(error)
    lines = str(error).strip().splitlines()
    return lines[0][:120] if lines else type(error).__name__
