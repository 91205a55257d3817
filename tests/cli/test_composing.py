"""Composing on the command line: what was asked and what came out, side by side."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from etude.cli.entry import call
from etude.core.paths import workspace
from etude.media.music.midi.writing import write_midi
from etude.media.music.reading import read_score
from etude.media.music.score import Key, Part, Score
from tests.media.music.scores import Q, W, line
from tests.tiny_sequence import tiny_sequence

BOOK = "L:1/4\n\nX:1\nT:Up\nK:C\nCDEF|GABc|\n\nX:2\nT:Down\nK:C\ncBAG|FEDC|\n"
MORE = "book.abc holds more pieces than this first one; --tune 2 takes the next"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ETUDE_HOME", str(tmp_path / "home"))
    tiny_sequence("score", workspace().models)
    return tmp_path


@pytest.fixture
def tune(home: Path) -> Path:
    score = Score((Part("Tune", 0, line(*[(67, Q), (69, Q)] * 8)),), 4 * W, keys=(Key(0, 1),))
    path = home / "tune.mid"
    path.write_bytes(write_midi(score))
    return path


def run(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert call(words) == 0, capsys.readouterr().err
    return capsys.readouterr().out


def ask(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, object]:
    answer: dict[str, object] = json.loads(run(capsys, *words, "--json"))
    return answer


def test_a_piece_is_composed_shown_and_made_again(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    target = str(home / "piece.pdf")
    wishes = ["--set", "key=D小调", "--set", "bars=3", "--set", "tries=1", "--set", "metre=3/4"]
    said = run(capsys, "create", "tiny-score", "--seed", "5", *wishes, "-o", target)
    rows = [line.split() for line in said.splitlines()]
    assert ["metre", "3/4", "3/4"] in rows
    assert ["bars", "3", "3"] in rows
    assert Path(target).read_bytes().startswith(b"%PDF")
    (work,) = ask(capsys, "works")["works"]
    assert (work["medium"], work["recipe"]["settings"]["key"]) == ("music", "D minor")
    assert "3 bars" in run(capsys, "works")
    shown = run(capsys, "show", work["short"], "-o", str(home / "again.mid"))
    assert ["metre", "3/4", "3/4"] in [line.split() for line in shown.splitlines()]
    assert (home / "again.mid").read_bytes().startswith(b"MThd")
    assert ask(capsys, "again", work["short"])["same"] is True
    monkeypatch.setenv("ETUDE_LANG", "zh")
    shown = run(capsys, "show", work["short"])
    assert ["拍号", "3/4", "3/4"] in [line.split() for line in shown.splitlines()]
    assert "种子 5, 调 D 小调" in shown
    quartet = ["create", "tiny-score", "--set", "声部=合唱", "--set", "小节=1", "--set", "候选=1"]
    assert "声部 合唱" in run(capsys, *quartet)


def test_a_file_is_worked_on(tune: Path, home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    longer = home / "longer.musicxml"
    once = ["--set", "tries=1", "--seed", "2"]
    run(capsys, "continue", "tiny-score", str(tune), "--set", "bars=2", *once, "-o", str(longer))
    assert read_score(longer).length == 6 * W
    filled = home / "filled.mid"
    run(capsys, "fill", "tiny-score", str(tune), "--bars", "2-3", *once, "-o", str(filled))
    before, after = read_score(tune).parts[0].notes, read_score(filled).parts[0].notes
    assert [n[:3] for n in after if not W <= n.start < 3 * W] == [
        n[:3] for n in before if not W <= n.start < 3 * W
    ]
    choir = home / "choir.musicxml"
    run(capsys, "harmonise", "tiny-score", str(tune), *once, "-o", str(choir))
    assert len(read_score(choir).parts) == 4
    song = home / "song.musicxml"
    run(capsys, "accompany", "tiny-score", str(tune), *once, "-o", str(song))
    assert len(read_score(song).parts) == 3


def test_the_tune_of_a_book_that_is_meant_is_worked_on(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = home / "book.abc"
    book.write_text(BOOK, encoding="utf-8")
    once = ["--set", "tries=1", "--seed", "2"]

    def first(command: str, *wishes: str) -> tuple[str, int]:
        said = run(
            capsys, command, "tiny-score", str(book), *wishes, *once, "-o", str(home / "x.mid")
        )
        return said, next(iter(read_score(home / "x.mid").parts[0].notes)).pitch

    for command, wishes in (
        ("continue", ["--set", "bars=1"]),
        ("fill", ["--bars", "2"]),
        ("harmonise", []),
        ("accompany", []),
    ):
        said, pitch = first(command, *wishes)
        assert said.startswith(MORE)
        assert pitch == 60
        for asked in ("2", "down"):
            said, pitch = first(command, *wishes, "--tune", asked)
            assert MORE not in said
            assert pitch == 72
    told = ask(capsys, "continue", "tiny-score", str(book), "--set", "bars=1", *once)
    assert [each[: len(MORE)] for each in told["remarks"]] == [MORE]
    assert read_score(book, tune=2).length == 2 * W


def test_phrases_of_a_book_are_chosen_file_by_file(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "book.abc").write_text(BOOK, encoding="utf-8")
    book, target = str(home / "book.abc"), home / "way.mid"

    def first(*words: str) -> tuple[str, int]:
        said = run(capsys, *words, "-o", str(target))
        return said, next(iter(read_score(target).notes)).pitch

    way = ["morph", "melody", book, book, "--frames", "2"]
    said, pitch = first(*way)
    assert said.count(MORE) == 1
    assert pitch == 60
    said, pitch = first(*way, "--tune", "down", "--tune", "1")
    assert MORE not in said
    assert pitch == 72
    assert first("encode", "melody", book)[0].startswith(MORE)
    (sung,) = ask(capsys, "encode", "melody", book, "--tune", "2")["works"]
    (up,) = ask(capsys, "encode", "melody", book, "--tune", "1")["works"]
    assert sung["recipe"]["phrase"] != up["recipe"]["phrase"]
    for words, told in (
        ([*way, "--tune", "2"], "1 piece was chosen, and 2 files are read"),
        (["morph", "abstract", "1", "2", "--tune", "2"], "here a picture is made"),
        (["morph", "abstract", "1", "2", "--queue", "--tune", "2"], "here a picture is made"),
        (["encode", "abstract", book, "--tune", "2"], "here a picture is made"),
        (["encode", "melody", sung["short"], "--tune", "1"], "nothing to choose"),
    ):
        assert call(words) == 2
        assert told in capsys.readouterr().err


def test_a_work_is_worked_on_and_is_a_parent(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    once = ["--set", "tries=1", "--seed", "2"]
    (work,) = ask(capsys, "create", "tiny-score", "--set", "bars=4", *once)["works"]
    (child,) = ask(capsys, "fill", "tiny-score", work["short"], "--bars", "1", *once)["works"]
    (other,) = ask(capsys, "vary", work["short"], "--strength", "0.5", *once)["works"]
    assert child["parents"] == other["parents"] == [work["id"]]
    assert (child["recipe"]["between"], other["recipe"]["strength"]) == ([0, 1], 0.5)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["create", "tiny-score", "--calm", "0.5"], "--calm"),
        (["create", "tiny-score", "--set", "key=H"], "H"),
        (["fill", "tiny-score", "{tune}", "--bars", "3-1"], "3-1"),
        (["fill", "tiny-score", "{tune}", "--bars", "3-9"], "9"),
        (["fill", "tiny-score", "{tune}", "--parts", "2"], "2"),
        (["continue", "tiny-score", "nowhere.mid"], "nowhere.mid"),
        (["continue", "tiny-score", "{tune}", "--tune", "2"], "There is no piece 2 in tune.mid"),
        (["continue", "tiny-score", "{tune}", "--tune", "Up"], "nothing to choose in tune.mid"),
        (["harmonise", "abstract", "{tune}"], "abstract"),
    ],
)
def test_what_cannot_be_is_said_in_a_sentence(
    tune: Path, words: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert call([word.format(tune=tune) for word in words]) == 2
    error = capsys.readouterr().err
    assert told in error
    assert "Traceback" not in error


@pytest.mark.parametrize(
    "words",
    [
        ["create", "tiny-score", "--set", "seed=3"],
        ["create", "tiny-score", "--set", "command=fill"],
        ["continue", "tiny-score", "tune.mid", "--set", "parents=3"],
        ["fill", "tiny-score", "tune.mid", "--set", "between=3"],
        ["morph", "melody", "1", "2", "--set", "frames=3"],
        ["create", "melody", "--set", "calm=1"],
    ],
)
def test_the_name_of_an_argument_is_no_setting(
    tune: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
) -> None:
    monkeypatch.chdir(tune.parent)
    assert call(words) == 2
    assert words[-1].partition("=")[0] in capsys.readouterr().err
    assert not ask(capsys, "works")["works"]


@pytest.mark.parametrize("command", ["continue", "fill", "harmonise", "accompany"])
def test_a_file_name_that_cannot_be_is_refused_before_anything_is_written(
    tune: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    target = str(tune.with_name("z.xyz"))
    assert call([command, "tiny-score", str(tune), "--seed", "2", "-o", target]) == 2
    assert "z.xyz" in capsys.readouterr().err
    assert not ask(capsys, "works")["works"]
