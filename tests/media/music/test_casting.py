"""Who plays the parts of a piece where its file does not say."""

from __future__ import annotations

from dataclasses import replace

from etude.core.messages import Language
from etude.media.music.casting import VOICE, cast, name_parts, recast
from etude.media.music.score import DRUMS, Part, Score
from tests.media.music.scores import Q, W, line


def voices(*lows: int, program: int = 0) -> Score:
    parts = tuple(Part("", program, line(*[(low, Q)] * 4)) for low in lows)
    return Score(parts, W)


def programs(score: Score) -> list[int]:
    return [part.program for part in score.parts]


def test_four_single_voices_that_nobody_plays_are_sung() -> None:
    choir = cast(voices(72, 67, 60, 48))
    assert programs(choir) == [52] * 4
    assert [part.notes for part in choir.parts] == [p.notes for p in voices(72, 67, 60, 48).parts]


def test_all_others_stay_what_they_are() -> None:
    quartet, trio = voices(72, 67, 60, 48, program=40), voices(72, 67, 60)
    chords = voices(72, 67, 60, 48)
    both = Part("", 0, (*line((72, W)), *line((76, W))))
    for score in (quartet, trio, replace(chords, parts=(both, *chords.parts[1:]))):
        assert cast(score) is score


def test_a_piece_may_be_given_to_others_but_percussion_stays() -> None:
    score = replace(voices(72, 67, 60), parts=(*voices(72, 67).parts, Part("", DRUMS, ())))
    assert programs(recast(score, [73])) == [73, 0, DRUMS]
    assert programs(recast(score, [73, 1, 2, 3])) == [73, 1, DRUMS]


def test_parts_without_a_name_are_called_what_they_are() -> None:
    def names(score: Score, language: Language = "en") -> list[str]:
        return [part.name for part in name_parts(score, language).parts]

    choir = cast(voices(72, 67, 60, 48))
    assert names(choir) == ["Soprano", "Alto", "Tenor", "Bass"]
    assert names(choir, "zh") == ["女高音", "女低音", "男高音", "男低音"]
    song = voices(72, 60, 48)
    song = recast(song, [VOICE])
    assert names(song) == ["Voice", "Piano", "Piano"]
    assert names(song, "zh") == ["人声", "钢琴", "钢琴"]
    flute = replace(song, parts=(Part("Flöte", 73), Part("", 73), Part("", DRUMS)))
    assert names(flute) == ["Flöte", "", ""]
