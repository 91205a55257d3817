import io
import sys
import time

import pytest

from etude.cli import live
from etude.core.events import Event

MOMENT = Event("train", 30, 60, {"rate": 123.4, "losses": {"error": 0.51234, "odd_one": 2.0}})


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (187, "3:07"), (3765, "1:02:45"), (59.6, "1:00")]
)
def test_durations_are_read_like_a_clock(seconds, text) -> None:
    assert live.clock(seconds) == text


def test_a_moment_is_said_in_plain_words(monkeypatch) -> None:
    assert live.describe(MOMENT) == " 50%  0:30 left  123 pictures/s  unlikeness 0.512  odd_one 2"
    assert live.describe(MOMENT, bar=True).startswith("━━━━━━━━━━━━╌╌╌╌╌╌╌╌╌╌╌╌   50%")
    monkeypatch.setenv("ETUDE_LANG", "zh")
    assert "剩余 0:30" in live.describe(MOMENT)


@pytest.mark.parametrize(
    ("event", "said"),
    [
        (Event("race", 1, 1, {"lanes": ["a: 9", "b: 5"], "device": "cpu"}), "on cpu: a: 9"),
        (Event("rollback", 1, 9, {"reason": "collapse"}), "went back"),
        (Event("rollback", 1, 9, {"reason": "not-a-number"}), "went back"),
        (Event("read", 3, 12), "Reading pictures  3/12"),
        (Event("discover", 1, 4), "Looking for sliders  1/4"),
        (Event("never-heard-of", 1), "never-heard-of"),
    ],
)
def test_everything_else_is_said_too(event, said) -> None:
    assert said in live.describe(event)
    assert "cli." not in live.describe(event)


def test_a_log_gets_a_line_at_every_tenth(capsys) -> None:
    with live.training_line() as progress:
        for second in range(101):
            progress(Event("train", second, 100))
        for done in range(5):
            progress(Event("two-sample", done, 5))
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 12
    assert lines[0].startswith("  0%")
    assert lines[-2].startswith("100%")


def test_a_terminal_gets_one_living_line_and_the_news(monkeypatch) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    with live.training_line() as progress:
        progress(Event("race", 1, 1, {"lanes": ["[fast]"], "device": "cpu"}))
        progress(MOMENT)
    assert "[fast]" in screen.getvalue()
    assert "unlikeness" in screen.getvalue()


@pytest.mark.parametrize("quiet", [0.0, 60.0])
def test_short_work_shows_no_bar(monkeypatch, quiet) -> None:
    screen = Terminal()
    monkeypatch.setattr(sys, "stderr", screen)
    monkeypatch.setattr(live, "_QUIET_SECONDS", quiet)
    with live.bar("Reading pictures") as progress:
        progress(Event("read", 1, 2))
        time.sleep(0.15)
        progress(Event("read", 2, 2))
    assert ("Reading" in screen.getvalue()) == (quiet == 0.0)


def test_no_terminal_no_bar(capsys) -> None:
    with live.bar("Reading pictures") as progress:
        progress(Event("read", 2, 2))
    assert capsys.readouterr().err == ""
