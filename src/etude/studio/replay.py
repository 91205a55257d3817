"""Making a work once more, and comparing it bit by bit."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from etude.core.errors import EtudeError
from etude.core.files import write_atomic
from etude.core.hashes import sha256_bytes, sha256_file
from etude.core.messages import message
from etude.gallery.work import Work
from etude.media.inscription import inscribe
from etude.media.picture import read_picture
from etude.studio.editing import Edited
from etude.studio.keeping import Composed, Painted, Written, make

if TYPE_CHECKING:
    from etude.core.paths import Workspace
    from etude.inference import Model
    from etude.packages import Package
    from etude.studio.composer import Composer
    from etude.studio.melodist import Melodist
    from etude.studio.scribe import Scribe

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Again:
    """A work made anew.

    Args:
        work: The one in the gallery.
        made: What came out this time.
        same: Whether every bit agrees.
        differing: Share of the numbers that differ, 0 to 1; None where only the hash is known.
        largest: The largest difference, 0 to 255; None where only the hash is known.
        mended: Whether the work's file was gone or damaged, and is back.
    """

    work: Work
    made: Painted | Written | Composed | Edited = field(repr=False)
    same: bool
    differing: float | None
    largest: int | None
    mended: bool

    @property
    def pixels(self) -> Pixels:
        """What came out this time of a picture or a film, uint8 ``[frames, H, W, C]``."""
        assert isinstance(self.made, Painted)
        return self.made.pixels

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
        """Write what came out this time to a file, with its recipe inside.

        Args:
            path: The suffix decides the format.

        Raises:
            EtudeError: One of the ``picture.*`` and ``animation.*`` errors, ``gallery.suffix``,
                ``disk.full``.
        """
        target = Path(path).expanduser()
        data = self.made.encode(target.suffix)
        if self.work.film:  # what a film is compared and mended by has none
            data = inscribe(data, target.suffix.lower(), self.made.recipe)
        return write_atomic(target, data)


def find_package(work: Work, workspace: Workspace) -> Package:
    """Open the very package that made a work.

    Args:
        work: From the gallery.
        workspace: Where it is looked for, beside the bundled ones.

    Raises:
        EtudeError: ``studio.model-gone``, or ``studio.model-other`` where there is one of this
            name, but with other weights.
    """
    from etude.packages import list_packages, open_package

    made = work.model
    named = [each for each in list_packages(workspace) if each.name == made.name and each.manifest]
    # The version that made it is looked at first; the hash decides.
    for entry in sorted(named, key=lambda entry: entry.version != made.version):
        if sha256_file(entry.path) == made.sha256:
            return open_package(entry.path, workspace)
    code = "studio.model-other" if named else "studio.model-gone"
    sha256 = made.sha256[:12]
    raise EtudeError(code, work=work.short, name=made.name, version=made.version, sha256=sha256)


def replay(model: Model | Scribe | Composer | Melodist, work: Work) -> Again:
    """Make a work once more.

    Args:
        model: The very model that made it.
        work: From the gallery; where its file is gone or damaged and the bits agree, it is written
            again.

    Raises:
        EtudeError: ``studio.bad-recipe``.
    """
    return weigh(work, make(model, work.recipe))


def weigh(work: Work, made: Painted | Written | Composed | Edited) -> Again:
    """Compare a work with what was made anew.

    Args:
        work: From the gallery; as in `replay`.
        made: What came out this time.
    """
    same = made.hash == work.pixels
    kept = _read(work)
    if same:
        return Again(work, made, True, 0.0, 0, mended=kept is None and _mend(work, made))
    if kept is None or work.film or not isinstance(made, Painted):
        return Again(work, made, False, None, None, mended=False)
    distance = np.abs(read_picture(kept).pixels.astype(int) - made.pixels[0])
    return Again(work, made, False, float((distance > 0).mean()), int(distance.max()), mended=False)


def _read(work: Work) -> bytes | None:
    """Return the work's file, or None where it is gone or damaged."""
    try:
        return work.read()
    except EtudeError:
        return None


def _mend(work: Work, made: Painted | Written | Composed | Edited) -> bool:
    """Write the file again; say whether it is the same file, bit for bit."""
    data = made.encode(work.file.suffix)
    return sha256_bytes(data) == work.file.sha256 and work.store.put(data) == work.file.sha256
