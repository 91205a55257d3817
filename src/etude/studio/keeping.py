"""From a recipe to a work in the gallery."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from etude.core.events import Event, Progress, silent
from etude.core.hashes import sha256_bytes
from etude.gallery.work import Draft, Work, encode_text
from etude.studio.recipe import hash_pixels, play_recipe, read_stamp

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from etude.gallery import Gallery
    from etude.inference import Model
    from etude.media.music.score import Score
    from etude.studio.composer import Composer
    from etude.studio.melodist import Melodist
    from etude.studio.scribe import Scribe


@dataclass(frozen=True, eq=False)
class Painted:
    """A picture or a film that a recipe made.

    Args:
        pixels: uint8 ``[frames, H, W, C]``.
        recipe: How they were made.
    """

    pixels: npt.NDArray[np.uint8]
    recipe: dict[str, Any]

    @property
    def hash(self) -> str:
        """SHA-256 of what was computed."""
        return hash_pixels(self.pixels)

    @property
    def facts(self) -> dict[str, Any]:
        """What a draft says of it."""
        frames, height, width = self.pixels.shape[:3]
        return {"medium": "picture", "frames": frames, "height": height, "width": width}

    def encode(self, suffix: str) -> bytes:
        """Return it as the gallery keeps it: a picture with its recipe, a film without."""
        return encode_pixels(self.pixels, suffix, self.recipe)


@dataclass(frozen=True)
class Written:
    """A text that a recipe made.

    Args:
        words: All of it.
        recipe: How it was made.
        bits: How surprising it is to its model, in bits for each symbol; None where it has
            none.
        copied: How many of its lines stand in what the model learnt from; None where nobody
            knows.
    """

    words: str
    recipe: dict[str, Any]
    bits: float | None = None
    copied: int | None = None

    @property
    def hash(self) -> str:
        """SHA-256 of the words."""
        return sha256_bytes(self.words.encode())

    @property
    def facts(self) -> dict[str, Any]:
        """What a draft says of it: as wide as its longest line, as high as it has lines."""
        lines = self.words.splitlines() or [""]
        width = max(1, *(len(line) for line in lines))
        measured: dict[str, Any] = {}
        if self.bits is not None:
            measured["bits_per_symbol"] = round(self.bits, 3)
        if self.copied is not None:
            measured["copied_lines"] = self.copied
        return {"medium": "text", "height": len(lines), "width": width, "facts": measured}

    def encode(self, suffix: str) -> bytes:
        """Return it as a file of some format."""
        return encode_text(self.words, suffix, self.recipe)


@dataclass(frozen=True, eq=False)
class Composed:
    """A piece of music that a recipe made.

    Args:
        score: All of it.
        recipe: How it was made.
        measured: What was asked and what came out, side by side, and what else was measured; JSON.
    """

    score: Score
    recipe: dict[str, Any]
    measured: dict[str, Any]

    @property
    def hash(self) -> str:
        """SHA-256 of everything that the score says."""
        from etude.media.music.codec import score_hash

        return score_hash(self.score)

    @property
    def facts(self) -> dict[str, Any]:
        """What a draft says of it: as wide as it has bars, as high as it has staves."""
        from etude.media.music.bars import bars

        size = {"width": len(bars(self.score)), "height": len(self.score.parts)}
        return {"medium": "music", **size, "facts": self.measured}

    def encode(self, suffix: str) -> bytes:
        """Return it as a file of some format."""
        from etude.media.music.encoding import encode_score

        return encode_score(self.score, suffix, self.recipe)


def make(
    model: Model | Scribe | Composer | Melodist,
    recipe: dict[str, Any],
    painted: Callable[[int, int], None] | None = None,
) -> Painted | Written | Composed:
    """Make what a recipe describes; the same bits every time on the same machine.

    Args:
        model: The one the recipe was written for.
        recipe: Of a work.
        painted: Told after every frame how many there are and how many there will be.

    Raises:
        EtudeError: One of the ``model.*`` errors.
    """
    from etude.inference import Model
    from etude.studio.composer import Composer
    from etude.studio.melodist import Melodist

    if isinstance(model, Composer | Melodist):
        return model.compose(recipe)
    if not isinstance(model, Model):
        text = model.write(recipe)
        return Written(text.words, recipe, text.bits, text.copied)
    pixels = play_recipe(model, recipe, painted)
    if model.any_size:
        # Written down even where nobody asked, so that another default leaves old works alone.
        recipe = {**recipe, "size": list(pixels.shape[1:3])}
    return Painted(pixels, recipe)


def keep(
    model: Model | Scribe | Composer | Melodist,
    gallery: Gallery,
    recipe: dict[str, Any],
    suffix: str = ".png",
    facts: Mapping[str, Any] | None = None,
    progress: Progress = silent,
    request: str | None = None,
) -> Work:
    """Play a recipe and put the result into the gallery.

    Args:
        model: The one the recipe was written for.
        gallery: Where the work goes.
        recipe: What to make.
        suffix: The format of the file.
        facts: What was measured on the way.
        progress: Told after every frame.
        request: As in `Draft.request`; what was made for it already is not made again.

    Raises:
        EtudeError: One of the ``model.*`` errors, ``disk.full``; nothing is kept then.
    """
    earlier = gallery.made_for(request) if request else None
    if earlier is not None:
        return earlier

    def painted(done: int, total: int) -> None:
        progress(Event("paint", done, total))

    return keep_made(gallery, make(model, recipe, painted), suffix, facts, request)


def keep_made(
    gallery: Gallery,
    made: Painted | Written | Composed,
    suffix: str,
    facts: Mapping[str, Any] | None = None,
    request: str | None = None,
) -> Work:
    """Put into the gallery what a recipe made.

    Args:
        gallery: Where the work goes.
        made: What came out.
        suffix: The format of the file.
        facts: What was measured on the way.
        request: As in `Draft.request`.

    Raises:
        EtudeError: ``disk.full``; nothing is kept then.
    """
    recipe = made.recipe
    draft = Draft(
        data=made.encode(suffix),
        suffix=suffix,
        pixels=made.hash,
        model=read_stamp(recipe),
        command=recipe["command"],
        recipe=recipe,
        parents=tuple(recipe.get("parents", ())),
        request=request,
        **{**made.facts, "facts": {**(facts or {}), **made.facts.get("facts", {})}},
    )
    return gallery.add(draft)


def encode_pixels(pixels: npt.NDArray[np.uint8], suffix: str, recipe: Mapping[str, Any]) -> bytes:
    """Return pixels as a file: a picture with its recipe inside, or a film without.

    Args:
        pixels: uint8 ``[frames, H, W, C]``.
        suffix: The format.
        recipe: How they were made.

    Raises:
        EtudeError: One of the ``picture.*`` and ``animation.*`` errors.
    """
    if recipe["command"] == "morph":
        from etude.media.animation import encode_animation

        return encode_animation(pixels, suffix, fps=recipe["fps"])
    from etude.media.picture import encode_picture

    return encode_picture(pixels[0], suffix, dict(recipe))
