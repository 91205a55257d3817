"""Lines of several encodings in one file, each read in its own.

A line that is valid UTF-8 is taken for it, unless an older encoding says it much more cheaply. The
others are in the older encoding in which all of them cost the fewest bits; a line may be in another
one still, and one that was pasted together changes its encoding where that is cheapest (the path of
Viterbi, 1967, through what each byte may begin).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

from etude.media.text.prices import REPLACED, find_cost, find_price

OLDER = {"gb18030": "gb18030", "big5": "big5hkscs", "windows-1252": "cp1252"}
_CODECS = {"utf-8": "utf-8", **OLDER}
_LONGEST = {"utf-8": 4, "gb18030": 4, "big5": 2, "windows-1252": 1}
_SAMPLE = 1 << 16
# In more than this every line is read as most of them are: judging each would take minutes.
_MOST = 1 << 20
_USUALLY = 11.0  # bits of a character that is no ASCII, in most lines of any language
# What a change of encoding costs within a line, and what speaks for the usual one of a file.
_CHANGE, _USUAL = 12.0, 24.0
_PATCHED = 1 << 12
"""Bytes of a line that may have been pasted together; a path through more takes too long."""

# Characters of UTF-8 in a line that as a whole is none; by chance other text hardly has them.
_TRACE = {
    "gb18030": re.compile(rb"(?:[\xe0-\xef][\x80-\xbf]{2}){3}"),
    "big5": re.compile(rb"(?:[\xe0-\xef][\x80-\xbf]{2}){2}"),
    "windows-1252": re.compile(rb"[\xc2-\xc5][\x80-\xbf]|[\xe2-\xe9][\x80-\xbf]{2}"),
}
_ANY = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")


@dataclass(frozen=True)
class Lines:
    """What was read.

    Args:
        text: All of it; U+FFFD stands for what could not be read.
        counts: Bytes of lines in each encoding, plain ASCII left out.
    """

    text: str
    counts: dict[str, int]


def read_lines(data: bytes) -> Lines:
    """Read text that is not all UTF-8, line by line.

    Args:
        data: All of it.
    """
    lines = data.splitlines(keepends=True)
    wrong = [line for line in lines if not _is_utf8(line)]
    usual = _find_older(wrong)
    judged = sum(map(len, wrong)) <= _MOST
    counts: Counter[str] = Counter()
    read = []
    for line in lines:
        if line.isascii():
            read.append(line.decode("ascii"))
            continue
        text, used = _read_line(line, usual, judged)
        read.append(text)
        counts.update(dict.fromkeys(used, len(line)))
    return Lines("".join(read), dict(counts))


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _find_older(lines: list[bytes]) -> str:
    """Return the older encoding in which lines cost the fewest bits."""
    sample, size = [], 0
    for line in lines:
        sample.append(line[:_SAMPLE])
        size += len(line)
        if size > _SAMPLE:
            break
    joined = b"\n".join(sample)
    return min(OLDER, key=lambda each: find_cost(joined.decode(OLDER[each], "replace")))


def _read_line(line: bytes, usual: str, judged: bool) -> tuple[str, tuple[str, ...]]:
    """Return a line and the encodings that it is in."""
    plain = line.decode(OLDER[usual], "replace")
    if _is_utf8(line):
        text = line.decode("utf-8")
        older = find_cost(plain) + _USUAL < find_cost(text)
        return (plain, (usual,)) if older else (text, ("utf-8",))
    if judged and _is_odd(plain):
        costs = {each: find_cost(line.decode(OLDER[each], "replace")) for each in OLDER}
        best = min(costs, key=lambda each: costs[each])
        if costs[best] + _USUAL < costs[usual]:
            usual, plain = best, line.decode(OLDER[best], "replace")
    trace = _ANY if judged and _is_odd(plain) else _TRACE[usual]
    if len(line) <= _PATCHED and trace.search(line):
        return _patch(line, usual)
    return plain, (usual,)


def _is_odd(text: str) -> bool:
    """Say whether a text is dearer than what people write, plain ASCII aside."""
    prices = [find_price(each) for each in text if each > "\x7f"]
    return sum(prices) > _USUALLY * len(prices)


def _patch(line: bytes, older: str) -> tuple[str, tuple[str, ...]]:
    """Read a line that may change between UTF-8 and an older encoding."""
    # The cheapest way to each byte in each encoding: its bits, and the pieces as a linked list.
    start = (0.0, None)
    ways: list[dict[str, tuple[float, _Piece | None]]] = [{} for _ in range(len(line) + 1)]
    ways[0] = {"utf-8": start, older: start}
    for at in range(len(line)):
        for before, (cost, path) in ways[at].items():
            for after in ("utf-8", older):
                character, size = _begin(line[at : at + _LONGEST[after]], after)
                strange = not character.isascii()
                bits = cost + find_price(character) + _CHANGE * (before != after and strange)
                now = after if strange else before
                best = ways[at + size].get(now)
                if best is None or bits < best[0]:
                    ways[at + size][now] = (bits, _Piece(character, now if strange else "", path))
    path = min(ways[-1].values(), key=lambda each: each[0])[1]
    pieces = []
    while path is not None:
        pieces.append(path)
        path = path.before
    used = dict.fromkeys(each.encoding for each in pieces if each.encoding)
    return "".join(each.character for each in reversed(pieces)), tuple(used)


@dataclass(frozen=True)
class _Piece:
    """A character on the way, the encoding it was read in, and what stands before it."""

    character: str
    encoding: str
    before: _Piece | None


@lru_cache(maxsize=4096)
def _begin(some: bytes, encoding: str) -> tuple[str, int]:
    """Return the character that some bytes begin with, and how many of them it takes."""
    if some[0] < 0x80:
        return chr(some[0]), 1
    for size in range(1, len(some) + 1):
        try:
            return some[:size].decode(_CODECS[encoding]), size
        except UnicodeDecodeError:
            continue
    return REPLACED, 1
