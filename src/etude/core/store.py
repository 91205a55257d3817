"""Files named by what is in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from etude.core.errors import EtudeError
from etude.core.files import write_atomic
from etude.core.hashes import sha256_bytes

_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class ContentStore:
    """A folder of files at ``root/sha256[:2]/sha256``.

    The same bytes are kept once, and a file that changed on the disk is noticed when it is read.

    Args:
        root: The folder; it is made with the first file.
    """

    root: Path

    def put(self, data: bytes) -> str:
        """Keep bytes and return their SHA-256.

        Args:
            data: The content of one file.

        Raises:
            EtudeError: ``disk.full`` or ``disk.closed``.
        """
        sha256 = sha256_bytes(data)
        path = self.path(sha256)
        # Same name and size but other bytes is what a damaged disk leaves; writing again mends it.
        if not path.is_file() or sha256_bytes(path.read_bytes()) != sha256:
            write_atomic(path, data)
        return sha256

    def path(self, sha256: str) -> Path:
        """Return where a content lies, whether it is there or not.

        Args:
            sha256: 64 lower-case hexadecimal digits.

        Raises:
            ValueError: Another spelling, which could lead out of the store.
        """
        if _SHA256.fullmatch(sha256) is None:
            raise ValueError(f"not a SHA-256 in lower-case hexadecimal: {sha256!r}")
        return self.root / sha256[:2] / sha256

    def read(self, sha256: str) -> bytes:
        """Return a content, checked against its name.

        Args:
            sha256: What `put` returned.

        Raises:
            EtudeError: ``store.missing`` or ``store.damaged``.
        """
        path = self.path(sha256)
        try:
            data = path.read_bytes()
        except FileNotFoundError as error:
            raise EtudeError("store.missing", path=path) from error
        if sha256_bytes(data) != sha256:
            raise EtudeError("store.damaged", path=path)
        return data

    def remove(self, sha256: str) -> None:
        """Forget a content; nothing happens when it is not there.

        Args:
            sha256: What `put` returned.
        """
        self.path(sha256).unlink(missing_ok=True)
