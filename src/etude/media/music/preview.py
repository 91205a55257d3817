"""A small square picture of a piece: its first bars as notation, or as a piano roll."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from etude.core.errors import EtudeError
from etude.media.music.bars import bars, cut
from etude.media.music.conversion import set_out
from etude.media.music.encoding import with_key
from etude.media.music.quantising import quantise
from etude.media.music.score import Score
from etude.media.picture import Picture, read_picture, thumbnail

_BARS = 12  # more do not fit
_WIDTH = 800  # of the paper, in tenths of a millimetre
_LEAST = 18  # semitones that a roll shows
_MARGIN = 0.08  # of the side


def preview(score: Score, side: int) -> Picture:
    """Return a picture that says at a glance which piece this is: black on white.

    Args:
        score: Any piece.
        side: In pixels.
    """
    few = _begin(score)
    try:
        return _notation(few, side)
    except EtudeError:  # nothing here can engrave, or this piece cannot be engraved
        return roll(few, side)


def _begin(score: Score) -> Score:
    """Return the first bars without the words around them."""
    few = cut(score, 0, min(_BARS, len(bars(score)))) if score.length else score
    parts = tuple(replace(part, name="") for part in few.parts)
    return replace(few, parts=parts, title="", composer="")


def _notation(score: Score, side: int) -> Picture:
    from etude.media.music.engraving.drawing import draw
    from etude.media.music.engraving.pages import engrave
    from etude.media.music.engraving.png import write_png

    [page, *_] = engrave(with_key(set_out(quantise(score))), first=True, width=_WIDTH).pages
    paper = read_picture(write_png(draw(page), 2 * side)).pixels[..., :3]
    square = np.full((2 * side, 2 * side, 3), 255, np.uint8)
    height = min(len(paper), 2 * side)
    # What is short stands in the middle; what is long is cut where the picture ends.
    top = (2 * side - height) // 2
    square[top : top + height] = paper[:height]
    return thumbnail(Picture(square), side)


def roll(score: Score, side: int) -> Picture:
    """Return a piece as a piano roll: time to the right, pitch upwards.

    Args:
        score: Any piece.
        side: In pixels.
    """
    pixels = np.full((side, side, 3), 255, np.uint8)
    notes = list(score.notes)
    if not notes:
        return Picture(pixels)
    low, high = min(n.pitch for n in notes), max(n.pitch for n in notes)
    low -= max(0, _LEAST - (high - low)) // 2
    rows = max(_LEAST, high - low) + 1
    margin = round(_MARGIN * side)
    room = side - 2 * margin
    for note in notes:
        left = margin + room * note.start // score.length
        right = max(left + 1, margin + room * note.end // score.length - 1)
        bottom = margin + room - room * (note.pitch - low) // rows
        top = min(bottom - 1, margin + room - room * (note.pitch - low + 1) // rows + 1)
        pixels[max(0, top) : bottom, left:right] = 34
    return Picture(pixels)
