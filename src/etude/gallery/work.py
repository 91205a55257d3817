"""One result and everything that is known of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from etude.core.errors import EtudeError
from etude.core.files import write_atomic
from etude.core.hashes import canonical_json
from etude.core.store import ContentStore

SHORT = 7  # letters of an id's end: chance enough to tell some 200,000 works apart
STILLS = (".png", ".jpg", ".jpeg", ".webp")
LOOPS = (".webp", ".gif", ".mp4", ".webm")
TEXTS = (".txt", ".md", ".pdf")
SCORES = (".mid", ".musicxml", ".mxl", ".svg", ".pdf", ".png", ".wav")
# What Markdown would take for more than words.
_MARKS = re.compile(r"[\\`*_<>\[\]]|^[#+-]|^\d+(?=[.)])", re.MULTILINE)


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
        return f"{self.name} {self.version}".rstrip()


HAND = Stamp("hand", "", "")  # of a work in which no model took part


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
        width: In pixels; of a text, the characters of its longest line; of music, its bars.
        height: In pixels; of a text, how many lines it has; of music, its parts.
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
        width: In pixels; of a text, the characters of its longest line; of music, its bars.
        height: In pixels; of a text, how many lines it has; of music, its parts.
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
    def film(self) -> bool:
        """Whether it is a loop of pictures."""
        return self.frames > 1

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

    def encode(self, suffix: str | None = None, recipe: bool = True) -> bytes:
        """Return the work as a file of some format.

        Args:
            suffix: ``.png .jpg .webp`` for a still picture, ``.webp .gif .mp4 .webm`` for a loop,
                ``.txt .md`` for a text, ``.mid .musicxml .mxl .svg .pdf .png .wav`` for music; by
                default the format it is kept in.
            recipe: Whether the file carries its recipe inside; plain text never does.

        Raises:
            EtudeError: ``gallery.suffix``, ``store.missing`` or ``store.damaged``; for music the
                areas ``engraving`` and ``sound``.
        """
        kind = (suffix or self.file.suffix).lower()
        check_format(kind, kind, self.medium, self.film)
        if self.lies_ready(kind, recipe):
            return self.read()
        if self.film and kind == self.file.suffix:
            from etude.media.inscription import inscribe

            return inscribe(self.read(), kind, self.recipe)
        return self._convert(kind, recipe)

    def lies_ready(self, suffix: str, recipe: bool) -> bool:
        """Return whether the gallery's own file is what is asked for.

        Args:
            suffix: The format.
            recipe: Whether its recipe is to be inside: a film is kept without, and gets it when it
                leaves; everything else is kept with it.
        """
        return suffix == self.file.suffix and recipe != self.film

    def save(self, path: str | Path, recipe: bool = True) -> Path:
        """Write the work to a file of your own.

        Args:
            path: The suffix decides the format, as in `encode`. A folder gets a file named after
                the work.
            recipe: Whether the file carries its recipe inside; plain text never does.

        Returns:
            The path of the file.

        Raises:
            EtudeError: ``gallery.suffix``, ``store.missing``, ``store.damaged``, ``disk.full`` or
                ``disk.closed``.
        """
        target = Path(path).expanduser()
        if target.is_dir():
            target = target / f"{self.model.name}-{self.short}{self.file.suffix}"
        check_format(target.suffix.lower(), target, self.medium, self.film)
        data = self.encode(target.suffix, recipe)
        if self.medium == "text" and target.suffix.lower() == ".txt" and not data.endswith(b"\n"):
            data += b"\n"  # the last line of a file is one, too
        return write_atomic(target, data)

    def _convert(self, suffix: str, recipe: bool) -> bytes:
        inside = self.recipe if recipe else None
        if self.medium == "text":
            return encode_text(self.read().decode(), suffix, inside)
        if self.medium == "music":
            from etude.gallery.scores import read_notes
            from etude.media.music.encoding import encode_score

            return encode_score(read_notes(self), suffix, inside)
        # Encoders are imported for those who need another format than the one that is kept.
        if not self.film:
            from etude.media.picture import encode_picture, read_picture

            return encode_picture(read_picture(self.read()), suffix, inside)
        from etude.gallery.frames import read_frames
        from etude.media.animation import encode_animation

        fps = float(self.recipe.get("fps", 24))
        frames = read_frames(self.read(), self.file.suffix, self.frames, fps)
        return encode_animation(frames, suffix, fps, inside)


def check_format(suffix: str, name: str | Path, medium: str, film: bool = False) -> None:
    """Refuse a format that works of a medium cannot be written in.

    Args:
        suffix: In small letters, with its dot.
        name: What to call the file in the message.
        medium: ``picture``, ``text`` or ``music``.
        film: Whether it is a loop of pictures.

    Raises:
        EtudeError: ``gallery.suffix``.
    """
    pictures = LOOPS if film else STILLS
    allowed = {"text": TEXTS, "music": SCORES}.get(medium, pictures)
    if suffix not in allowed:
        raise EtudeError("gallery.suffix", path=name, suffixes=" ".join(allowed))


def encode_text(words: str, suffix: str, recipe: Mapping[str, Any] | None = None) -> bytes:
    """Return a text as a file.

    Args:
        words: All of it.
        suffix: ``.txt``, or ``.md``: there every line stays a line, and the recipe stands in a
            comment at the end; or ``.pdf``, A4 pages with the recipe in the document's information.
        recipe: How it was made; plain text leaves it out.

    Raises:
        EtudeError: ``gallery.suffix``.
    """
    if suffix == ".txt":
        return words.encode()
    told = "" if recipe is None else canonical_json(dict(recipe)).decode()
    if suffix == ".pdf":
        from etude.media.text.paper import write_paper

        return write_paper("", words, recipe=told)
    if suffix != ".md":
        raise EtudeError("gallery.suffix", path=suffix, suffixes=" ".join(TEXTS))
    lines = re.sub(r"(?<=\S)\n(?=\S)", "  \n", _MARKS.sub(r"\\\g<0>", words))
    if recipe is not None:
        # Two hyphens would end the comment.
        hidden = told.replace("--", "\\u002d\\u002d")
        lines += f"\n\n<!-- etude {hidden} -->\n"
    return lines.encode()
