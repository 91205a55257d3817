"""From tokens to a score."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from etude.media.music.score import Score
from etude.media.music.tokens.reader import Reader
from etude.media.music.tokens.vocabulary import Vocabulary


def decode(tokens: npt.ArrayLike, vocabulary: Vocabulary) -> Score:
    """Return the score that tokens tell.

    Args:
        tokens: ``[T]``. A piece that breaks off ends with the bar it has begun; tokens after its
            end are not read. Bars may have been put into another order by `arranging`.
        vocabulary: Whose tokens.

    Returns:
        Every bar full; notes are not spelled, parts have no names.

    Raises:
        EtudeError: ``tokens.ungrammatical``, where a token cannot stand where it stands.
    """
    reader = Reader(vocabulary)
    for token in np.asarray(tokens, np.int64).tolist():
        reader.push(token)
        if reader.stage == "end":
            break
    return reader.score()
