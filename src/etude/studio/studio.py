"""A workspace as a place to work in: its models, its gallery, its training."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from etude.core.errors import EtudeError
from etude.core.paths import Workspace, workspace
from etude.studio.editing import EDIT, keep_edit, read_edit
from etude.studio.player import Player
from etude.studio.replay import Again, find_package, replay, weigh

if TYPE_CHECKING:
    from etude.gallery import Gallery, Work
    from etude.gallery.manuscript import Manuscript
    from etude.gallery.manuscripts import Manuscripts
    from etude.media.music.score import Score
    from etude.media.text.poster import Poster
    from etude.packages import Package
    from etude.studio.composer import Composer
    from etude.studio.endpoints import OpenEndpoint
    from etude.studio.melodist import Melodist
    from etude.studio.reports import Report
    from etude.studio.scribe import Scribe

    Maker: TypeAlias = Player | Scribe | Composer | Melodist


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

    @cached_property
    def texts(self) -> Manuscripts:
        """The texts of one's own, with every version of them."""
        from etude.gallery.manuscripts import Manuscripts

        return Manuscripts(self.workspace)

    @property
    def models(self) -> list[str]:
        """The names of the models that can be played."""
        from etude.packages import list_packages

        return sorted({entry.name for entry in list_packages(self.workspace) if entry.manifest})

    def load(self, name: str) -> Maker:
        """Open a model: a `Player`, a `Scribe`, a `Composer`, or a `Melodist` of two bars.

        Args:
            name: Of a model in the workspace or a bundled one, in any language it has;
                ``name@version``; the SHA-256 of its package; or the path of an ``.etude`` file.

        Raises:
            EtudeError: ``package.unknown-near`` with the nearest names, or what is wrong with it.
        """
        from etude.core.hashes import sha256_file
        from etude.packages import find, list_packages, open_package

        if _SHA256.fullmatch(name):
            for entry in list_packages(self.workspace):
                if sha256_file(entry.path) == name:
                    return self._open(open_package(entry.path, self.workspace))
        return self._open(open_package(find(name, self.workspace), self.workspace))

    def endpoint(self, name: str) -> OpenEndpoint:
        """Open an endpoint: a server elsewhere that writes.

        Args:
            name: What its owner calls it.

        Raises:
            EtudeError: ``endpoint.unknown``.
        """
        from etude.studio.endpoints import open_endpoint

        return open_endpoint(name, self)

    def author(self, name: str) -> OpenEndpoint | Scribe:
        """Open whoever writes under a name: an endpoint, or else a model of words.

        Args:
            name: Of either.

        Raises:
            EtudeError: ``endpoint.unknown`` where there is neither, ``studio.not-words``.
        """
        try:
            return self.endpoint(name)
        except EtudeError as unknown:
            try:
                return self.load_scribe(name)
            except EtudeError as error:
                if not error.code.startswith("package.unknown"):
                    raise
            raise unknown

    def load_player(self, name: str) -> Player:
        """Open a model of pictures.

        Args:
            name: As in `load`.

        Raises:
            EtudeError: ``studio.not-pictures`` for a model of something else; as `load`.
        """
        return _need_player(self.load(name))

    def load_scribe(self, name: str) -> Scribe:
        """Open a model of words.

        Args:
            name: As in `load`.

        Raises:
            EtudeError: ``studio.not-words`` for a model of something else; as `load`.
        """
        from etude.studio.scribe import Scribe

        found = self.load(name)
        if isinstance(found, Scribe):
            return found
        raise EtudeError("studio.not-words", model=found.name)

    def load_maker(self, work: Work | str) -> Maker:
        """Open the very model that made a work.

        Args:
            work: A work, or its id.

        Raises:
            EtudeError: ``studio.model-gone``, or ``studio.model-other`` where there is one of this
                name, but with other weights.
        """
        found = self.gallery.get(work) if isinstance(work, str) else work
        if "endpoint" in found.recipe:
            raise EtudeError("studio.not-pictures", model=found.model.name)
        return self._open(find_package(found, self.workspace))

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
            EtudeError: ``studio.model-gone`` or ``studio.model-other``; ``texts.other-version``.
        """
        from etude.studio.texts import COMMAND, read_kept

        found = self.gallery.get(work) if isinstance(work, str) else work
        if found.command == EDIT:
            return weigh(found, read_edit(found.recipe))
        if found.command == COMMAND:
            return weigh(found, read_kept(self.texts, found))
        if "endpoint" in found.recipe:
            from etude.studio.endpoints import write_again

            return weigh(found, write_again(self, found))
        maker = self.load_maker(found)
        return replay(maker.model if isinstance(maker, Player) else maker, found)

    def report(
        self,
        source: Work | Manuscript | str | Path,
        model: str | None = None,
        against: str | None = None,
        form: str | None = None,
        tune: int | str | None = None,
    ) -> Report:
        """Measure a work of words or of music, beside what people wrote that no model learnt from.

        Args:
            source: A work, a text of one's own, the name of one of them, or the path of a file.
            model: Which reads it; by default the one that took part in it.
            against: Name of a dataset it is compared with; by default what the model learnt from,
                where that is here.
            form: Of verse; by default what was asked for, or what it sounds like.
            tune: Which piece of a file of music, by its number or a title; by default the first.

        Raises:
            EtudeError: ``report.no-report`` for a picture; ``studio.not-words``,
                ``studio.not-music``; what `load`, `etude.datasets.open_texts` and reading a file
                may raise.
        """
        from etude.studio.reports import report

        return report(self, source, model, against, form, tune)

    def keep_text(self, text: str, version: str | None = None) -> Work:
        """Keep a version of a text of one's own as a work.

        Args:
            text: Its id or its title.
            version: By default the one that is shown.

        Raises:
            EtudeError: ``texts.nothing``, ``texts.unknown`` and their kin.
        """
        from etude.studio.texts import keep_text

        return keep_text(self, text, version)

    def poster(self, text: str, picture: str | Path | None = None, **wishes: Any) -> Poster:
        """Return a poster: a text over a picture.

        Args:
            text: Its id or its title.
            picture: A file of a picture, or a work by its id or title; plain paper without one.
            wishes: ``version``, ``vertical`` and ``font``, as `etude.studio.texts.paint_text`.

        Raises:
            EtudeError: As `etude.studio.texts.paint_text`.
        """
        from etude.studio.texts import paint_text

        return paint_text(self, text, picture, **wishes)

    def keep_score(
        self,
        score: Score | str | Path,
        *,
        parents: Sequence[str] = (),
        title: str = "",
        tune: int | str | None = None,
    ) -> Work:
        """Put music that a hand wrote or changed into the gallery.

        Args:
            score: The piece, or the path of a MIDI, ABC or MusicXML file.
            parents: Ids of the works it came from, the one that gave the most first.
            title: A name for it; by default the score's.
            tune: Which piece of a file that holds several, by its number or a title; by default the
                first.

        Raises:
            EtudeError: One of the area ``score``, ``gallery.unknown-work``.
        """
        if isinstance(score, str | Path):
            from etude.media.music.reading import read_score

            score = read_score(score, tune=tune)
        return keep_edit(self.gallery, score, parents=parents, title=title)

    def train(self, source: str | Path | None = None, **asked: Any) -> Any:
        """Train a model on a dataset or a folder of pictures; see `studio.training.train`.

        Args:
            source: Name of a dataset, or a path; None for a recipe that needs no pictures.
            asked: The rest of what it takes.
        """
        from etude.studio.training import train

        return train(source, workspace=self.workspace, **asked)

    def _open(self, package: Package) -> Maker:
        medium = package.manifest.medium
        if medium == "text":
            from etude.studio.scribe import Scribe

            return Scribe(package, self)
        if medium == "music" and "decode" in package.manifest.commands:
            from etude.studio.melodist import Melodist

            return Melodist(package, self)
        if medium == "music":
            from etude.studio.composer import Composer

            return Composer(package, self)
        from etude.inference import Model

        return Player(Model(package), self)


def _need_player(opened: Maker) -> Player:
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


def load(name: str) -> Maker:
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
