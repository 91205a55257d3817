"""Constraints that know where a line ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from etude.media.symbols import END
from etude.media.text.lines import KnownLines, find_enders

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from etude.inference.sampling import Constraint
    from etude.media.text.vocabulary import Bytes, Characters

    Mask = npt.NDArray[np.bool_]


class OwnLines:
    """Ends no line that was written before.

    A line that may only end, and may not end so, leads nowhere: so it is for searches that follow
    several ways at once.

    Args:
        vocabulary: The symbols.
        known: The lines.
    """

    def __init__(self, vocabulary: Characters | Bytes, known: KnownLines) -> None:
        self._vocabulary, self._known = vocabulary, known
        self._enders = find_enders(vocabulary)
        self._line: tuple[int, ...] = ()

    def allowed(self) -> Mask:
        """Return which symbols may come next, bool ``[V]``."""
        if self._line and self._known.holds(self._vocabulary.decode(self._line)):
            return ~self._enders
        return self._enders | ~self._enders

    def push(self, token: int) -> None:
        """Go one symbol further.

        Args:
            token: One that was allowed.
        """
        self._line = () if self._enders[token] else (*self._line, token)

    def copy(self) -> OwnLines:
        """Return another one at the same place, that goes its own way from here."""
        other = object.__new__(OwnLines)
        other.__dict__.update(self.__dict__)
        return other


class OneLine:
    """Comes to its end where a line does.

    Args:
        vocabulary: The symbols.
        inner: What may come besides; None for anything.
    """

    def __init__(self, vocabulary: Characters | Bytes, inner: Constraint | None = None) -> None:
        self._inner, self._enders = inner, find_enders(vocabulary)
        self._begun = self._ended = False

    def allowed(self) -> Mask:
        """Return which symbols may come next, bool ``[V]``."""
        if self._ended:
            mask: Mask = self._enders & False
            mask[END] = True
            return mask
        if self._inner is not None:
            return self._inner.allowed()
        return ~self._enders if not self._begun else self._enders | ~self._enders

    def push(self, token: int) -> None:
        """Go one symbol further.

        Args:
            token: One that was allowed.
        """
        self._ended = bool(self._enders[token])
        self._begun = True
        if self._inner is not None and not self._ended:
            self._inner.push(token)

    def copy(self) -> OneLine:
        """Return another one at the same place, that goes its own way from here."""
        other = object.__new__(OneLine)
        other.__dict__.update(self.__dict__)
        other._inner = self._inner.copy() if self._inner is not None else None
        return other
