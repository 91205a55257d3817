import sys

import numpy as np
import pytest
import torch

from bench.__main__ import read_options
from bench.budget import MARKS, keep_sheets
from bench.scenes import draw_scenes
from bench.utilisation import count_convolutions


def test_the_flop_of_a_convolution_and_of_its_way_back_are_counted() -> None:
    layer, pictures = torch.nn.Conv2d(3, 8, 4, 2, 1), torch.randn(2, 3, 16, 16, requires_grad=True)
    once = 2 * 2 * 8 * 8 * 8 * 3 * 4 * 4
    assert count_convolutions(lambda: layer(pictures)) == once
    assert count_convolutions(lambda: layer(pictures).sum().backward()) == 3 * once


def test_gradient_penalties_are_counted_as_well() -> None:
    layer, pictures = torch.nn.Conv2d(3, 8, 4, 2, 1), torch.randn(2, 3, 16, 16, requires_grad=True)

    def penalise() -> None:
        scores = torch.nn.functional.silu(layer(pictures)).sum()
        (gradient,) = torch.autograd.grad(scores, pictures, create_graph=True)
        gradient.square().sum().backward()

    assert count_convolutions(penalise) > 3 * 2 * 2 * 8 * 8 * 8 * 3 * 4 * 4


def test_scenes_are_varied_and_the_same_every_time() -> None:
    scenes = draw_scenes(12, 32)
    assert scenes.shape == (12, 32, 32, 3)
    assert np.array_equal(scenes, draw_scenes(12, 32))
    assert scenes.mean((1, 2)).std(0).min() > 10


def test_sheets_nearest_to_the_marks_are_kept(tmp_path) -> None:
    samples = tmp_path / "run" / "samples"
    samples.mkdir(parents=True)
    for second in range(0, 1201, 48):
        (samples / f"{second:06}.png").write_text(str(second))
    kept = keep_sheets(tmp_path / "run", 20, tmp_path / "out", "budget-a-vae")
    assert [path.name for path in kept] == [f"budget-a-vae-{mark:02}.png" for mark in MARKS]
    assert [int(path.read_text()) for path in kept] == [96, 288, 576, 1200]


def read(monkeypatch, *words: str):
    monkeypatch.setattr(sys, "argv", ["bench", *words])
    return read_options()


def test_long_figures_and_those_without_data_are_left_out(monkeypatch, capsys) -> None:
    monkeypatch.delenv("ETUDE_BENCH_DATA", raising=False)
    studio = ("studio_start", "live_play", "first_word", "first_bar", "studio_load")
    more = ("shared_writing", "studio_faults")
    quick = ("throughput", "utilisation", "playing", "stepping", *studio, *more)
    assert read(monkeypatch).figures == quick
    assert "quality is left out" in capsys.readouterr().out
    monkeypatch.setenv("ETUDE_BENCH_DATA", "/pictures")
    assert read(monkeypatch).figures == (*quick, "quality")
    assert read(monkeypatch, "budget").figures == ("budget",)


@pytest.mark.parametrize(
    ("word", "said"), [("nothing", "no figure nothing"), ("quality", "--data")]
)
def test_what_cannot_be_measured_is_refused(monkeypatch, capsys, word, said) -> None:
    monkeypatch.delenv("ETUDE_BENCH_DATA", raising=False)
    with pytest.raises(SystemExit):
        read(monkeypatch, word)
    assert said in capsys.readouterr().err
