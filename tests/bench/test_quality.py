import pytest

from bench.quality import _rows, judge
from bench.record import Options
from bench.scenes import make_dataset
from etude.inference.model import Model
from etude.packages import open_package
from tests.tiny_package import tiny_package


@pytest.mark.parametrize("crop", ["whole", "window"])
def test_a_model_is_judged_and_its_sheets_are_written(tmp_path, crop) -> None:
    dataset, room = make_dataset(tmp_path, 260, 32)
    model = Model(open_package(tiny_package("vae", tmp_path), room))
    options = Options((), None, tmp_path / "out", tiny=True)
    found = judge(model, dataset, crop, options)
    assert found["two-sample"].floor is not None
    assert found["reconstruction"].value < 25
    assert found["kernel-distance"].word == "poor"
    rows = _rows("tiny-vae", found)
    assert any("told apart" in row.name for row in rows)
    assert any(row.met is not None for row in rows)
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {
        "quality-tiny-vae.md",
        "quality-tiny-vae-samples.png",
        "quality-tiny-vae-nearest.png",
    }
