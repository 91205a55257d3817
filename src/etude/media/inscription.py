"""The recipe of a film inside its file: frames and times stay as they are."""

from __future__ import annotations

import io
from typing import Any

from etude.media.encoding import exif_block, sign_comment

_EXIF_FLAG, _ALPHA_FLAG = 0x08, 0x10
# Elements of Matroska.
_SEGMENT, _TAGS = b"\x18\x53\x80\x67", b"\x12\x54\xc3\x67"
_TAG, _TARGETS, _SIMPLE_TAG = b"\x73\x73", b"\x63\xc0", b"\x67\xc8"
_TAG_NAME, _TAG_STRING = b"\x45\xa3", b"\x44\x87"


def inscribe(data: bytes, suffix: str, recipe: dict[str, Any]) -> bytes:
    """Return a film with its recipe inside; nothing is encoded anew.

    Args:
        data: Of a film without one, as `animation.encode_animation` wrote it.
        suffix: ``.webp``, where the recipe stands in EXIF as that of a picture does; ``.gif``,
            ``.mp4`` or ``.webm``, where it is the comment.
        recipe: As JSON can say it; `picture.read_recipe` finds it again.

    Returns:
        The same bytes for the same film and recipe.

    Raises:
        ValueError: Another program's MP4 or WebM; that is a mistake of the caller.
    """
    if suffix == ".webp":
        return _into_webp(data, exif_block(recipe))
    into = {".gif": _into_gif, ".mp4": _into_mp4, ".webm": _into_webm}[suffix]
    return into(data, sign_comment(recipe))


def is_video(data: bytes) -> bool:
    """Return whether a file's first bytes promise MP4 or WebM.

    Args:
        data: At least the first 8 bytes.
    """
    return data[4:8] == b"ftyp" or data.startswith(b"\x1a\x45\xdf\xa3")


def _into_webp(data: bytes, exif: bytes) -> bytes:
    """Append an EXIF chunk, and say so in the chunk that comes first where there is more than one.

    https://developers.google.com/speed/webp/docs/riff_container
    """
    chunks = data[12:]
    if not chunks.startswith(b"VP8X"):  # frames that are all equal became a still picture
        chunks = _extended(data) + chunks
    flags = chunks[8] | _EXIF_FLAG
    note = b"EXIF" + len(exif).to_bytes(4, "little") + exif + bytes(len(exif) % 2)
    body = b"WEBP" + chunks[:8] + bytes([flags]) + chunks[9:] + note
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def _extended(data: bytes) -> bytes:
    """Return the chunk that a WebP begins with where it holds more than one picture's data."""
    from PIL import Image

    with Image.open(io.BytesIO(data), formats=("WEBP",)) as still:
        flags = _ALPHA_FLAG if still.mode == "RGBA" else 0
        sides = b"".join((side - 1).to_bytes(3, "little") for side in still.size)
    return b"VP8X" + (10).to_bytes(4, "little") + bytes([flags, 0, 0, 0]) + sides


def _into_gif(data: bytes, comment: bytes) -> bytes:
    """Put a comment, in blocks of up to 255 bytes, between the colours and the first frame.

    https://www.w3.org/Graphics/GIF/spec-gif89a.txt
    """
    blocks = [comment[at : at + 255] for at in range(0, len(comment), 255)]
    note = b"!\xfe" + b"".join(bytes([len(each)]) + each for each in blocks) + b"\0"
    screen = data[10]
    colours = 3 * 2 ** (screen % 8 + 1) if screen & 0x80 else 0
    at = 13 + colours
    # A single frame makes a GIF of 1987, which knew no comments.
    return b"GIF89a" + data[6:at] + note + data[at:]


def _into_mp4(data: bytes, comment: bytes) -> bytes:
    """Append a comment to the list of tags, which FFmpeg writes last: all that holds it grows.

    https://developer.apple.com/documentation/quicktime-file-format/metadata_item_list_atom
    """
    text = _box(b"data", b"\0\0\0\1" + bytes(4) + comment)  # 1: UTF-8
    note, whole = _box(b"\xa9cmt", text), bytearray(data)
    for name in (b"moov", b"udta", b"meta", b"ilst"):
        at = data.rfind(name) - 4
        length = int.from_bytes(data[at : at + 4])
        if at < 0 or at + length != len(data):
            raise ValueError("an MP4 that Etude did not write")
        whole[at : at + 4] = (length + len(note)).to_bytes(4)
    return bytes(whole) + note


def _box(name: bytes, body: bytes) -> bytes:
    return (8 + len(body)).to_bytes(4) + name + body


def _into_webm(data: bytes, comment: bytes) -> bytes:
    """Append a tag to the segment, which is all of the film, and say how long it is now.

    https://www.rfc-editor.org/rfc/rfc9559#name-tags-element
    """
    at = data.find(_SEGMENT) + len(_SEGMENT)
    length = int.from_bytes(data[at + 1 : at + 8])
    if data[at : at + 1] != b"\1" or at + 8 + length != len(data):
        raise ValueError("a WebM that Etude did not write")
    named = _element(_TAG_NAME, b"COMMENT") + _element(_TAG_STRING, comment)
    tag = _element(_TARGETS, b"") + _element(_SIMPLE_TAG, named)
    note = _element(_TAGS, _element(_TAG, tag))
    return data[:at] + _length(length + len(note)) + data[at + 8 :] + note


def _element(name: bytes, body: bytes) -> bytes:
    return name + _length(len(body)) + body


def _length(length: int) -> bytes:
    """Return a length as EBML writes it: the first bit tells that it takes eight bytes."""
    return (1 << 56 | length).to_bytes(8)
