"""From what a model of phrases says of every step to symbols: a note's steps vote on its pitch."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from etude.media.music.phrases import HOLD, PITCH, REST, STEPS, Tokens, lengths

Numbers = npt.NDArray[np.float32]


def sing(sounds: Numbers, begins: Numbers, kinds: npt.ArrayLike) -> Tokens:
    """Return the phrases that a model means.

    A note begins where its model says so, and goes on until the next one begins or until silence is
    likelier than any pitch. So it is one note whatever single steps say, and never a pitch that
    only one of its steps is for.

    Args:
        sounds: Logits ``[n, STEPS, 1 + pitches]``, silence first.
        begins: Logits ``[n, STEPS]``.
        kinds: Places of the metres in `phrases.METRES`, ``[n]``.

    Returns:
        int64 ``[n, STEPS]``.
    """
    votes = sounds - np.logaddexp.reduce(sounds, axis=2, keepdims=True)
    silent = sounds.argmax(2) == 0
    starts = begins > 0
    tokens = np.full((len(sounds), STEPS), REST, np.int64)
    for row, count in enumerate(lengths()[np.asarray(kinds)].tolist()):
        for step in np.flatnonzero(starts[row, :count]).tolist():
            end = step + 1
            while end < count and not (starts[row, end] or silent[row, end]):
                end += 1
            tokens[row, step] = PITCH + int(votes[row, step:end, 1:].sum(0).argmax())
            tokens[row, step + 1 : end] = HOLD
    return tokens
