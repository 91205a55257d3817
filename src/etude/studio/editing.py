"""Music that a hand wrote or changed, as works of the gallery."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from etude.core.errors import EtudeError
from etude.gallery.scores import unpack_notes, write_notes
from etude.gallery.work import HAND, Draft, Work
from etude.studio.recipe import FORMAT

if TYPE_CHECKING:
    from etude.gallery import Gallery
    from etude.media.music.score import Score

EDIT = "edit"  # the command of works like these


@dataclass(frozen=True)
class Edited:
    """Music that a hand wrote.

    Args:
        score: The piece.
        recipe: Holds it, note for note.
    """

    score: Score
    recipe: dict[str, Any]

    @property
    def hash(self) -> str:
        """SHA-256 of everything the score says."""
        from etude.media.music.codec import score_hash

        return score_hash(self.score)

    @property
    def facts(self) -> dict[str, Any]:
        """What a draft says of it: as wide as it has bars, as high as it has parts."""
        from etude.media.music.bars import bars

        width, height = len(bars(self.score)), len(self.score.parts)
        return {"medium": "music", "width": max(1, width), "height": max(1, height)}

    def encode(self, suffix: str) -> bytes:
        """Return it as a file of some format."""
        from etude.media.music.encoding import encode_score

        return encode_score(self.score, suffix, self.recipe)


def write_edit(score: Score, parents: Sequence[str] = ()) -> Edited:
    """Return music of a hand with the recipe that makes it again.

    Args:
        score: The piece.
        parents: Ids of the works it came from.
    """
    import etude

    recipe: dict[str, Any] = {
        "format": FORMAT,
        "etude": etude.__version__,
        "command": EDIT,
        "model": {"name": HAND.name, "version": HAND.version, "sha256": HAND.sha256},
        "score": write_notes(score),
    }
    if parents:
        recipe["parents"] = list(parents)
    return Edited(score, recipe)


def read_edit(recipe: Mapping[str, Any]) -> Edited:
    """Return the music of a recipe.

    Args:
        recipe: That `write_edit` wrote.

    Raises:
        EtudeError: ``score.bad-data``.
    """
    return Edited(unpack_notes(dict(recipe)), dict(recipe))


def keep_edit(
    gallery: Gallery,
    score: Score,
    *,
    parents: Sequence[str] = (),
    title: str = "",
    suffix: str = ".mid",
) -> Work:
    """Put music that a hand wrote or changed into the gallery.

    Args:
        gallery: Where the work goes.
        score: The piece; the recipe holds every note, spelling and voice of it, whatever the file
            can say.
        parents: Ids of the works it came from, the one that gave the most first.
        title: A name for it; by default the score's.
        suffix: The format of the file: ``.mid``, ``.musicxml`` or ``.mxl``.

    Raises:
        EtudeError: ``gallery.unknown-work`` for a parent, ``sound.silent``, ``disk.full``.
    """
    if not any(True for _ in score.notes):
        raise EtudeError("sound.silent")
    known = gallery.parent_ids(parents)
    edited = write_edit(score, known)
    draft = Draft(
        data=edited.encode(suffix),
        suffix=suffix,
        pixels=edited.hash,
        model=HAND,
        command=EDIT,
        recipe=edited.recipe,
        parents=tuple(known),
        title=title or score.title,
        **edited.facts,
    )
    return gallery.add(draft)
