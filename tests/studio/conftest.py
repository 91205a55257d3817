"""A studio with three tiny models in it."""

from __future__ import annotations

from pathlib import Path

import pytest

import etude
from etude.studio import Player, Studio
from tests.tiny_package import KINDS, tiny_package


@pytest.fixture
def studio(tmp_path: Path) -> Studio:
    """Return a studio with the models tiny-vae, tiny-gan and tiny-cppn."""
    opened = etude.open(tmp_path / "home")
    for kind in KINDS:
        tiny_package(kind, opened.workspace.models)
    return opened


@pytest.fixture(params=KINDS)
def player(request: pytest.FixtureRequest, studio: Studio) -> Player:
    """Return each tiny model in turn."""
    return studio.load(f"tiny-{request.param}")
