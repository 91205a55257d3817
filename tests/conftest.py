"""What holds for every test: nobody's own workspace is touched, and the tongue is English."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _nobodys_workspace(tmp_path_factory, monkeypatch) -> None:
    monkeypatch.setenv("ETUDE_HOME", str(tmp_path_factory.getbasetemp() / "workspace"))
    monkeypatch.setenv("ETUDE_LANG", "en")
