"""Making a work once more, and comparing it bit by bit."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from etude.core.errors import EtudeError
from etude.core.files import write_atomic
from etude.core.hashes import sha256_bytes
from etude.core.messages import message
from etude.gallery.work import Work
from etude.media.picture import read_picture
from etude.studio.recipe import hash_pixels, play_recipe

if TYPE_CHECKING:
    from etude.inference import Model

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Again:
    """A work made anew.

    Args:
        work: The one in the gallery.
        pixels: What came out this time, uint8 ``[frames, H, W, C]``.
        same: Whether every bit agrees.
        differing: Share of the numbers that differ, 0 to 1; None where only the hash is known.
        largest: The largest difference, 0 to 255; None where only the hash is known.
        mended: Whether the work's file was gone or damaged, and is back.
    """

    work: Work
    pixels: Pixels = field(repr=False)
    same: bool
    differing: float | None
    largest: int | None
    mended: bool

    def text(self, language: str | None = None) -> str:
        """Return in one sentence whether the bits agree.

        Args:
            language: ``en`` or ``zh``; by default the language of the environment.
        """
        work = self.work.short
        if self.same:
            return message(
                "studio.again.mended" if self.mended else "studio.again.same", language, work=work
            )
        if self.differing is None:
            return message("studio.again.other", language, work=work)
        percent = f"{100 * self.differing:.2g}"
        return message(
            "studio.again.near", language, work=work, percent=percent, largest=self.largest
        )

    def save(self, path: str | Path) -> Path:
        """Write what came out this time to a file.

        Args:
            path: The suffix decides the format.

        Raises:
            EtudeError: One of the ``picture.*`` and ``animation.*`` errors, ``disk.full``.
        """
        from etude.studio.keeping import encode_pixels

        target = Path(path).expanduser()
        data = encode_pixels(self.pixels, target.suffix, self.work.recipe)
        return write_atomic(target, data)


def replay(model: Model, work: Work) -> Again:
    """Make a work once more.

    Args:
        model: The very model that made it.
        work: From the gallery; where its file is gone or damaged and the bits agree, it is written
            again.

    Raises:
        EtudeError: ``studio.bad-recipe``.
    """
    pixels = play_recipe(model, work.recipe)
    same = hash_pixels(pixels) == work.pixels
    kept = _read(work)
    if same:
        return Again(work, pixels, True, 0.0, 0, mended=kept is None and _mend(work, pixels))
    if kept is None or work.frames > 1:
        return Again(work, pixels, False, None, None, mended=False)
    distance = np.abs(read_picture(kept).pixels.astype(int) - pixels[0])
    return Again(
        work, pixels, False, float((distance > 0).mean()), int(distance.max()), mended=False
    )


def _read(work: Work) -> bytes | None:
    """Return the work's file, or None where it is gone or damaged."""
    try:
        return work.read()
    except EtudeError:
        return None


def _mend(work: Work, pixels: Pixels) -> bool:
    """Write the file again; say whether it is the same file, bit for bit."""
    from etude.studio.keeping import encode_pixels

    data = encode_pixels(pixels, work.file.suffix, work.recipe)
    return sha256_bytes(data) == work.file.sha256 and work.store.put(data) == work.file.sha256
