"""Where a person's things lie, and which names they may have."""

from __future__ import annotations

import os
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from etude.core.errors import EtudeError

MAX_NAME = 64
# A name becomes a file name with a version and a suffix; file systems stop at 255 bytes.
_MAX_BYTES = 200
_NAME = re.compile(r"\w(?:[\w.-]*\w)?")
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)


@dataclass(frozen=True)
class Workspace:
    """The folder that holds everything a person makes.

    Args:
        root: The folder; it need not exist yet.
    """

    root: Path

    @property
    def datasets(self) -> Path:
        """Imported material, a folder for each dataset."""
        return self.root / "datasets"

    @property
    def runs(self) -> Path:
        """Training runs, a folder for each."""
        return self.root / "runs"

    @property
    def models(self) -> Path:
        """Installed packages."""
        return self.root / "models"

    @property
    def gallery(self) -> Path:
        """The files of the works, named by their content."""
        return self.root / "gallery"

    @property
    def database(self) -> Path:
        """The SQLite file of the gallery."""
        return self.root / "etude.db"

    @property
    def uploads(self) -> Path:
        """Files on their way in through the page, a folder for each upload."""
        return self.root / "uploads"

    @property
    def reports(self) -> Path:
        """What came of judging models anew, a folder for each."""
        return self.root / "reports"

    @property
    def workers(self) -> Path:
        """A locked file for each process that works on the queue."""
        return self.root / "workers"

    @property
    def cache(self) -> Path:
        """What can be computed again and may be deleted at any time."""
        return self.root / "cache"

    @property
    def log(self) -> Path:
        """The file in which faults of Etude are written down."""
        return self.root / "log" / "etude.log"


def workspace(root: str | Path | None = None) -> Workspace:
    """Return the workspace; nothing is created on the disk.

    Args:
        root: Its folder; by default what ``ETUDE_HOME`` says, else the platform's user data folder.
    """
    chosen = root if root is not None else os.environ.get("ETUDE_HOME") or None
    if chosen is None:
        import platformdirs

        chosen = platformdirs.user_data_path("etude", appauthor=False)
    return Workspace(Path(chosen).expanduser().absolute())


def is_name(text: str) -> bool:
    """Say whether a text can name a dataset, a run or a model.

    Args:
        text: Letters of any script, digits, and ``-``, ``_``, ``.`` inside; up to 64 characters.
    """
    return (
        len(text) <= MAX_NAME
        and len(text.encode("utf-8", "replace")) <= _MAX_BYTES
        and _NAME.fullmatch(text) is not None
        and ".." not in text
        and _RESERVED.fullmatch(text) is None
        and unicodedata.is_normalized("NFC", text)
    )


def check_name(text: str) -> str:
    """Return the text when it can be a name.

    Args:
        text: The name somebody chose.

    Raises:
        EtudeError: ``name.bad``, with a name near to it that would do.
    """
    if not is_name(text):
        raise EtudeError("name.bad", name=text, suggestion=suggest_name(text))
    return text


def suggest_name(text: str) -> str:
    """Return the nearest text that can be a name.

    Args:
        text: Anything, for example the name of a folder.
    """
    normal = unicodedata.normalize("NFC", text)
    words = re.sub(r"[^\w.-]+", "-", normal, flags=re.UNICODE)
    tidy = re.sub(r"\.{2,}", ".", re.sub(r"-{2,}", "-", words))
    short = tidy.encode("utf-8", "ignore")[:_MAX_BYTES].decode("utf-8", "ignore")
    candidate = short[:MAX_NAME].strip(".-")
    return candidate if is_name(candidate) else "my-pictures"
