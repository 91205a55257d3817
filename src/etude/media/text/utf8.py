"""Which symbols of a vocabulary may follow each other, so that together they are whole characters.

A symbol may be a byte, some bytes or half of one. UTF-8 says which bytes go on with a character
(Unicode 15, table 3-7), and so an automaton of some states says it of symbols. U+FFFD, the sign
for a character that is broken, counts as one that is; and what no typeface shows is none either:
controls, characters for private use, and planes in which there are none.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from etude.media.symbols import BEGIN, END
from etude.media.text.vocabulary import LISTED, RESERVED, Bytes, Characters

WHOLE = 0  # the state between characters
DEAD = -1  # what never becomes one
# The first bytes of characters, and where they lead; then for each state the bytes that go on.
_FIRST = ((0x09, 0x0A, 0), (0x20, 0x7E, 0), (0xC2, 0xC2, 10), (0xC3, 0xDF, 1), (0xE0, 0xE0, 3),
          (0xE1, 0xEC, 2), (0xED, 0xED, 4), (0xEF, 0xEF, 8), (0xF0, 0xF0, 5))  # fmt: skip
_NEXT = (
    _FIRST,
    ((0x80, 0xBF, 0),),
    ((0x80, 0xBF, 1),),
    ((0xA0, 0xBF, 1),),
    ((0x80, 0x9F, 1),),
    ((0x90, 0xB3, 6),),
    ((0x80, 0xBF, 7),),
    ((0x80, 0xBF, 0),),
    ((0xA4, 0xBE, 1), (0xBF, 0xBF, 9)),
    ((0x80, 0xBB, 0),),  # EF BF BD is U+FFFD, and those beside it are none
    ((0xA0, 0xBF, 0),),
)
STATES = len(_NEXT)


def _draw_bytes() -> npt.NDArray[np.int16]:
    table = np.full((STATES, 256), DEAD, np.int16)
    for state, ways in enumerate(_NEXT):
        for first, last, to in ways:
            table[state, first : last + 1] = to
    return table


_BYTES = _draw_bytes()


@lru_cache(maxsize=4)
def draw_steps(vocabulary: Characters | Bytes) -> npt.NDArray[np.int16]:
    """Return where each symbol leads from each state.

    Args:
        vocabulary: The symbols.

    Returns:
        int16 ``[states, V]``: a state, `WHOLE` or another, or `DEAD`; a text may end where it is
        `WHOLE`.
    """
    steps = _draw_halves(vocabulary) if isinstance(vocabulary, Characters) else _draw(vocabulary)
    steps[:, [BEGIN, END]] = DEAD
    steps[WHOLE, END] = WHOLE
    return steps


def _draw_halves(vocabulary: Characters) -> npt.NDArray[np.int16]:
    """Return the steps of characters and of halves of bytes: after a first half, 16 states more."""
    steps = np.full((STATES * 17, vocabulary.size), DEAD, np.int16)
    steps[WHOLE, LISTED:] = [DEAD if each == "\ufffd" else WHOLE for each in vocabulary.characters]
    table = _BYTES.copy()
    # What is listed is one symbol: spelt out, a line break would be none to those who look for it.
    table[WHOLE, [ord(each) for each in vocabulary.characters if each.isascii()]] = DEAD
    for state in range(STATES):
        for high in range(16):
            ways = table[state, 16 * high : 16 * high + 16]
            if (ways != DEAD).any():
                between = STATES + 16 * state + high
                steps[state, RESERVED + high] = between
                steps[between, RESERVED:LISTED] = ways
    return steps


def _draw(vocabulary: Bytes) -> npt.NDArray[np.int16]:
    """Return the steps of strings of bytes."""
    steps = np.full((STATES, vocabulary.size), DEAD, np.int16)
    steps[:, RESERVED : RESERVED + 256] = _BYTES
    for number, (left, right) in enumerate(vocabulary.merges):
        middle = steps[:, left]
        steps[:, RESERVED + 256 + number] = np.where(middle == DEAD, DEAD, steps[middle, right])
    return steps
