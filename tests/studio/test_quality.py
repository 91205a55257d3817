"""Finished models judged anew."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from etude.core.errors import EtudeError
from etude.core.events import Event
from etude.media.picture import read_picture
from etude.studio import Studio, quality
from tests.studio.lamps import add_lamps
from tests.tiny_package import tiny_package


@pytest.fixture(autouse=True)
def _few_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quality, "SAMPLES", 48)


def test_a_model_is_judged_against_what_it_learnt_from(studio: Studio, tmp_path: Path) -> None:
    dataset = add_lamps(tmp_path, studio.workspace)
    manifest = studio.load("tiny-vae").model.package.manifest
    from dataclasses import replace

    training = replace(manifest.training, dataset=dataset.hash)
    tiny_package("vae", studio.workspace.models, name="lamp", training=training)
    model = studio.load("lamp").model
    assert quality.find_pictures(model, None, studio.workspace).hash == dataset.hash
    seen: list[Event] = []
    judged = quality.judge_model(model, dataset, seen.append)
    assert judged.to_dict()["measures"]["reconstruction"]["value"] > 0
    assert seen[-1].kind == "report"
    assert seen[-2].share == 1.0
    folder = tmp_path / "report"
    for _ in range(2):
        quality.write_report(judged, folder)
    assert read_picture(folder / "nearest.png").pixels.shape[2] == 3
    assert (folder / "report.zh.md").read_text("utf-8") == judged.to_markdown("zh")


def test_transparent_models_and_opaque_pictures_meet(studio: Studio, tmp_path: Path) -> None:
    dataset = add_lamps(tmp_path, studio.workspace)
    judged = quality.judge_model(studio.load("tiny-gan").model, dataset)
    assert "reconstruction" not in judged.to_dict()["measures"]


def test_a_model_that_learnt_from_windows_is_judged_by_windows(
    studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    dataset = add_lamps(tmp_path, studio.workspace)
    manifest = studio.load("tiny-vae").model.package.manifest
    training = replace(manifest.training, settings={"crop": "window"})
    tiny_package("vae", studio.workspace.models, name="windows", training=training)
    cut: list[tuple[int, ...]] = []
    report = quality.report

    def look(train: np.ndarray, held_out: np.ndarray, *rest: np.ndarray) -> object:
        cut.append((len(train), len(held_out)))
        return report(train, held_out, *rest)

    monkeypatch.setattr(quality, "report", look)
    quality.judge_model(studio.load("windows").model, dataset)
    assert cut[0][0] > len(dataset.train)
    assert cut[0][1] == 12 * len(dataset.held_out)


def test_what_cannot_be_judged_is_refused(studio: Studio, tmp_path: Path) -> None:
    room = studio.workspace
    for name, asked, code in (
        ("tiny-cppn", None, "studio.no-size"),
        ("tiny-vae", None, "studio.no-pictures"),
        ("tiny-vae", "nobody", "data.unknown"),
    ):
        with pytest.raises(EtudeError) as caught:
            quality.find_pictures(studio.load(name).model, asked, room)
        assert caught.value.code == code
    from etude.datasets import add
    from tests.studio.lamps import draw_lamps

    draw_lamps(tmp_path / "few", 6)
    few = add(tmp_path / "few", "few", workspace=room).dataset
    with pytest.raises(EtudeError) as caught:
        quality.judge_model(studio.load("tiny-vae").model, few)
    assert caught.value.code == "evaluation.too-few"


def test_a_model_is_found_by_the_hash_of_its_package(studio: Studio) -> None:
    package = studio.load("tiny-gan").model.package
    tiny_package("gan", studio.workspace.models, version="2.0.0")
    assert studio.load("tiny-gan").model.package.hash != package.hash
    assert studio.load(package.hash).model.package.hash == package.hash
    with pytest.raises(EtudeError) as caught:
        studio.load("0" * 64)
    assert caught.value.code.startswith("package.unknown")
