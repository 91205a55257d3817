"""Items and samples of any medium as files that a page can show or play."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from fastapi import Query

from etude.core.errors import EtudeError

if TYPE_CHECKING:
    from etude.media.music.score import Score

FORMATS = {"picture": (".png",), "text": (".txt",), "music": (".mid", ".png", ".wav")}
"""What each medium can be shown as; the first is how it lies on the disk."""
SIDE = 720  # pixels: the longest side of the first bars on paper

ShownSuffix = Annotated[
    Literal[".png", ".txt", ".mid", ".wav"] | None,
    Query(description="The format: of music ``.mid``, ``.png`` (its first bars) or ``.wav``."),
]


def check_shown(medium: str, suffix: str | None) -> str:
    """Return the format that something is shown in.

    Args:
        medium: ``picture``, ``music`` or ``text``.
        suffix: What was asked for; None for the medium's own.

    Raises:
        EtudeError: ``server.not-shown``.
    """
    known = FORMATS[medium]
    if suffix is None:
        return known[0]
    if suffix not in known:
        raise EtudeError("server.not-shown", suffix=suffix, there=", ".join(known))
    return suffix


def convert_shown(data: bytes, name: str, suffix: str) -> bytes:
    """Return a file of music in another format.

    Args:
        data: What it holds.
        name: What to call it in a message.
        suffix: ``.mid``, ``.png`` or ``.wav``.

    Raises:
        EtudeError: Of the areas ``score``, ``engraving`` and ``sound``.
    """
    from etude.media.music.reading import read_score

    return encode_shown(read_score(data, name=name), suffix)


def encode_shown(score: Score, suffix: str) -> bytes:
    """Return a piece of music as a file.

    Args:
        score: Any piece.
        suffix: ``.mid``, ``.png`` or ``.wav``.

    Raises:
        EtudeError: Of the areas ``engraving`` and ``sound``.
    """
    if suffix == ".png":
        from etude.media.music.preview import preview
        from etude.media.picture import encode_picture

        return encode_picture(preview(score, SIDE), suffix)
    from etude.media.music.encoding import encode_score

    return encode_score(score, suffix)
