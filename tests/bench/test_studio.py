"""What the figures of the studio make of what they saw."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.live_play import judge, to_rows
from bench.studio_faults import Kill, count_resumed, differences, tell
from bench.studio_load import Tally
from bench.studio_load import to_rows as load_rows
from bench.studio_start import to_rows as start_rows


def test_only_the_last_picture_before_an_image_of_the_screen_is_seen() -> None:
    frames = [[0, 5, 16], [8, 13, 16], [16, 25, 33], [33, 40, 50]]
    drag = judge(frames, 0.05)
    assert drag.rate == pytest.approx(3 / 0.05)
    assert drag.wait == 17
    assert drag.middle == 17
    assert drag.painting == pytest.approx(13.5)


def test_a_hand_that_nothing_follows_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="nothing moved"):
        judge([[0, 5, 16]], 1.0)


def test_only_models_of_128_px_have_an_aim() -> None:
    drag = judge([[k, k + 5, k + 12] for k in range(0, 1000, 17)], 1.0)
    rate, wait = to_rows("portraits, page", [drag])
    assert (rate.value, rate.met) == (59, False)
    assert (wait.value, wait.met) == (12, True)
    assert {row.met for row in to_rows("dungeon, page", [drag])} == {None}


def test_load_says_what_went_wrong_and_what_grew() -> None:
    seconds = {"create": [0.1] * 19 + [2.0], "browse": [0.01]}
    tally = Tally(seconds, ["ConnectionError: 500"], [100.0, 200.0, 210.0])
    rows = {row.name: row for row in load_rows(tally, [16.0, 16.0, 80.0], 50)}
    assert rows["errors"].met is False
    assert rows["create, 95 of 100"].value == 2000
    assert rows["memory, end over middle"].met
    assert rows["scrolling: images"].met is False
    assert rows["scrolling: images later than 50 ms"].value == 1


def test_gradio_is_compared_where_it_could_be_installed() -> None:
    both = {"Etude": [(1.0, 2.0), (9.0, 9.0), (1.0, 2.0)], "Gradio": [(3.0, 4.0)] * 3}
    ratio = {row.name: row for row in start_rows(both)}["Gradio over Etude, page"]
    assert (ratio.value, ratio.met) == (3.0, True)
    assert len(start_rows({"Etude": both["Etude"]})) == 2


def test_the_peer_is_pinned() -> None:
    lines = Path("bench/gradio.txt").read_text("utf-8").splitlines()
    assert all("==" in line for line in lines if line and not line.startswith("#"))


def test_what_is_missing_or_there_twice_is_counted() -> None:
    assert differences(["a", "b"], ["b", "a"]) == 0
    assert differences(["a"], ["a", "b"]) == 1
    assert differences(["a", "a", "c"], ["a"]) == 2


def test_a_training_went_on_that_came_further_than_a_worker_had_time_for() -> None:
    early = Kill("worker", "one", "train", 0.1, 3.0, 3.2)
    late = Kill("server", "one", "train", 0.5, 12.0, 1.0)
    other = Kill("worker", "two", "import", 0.5, 400.0, 1.0)
    assert count_resumed([early, other]) == 0
    assert count_resumed([early, late, late, other]) == 1
    assert "| server | train | 50 % | 1.0 |" in tell([early, late])
