"""A workspace as a place to work in: its models, its gallery, its training."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from etude.core.errors import EtudeError
from etude.core.paths import Workspace, workspace
from etude.studio.player import Player
from etude.studio.replay import Again, replay

if TYPE_CHECKING:
    from etude.gallery import Gallery, Work
    from etude.gallery.work import Stamp
    from etude.packages import Package
    from etude.studio.scribe import Scribe


_SHA256 = re.compile(r"[0-9a-f]{64}")


class Studio:
    """The models and works of a workspace.

    Args:
        workspace: Where they lie.
    """

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def __repr__(self) -> str:
        return f"<Studio {self.workspace.root}>"

    @cached_property
    def gallery(self) -> Gallery:
        """Every work that was made here."""
        from etude.gallery import Gallery

        return Gallery(self.workspace)

    @property
    def models(self) -> list[str]:
        """The names of the models that can be played."""
        from etude.packages import list_packages

        return sorted({entry.name for entry in list_packages(self.workspace) if entry.manifest})

    def load(self, name: str) -> Player | Scribe:
        """Open a model: a `Player` of pictures or a `Scribe` of words.

        Args:
            name: Of a model in the workspace or a bundled one, in any language it has;
                ``name@version``; the SHA-256 of its package; or the path of an ``.etude`` file.

        Raises:
            EtudeError: ``package.unknown-near`` with the nearest names, or what is wrong with it;
                ``studio.not-played`` for a model of music.
        """
        from etude.core.hashes import sha256_file
        from etude.packages import find, list_packages, open_package

        if _SHA256.fullmatch(name):
            for entry in list_packages(self.workspace):
                if sha256_file(entry.path) == name:
                    return self._open(open_package(entry.path, self.workspace))
        return self._open(open_package(find(name, self.workspace), self.workspace))

    def load_player(self, name: str) -> Player:
        """Open a model of pictures.

        Args:
            name: As in `load`.

        Raises:
            EtudeError: ``studio.not-pictures`` for a model of something else; as `load`.
        """
        return _need_player(self.load(name))

    def load_maker(self, work: Work | str) -> Player | Scribe:
        """Open the very model that made a work.

        Args:
            work: A work, or its id.

        Raises:
            EtudeError: ``studio.model-gone``, or ``studio.model-other`` where there is one of this
                name, but with other weights.
        """
        found = self.gallery.get(work) if isinstance(work, str) else work
        return self._open(self._find_maker(found.model, found.short))

    def load_painter(self, work: Work | str) -> Player:
        """Open the very model that made a picture.

        Args:
            work: A work, or its id.

        Raises:
            EtudeError: ``studio.not-pictures`` for another work; as `load_maker`.
        """
        return _need_player(self.load_maker(work))

    def vary(self, work: Work | str, strength: float = 0.3, **asked: Any) -> Any:
        """Make works near to a work, with the model that made it; see `Player.vary`.

        Args:
            work: A work, or its id.
            strength: 0 changes nothing, 1 gives something new altogether.
            asked: The rest of what `Player.vary` takes.
        """
        return self.load_painter(work).vary(work, strength, **asked)

    def mix(self, a: Work | str, b: Work | str, **asked: Any) -> Work:
        """Put two works together, with the model that made them; see `Player.mix`.

        Args:
            a: The work that gives the composition.
            b: The work that gives what is finer.
            asked: The rest of what `Player.mix` takes.
        """
        return self.load_painter(a).mix(a, b, **asked)

    def again(self, work: Work | str) -> Again:
        """Make a work once more from its recipe and compare every bit.

        Args:
            work: A work, or its id.

        Raises:
            EtudeError: ``studio.model-gone`` or ``studio.model-other``.
        """
        found = self.gallery.get(work) if isinstance(work, str) else work
        maker = self.load_maker(found)
        return replay(maker.model if isinstance(maker, Player) else maker, found)

    def train(self, source: str | Path | None = None, **asked: Any) -> Any:
        """Train a model on a dataset or a folder of pictures; see `studio.training.train`.

        Args:
            source: Name of a dataset, or a path; None for a recipe that needs no pictures.
            asked: The rest of what it takes.
        """
        from etude.studio.training import train

        return train(source, workspace=self.workspace, **asked)

    def _open(self, package: Package) -> Player | Scribe:
        medium = package.manifest.medium
        if medium == "text":
            from etude.studio.scribe import Scribe

            return Scribe(package, self)
        if medium != "picture":
            raise EtudeError("studio.not-played", model=package.name)
        from etude.inference import Model

        return Player(Model(package), self)

    def _find_maker(self, stamp: Stamp, work: str) -> Package:
        from etude.core.hashes import sha256_file
        from etude.packages import list_packages, open_package

        named = [e for e in list_packages(self.workspace) if e.name == stamp.name and e.manifest]
        # The version that made it is looked at first; the hash decides.
        for entry in sorted(named, key=lambda entry: entry.version != stamp.version):
            if sha256_file(entry.path) == stamp.sha256:
                return open_package(entry.path, self.workspace)
        code = "studio.model-other" if named else "studio.model-gone"
        raise EtudeError(
            code, work=work, name=stamp.name, version=stamp.version, sha256=stamp.sha256[:12]
        )


def _need_player(opened: Player | Scribe) -> Player:
    if not isinstance(opened, Player):
        raise EtudeError("studio.not-pictures", model=opened.name)
    return opened


def open(folder: str | Path | None = None) -> Studio:  # noqa: A001  # the API's word
    """Open a studio.

    Args:
        folder: Its workspace; by default what ``ETUDE_HOME`` says, else the platform's user data
            folder.
    """
    return Studio(workspace(folder))


def load(name: str) -> Player | Scribe:
    """Open a model in the default studio; see `Studio.load`.

    Args:
        name: Of the model, or the path of an ``.etude`` file.
    """
    return open().load(name)


def vary(work: Work | str, strength: float = 0.3, **asked: Any) -> Any:
    """Make works near to a work in the default studio; see `Player.vary`.

    Args:
        work: A work, or its id.
        strength: 0 changes nothing, 1 gives something new altogether.
        asked: The rest of what `Player.vary` takes.
    """
    return open().vary(work, strength, **asked)


def mix(a: Work | str, b: Work | str, **asked: Any) -> Work:
    """Put two works of the default studio together; see `Player.mix`.

    Args:
        a: The work that gives the composition.
        b: The work that gives what is finer.
        asked: The rest of what `Player.mix` takes.
    """
    return open().mix(a, b, **asked)


def again(work: Work | str) -> Again:
    """Make a work of the default studio once more and compare every bit; see `Studio.again`.

    Args:
        work: A work, or its id.
    """
    return open().again(work)


def train(source: str | Path | None = None, **asked: Any) -> Any:
    """Train a model in the default studio; see `studio.training.train`.

    Args:
        source: Name of a dataset, or a path; None for a recipe that needs no pictures.
        asked: The rest of what it takes.
    """
    return open().train(source, **asked)
