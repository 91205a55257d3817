"""An opened package: a trained model as data."""

from __future__ import annotations

import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from etude.core import paths
from etude.core.errors import EtudeError
from etude.core.hashes import sha256_bytes
from etude.core.messages import Reason
from etude.core.messages import language as spoken
from etude.core.reasons import reason_of
from etude.packages import stamps
from etude.packages.archive import PACKAGE, Archive, too_big
from etude.packages.manifest import Manifest
from etude.packages.verify import CARDS, SAMPLES, reopen, verify

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True)
class Package:
    """A package whose bytes passed every check.

    The bytes are read once and kept, so that what is played is what was checked.

    Args:
        manifest: What it says about itself.
        hash: SHA-256 of the whole file.
        path: Where it was read.
    """

    manifest: Manifest
    hash: str
    path: Path
    _archive: Archive = field(repr=False)

    @property
    def name(self) -> str:
        """The model's name, without the version."""
        return self.manifest.name

    def graph(self, command: str) -> bytes:
        """Return the ONNX graph of a command.

        Args:
            command: For example ``generate``.

        Raises:
            EtudeError: ``package.no-command`` with the commands there are.
        """
        if command not in self.manifest.commands:
            there = ", ".join(self.manifest.commands)
            raise EtudeError("package.no-command", model=self.name, command=command, there=there)
        return self._archive.read(self.manifest.commands[command].file)

    def arrays(self) -> dict[str, npt.NDArray[np.float32]]:
        """Return ``mean`` [L, D] and ``axes`` [K, L, D] of the codes, read-only."""
        from etude.packages import arrays

        if arrays.FILE not in self._archive.sizes:
            return {}
        return arrays.read_arrays(self._archive.read(arrays.FILE), self._archive.name)

    def vocabulary(self) -> dict[str, Any]:
        """Return what the tokens stand for: `kind`, `size` and what that kind needs.

        Raises:
            EtudeError: ``package.no-vocabulary`` for a model without tokens.
        """
        from etude.packages import vocabulary

        if vocabulary.FILE not in self._archive.sizes:
            raise EtudeError("package.no-vocabulary", model=self.name)
        return vocabulary.trust_vocabulary(self._archive.read(vocabulary.FILE))

    def lines(self) -> npt.NDArray[np.uint64]:
        """Return the hashes of the lines it learnt from, uint64 [n], ascending; or none."""
        import numpy as np

        from etude.packages import lines

        if lines.FILE not in self._archive.sizes:
            return np.zeros(0, np.uint64)
        return lines.read_lines(self._archive.read(lines.FILE), self._archive.name)

    def card(self, language: str | None = None) -> str:
        """Return the model's card as Markdown.

        Args:
            language: ``en`` or ``zh``; by default the language of the environment.

        Returns:
            The card in that language, else in the other one, else an empty text.
        """
        first = CARDS["zh" if (language or spoken()) == "zh" else "en"]
        for file in (first, *CARDS.values()):
            if file in self._archive.sizes:
                return self._archive.read(file).decode("utf-8")
        return ""

    def samples(self) -> dict[str, bytes]:
        """Return the pictures, MIDI files or texts it brings to show itself, by file name."""
        names = [name for name in self._archive.sizes if name.startswith(SAMPLES)]
        return {name.removeprefix(SAMPLES): self._archive.read(name) for name in sorted(names)}


def open_package(path: str | Path, workspace: paths.Workspace | None = None) -> Package:
    """Open a package file after checking it.

    The first time the whole file is checked, its graphs parsed; a file with the same hash is then
    opened at once.

    Args:
        path: The ``.etude`` file.
        workspace: In whose cache to remember it; by default the one of the environment.

    Raises:
        EtudeError: ``package.no-file``, or one of the ``package.*`` errors of the checks.
    """
    path = Path(path)
    place = workspace or paths.workspace()
    data = read_file(path)
    sha256 = sha256_bytes(data)
    if stamps.is_verified(sha256, place):
        manifest, archive = reopen(data, path.name)
    else:
        manifest, archive = verify(data, path.name)
        stamps.remember(sha256, place)
    return Package(manifest, sha256, path, archive)


def read_file(path: Path) -> bytes:
    """Return the bytes of a package file, at most as many as a package may have.

    Args:
        path: The ``.etude`` file.

    Raises:
        EtudeError: ``package.no-file`` or ``package.too-big``.
    """
    try:
        # A pipe or a device would be read for ever.
        if not stat.S_ISREG(path.stat().st_mode):
            raise EtudeError("package.no-file", path=path, reason=Reason("reason.not-a-file"))
        with open(path, "rb") as file:
            data = file.read(PACKAGE.size + 1)
    except (OSError, ValueError) as error:
        reason = reason_of(error) if isinstance(error, OSError) else str(error)
        raise EtudeError("package.no-file", path=path, reason=reason) from None
    if len(data) > PACKAGE.size:
        raise too_big(path.name, path.stat().st_size, PACKAGE.size)
    return data
