"""Where a melody was heard before."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etude.core.errors import EtudeError
from etude.media.music.judgement import collect, judge, read_sources
from etude.media.music.judgement.sources import SEED, Run
from etude.media.music.score import DRUMS, Part, Score
from etude.media.music.transposing import transpose
from tests.media.music.scores import E, Q, W, line, tune

THEME = (60, 62, 64, 60, 67, 65, 64, 62, 59, 60, 72, 71)
OTHER = (70, 61, 66, 63, 72, 58, 69, 60, 70, 64)


def melody(*pitches: int) -> Score:
    """Quarters one after the other, bars of 4/4."""
    length = -(-len(pitches) // 4) * W
    return Score((Part("", 0, line(*((pitch, Q) for pitch in pitches))),), length)


def test_a_run_is_found_in_any_key_and_its_place_is_told() -> None:
    sources = collect([("other", melody(*OTHER)), ("theme", melody(50, 53, *THEME))])
    asked = transpose(melody(40, *THEME, 90), 5)
    assert sources.longest_run(asked) == Run(12, 0, Q, "theme", 0, 2 * Q)


def test_other_note_values_are_another_melody() -> None:
    sources = collect([("theme", melody(*THEME))])
    faster = Score((Part("", 0, line(*((pitch, E) for pitch in THEME))),), 2 * W)
    assert sources.longest_run(faster) is None


def test_runs_that_are_short_or_drones_are_not_looked_for() -> None:
    sources = collect([("theme", melody(*THEME)), ("drone", melody(*(60, 62) * 20))])
    assert sources.longest_run(melody(*THEME[:SEED])) is None
    assert sources.longest_run(melody(*(65, 67) * 20)) is None
    found = sources.longest_run(melody(*THEME[: SEED + 1]))
    assert found is not None
    assert found.notes == SEED + 1


def test_inner_parts_are_looked_at_and_percussion_is_not() -> None:
    theme, beat = melody(*THEME).parts[0], Part("", DRUMS, line((38, Q), (42, Q)))
    score = Score((beat, melody(*OTHER).parts[0], theme), 3 * W)
    sources = collect([("beat and theme", replace(score, parts=(beat, theme)))])
    found = sources.longest_run(score)
    assert found is not None
    assert (found.notes, found.part, found.source_part) == (12, 1, 0)


def test_windows_that_are_found_are_counted() -> None:
    sources = collect([("theme", melody(*THEME * 2))])
    assert sources.share_of_windows(melody(*THEME, *THEME[:8])) == 1
    assert sources.share_of_windows(melody(*THEME, *OTHER, *OTHER)) == 0
    assert sources.share_of_windows(melody(*THEME, *THEME[:4], *OTHER[:8])) == pytest.approx(1 / 3)
    assert sources.share_of_windows(melody(60)) is None


@given(st.lists(st.integers(0, 3), max_size=60), st.lists(st.integers(0, 3), max_size=60))
def test_runs_are_those_that_one_would_find_by_looking(one: list[int], two: list[int]) -> None:
    mine, theirs = melody(*(60 + n for n in one)), melody(*(50 + n for n in two))
    longest = 0
    for i in range(len(one)):
        for j in range(len(two)):
            length = 0
            while (
                i + length + 1 < len(one)
                and j + length + 1 < len(two)
                and one[i + length + 1] - one[i + length] == two[j + length + 1] - two[j + length]
            ):
                length += 1
            steps = {one[i + n + 1] - one[i + n] for n in range(min(length, SEED))}
            if length >= SEED and len(steps) >= 3:
                longest = max(longest, length + 1)
    found = collect([("two", theirs)]).longest_run(mine)
    assert (0 if found is None else found.notes) == longest


def test_the_file_gives_the_collection_back() -> None:
    sources = collect([("tune", tune()), ("théme", melody(*THEME)), ("short", melody(60))])
    data = sources.to_bytes()
    again = read_sources(data)
    assert again.names == sources.names
    assert (again.steps == sources.steps).all()
    assert again.longest_run(melody(*THEME)) == sources.longest_run(melody(*THEME))
    empty = read_sources(collect([]).to_bytes())
    assert empty.longest_run(tune()) is None


def test_a_damaged_file_is_refused() -> None:
    data = collect([("tune", tune())]).to_bytes()
    dice = np.random.default_rng(0)
    for broken in (b"", b"PK", data[:-30], data[: len(data) // 2], dice.bytes(500)):
        with pytest.raises(EtudeError) as caught:
            read_sources(broken)
        assert caught.value.code == "tokens.bad-sources"


def test_a_report_says_everything_of_a_score() -> None:
    found = judge(tune(), collect([("tune", tune())]))
    assert (found.bars, found.notes, found.key) == (9, 29, "F major")
    assert found.run is not None
    assert found.run.source == "tune"
    assert found.windows_share == 1
    assert found.voice_leading is None
    document = found.to_dict()
    assert document["loop"] == {"bar": 0, "length": 1, "times": 1.0}
    assert document["run"]["notes"] == found.run.notes
    assert judge(Score((Part(),), W)).key is None
