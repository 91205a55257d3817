"""The notes of a work of music."""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING, Any

from etude.core.errors import EtudeError

if TYPE_CHECKING:
    from etude.gallery.work import Work
    from etude.media.music.score import Score


def write_notes(score: Score) -> str:
    """Return a score as a recipe holds it: everything it says, in a few characters.

    Args:
        score: Any piece.
    """
    from etude.media.music.codec import pack

    return base64.b64encode(pack(score)).decode("ascii")


def read_notes(work: Work) -> Score:
    """Return the notes of a work, to the last spelling and voice where a hand wrote them.

    Args:
        work: One of music.

    Raises:
        EtudeError: ``gallery.no-music`` for another work, ``score.bad-data``, ``store.missing`` or
            ``store.damaged``.
    """
    if work.medium != "music":
        raise EtudeError("gallery.no-music", work=work.short)
    if work.command == "edit":
        return unpack_notes(work.recipe)
    from etude.media.music.reading import read_score

    return read_score(work.read(), name=work.short)


def unpack_notes(recipe: dict[str, Any]) -> Score:
    """Return the notes that a recipe holds.

    Args:
        recipe: Of a work that a hand wrote.

    Raises:
        EtudeError: ``score.bad-data``.
    """
    from etude.media.music.codec import unpack

    try:
        packed = base64.b64decode(recipe["score"], validate=True)
    except (KeyError, TypeError, binascii.Error) as error:
        raise EtudeError("score.bad-data", reason=str(error)) from error
    return unpack(packed)
