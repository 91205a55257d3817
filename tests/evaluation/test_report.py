import json
from dataclasses import dataclass

import numpy as np
import pytest

from etude.core.errors import EtudeError
from etude.core.messages import catalogue
from etude.evaluation.comparison import psnr
from etude.evaluation.grades import RULES, WORDS
from etude.evaluation.planes import blur
from etude.evaluation.report import Report, report


@dataclass(frozen=True)
class Told:
    accuracy: float
    interval: tuple[float, float]


@pytest.fixture(scope="module")
def judged(scenes):
    """Reports of new pictures, soft ones, a checkerboard, a collapse and the training pictures."""
    train, held_out, new = scenes(300, 0), scenes(100, 1), scenes(200, 2)
    checks = 10 * (np.indices((32, 32)).sum(0) % 2 * 2 - 1)[None, :, :, None]
    samples = {
        "new": new,
        "soft": blur(new, 1.0),
        "grid": np.clip(new + checks, 0, 255).astype(np.uint8),
        "few": np.repeat(new[:8], 25, axis=0),
        "train": train[:200],
    }
    return {name: report(train, held_out, pictures) for name, pictures in samples.items()}


def test_new_pictures_of_the_same_source_are_good(judged) -> None:
    found = judged["new"]
    assert found.verdict == "good"
    assert {line.word for line in found.lines} <= {"very-good", "good", "plain"}
    kernel = found["kernel-distance"]
    assert kernel.low < 0 < kernel.high
    assert kernel.ceiling > 5 * max(kernel.value, kernel.floor, 0.01)


def test_soft_pictures_are_worse_than_the_floor_and_better_than_the_ceiling_is(judged) -> None:
    found = judged["soft"]
    assert found.verdict in ("fair", "poor")
    assert found["sharpness"].word == "poor"
    assert found["kernel-distance"].value > 3 * abs(judged["new"]["kernel-distance"].value)
    assert found["patches-fine"].value > 4 * found["patches-fine"].floor
    assert found["patches-fine"].word in ("fair", "poor")


def test_a_checkerboard_is_caught(judged) -> None:
    assert judged["grid"]["checkerboard"].value > 3
    assert judged["grid"]["checkerboard"].word == "poor"
    assert judged["grid"].verdict != "good"
    assert judged["new"]["checkerboard"].word == "very-good"


def test_a_collapse_lowers_coverage_and_variety(judged) -> None:
    assert judged["few"]["coverage"].value < 0.4 * judged["few"]["coverage"].floor
    assert judged["few"]["variety"].value < 0.3
    assert judged["few"].verdict == "one-note"


def test_training_pictures_as_samples_are_memorising(judged) -> None:
    found = judged["train"]
    assert found.verdict == "memorising"
    assert found["copies"].value == 1
    assert found["copy-trend"].value < -3
    assert (found.pairs[:, 0] == found.pairs[:, 1]).all()


def test_the_same_seed_gives_the_same_report(scenes) -> None:
    sets = scenes(60, 0), scenes(30, 1), scenes(40, 2)
    first, second = report(*sets, seed=4), report(*sets, seed=4)
    assert first == second
    assert first.to_json() == second.to_json()
    assert report(*sets, seed=5) != first


def test_few_held_out_pictures_and_transparency_are_fine(scenes) -> None:
    sets = [scenes(count, seed, channels=4) for seed, count in enumerate((60, 12, 50))]
    found = report(*sets)
    assert found["copies"].floor == pytest.approx(1 / 13)
    assert found["coverage"].value == pytest.approx(found["coverage"].floor, abs=0.1)
    assert found.shape == (32, 32, 4)
    assert found.pairs.shape == (24, 2, 32, 32, 4)


@pytest.mark.parametrize("seed", [101, 108])
def test_few_held_out_pictures_call_nobody_a_copyist_by_chance(scenes, seed) -> None:
    # Eight pictures set a mark that a quarter of new ones may pass.
    train, held_out, new = scenes(120, 0), scenes(8, seed), scenes(100, 2)
    found = report(train, held_out, new)
    assert found["copies"].value > 0.1
    assert found["copies"].word == "plain"
    assert found.verdict != "memorising"
    copied = np.concatenate([new[:40], train[:60]])
    assert report(train, held_out, copied).verdict == "memorising"


def test_numbers_given_by_others_join_the_report(scenes) -> None:
    train, held_out, samples = scenes(60, 0), scenes(30, 1), scenes(40, 2)
    found = report(
        train,
        held_out,
        samples,
        reconstructions=blur(held_out, 0.5),
        two_sample=Told(0.8, (0.74, 0.85)),
        two_sample_floor=Told(0.52, (0.46, 0.58)),
    )
    told = found["two-sample"]
    assert (told.value, told.low, told.high, told.floor, told.word) == (
        *(0.8, 0.74, 0.85, 0.52),
        "fair",
    )
    assert found["reconstruction"].value > found["reconstruction"].ceiling
    assert found.verdict == "fair"


def test_psnr_is_ten_times_the_logarithm() -> None:
    black, grey = np.zeros((2, 32, 32, 3), np.uint8), np.full((2, 32, 32, 3), 51, np.uint8)
    assert psnr(black, grey) == pytest.approx(20 * np.log10(255 / 51), abs=1e-3)
    assert psnr(black, black) == pytest.approx(60)


def test_json_holds_every_number_beside_its_anchors(judged) -> None:
    read = json.loads(judged["soft"].to_json())
    assert read["counts"] == {"train": 300, "held_out": 100, "samples": 200, "compared": 200}
    assert read["verdict"] == judged["soft"].verdict
    assert list(read["measures"]) == [line.key for line in judged["soft"].lines]
    for measure in read["measures"].values():
        assert set(measure) == {"value", "floor", "ceiling", "low", "high", "word"}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_markdown_says_everything_in_both_languages(judged, language) -> None:
    for found in judged.values():
        text = found.to_markdown(language)
        assert "evaluation." not in text
        assert text.startswith(catalogue(language)[f"evaluation.verdict-{found.verdict}"])
        rows = [row for row in text.splitlines() if row.startswith("|")]
        assert len(rows) == len(found.lines) + 2
        assert {row.count("|") for row in rows} == {7}


def test_every_measure_and_word_has_its_sentence() -> None:
    for key in RULES:
        assert f"evaluation.measure-{key}" in catalogue("en")
        assert f"evaluation.means-{key}" in catalogue("en")
    for word in WORDS:
        assert f"evaluation.word-{word}" in catalogue("en")


def test_the_sheet_shows_samples_beside_training_pictures(judged: dict[str, Report]) -> None:
    picture = judged["train"].sheet(columns=6)
    assert picture.width >= 6 * 64
    assert picture.height >= 4 * 32
    assert picture.height < picture.width


@pytest.mark.parametrize("short", ["train", "held_out", "samples"])
def test_too_few_pictures_are_refused(scenes, short) -> None:
    counts = {"train": 20, "held_out": 20, "samples": 20} | {short: 7}
    sets = {name: scenes(count, 0) for name, count in counts.items()}
    with pytest.raises(EtudeError) as caught:
        report(**sets)
    assert caught.value.code == "evaluation.too-few"
    assert "7" in caught.value.text("en")


def test_reconstructions_must_belong_to_the_held_out_pictures(scenes) -> None:
    with pytest.raises(EtudeError) as caught:
        report(scenes(20, 0), scenes(20, 1), scenes(20, 2), reconstructions=scenes(19, 1))
    assert caught.value.code == "evaluation.not-paired"
