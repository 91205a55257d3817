import ast
import io
import math
import sys
import time
from pathlib import Path

import pytest

import etude
from etude.cli import live
from etude.core.events import Event
from etude.core.messages import find

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


def test_how_far_the_pictures_are_from_unseen_ones_is_said_when_it_is_known() -> None:
    for quality, said in ((0.01234, True), (-0.0004, True), (math.inf, False), (math.nan, False)):
        text = live.describe(Event("train", 30, 60, {"losses": {}, "quality": quality}))
        assert ("best distance from unseen pictures" in text) == said
    assert "0.0123" in live.describe(Event("train", 30, 60, {"quality": 0.01234}))
    assert "distance" not in live.describe(Event("train", 30, 60, {"quality": None}))
    pieces = live.describe(Event("train", 30, 60, {"quality": 3.19, "unit": "tokens"}))
    assert pieces.endswith("3.19 at what it has not seen, at best")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_loss_of_every_recipe_has_a_plain_word(monkeypatch, language) -> None:
    monkeypatch.setenv("ETUDE_LANG", language)
    said = []
    for name in losses_of_the_recipes():
        moment = live.describe(Event("train", 0, 60, {"losses": {name: 1.0}}))
        said.append(moment.split("  ")[-1].removesuffix(" 1"))
        assert said[-1] == find(f"cli.loss.{name}", language)
    assert len(set(said)) == len(said) >= 9


def losses_of_the_recipes() -> set[str]:
    """Read from the recipes, without torch, under which names they hand out their losses."""
    found = set()
    for path in Path(etude.__file__).parent.glob("models/*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Assign):
                (target,) = node.targets[:1]
                named = ast.unparse(target)
                if named in ("losses", "parts") and isinstance(node.value, ast.Dict):
                    found |= {ast.literal_eval(key) for key in node.value.keys if key}
                elif named.startswith("losses["):
                    found.add(ast.literal_eval(target.slice))
    return found


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
