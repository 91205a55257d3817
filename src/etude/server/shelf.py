"""Models by their ids: found on the shelf, opened once, the last few kept open."""

from __future__ import annotations

import threading
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING

from etude.core.errors import EtudeError
from etude.core.hashes import sha256_file
from etude.packages import Entry, list_packages, open_package

if TYPE_CHECKING:
    from etude.packages import Package
    from etude.studio import Player, Studio

OPEN = 4  # models with their sessions; each takes some tens of megabytes


class _Place:
    """Where one opened model stands; whoever comes first opens it, the others wait."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.player: Player | None = None


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

    def player(self, id_: str) -> Player:
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
            if place.player is None:
                try:
                    place.player = self._load(id_)
                except EtudeError:
                    self.forget(id_)
                    raise
            return place.player

    def package(self, id_: str) -> Package:
        """Return the opened package of a model.

        Args:
            id_: Its SHA-256.
        """
        return self.player(id_).model.package

    def forget(self, id_: str) -> None:
        """Close a model.

        Args:
            id_: Its SHA-256.
        """
        with self._lock:
            self._open.pop(id_, None)

    def _load(self, id_: str) -> Player:
        from etude.inference import Model
        from etude.studio import Player

        package = open_package(self.find(id_).path, self._studio.workspace)
        if package.manifest.medium != "picture":
            raise EtudeError("studio.not-pictures", model=package.name)
        if package.hash != id_:  # replaced between the look and the opening
            raise EtudeError("server.no-model", model=id_[:12])
        return Player(Model(package), self._studio)

    def _hash(self, path: Path) -> str | None:
        try:
            status = path.stat()
            key = path, status.st_mtime_ns, status.st_size
            if key not in self._hashes:
                self._hashes[key] = sha256_file(path)
            return self._hashes[key]
        except OSError:  # removed between the look and now
            return None
