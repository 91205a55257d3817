"""Where one is: the program, the machine, the folder, and how somebody likes the page."""

from __future__ import annotations

from typing import Literal

from etude.server.shapes.words import Answer, Question


class Machine(Answer):
    """The computer that the server runs on."""

    system: str
    """Operating system and processor, for example ``Linux x86_64``."""
    cores: int
    """Processor cores that may be used."""
    memory: int
    """Bytes of main memory; 0 where the system does not say."""


class Limits(Answer):
    """How much may come in by upload."""

    file: int
    """Bytes of one file."""
    files: int
    """Files of one upload."""
    total: int
    """Bytes of one upload."""
    photo: int
    """Bytes of a photo that is to be encoded."""
    package: int
    """Bytes of a model file."""


class About(Answer):
    """What this studio is and where it lies."""

    version: str
    """Of Etude. Every answer carries it as ``X-Etude-Version``, too: a page that was loaded from
    another version should be loaded anew."""
    language: Literal["en", "zh"]
    """The language that this answer's sentences would have had."""
    training: bool
    """Whether what training needs is installed."""
    installer: str
    """The command that installs it here."""
    workspace: str
    """The folder of the workspace."""
    machine: Machine
    limits: Limits


class Disk(Answer):
    """Room on the disk of the workspace, in bytes."""

    free: int
    """What is left."""
    total: int
    """What there is."""
    models: int
    """What the installed models take."""
    works: int
    """What the gallery takes."""
    datasets: int
    """What the datasets take."""
    runs: int
    """What the training runs take, their checkpoints included."""


class Settings(Answer):
    """How somebody likes the page."""

    language: Literal["en", "zh", "system"] = "system"
    """``system`` follows the browser."""
    theme: Literal["light", "dark", "system"] = "system"
    """``system`` follows the browser."""
    guided: bool = False
    """Whether the first visit's guidance was seen or skipped."""


class SettingsChange(Question):
    """Settings to change; what is left out stays."""

    language: Literal["en", "zh", "system"] | None = None
    theme: Literal["light", "dark", "system"] | None = None
    guided: bool | None = None


class Invitation(Answer):
    """An address that opens the studio in a browser once."""

    address: str
    """Holds a token that is good for one visit within ten minutes."""
