"""What the figures of the studio make of what they saw."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.first_bar import to_rows as bar_rows
from bench.first_word import to_row as word_row
from bench.live_play import judge, to_rows
from bench.shared_writing import Listener
from bench.shared_writing import to_rows as listener_rows
from bench.studio_faults import Kill, count_resumed, differences, tell
from bench.studio_load import Tally
from bench.studio_load import to_rows as load_rows
from bench.studio_start import to_rows as start_rows


def test_of_the_pictures_in_one_image_of_the_screen_the_last_is_seen() -> None:
    frames = [[0, 5, 16], [8, 13, 16], [16, 25, 33], [33, 40, 50]]
    drag = judge(frames, 0.05)
    assert (drag.painted, drag.seen) == (pytest.approx(4 / 0.05), pytest.approx(3 / 0.05))
    assert (drag.wait, drag.wait_seen) == (9, 17)


def test_the_wait_for_a_first_word_counts_behind_a_line() -> None:
    short = word_row("folio, behind a line", [90.0, 400.0, 80.0])
    assert (short.value, short.met) == (90.0, True)
    assert word_row("folio, behind a line", [200.0]).met is False
    assert word_row("folio, behind a page", [200.0]).met is None


def test_the_wait_for_a_first_bar_counts_until_it_is_heard() -> None:
    waits = [{"offered": 700.0, "sounded": heard} for heard in (2000.0, 900.0, 1100.0)]
    sound, offered = bar_rows("a new piece", waits)
    assert (sound.value, sound.met, offered.value, offered.met) == (1100.0, True, 700.0, None)
    assert bar_rows("a new piece", [{"offered": 700.0, "sounded": 1600.0}])[0].met is False
    assert bar_rows("a new piece: first press", waits)[0].met is None


def test_a_hand_that_nothing_follows_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="nothing moved"):
        judge([[0, 5, 16]], 1.0)


def test_only_models_of_128_px_have_an_aim() -> None:
    drag = judge([[k, k + 5, k + 12] for k in range(0, 1000, 17)], 1.0)
    rate, wait, *seen = to_rows("portraits, page", [drag])
    assert (rate.value, rate.met) == (59, False)
    assert (wait.value, wait.met) == (5, True)
    assert [(row.value, row.met) for row in seen] == [(59, None), (12, None)]
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


def test_shares_of_those_who_listen_are_compared() -> None:
    listeners = [Listener(100, [0.1, 0.2]), Listener(90, [0.3]), Listener(60, [0.2], ["hung up"])]
    rows = {row.name: row for row in listener_rows(listeners, [100.0, 100.0, 120.0], 10.0)}
    assert rows["errors"].met is False
    assert rows["pieces, all clients"].value == 25
    assert rows["least share over the middle one"].value == pytest.approx(60 / 90)
    assert rows["least share over the middle one"].met is False
    assert rows["to the first word, the middle"].value == pytest.approx(200)
    assert rows["memory, end over middle"].met is False


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
