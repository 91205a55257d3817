"""The pieces that models of music work on: files, and works of the gallery."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from etude.core.errors import EtudeError
from etude.gallery.scores import read_notes
from etude.media.music.midi.events import looks_like_midi
from etude.media.music.notation.hands import part_hands
from etude.media.music.quantising import quantise
from etude.media.music.reading import read_score
from etude.media.music.score import Score

if TYPE_CHECKING:
    from etude.gallery import Gallery


def is_file(name: object) -> bool:
    """Say whether a name is that of a file."""
    return isinstance(name, str | Path) and Path(name).expanduser().is_file()


def open_piece(
    name: str | Path, gallery: Gallery, tune: int | str | None = None
) -> tuple[Score, tuple[str, ...]]:
    """Return a piece, and the ids of the works that it comes from.

    Args:
        name: The path of a file of music, or a work of the gallery by its id or title. What was
            played is put on a grid, and a wide keyboard part gets a staff for each hand.
        gallery: Where works are.
        tune: Which piece of a file that holds several, by its number or a title; by default the
            first.

    Raises:
        EtudeError: Of the areas ``score`` and ``gallery``; ``gallery.no-music``.
    """
    path = Path(name).expanduser()
    if not path.is_file():
        work = gallery.get(str(name))
        if tune is not None:
            raise EtudeError("score.no-book", name=work.short)
        return read_notes(work), (work.id,)
    data = path.read_bytes()
    score = read_score(data, tune=tune, name=path.name)
    if looks_like_midi(data):
        score = part_hands(quantise(score).score)
    return score, ()
