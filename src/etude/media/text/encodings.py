"""Bytes to text: which encoding a file is in, when it does not say.

UTF-8 proves itself: other text is hardly ever valid UTF-8 by chance. The older encodings of Chinese
and of Western languages accept almost any bytes, so every one of them is tried, and the text that
costs the fewest bits wins: a frequent character is cheap, a rare one dear, and what no writer types
dearest. The prices follow the levels of GB 2312 and Big5, which sort characters by how common they
are, and a short list of the most frequent ones.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from etude.core.errors import EtudeError

# The most frequent characters of modern and of classical Chinese, in both scripts.
_FREQUENT = frozenset(
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后"
    "作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因"
    "只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重并物手应"
    "战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿"
    "原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太"
    "再感建做接必场件直命山金指许区保至形社便空决展马五眼书非则听白却界达光放强即像难且权思王象完式色"
    "路记南品住告类求北边死张该交万取望觉领共师清今切院让识带争运"
    "這個們來為國說時會對過發後裡種經麼學現當動還進樣開從實無與長機關點業將兩間問應戰頭體見產話內給門"
    "員論處義幾認條氣題爾變總電數報結場許區決馬書則聽卻達強難權類邊張該萬覺領師讓識帶爭運東聲於著沒"
    "曰乎焉哉吾汝乃云矣風雲花春秋夜江舟酒歌詩君妾雨雪寒愁夢淚鴻雁柳楊竹松梅蘭风诗梦泪鸿杨兰千里客故"
    "歸归舊旧漢汉宮宫塵尘煙烟樓楼獨独飛飞鳥鸟還远遠近深落葉叶草青紅红黃黄綠绿玉朝暮流孤城関關"
)
_MARKS = frozenset("　、。《》〈〉「」『』【】（），：；？！“”‘’…—·～")
_WESTERN = frozenset("°§«»–€£")
_REPLACED = "\N{REPLACEMENT CHARACTER}"
_LOST = 60.0
# One character in so many may be damaged; more, and it is not in that encoding at all.
_MOST_LOST = 0.01
_SAMPLE = 1 << 16
_MARKED = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_OLDER = {"gb18030": "gb18030", "big5": "big5hkscs", "windows-1252": "cp1252"}
# Two accented letters side by side are rare in every Western language.
_SIDE_BY_SIDE = re.compile(r"[\u0080-\u02ff]{2,}")


@dataclass(frozen=True)
class Decoded:
    """A file as text.

    Args:
        text: What it says, as it stands there.
        encoding: What it was in: ``utf-8``, ``utf-16-le``, ``utf-16-be``, ``utf-32-le``,
            ``utf-32-be``, ``gb18030``, ``big5`` or ``windows-1252``.
        lost: How many characters could not be read and were left out.
        mixed: Another encoding that some of its lines are in; empty where there is none.
    """

    text: str
    encoding: str
    lost: int = 0
    mixed: str = ""


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
            return _finish(data[len(mark) :].decode(encoding, "replace"), encoding, name)
    if b"\0" in data:
        return _decode_wide(data, name)
    try:
        return _finish(data.decode("utf-8"), "utf-8", name)
    except UnicodeDecodeError as error:
        whole = data[: error.start]
        if error.reason == "unexpected end of data" and not whole.isascii():
            # The file was cut in the middle of its last character.
            return _finish(whole.decode("utf-8") + _REPLACED, "utf-8", name)
    return _decode_older(data, name)


def _decode_wide(data: bytes, name: str) -> Decoded:
    """Read what has zero bytes: UTF-16 without a mark, or no text at all."""
    even = data[: len(data) // 2 * 2]
    readings = [(even.decode(each, "replace"), each) for each in ("utf-16-le", "utf-16-be")]
    text, encoding = min(readings, key=lambda each: _cost(each[0][:_SAMPLE]))
    sample = text[:_SAMPLE]
    if _cost(sample) > 16 * len(sample):
        raise EtudeError("text.binary", name=name)
    return _finish(text, encoding, name)


def _decode_older(data: bytes, name: str) -> Decoded:
    lines = data.splitlines(keepends=True)
    strange = [line for line in lines if not line.isascii()]
    valid = [line for line in strange if _is_utf8(line)]
    if 2 * len(valid) <= len(strange):
        encoding = _find_encoding(strange)
        return _finish(data.decode(_OLDER[encoding], "replace"), encoding, name)
    # Most lines are UTF-8: somebody pasted others between them.
    wrong = [line for line in strange if not _is_utf8(line)]
    mixed = _find_encoding(wrong)
    parts = [line.decode("utf-8" if _is_utf8(line) else _OLDER[mixed], "replace") for line in lines]
    return _finish("".join(parts), "utf-8", name, mixed)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _find_encoding(lines: list[bytes]) -> str:
    """Return the older encoding in which lines cost the fewest bits."""
    sample, size = [], 0
    for line in lines:
        sample.append(line[:_SAMPLE])
        size += len(line)
        if size > _SAMPLE:
            break
    joined = b"\n".join(sample)
    return min(_OLDER, key=lambda each: _cost(joined.decode(_OLDER[each], "replace")))


def _finish(text: str, encoding: str, name: str, mixed: str = "") -> Decoded:
    lost = text.count(_REPLACED)
    strange = sum(not each.isascii() for each in text[:_SAMPLE])
    controls = sum(_is_control(each) for each in text[:_SAMPLE])
    if controls > 1 + len(text[:_SAMPLE]) // 100:
        raise EtudeError("text.binary", name=name)
    if lost > 1 + _MOST_LOST * max(strange, len(text) // 100):
        raise EtudeError("text.unknown-encoding", name=name)
    return Decoded(text.replace(_REPLACED, ""), encoding, lost, mixed)


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cn") and character not in "\t\n\r\f\v\x1a\x85"


def _cost(text: str) -> float:
    """Return about how many bits a reader of Chinese or English needs to write a text down."""
    total = sum(count * _price(each) for each, count in Counter(text).items())
    beside = sum(len(each.group()) for each in _SIDE_BY_SIDE.finditer(text))
    return total + 6.0 * beside


@lru_cache(maxsize=65536)
def _price(character: str) -> float:
    """Return the bits of one character."""
    point = ord(character)
    if point < 0x80:
        return 4.5 if point >= 32 or character in "\t\n\r\f" else 30.0
    if character == _REPLACED:
        return _LOST
    if character in _FREQUENT or character in _MARKS:
        return 7.0
    if (0xC0 <= point <= 0x17F and character.isalpha()) or character in _WESTERN:
        return 8.0
    if 0x4E00 <= point <= 0x9FFF:
        return 11.0 if is_common(character) else 19.0
    if unicodedata.category(character) in ("Cc", "Cn", "Co", "Cs"):
        return 40.0
    return 18.0


def is_common(character: str) -> bool:
    """Say whether a character is of the first level of GB 2312 or of Big5.

    Args:
        character: One.
    """
    return 0xB0 <= _lead(character, "gb2312") <= 0xD7 or 0xA4 <= _lead(character, "big5") <= 0xC6


def _lead(character: str, encoding: str) -> int:
    try:
        return character.encode(encoding)[0]
    except UnicodeEncodeError:
        return 0
