from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
import torch

from bench.pianorolls import (
    FRAME,
    LOWEST,
    PianoRolls,
    measure_frames,
    read_rolls,
    transpose,
    write_frames,
)
from bench.record import Options
from bench.sequences import PlainGpt, PlainLstm, judge_words, measure_speed, open_words, train
from etude.models.engine import Engine
from etude.models.gpt import Config as GptConfig
from etude.models.lstm import Config, Lstm
from etude.models.sequences import Alphabet
from etude.training.device import new_recipe


def make_roll(*frames: set[int]) -> np.ndarray:
    roll = np.zeros((len(frames), 88), np.uint8)
    for i, keys in enumerate(frames):
        roll[i, sorted(keys)] = 1
    return roll


CHORD = make_roll({0, 40, 87}, set(), {39})


def test_frames_are_written_from_their_highest_key() -> None:
    high, middle, low = LOWEST + 87, LOWEST + 40, LOWEST
    assert write_frames(CHORD).tolist() == [high, middle, low, FRAME, FRAME, LOWEST + 39, FRAME]


def test_a_piece_is_moved_as_far_as_the_keyboard_goes() -> None:
    assert np.array_equal(transpose(CHORD, 1), CHORD)
    tune = make_roll({3}, {85})
    assert np.array_equal(transpose(tune, 2), make_roll({5}, {87}))
    assert np.array_equal(transpose(tune, 3), tune)
    assert np.array_equal(transpose(make_roll(set()), 3), make_roll(set()))


def test_every_edition_is_another_transposition_and_the_same_each_time() -> None:
    rolls = PianoRolls("tunes", (make_roll({40}, {44}),) * 8, (CHORD,), (CHORD,))
    first, again, other = (rolls.edition(number).tokens.tolist() for number in (0, 0, 1))
    assert first == again
    assert first != other
    assert len(first) == len(other)
    _, content = rolls.show([rolls.held_out.tokens.astype(np.int64)])
    assert content.decode().splitlines()[1:4] == ["108 61 21", "", "60"]


def test_who_expects_every_symbol_alike_pays_for_each() -> None:
    recipe = new_recipe(Lstm, Config(width=8), Alphabet(91), 0)
    for parameter in recipe.reader.parameters():
        parameter.zero_()
    found = measure_frames(recipe, [CHORD, CHORD], Engine())
    assert found == pytest.approx(math.log(91) * 7 / 3, rel=1e-5)


def test_sets_are_read_as_they_are_published(tmp_path: Path) -> None:
    savemat = pytest.importorskip("scipy.io").savemat
    parts = {}
    for part in ("traindata", "validdata", "testdata"):
        parts[part] = np.empty((1, 2), object)
        parts[part][0, 0], parts[part][0, 1] = CHORD.astype(float), make_roll({5}).astype(float)
    savemat(tmp_path / "tunes.mat", parts)
    rolls = read_rolls(tmp_path / "tunes.mat")
    assert rolls.name == "tunes"
    assert np.array_equal(rolls.test[0], CHORD)
    assert len(rolls.train) == 2


def test_words_are_judged_in_one_go_and_in_windows(tmp_path: Path) -> None:
    page = tmp_path / "rhyme" / "input.txt"
    page.parent.mkdir()
    page.write_text("Row, row, row your boat, gently down the stream.\n" * 120, encoding="utf-8")
    words, ticks = open_words(page), iter(range(10_000))
    config = {"width": 16, "layers": 1, "window": 16, "batch": 4, "rate": 0.02}
    run = train(words, "lstm", config, 60.0, lambda: float(next(ticks)))
    carried, windowed = judge_words(run, words)
    assert 0 < carried < math.log(words.size)
    assert 0 < windowed < math.log(words.size)
    assert carried != windowed


def test_plain_networks_say_as_much_as_ours() -> None:
    for plain, config in ((PlainLstm, Config(width=16)), (PlainGpt, GptConfig(heads=1, layers=1))):
        tokens = torch.zeros(2, config.window, dtype=torch.int64)
        assert plain(config)(tokens).shape == (2, config.window, 65)


def test_speed_is_told_beside_the_plain_loop(tmp_path: Path) -> None:
    details: dict[str, object] = {}
    rows = measure_speed(Options((), None, tmp_path, threads=1, tiny=True), details)
    assert [row.name for row in rows if row.met is not None] == [
        "lstm: over the plain loop",
        "gpt: over the plain loop",
    ]
    assert "speed of gpt" in details
