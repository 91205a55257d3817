"""The recipe of a score inside its file, where every kind of file has room for words."""

from __future__ import annotations

import json
import re
import struct
import zlib
from typing import Any
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from etude.core.errors import EtudeError
from etude.core.hashes import canonical_json
from etude.media.encoding import KEYWORD, SIGN, png_recipe, signed_recipe
from etude.media.music.limits import DEFAULT_LIMITS
from etude.media.music.midi.events import looks_like_midi, write_variable
from etude.media.music.musicxml.document import (
    looks_like_musicxml,
    looks_packed,
    parse,
    unpack,
)

_PNG_HEAD = 33  # signature and first chunk
_MIDI_TRACK = 14  # where the first track begins
_TEXT = b"\x00\xff\x01"
_PDF_ENTRY = re.compile(rb"/Etude <([0-9a-f]*)>")
_SVG_NOTE = re.compile(rb'<metadata id="etude">(.*?)</metadata>', re.DOTALL)


def inscribe(data: bytes, suffix: str, recipe: dict[str, Any]) -> bytes:
    """Return a file with a recipe in it; a PDF takes its recipe while it is written.

    Args:
        data: Of a file that Etude wrote.
        suffix: ``.mid``, ``.musicxml``, ``.svg``, ``.png`` or ``.wav``.
        recipe: As JSON can say it.
    """
    plain = canonical_json(recipe)
    if suffix == ".mid":
        event = _TEXT + write_variable(len(SIGN + plain)) + SIGN + plain
        at = _MIDI_TRACK + 8
        length = int.from_bytes(data[at - 4 : at]) + len(event)
        return data[: at - 4] + length.to_bytes(4) + event + data[at:]
    if suffix == ".png":
        body = KEYWORD.encode() + b"\0\0\0\0\0" + plain
        chunk = b"iTXt" + body
        whole = struct.pack(">I", len(body)) + chunk + struct.pack(">I", zlib.crc32(chunk))
        return data[:_PNG_HEAD] + whole + data[_PNG_HEAD:]
    if suffix == ".wav":
        note = _chunk(b"LIST", b"INFO" + _chunk(b"ICMT", SIGN + plain))
        return data[:4] + (len(data) - 8 + len(note)).to_bytes(4, "little") + data[8:] + note
    words = escape(plain.decode()).encode()
    if suffix == ".svg":
        head, sign, rest = data.partition(b">")
        return head + sign + b'<metadata id="etude">' + words + b"</metadata>" + rest
    field = b'<miscellaneous><miscellaneous-field name="etude">' + words
    return data.replace(
        b"</identification>", field + b"</miscellaneous-field></miscellaneous></identification>", 1
    )


def _chunk(name: bytes, body: bytes) -> bytes:
    return name + len(body).to_bytes(4, "little") + body + bytes(len(body) % 2)


def read_recipe(data: bytes) -> dict[str, Any] | None:
    """Return the recipe in a file of music that Etude wrote, or None.

    Args:
        data: Of the file; a damaged one gives None.
    """
    try:
        plain = _find(data)
        value = json.loads(plain) if plain else None
    except (EtudeError, ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _find(data: bytes) -> bytes | str | None:
    if looks_packed(data):
        data = unpack(data, DEFAULT_LIMITS, "-")
    if data.startswith(b"\x89PNG"):
        found = png_recipe(data)
        return None if found is None else canonical_json(found)
    if data.startswith(b"%PDF"):
        entry = _PDF_ENTRY.search(data)
        return bytes.fromhex(entry[1].decode()).decode("utf-16") if entry else None
    if data.startswith(b"<svg"):
        note = _SVG_NOTE.search(data)
        return parse(b"<a>" + note[1] + b"</a>", DEFAULT_LIMITS, "-").text if note else None
    if looks_like_musicxml(data):
        return _field(parse(data, DEFAULT_LIMITS, "-"))
    if data.startswith(b"RIFF") or looks_like_midi(data):
        found = signed_recipe(data)
        return None if found is None else canonical_json(found)
    return None


def _field(root: Element) -> str | None:
    for each in root.findall("identification/miscellaneous/miscellaneous-field"):
        if each.get("name") == KEYWORD:
            return each.text
    return None
