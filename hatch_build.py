"""The build hook: whatever is built or installed from here carries the page of the studio."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

sys.path.insert(0, str(Path(__file__).resolve().parent / "tools"))
import page


class PageHook(BuildHookInterface[Any]):
    """Build the page before a wheel, an editable install or an sdist; refuse to go without it."""

    def dependencies(self) -> list[str]:
        """Return Node from the package index, only where it is needed and the machine has none."""
        needed = self._wanted() and not page.is_built(Path(self.root)) and page.node_path() is None
        return [page.NODE_PACKAGE] if needed else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the page when web/ changed since it was built last."""
        if self._wanted():
            page.build(Path(self.root))

    @staticmethod
    def _wanted() -> bool:
        return os.environ.get(page.SKIP) != "1"
