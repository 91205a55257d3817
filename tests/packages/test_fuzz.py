"""Over a thousand damaged packages: each one is refused in one sentence, or plays as it should."""

import os
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from etude.core.errors import EtudeError
from etude.core.paths import Workspace
from etude.inference import Model, Writer
from etude.packages import Package, open_package
from tests.packages.conftest import check_sentence
from tests.packages.hostile import spoilt_packages, whole_pictures, whole_sequences

COUNT = 1100


def play(path: Path, workspace: Workspace) -> str:
    """Open and play a package; return the code of its error or ``played``."""
    try:
        package = open_package(path, workspace)
        if package.manifest.medium == "picture":
            paint(package)
        else:
            write(package)
        package.card()
        package.samples()
    except EtudeError as error:
        check_sentence(error)
        return error.code
    return "played"


def paint(package: Package) -> None:
    """Use everything that a model of pictures can do."""
    model = Model(package)
    w = model.steer(model.codes(1, 2), dict.fromkeys(model.directions, 0.0))
    pixels = model.generate(w, size=24 if model.any_size else None)
    assert pixels.dtype == np.uint8
    assert pixels.ndim == 4
    if model.can("encode"):
        assert model.encode(pixels).shape == w.shape


def write(package: Package) -> None:
    """Use everything that a model of sequences can do."""
    assert package.vocabulary()["kind"] in ("characters", "bytes", "music")
    writer = Writer(package)
    assert len(list(writer.tokens([2], seed=1, most=6, ends=False))) == 6
    assert np.isfinite(writer.bits([3, 4, 0])).all()


@pytest.mark.parametrize(
    ("make", "count", "kinds"), [(whole_pictures, COUNT, 12), (whole_sequences, COUNT // 2, 8)]
)
def test_no_damage_does_harm(tmp_path, monkeypatch, make, count, kinds) -> None:
    monkeypatch.chdir(tmp_path)
    workspace = Workspace(tmp_path / "home")
    path = tmp_path / "damaged.etude"
    found: Counter[str] = Counter()
    slowest = 0.0
    for data in spoilt_packages(make(), count, seed=20260):
        path.write_bytes(data)
        start = time.process_time()
        found[play(path, workspace)] += 1
        slowest = max(slowest, time.process_time() - start)
    assert sum(found.values()) == count
    assert slowest < 5, slowest
    # Harmless damage plays on (an unknown field, another weight); the rest is told apart.
    assert count / 22 < found["played"] < count / 2, found
    assert len(found) > kinds, found
    everything = {str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*") if p.is_file()}
    assert {p for p in everything if not p.startswith(os.path.join("home", "cache"))} == {path.name}


@pytest.mark.parametrize("length", [0, 1, 4, 21, 22, 23, 100])
def test_the_beginning_of_a_package_is_not_a_package(tmp_path, length) -> None:
    data = next(spoilt_packages(whole_pictures(), 1, seed=1))[:length]
    path = tmp_path / "short.etude"
    path.write_bytes(data)
    assert play(path, Workspace(tmp_path / "home")) == "package.damaged"
