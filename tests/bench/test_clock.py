import time

import pytest

from bench.clock import median_ratio, medians, time_in_turns


def test_contestants_take_turns_and_the_first_call_is_not_timed() -> None:
    calls: list[str] = []
    contestants = {name: (lambda name=name: calls.append(name)) for name in "abc"}
    seconds = time_in_turns(contestants, 3)
    assert "".join(calls) == "abc" + "abc" + "bca" + "cab"
    assert {name: len(each) for name, each in seconds.items()} == {"a": 3, "b": 3, "c": 3}


def test_what_takes_longer_is_measured_longer() -> None:
    seconds = time_in_turns({"slow": lambda: time.sleep(0.03), "fast": lambda: None}, 3)
    assert medians(seconds)["slow"] >= 0.03
    assert median_ratio(seconds["slow"], seconds["fast"]) > 2


def test_ratios_are_those_of_each_round() -> None:
    assert median_ratio([2, 40, 6], [1, 10, 2]) == pytest.approx(3)
