"""What a text costs: about how many bits a reader of Chinese or English needs to write it down.

A frequent character is cheap, a rare one dear, and what no writer types dearest. The prices follow
the levels of GB 2312 and Big5, which sort characters by how common they are, and a short list of
the most frequent ones.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

REPLACED = "\N{REPLACEMENT CHARACTER}"
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
_LOST = 60.0
# Two accented letters side by side are rare in every Western language.
_SIDE_BY_SIDE = re.compile(r"[\u0080-\u02ff]{2,}")


def find_cost(text: str) -> float:
    """Return the bits of a text.

    Args:
        text: Any; what could not be read in it is U+FFFD.
    """
    total = sum(count * find_price(each) for each, count in Counter(text).items())
    beside = sum(len(each.group()) for each in _SIDE_BY_SIDE.finditer(text))
    return total + 6.0 * beside


@lru_cache(maxsize=65536)
def find_price(character: str) -> float:
    """Return the bits of one character.

    Args:
        character: One.
    """
    point = ord(character)
    if point < 0x80:
        return 4.5 if point >= 32 or character in "\t\n\r\f" else 30.0
    if character == REPLACED:
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
