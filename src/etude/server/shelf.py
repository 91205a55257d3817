"""Models by their ids: found on the shelf, opened once, the last few kept open."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING

from etude.core.errors import EtudeError
from etude.core.hashes import sha256_file
from etude.packages import Entry, list_packages

if TYPE_CHECKING:
    from etude.packages import Package
    from etude.studio import Player, Studio
    from etude.studio.composer import Composer
    from etude.studio.melodist import Melodist
    from etude.studio.scribe import Scribe

OPEN = 4  # models with their sessions; each takes some tens of megabytes


class _Place:
    """Where one opened model stands; whoever comes first opens it, the others wait."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.maker: Player | Scribe | Composer | Melodist | None = None


class Shelf:
    """The models of a studio, named by the SHA-256 of their files.

    Args:
        studio: Whose models.
        most: How many stay open.
    """

    def __init__(self, studio: Studio, most: int = OPEN) -> None:
        self._studio = studio
        self._most = most
        self._hashes: dict[tuple[Path, int, int], str] = {}
        self._open: OrderedDict[str, _Place] = OrderedDict()
        self._lock = threading.Lock()

    def entries(self) -> list[tuple[str | None, Entry]]:
        """Return every model of the shelf with its id; one that is damaged has none."""
        found: list[tuple[str | None, Entry]] = []
        seen = set()
        for entry in list_packages(self._studio.workspace):
            id_ = None if entry.manifest is None else self._hash(entry.path)
            # A bundled model that somebody installed once more is one model.
            if id_ is None or id_ not in seen:
                found.append((id_, entry))
            seen.add(id_)
        return found

    def find(self, id_: str) -> Entry:
        """Return the entry of a model.

        Args:
            id_: Its SHA-256.

        Raises:
            EtudeError: ``server.no-model``.
        """
        for each, entry in self.entries():
            if each == id_:
                return entry
        raise EtudeError("server.no-model", model=id_[:12])

    def maker(self, id_: str) -> Player | Scribe | Composer | Melodist:
        """Return a model, ready to be played.

        Args:
            id_: Its SHA-256.

        Raises:
            EtudeError: ``server.no-model``, or what is wrong with its file.
        """
        with self._lock:
            place = self._open.setdefault(id_, _Place())
            self._open.move_to_end(id_)
            while len(self._open) > self._most:
                self._open.popitem(last=False)
        with place.lock:
            if place.maker is None:
                try:
                    place.maker = self._load(id_)
                except EtudeError:
                    self.forget(id_)
                    raise
            return place.maker

    def player(self, id_: str) -> Player:
        """Return a model of pictures.

        Args:
            id_: Its SHA-256.

        Raises:
            EtudeError: ``studio.not-pictures`` for a model of something else; as `maker`.
        """
        from etude.studio import Player

        found = self.maker(id_)
        if not isinstance(found, Player):
            raise EtudeError("studio.not-pictures", model=found.name)
        return found

    def scribe(self, id_: str) -> Scribe:
        """Return a model of words.

        Args:
            id_: Its SHA-256.

        Raises:
            EtudeError: ``studio.not-words`` for a model of something else; as `maker`.
        """
        from etude.studio.scribe import Scribe

        found = self.maker(id_)
        if not isinstance(found, Scribe):
            raise EtudeError("studio.not-words", model=found.name)
        return found

    def composer(self, id_: str) -> Composer:
        """Return a model of music.

        Args:
            id_: Its SHA-256.

        Raises:
            EtudeError: ``studio.not-music`` for a model of something else; as `maker`.
        """
        from etude.studio.composer import Composer

        found = self.maker(id_)
        if not isinstance(found, Composer):
            raise EtudeError("studio.not-music", model=found.name)
        return found

    def melodist(self, id_: str) -> Melodist:
        """Return a model of phrases.

        Args:
            id_: Its SHA-256.

        Raises:
            EtudeError: ``studio.not-phrases`` for a model of something else; as `maker`.
        """
        from etude.studio.melodist import Melodist

        found = self.maker(id_)
        if not isinstance(found, Melodist):
            raise EtudeError("studio.not-phrases", model=found.name)
        return found

    def package(self, id_: str) -> Package:
        """Return the opened package of a model.

        Args:
            id_: Its SHA-256.
        """
        return self.maker(id_).package

    def forget(self, id_: str) -> None:
        """Close a model.

        Args:
            id_: Its SHA-256.
        """
        with self._lock:
            self._open.pop(id_, None)

    def _load(self, id_: str) -> Player | Scribe | Composer | Melodist:
        found = self._studio.load(str(self.find(id_).path))
        if found.package.hash != id_:  # replaced between the look and the opening
            raise EtudeError("server.no-model", model=id_[:12])
        return found

    def _hash(self, path: Path) -> str | None:
        try:
            status = path.stat()
            key = path, status.st_mtime_ns, status.st_size
            if key not in self._hashes:
                self._hashes[key] = sha256_file(path)
            return self._hashes[key]
        except OSError:  # removed between the look and now
            return None
