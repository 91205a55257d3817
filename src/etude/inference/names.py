"""A constraint that keeps names as they are spelled."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import TYPE_CHECKING

from etude.media.symbols import BEGIN, END
from etude.media.text.names import SHORTEST_HAN, opens_sentence

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from etude.media.text.vocabulary import Bytes, Characters

    Mask = npt.NDArray[np.bool_]

ALWAYS = ("I", "O")  # written with a capital and no names
_REACH = 40  # letters that are remembered
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]*)*")


class RightNames:
    """Lets nobody be named inside a sentence who is not known, nor a Chinese name go wrong.

    A word that begins with a capital where no sentence begins is one of the known words, letter by
    letter. Of a Chinese name of three characters or more the last one follows those before it.

    Args:
        vocabulary: The symbols.
        names: As they are spelled, one or more words each.
        known: Other words with a capital that may come.
        text: What stands before.
    """

    def __init__(
        self,
        vocabulary: Characters | Bytes,
        names: Collection[str],
        known: Collection[str] = (),
        text: str = "",
    ) -> None:
        import numpy as np

        self._pieces = [vocabulary.decode([token]) for token in range(vocabulary.size)]
        self._pieces[BEGIN] = self._pieces[END] = ""
        self._capitals = np.flatnonzero([each != each.lower() for each in self._pieces])
        self._words = {word for name in (*names, *known) for word in name.split()} | {*ALWAYS}
        self._han = [name for name in names if len(name) >= SHORTEST_HAN and not name.isascii()]
        self._masks: dict[str, Mask] = {}
        self._text = text[-_REACH:]

    def allowed(self) -> Mask:
        """Return which symbols may come next, bool ``[V]``."""
        import numpy as np

        begun = self._is_named()
        key = self._text if begun or self._han else self._text[-4:]
        if key not in self._masks:
            mask: Mask = np.ones(len(self._pieces), np.bool_)
            for token in range(len(self._pieces)) if begun else self._capitals:
                mask[token] = self._fits(self._text + self._pieces[token], len(self._text))
            self._finish_names(mask)
            mask[END] = not begun or self._fits(self._text + " ", len(self._text))
            self._masks[key] = mask
        return self._masks[key]

    def push(self, token: int) -> None:
        """Go one symbol further.

        Args:
            token: One that was allowed.
        """
        self._text = (self._text + self._pieces[token])[-_REACH:]

    def copy(self) -> RightNames:
        """Return another one at the same place, that goes its own way from here."""
        other = object.__new__(RightNames)
        other.__dict__.update(self.__dict__)
        return other

    def _is_named(self) -> bool:
        """Say whether somebody's name is being written."""
        found = [each for each in _WORD.finditer(self._text) if each.end() == len(self._text)]
        return any(
            each[0][0].isupper() and not opens_sentence(self._text, each.start()) for each in found
        )

    def _fits(self, text: str, since: int) -> bool:
        """Say whether every word that reaches to a place is known, or may become a known one."""
        return all(
            self._knows(found[0], found.end() < len(text))
            for found in _WORD.finditer(text)
            if found.end() >= since
            and found[0][0].isupper()
            and not opens_sentence(text, found.start())
        )

    def _knows(self, word: str, whole: bool) -> bool:
        stem = re.sub(r"[’'].*\Z", "", word)
        if stem != word:
            return stem in self._words
        return word in self._words or (
            not whole and any(each.startswith(word) for each in self._words)
        )

    def _finish_names(self, mask: Mask) -> None:
        """Let a Chinese name that has begun be finished and nothing else, where that can be."""
        import numpy as np

        for name in self._han:
            if self._text.endswith(name[:-1]):
                ends = np.array([each.startswith(name[-1]) for each in self._pieces])
                if ends.any():
                    mask &= ends
