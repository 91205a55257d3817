"""The figures of music measure what they say."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bench import music_metre, music_sets, validity
from bench.record import Options
from etude.media.music.grammar import Asked, Player
from etude.media.music.score import Key, Metre, Note, Part, Score, Tempo

WALTZ = "X:{0}\nT:{0}\nM:3/4\nL:1/4\nK:G\nG2B|d2d|e2c|d3|G2B|d2d|cBA|G3|\n"
REEL = "X:{0}\nT:{0}\nM:4/4\nL:1/8\nK:D\nd2fd A2FA|d2fd e2ce|d2fd A2FA|BGEC D4|\n"


def options(folder: Path) -> Options:
    """A smoke run."""
    return Options(figures=(), data=folder, out=folder, tiny=True)


def test_dice_write_music_under_the_grammar(tmp_path: Path) -> None:
    figure = validity.measure(options(tmp_path))
    assert [row.value for row in figure.rows[:4]] == [100, 100, 100, 100]
    assert all(row.met for row in figure.rows[:4])
    assert figure.rows[4].value > 1


def test_music_that_is_not_full_or_not_as_asked_is_noticed() -> None:
    alone = Asked(parts=(Player(0, alone=True),))
    two = Score((Part("", 0, (Note(0, 60, 480), Note(240, 64, 480))),), 1920)
    assert validity.is_full(two, Asked())
    assert not validity.is_full(two, alone)
    struck = Score((Part("", 0, (Note(0, 60, 480), Note(240, 60, 480))),), 1920)
    assert not validity.is_full(struck, Asked())
    score = Score(
        (Part("", 0, (Note(0, 60, 480),)),),
        1920,
        keys=(Key(0, 1),),
        tempos=(Tempo(0, 96.0),),
    )
    met = Asked(metre=(4, 4), key=(1, "major"), tempo=96, bars=1, low=60, high=60)
    assert validity.keeps(score, met)
    for wish in (
        Asked(metre=(3, 4)),
        Asked(key=(0, "major")),
        Asked(tempo=97),
        Asked(bars=2),
        Asked(low=61),
        Asked(parts=(Player(1),)),
        Asked(parts=(Player(0, 62, 70),)),
    ):
        assert not validity.keeps(score, wish)


def test_keys_and_metres_that_files_say_are_looked_for(tmp_path: Path) -> None:
    folder = tmp_path / "music" / "folk-british-irish"
    folder.mkdir(parents=True)
    tunes = [WALTZ.format(n) for n in range(12)] + [REEL.format(n) for n in range(12, 24)]
    (folder / "book.abc").write_text("\n".join(tunes), "utf-8")
    (folder / "notes.txt").write_text("no music", "utf-8")
    (folder / "broken.mid").write_bytes(b"MThd")
    figure = music_metre.measure(options(tmp_path))
    rows = {row.name.split(" (")[0]: row.value for row in figure.rows}
    assert rows["key, folk tunes"] == 100
    assert rows["metre, all, fitted anew"] == 100
    assert 0 <= rows["metre, all"] <= 100
    assert "24 pieces" in figure.title


def test_a_key_counts_only_with_its_mode() -> None:
    notes = tuple(Note(480 * at, 60 + step, 480) for at, step in enumerate((0, 4, 7, 2, 5, 11, 0)))
    score = Score((Part("", 0, notes),), 2 * 1920, (Metre(0, 4, 4),))
    said = {mode: Score(score.parts, score.length, keys=(Key(0, key, mode),))
            for key, mode in ((0, "major"), (-3, "minor"), (-2, "dorian"))}  # fmt: skip
    assert music_metre.check_key(said["major"]) is True
    assert music_metre.check_key(said["minor"]) is False
    assert music_metre.check_key(said["dorian"]) is None
    assert music_metre.check_key(score) is None


def test_what_tells_metres_apart_is_learnt() -> None:
    dice = np.random.default_rng(0)
    pieces = []
    for number in range(80):
        accents = dice.normal(0, 0.1, 14)
        accents[number % 4] += 1
        pieces.append(music_metre.Piece("folk tunes", False, None, accents, number % 4, 0))
    weights, bias = music_metre.fit_metres(pieces)
    found = [int(np.argmax(weights @ piece.accents + bias)) for piece in pieces]
    assert found == [piece.metre for piece in pieces]


def test_collections_are_told_as_tokens_and_measured(tmp_path: Path) -> None:
    folder = tmp_path / "music" / "folk-british-irish"
    folder.mkdir(parents=True)
    book = "\n".join([WALTZ.format(1), REEL.format(2), *(WALTZ.format(n) for n in range(3, 13))])
    (folder / "book.abc").write_text(book, "utf-8")
    (folder / "broken.mid").write_bytes(b"MThd")
    choir = tmp_path / "music" / "bach-chorales"
    choir.mkdir()
    voices = "".join(f"V:{n}\n{note}2{note}2|{note}4|\n" for n, note in enumerate("gecC", 1))
    (choir / "choir.abc").write_text(f"X:1\nT:1\nM:4/4\nL:1/4\nK:C\n{voices}", "utf-8")
    figure = music_sets.measure(options(tmp_path))
    rows = {row.name: row.value for row in figure.rows}
    assert rows["pieces that come back (13)"] == 100
    assert rows["pieces that the grammar admits (13)"] == 100
    assert 5 < rows["tokens a bar, folk tunes (12)"] < 20
    assert rows["scale consistency, folk tunes"] == 1
    assert rows["fifths per 100 chords, 1 chorales"] == 0
    assert music_sets.notes_of(Score((Part(),), 1920)) == [[]]
    assert not music_sets.admits([1, 1])
