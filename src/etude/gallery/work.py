"""One result and everything that is known of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from etude.core.errors import EtudeError
from etude.core.files import write_atomic
from etude.core.store import ContentStore

SHORT = 7  # letters of an id's end: chance enough to tell some 200,000 works apart
STILLS = (".png", ".jpg", ".jpeg", ".webp")
LOOPS = (".webp", ".gif", ".mp4", ".webm")


@dataclass(frozen=True)
class Stamp:
    """The model that made a work; the hash decides, the name is for people.

    Args:
        name: Of the package, for example ``portraits``.
        version: For example ``1.0.0``.
        sha256: Of the package file.
    """

    name: str
    version: str
    sha256: str

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


@dataclass(frozen=True)
class File:
    """What lies in the gallery's store.

    Args:
        sha256: Its name there.
        suffix: Its format, for example ``.png``.
        bytes: Its length.
    """

    sha256: str
    suffix: str
    bytes: int


@dataclass(frozen=True)
class Draft:
    """A work on its way into the gallery.

    Args:
        data: The encoded file.
        suffix: Its format, for example ``.png``.
        width: In pixels.
        height: In pixels.
        pixels: SHA-256 of what was computed, before any encoder; `again` compares it.
        model: Who made it.
        command: What was asked: ``create``, ``vary``, ``mix``, ``morph``, ``encode`` ...
        recipe: All it takes to make it once more; JSON.
        frames: 1 for a still picture.
        parents: Ids of the works it came from, the one that gave the most first.
        facts: What was measured while making it; JSON.
        medium: ``picture``, ``music`` or ``text``.
        title: A name somebody gave it.
        tags: Words somebody keeps it under.
        request: A word for what was asked, at most 64 characters, for example a job's id: of one
            request comes one work, however often it is carried out.
    """

    data: bytes = field(repr=False)
    suffix: str
    width: int
    height: int
    pixels: str
    model: Stamp
    command: str
    recipe: Mapping[str, Any]
    frames: int = 1
    parents: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    medium: str = "picture"
    title: str = ""
    tags: tuple[str, ...] = ()
    request: str | None = None


@dataclass(frozen=True)
class Work:
    """One result in the gallery. A work does not change; a starred or retitled one is read anew.

    Args:
        id: 26 characters; its beginning or its end will do where it is the only one.
        created: When, in UTC.
        medium: ``picture``, ``music`` or ``text``.
        model: Who made it.
        command: What was asked.
        recipe: All it takes to make it once more.
        parents: Ids of the works it came from, the one that gave the most first.
        file: Where it lies.
        width: In pixels.
        height: In pixels.
        frames: 1 for a still picture.
        pixels: SHA-256 of what was computed, before any encoder.
        facts: What was measured while making it.
        edits: What a hand did to it afterwards, oldest first.
        starred: Whether somebody likes it.
        title: A name somebody gave it, or nothing.
        tags: Words somebody keeps it under, in alphabetical order.
        binned: Since when it lies in the bin, in UTC; None where it does not.
        store: The files of the gallery.
    """

    id: str
    created: datetime
    medium: str
    model: Stamp
    command: str
    recipe: dict[str, Any]
    parents: tuple[str, ...]
    file: File
    width: int
    height: int
    frames: int
    pixels: str
    facts: dict[str, Any]
    edits: tuple[dict[str, Any], ...]
    starred: bool
    title: str
    tags: tuple[str, ...]
    binned: datetime | None
    store: ContentStore = field(repr=False, compare=False)

    @property
    def short(self) -> str:
        """The last seven characters of the id: chance, where the first ones are only the hour."""
        return self.id[-SHORT:]

    @property
    def path(self) -> Path:
        """The file in the gallery; read it, do not change it."""
        return self.store.path(self.file.sha256)

    def read(self) -> bytes:
        """Return the file's content.

        Raises:
            EtudeError: ``store.missing`` or ``store.damaged``.
        """
        return self.store.read(self.file.sha256)

    def save(self, path: str | Path) -> Path:
        """Write the work to a file of your own, with its recipe inside.

        Args:
            path: The suffix decides the format: ``.png .jpg .webp`` for a still picture,
                ``.webp .gif .mp4 .webm`` for a loop. A folder gets a file named after the work.

        Returns:
            The path of the file.

        Raises:
            EtudeError: ``gallery.suffix``, ``store.missing``, ``store.damaged``, ``disk.full`` or
                ``disk.closed``.
        """
        target = Path(path).expanduser()
        if target.is_dir():
            target = target / f"{self.model.name}-{self.short}{self.file.suffix}"
        suffix = target.suffix.lower()
        allowed = LOOPS if self.frames > 1 else STILLS
        if suffix not in allowed:
            raise EtudeError("gallery.suffix", path=target, suffixes=" ".join(allowed))
        data = self.read()
        return write_atomic(target, data if suffix == self.file.suffix else self._convert(suffix))

    def _convert(self, suffix: str) -> bytes:
        # Encoders are imported for those who need another format than the one that is kept.
        if self.frames == 1:
            from etude.media.picture import encode_picture, read_picture

            return encode_picture(read_picture(self.read()), suffix, self.recipe)
        from etude.gallery.frames import read_frames
        from etude.media.animation import encode_animation

        fps = float(self.recipe.get("fps", 24))
        frames = read_frames(self.read(), self.file.suffix, self.frames, fps)
        return encode_animation(frames, suffix, fps=fps)
