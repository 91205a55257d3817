"""The XML under a MusicXML file, packed or not, read without trusting it."""

from __future__ import annotations

import io
import zipfile
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from etude.core.errors import EtudeError
from etude.media.music.limits import ScoreLimits

_DEEPEST = 64
_MOST_ELEMENTS = 2_000_000
_CONTAINER = "META-INF/container.xml"
_SUFFIXES = (".musicxml", ".xml")


def looks_like_musicxml(data: bytes) -> bool:
    """Say whether the bytes are an XML score."""
    head = data[:4096].replace(b"\0", b"")  # UTF-16 counts too
    return head.lstrip(b"\xef\xbb\xbf\xff\xfe \r\n\t").startswith(b"<") and b"score-" in head


def looks_packed(data: bytes) -> bool:
    """Say whether the bytes are a zip file, as ``.mxl`` is one."""
    return data.startswith(b"PK\x03\x04")


def unpack(data: bytes, limits: ScoreLimits, name: str) -> bytes:
    """Return the score inside a packed file.

    Args:
        data: Of the ``.mxl`` file.
        limits: Caps; no more than that is ever unpacked.
        name: What to call the file in a message.

    Raises:
        EtudeError: ``score.broken``, ``score.bomb`` or ``score.no-score-inside``.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        names = [each for each in archive.namelist() if not each.endswith("/")]
        if _CONTAINER in names:
            paths = _rootfiles(_member(archive, _CONTAINER, limits, name), limits, name)
            names = [path for path in paths if path in names] or names
        for each in names:
            if each.lower().endswith(_SUFFIXES) and not each.startswith("META-INF/"):
                return _member(archive, each, limits, name)
    except (zipfile.BadZipFile, ValueError, OSError, EOFError, NotImplementedError) as error:
        raise EtudeError("score.broken", name=name, reason="zip") from error
    raise EtudeError("score.no-score-inside", name=name)


def _rootfiles(data: bytes, limits: ScoreLimits, name: str) -> list[str]:
    try:
        container = parse(data, limits, name)
    except EtudeError:
        return []  # many a file has a broken container round a whole score
    return [each.get("full-path", "") for each in container.iter() if each.tag.endswith("rootfile")]


def _member(archive: zipfile.ZipFile, member: str, limits: ScoreLimits, name: str) -> bytes:
    try:
        # The size in the header may lie, so the reading itself is bounded.
        with archive.open(member) as file:
            data = file.read(limits.unpacked + 1)
    except Exception as error:  # zipfile reports damage in many ways: zlib.error, RuntimeError, ...
        raise EtudeError("score.broken", name=name, reason="zip") from error
    if len(data) > limits.unpacked:
        raise EtudeError("score.bomb", name=name)
    return data


def parse(data: bytes, limits: ScoreLimits, name: str) -> Element:
    """Return the root of an XML document.

    Entities are refused, because a few lines of them can stand for gigabytes or for somebody's
    files; a score never needs one.

    Args:
        data: Of the file.
        limits: Caps.
        name: What to call the file in a message.

    Raises:
        EtudeError: ``score.broken``, ``score.bomb`` or ``score.too-many-bytes``.
    """
    if len(data) > limits.unpacked:
        raise EtudeError("score.bomb", name=name)
    builder, guard = TreeBuilder(), _Guard(name)
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def start(tag: str, attributes: dict[str, str]) -> None:
        guard.enter()
        builder.start(tag, attributes)

    def end(tag: str) -> None:
        guard.depth -= 1
        builder.end(tag)

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = builder.data
    parser.EntityDeclHandler = guard.refuse
    try:
        parser.Parse(data, True)
        return builder.close()
    except (expat.ExpatError, ValueError, LookupError, AssertionError) as error:
        raise EtudeError("score.broken", name=name, reason=str(error) or "XML") from error


class _Guard:
    """Counts elements and refuses what is built to do harm."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._elements = 0
        self.depth = 0

    def enter(self) -> None:
        self._elements += 1
        self.depth += 1
        if self._elements > _MOST_ELEMENTS or self.depth > _DEEPEST:
            raise EtudeError("score.bomb", name=self._name)

    def refuse(self, *_: object) -> None:
        raise EtudeError("score.bomb", name=self._name)
