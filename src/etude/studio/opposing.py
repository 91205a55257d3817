"""Leaning towards antithesis (对仗) where a form asks for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from etude.studio.voice import Voice

    Lean = Callable[[tuple[int, ...]], npt.NDArray[np.float32] | None]

STRENGTH = 4.0  # nats, for a character that poets set against the other above all


def oppose(voice: Voice, form: str | None, written: str = "") -> Lean | None:
    """Return what leans towards characters that oppose those of the line before.

    Args:
        voice: Who writes.
        form: That is written; None for none.
        written: What stands of the poem already.

    Returns:
        As `etude.inference.beams.seek` takes it; None for a form that asks for no antithesis.
    """
    import numpy as np

    from etude.media.text.scripts import convert
    from etude.media.text.verse.chinese.antithesis import COUPLETS, open_table
    from etude.media.text.verse.chinese.checker import has_chinese
    from etude.media.text.verse.chinese.forms import find_form
    from etude.media.text.verse.chinese.palette import list_characters

    if form not in COUPLETS:
        return None
    firsts = {second: first for first, second in COUPLETS[form]}
    size = find_form(form).patterns[0][0].size
    table = open_table()
    places = table.places.astype(np.float32) / 127
    rows = {
        token: table.index.get(convert(each, "traditional"), -1)
        for each, token in list_characters(voice.vocabulary).items()
        if has_chinese(each)
    }
    known = np.array([token for token, row in rows.items() if row >= 0], np.int64)
    own = places[[rows[token] for token in known]]
    before = tuple(map(int, voice.vocabulary.encode(written)))

    def lean(tokens: tuple[int, ...]) -> npt.NDArray[np.float32] | None:
        characters = [each for each in (*before, *tokens) if each in rows]
        line, place = divmod(len(characters), size)
        first = firsts.get(line)
        if first is None or rows[characters[first * size + place]] < 0:
            return None
        other = places[rows[characters[first * size + place]]] * table.signs
        leaning = np.zeros(voice.vocabulary.size, np.float32)
        leaning[known] = STRENGTH * (own @ other)
        return leaning

    return lean
