"""A constraint that knows where a character ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from etude.media.text.utf8 import DEAD, WHOLE, draw_steps

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from etude.media.text.vocabulary import Bytes, Characters

    Mask = npt.NDArray[np.bool_]


class WholeCharacters:
    """Lets only symbols come that together are whole characters, and an end only after one.

    Args:
        vocabulary: The symbols.
    """

    def __init__(self, vocabulary: Characters | Bytes) -> None:
        self._steps = draw_steps(vocabulary)
        self._state = WHOLE

    def allowed(self) -> Mask:
        """Return which symbols may come next, bool ``[V]``."""
        mask: Mask = self._steps[self._state] != DEAD
        return mask

    def push(self, token: int) -> None:
        """Go one symbol further.

        Args:
            token: One that was allowed.
        """
        self._state = int(self._steps[self._state, token])

    def copy(self) -> WholeCharacters:
        """Return another one at the same place, that goes its own way from here."""
        other = object.__new__(WholeCharacters)
        other.__dict__.update(self.__dict__)
        return other
