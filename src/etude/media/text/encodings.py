"""Bytes to text: which encoding a file is in, when it does not say.

UTF-8 proves itself: other text is hardly ever valid UTF-8 by chance. The older encodings of Chinese
and of Western languages accept almost any bytes, so every one of them is tried, and the text that
costs the fewest bits wins (`prices`). Where lines of several encodings stand in one file, because
somebody pasted them together, each is read by itself (`mixtures`).
Japanese in Shift-JIS is told first, by its kana, which no other text has when it is read so.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from etude.core.errors import EtudeError
from etude.media.text.mixtures import read_lines
from etude.media.text.prices import REPLACED, find_cost

# One character in so many may be damaged; more, and it is not in that encoding at all.
_MOST_LOST = 0.01
_SAMPLE = 1 << 16
_KANA = re.compile(r"[\u3041-\u3096\u30a1-\u30fa]")
_JAPANESE = 0.25  # of what is not ASCII in Japanese, kana at least
_MARKED = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


@dataclass(frozen=True)
class Decoded:
    """A file as text.

    Args:
        text: What it says, as it stands there.
        encoding: What it was in: ``utf-8``, ``utf-16-le``, ``utf-16-be``, ``utf-32-le``,
            ``utf-32-be``, ``gb18030``, ``big5``, ``windows-1252`` or ``shift-jis``; of a mixture,
            what most is in.
        lost: How many characters could not be read and were left out.
        mixed: Other encodings that some of it is in.
    """

    text: str
    encoding: str
    lost: int = 0
    mixed: tuple[str, ...] = ()


def decode_text(data: bytes, name: str = "text") -> Decoded:
    """Turn the bytes of a file into text.

    Args:
        data: All of them.
        name: What to call the file in a message.

    Raises:
        EtudeError: ``text.binary`` for what is no text, ``text.unknown-encoding`` for text that
            no known encoding explains.
    """
    for mark, encoding in _MARKED:
        if data.startswith(mark):
            return _decode_marked(data[len(mark) :], encoding, name)
    if b"\0" in data:
        return _decode_wide(data, name)
    return _decode_narrow(data, name)


def _decode_marked(data: bytes, encoding: str, name: str) -> Decoded:
    """Read what says its encoding; later writers may have added other lines to UTF-8."""
    if encoding == "utf-8":
        return _decode_narrow(data, name)
    return _finish(data.decode(encoding, "replace"), encoding, name)


def _decode_wide(data: bytes, name: str) -> Decoded:
    """Read what has zero bytes: UTF-16 without a mark, or no text at all."""
    even = data[: len(data) // 2 * 2]
    readings = [(even.decode(each, "replace"), each) for each in ("utf-16-le", "utf-16-be")]
    text, encoding = min(readings, key=lambda each: find_cost(each[0][:_SAMPLE]))
    sample = text[:_SAMPLE]
    if find_cost(sample) > 16 * len(sample):
        raise EtudeError("text.binary", name=name)
    return _finish(text, encoding, name)


def _decode_narrow(data: bytes, name: str) -> Decoded:
    try:
        return _finish(data.decode("utf-8"), "utf-8", name)
    except UnicodeDecodeError as error:
        whole = data[: error.start]
        if error.reason == "unexpected end of data" and not whole.isascii():
            # The file was cut in the middle of its last character.
            return _finish(whole.decode("utf-8") + REPLACED, "utf-8", name)
    japanese = _read_japanese(data)
    if japanese is not None:
        return _finish(japanese, "shift-jis", name)
    read = read_lines(data)
    first, *others = sorted(read.counts, key=lambda each: -read.counts[each])
    return _finish(read.text, first, name, tuple(others))


def _read_japanese(data: bytes) -> str | None:
    """Return a text that is in Shift-JIS, by how much of it is kana then; None for any other."""
    try:
        text = data.decode("cp932")
    except UnicodeDecodeError:
        return None
    strange = [each for each in text[:_SAMPLE] if not each.isascii()]
    kana = sum(_KANA.match(each) is not None for each in strange)
    return text if kana and kana >= _JAPANESE * len(strange) else None


def _finish(text: str, encoding: str, name: str, mixed: tuple[str, ...] = ()) -> Decoded:
    lost = text.count(REPLACED)
    strange = sum(not each.isascii() for each in text[:_SAMPLE])
    controls = sum(_is_control(each) for each in text[:_SAMPLE])
    if controls > 1 + len(text[:_SAMPLE]) // 100:
        raise EtudeError("text.binary", name=name)
    if lost > 1 + _MOST_LOST * max(strange, len(text) // 100):
        raise EtudeError("text.unknown-encoding", name=name)
    return Decoded(text.replace(REPLACED, ""), encoding, lost, mixed)


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cn") and character not in "\t\n\r\f\v\x1a\x85"
