"""Pixels to files, with the recipe of their making inside."""

from __future__ import annotations

import io
import json
import struct
import zlib
from typing import Any

import numpy as np
import numpy.typing as npt

from etude.core.errors import EtudeError
from etude.core.hashes import canonical_json
from etude.media.scaling import flatten

Pixels = npt.NDArray[np.uint8]

KEYWORD = "etude"
SUFFIXES = (".png", ".jpg", ".webp")
_PNG_START = b"\x89PNG\r\n\x1a\n"
# EXIF: the sub-directory pointer, and the user comment in it with its code for plain ASCII.
_EXIF_IFD, _USER_COMMENT, _ASCII = 0x8769, 0x9286, b"ASCII\0\0\0"
SIGN = f"{KEYWORD}:".encode()
_JPEG_COMMENT = 60_000
_MAX_RECIPE = 8 * 2**20


def check_suffix(suffix: str, allowed: tuple[str, ...] = SUFFIXES) -> str:
    """Return the suffix in lower case with its dot, when pictures can be written so.

    Args:
        suffix: For example ``.png``, ``PNG`` or ``.jpeg``.
        allowed: What can be written.

    Raises:
        EtudeError: ``picture.unknown-suffix``.
    """
    word = "." + suffix.strip().lower().lstrip(".")
    word = ".jpg" if word in (".jpeg", ".jpe") else word
    if word not in allowed:
        raise EtudeError("picture.unknown-suffix", suffix=suffix, suffixes=", ".join(allowed))
    return word


def encode(pixels: Pixels, suffix: str, recipe: dict[str, Any] | None = None) -> bytes:
    """Return the picture as the bytes of a file; the same input gives the same bytes.

    Args:
        pixels: uint8 ``[H, W, 3 or 4]``.
        suffix: ``.png`` or ``.webp`` (both without loss) or ``.jpg`` (transparency on white).
        recipe: Kept inside as JSON: in PNG as the text chunk ``etude``, else as the EXIF comment.

    Raises:
        EtudeError: ``picture.unknown-suffix``; ``picture.recipe-too-long`` for a JPEG, whose
            comment ends at 60 KB.
    """
    from PIL import Image

    kind = check_suffix(suffix)
    image = Image.fromarray(np.ascontiguousarray(flatten(pixels) if kind == ".jpg" else pixels))
    target = io.BytesIO()
    if kind == ".png":
        image.save(target, "PNG", compress_level=6, pnginfo=_png_text(recipe))
        return target.getvalue()
    extra: dict[str, Any] = {} if recipe is None else {"exif": exif_block(recipe)}
    if kind == ".webp":
        # `exact` keeps the colours under transparent places, so that all pixels come back.
        image.save(target, "WEBP", lossless=True, exact=True, quality=80, method=4, **extra)
    else:
        _check_length(recipe)
        image.save(target, "JPEG", quality=95, subsampling=0, **extra)
    return target.getvalue()


def _png_text(recipe: dict[str, Any] | None) -> Any:
    from PIL.PngImagePlugin import PngInfo

    text = PngInfo()
    if recipe is not None:
        text.add_itxt(KEYWORD, canonical_json(recipe).decode("utf-8"))
    return text


def _check_length(recipe: dict[str, Any] | None) -> None:
    length = 0 if recipe is None else len(_plain(recipe))
    if length > _JPEG_COMMENT:
        raise EtudeError("picture.recipe-too-long", kilobytes=length // 1000)


def exif_block(recipe: dict[str, Any]) -> bytes:
    """Return an EXIF block with a recipe as its user comment.

    Args:
        recipe: As JSON can say it.
    """
    from PIL.Image import Exif

    exif = Exif()
    exif.get_ifd(_EXIF_IFD)[_USER_COMMENT] = _ASCII + _plain(recipe)
    return exif.tobytes()


def sign_comment(recipe: dict[str, Any]) -> bytes:
    """Return a recipe behind our sign, in plain ASCII, which every comment can hold.

    Args:
        recipe: As JSON can say it.
    """
    return SIGN + _plain(recipe)


def _plain(recipe: dict[str, Any]) -> bytes:
    return json.dumps(recipe, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode()


def parse_comment(comment: bytes | None) -> dict[str, Any] | None:
    """Return the recipe that a picture's comment holds, or None.

    Args:
        comment: Of EXIF, with its eight bytes of character code, or of a GIF, with our sign.
    """
    for begin in (_ASCII, SIGN):
        if comment is not None and comment.startswith(begin):
            return _parse(comment[len(begin) :])
    return None


def png_recipe(data: bytes) -> dict[str, Any] | None:
    """Return the recipe in a PNG's text chunk, or None, without decoding the picture.

    Args:
        data: The file; a damaged one gives None.
    """
    at = len(_PNG_START)
    while at + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        body = data[at + 8 : at + 8 + length]
        if kind == b"iTXt" and body.startswith(KEYWORD.encode() + b"\0"):
            return _parse(_international_text(body))
        if kind == b"IEND":
            break
        at += 12 + length
    return None


def _international_text(body: bytes) -> bytes:
    """Return the text of an iTXt chunk: keyword, two flags, language, translation, text."""
    packed = body[len(KEYWORD) + 1 : len(KEYWORD) + 2] == b"\1"
    parts = body[len(KEYWORD) + 3 :].split(b"\0", 2)
    if len(parts) != 3:
        return b""
    if not packed:
        return parts[2]
    try:
        # Another program may have packed the text; a small file must not become a large one.
        return zlib.decompressobj().decompress(parts[2], _MAX_RECIPE)
    except zlib.error:
        return b""


def signed_recipe(data: bytes) -> dict[str, Any] | None:
    """Return the recipe behind our sign somewhere in a file, or None.

    Args:
        data: The file; a damaged one gives None.
    """
    start = data.find(SIGN)
    if start < 0:
        return None
    text = data[start + len(SIGN) :].decode("utf-8", "replace")
    try:
        value, _ = json.JSONDecoder().raw_decode(text)  # which ends where its braces do
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _parse(text: bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(text.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None
