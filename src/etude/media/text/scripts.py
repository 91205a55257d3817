"""What a text is written in, and turning traditional Chinese into simplified and back."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from opencc import OpenCC

SCRIPTS = ("traditional", "simplified", "mixed", "chinese", "latin", "other")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
# So many times more signs of one script than of the other, and the others are quotations.
_CLEARLY = 4


def find_script(text: str) -> str:
    """Return what a text is written in.

    Args:
        text: Any.

    Returns:
        ``traditional`` or ``simplified`` where characters tell; ``mixed`` where they tell both;
        ``chinese`` where every character belongs to both; ``latin``, or ``other``.
    """
    counts = Counter(text)
    han, kana, latin = (_count(counts, each) for each in (_HAN, _KANA, _LATIN))
    letters = sum(count for each, count in counts.items() if each.isalpha())
    if letters and 2 * han >= letters and 20 * kana < han:
        signs = Counter({"traditional": 0, "simplified": 0})
        for each, count in counts.items():
            signs[_sign(each)] += count
        old, new = signs["traditional"], signs["simplified"]
        if not old and not new:
            return "chinese"
        if old >= _CLEARLY * new:
            return "traditional"
        return "simplified" if new >= _CLEARLY * old else "mixed"
    return "latin" if letters and 2 * latin >= letters else "other"


def _count(counts: Counter[str], kind: re.Pattern[str]) -> int:
    return sum(count for each, count in counts.items() if kind.match(each))


@lru_cache(maxsize=65536)
def _sign(character: str) -> str:
    """Return the script that alone has a character, or an empty word.

    A simplified form is in the national standard GB 2312 and not in Big5; a traditional form is in
    the first level of Big5 (what is in the second may just be rare) and not in GB 2312.
    """
    new, old = _bytes(character, "gb2312"), _bytes(character, "big5")
    if len(new) == 2 and new[0] >= 0xB0 and not old:
        return "simplified"
    return "traditional" if len(old) == 2 and 0xA4 <= old[0] <= 0xC6 and not new else ""


def _bytes(character: str, encoding: str) -> bytes:
    try:
        return character.encode(encoding)
    except UnicodeEncodeError:
        return b""


def convert(text: str, script: Literal["traditional", "simplified"]) -> str:
    """Return a Chinese text in another script; a text that is in it already stays as it is.

    Several traditional characters may have one simplified form, so the way there is almost exact,
    and the way back goes by words (OpenCC) and may err in a rare one.

    Args:
        text: Any; what is not Chinese stays as it is.
        script: ``traditional`` or ``simplified``.
    """
    if not _HAN.search(text):
        return text
    return str(_converter("s2t" if script == "traditional" else "t2s").convert(text))


@lru_cache(maxsize=2)
def _converter(way: str) -> OpenCC:
    from opencc import OpenCC

    return OpenCC(way)
