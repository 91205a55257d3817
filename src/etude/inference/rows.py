"""A constraint that keeps the layout of a play or a story while words are written in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from etude.media.symbols import BEGIN, END

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from etude.media.text.vocabulary import Bytes, Characters

    Mask = npt.NDArray[np.bool_]

LONGEST_OPENING = 10  # letters in which a row shows whether it is a heading


class PlainRows:
    """Lets rows come that are read as words and nothing else, and an end behind one of them.

    Every row may go on, so it never leads to where nothing may come.

    Args:
        vocabulary: The symbols.
        fits: Whether a row is read as words, also one that goes on.
        paragraphs: Whether more may come behind an empty row; it ends a speech.
    """

    def __init__(
        self,
        vocabulary: Characters | Bytes,
        fits: Callable[[str], bool],
        paragraphs: bool = False,
    ) -> None:
        import numpy as np

        self._pieces = [vocabulary.decode([token]) for token in range(vocabulary.size)]
        self._pieces[BEGIN] = self._pieces[END] = ""
        # Far from its beginning a row is in danger only of these.
        self._turning = np.flatnonzero([bool(set(each) & set("\n:：")) for each in self._pieces])
        self._fits, self._paragraphs = fits, paragraphs
        self._masks: dict[tuple[str, bool], Mask] = {}
        self._row, self._begun, self._ended = "", False, False

    def allowed(self) -> Mask:
        """Return which symbols may come next, bool ``[V]``."""
        import numpy as np

        if self._ended:
            over: Mask = np.zeros(len(self._pieces), np.bool_)
            over[END] = True
            return over
        key = (self._row, self._begun)
        if key not in self._masks:
            mask: Mask = np.ones(len(self._pieces), np.bool_)
            near = len(self._row) < LONGEST_OPENING
            for token in range(len(self._pieces)) if near else self._turning:
                mask[token] = self._after(self._pieces[token]) is not None
            mask[END] = self._begun
            self._masks[key] = mask
        return self._masks[key]

    def push(self, token: int) -> None:
        """Go one symbol further.

        Args:
            token: One that was allowed.
        """
        after = self._after(self._pieces[token])
        assert after is not None
        self._row, self._begun, self._ended = after

    def copy(self) -> PlainRows:
        """Return another one at the same place, that goes its own way from here."""
        other = object.__new__(PlainRows)
        other.__dict__.update(self.__dict__)
        return other

    def _after(self, piece: str) -> tuple[str, bool, bool] | None:
        """Return row, whether anything was said, and whether it is over, after some letters."""
        row, begun, ended = self._row, self._begun, self._ended
        for letter in piece:
            if ended and letter != "\n":
                return None
            if letter != "\n":
                row += letter
                begun = begun or not letter.isspace()
            elif row.strip():
                if not self._fits(row):
                    return None
                row = ""
            elif not begun:
                return None
            else:
                ended = not self._paragraphs
        return None if row.strip() and not self._fits(row) else (row, begun, ended)
