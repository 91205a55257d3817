"""From tokens to a score."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from etude.core.errors import EtudeError
from etude.media.music.score import Score
from etude.media.music.tokens.reader import Reader
from etude.media.music.tokens.vocabulary import Vocabulary


def decode(tokens: npt.ArrayLike, vocabulary: Vocabulary, *, strict: bool = True) -> Score:
    """Return the score that tokens tell.

    Args:
        tokens: ``[T]``. A piece that breaks off ends with the bar it has begun; tokens after its
            end are not read. Bars may have been put into another order by `arranging`.
        vocabulary: Whose tokens.
        strict: Whether to refuse a token that cannot stand where it stands, instead of passing over
            it: a model that is still learning, and is not held by a grammar, writes such.

    Returns:
        Every bar full; notes are not spelled, parts have no names.

    Raises:
        EtudeError: ``tokens.ungrammatical``, with its place.
    """
    reader = Reader(vocabulary)
    for token in np.asarray(tokens, np.int64).tolist():
        try:
            reader.push(token)
        except EtudeError:
            if strict:
                raise
        if reader.stage == "end":
            break
    return reader.score()
