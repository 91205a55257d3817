"""An empty gallery."""

from __future__ import annotations

from pathlib import Path

import pytest

from etude.core.paths import Workspace
from etude.gallery import Gallery


@pytest.fixture
def gallery(tmp_path: Path, database: str) -> Gallery:
    """Return an empty gallery."""
    return Gallery(Workspace(tmp_path / "home"))
