"""Two bars of melody as symbols and back."""

from __future__ import annotations

import numpy as np
import pytest

from etude.core.errors import EtudeError
from etude.media.music.contours import NAMES, measure_phrases, measure_rolls, paint_rolls
from etude.media.music.gestures import GESTURES, gesture
from etude.media.music.phrases import (
    HOLD,
    LOW,
    METRES,
    PITCH,
    REST,
    SIZE,
    SOUNDS,
    STEPS,
    Frame,
    check_symbols,
    cut_phrases,
    lengths,
    read_phrase,
    same_notes,
    tidy,
    write_phrases,
)
from etude.media.music.reading import read_score
from etude.media.music.score import Key, Metre, Note, Part, Score
from etude.media.music.singing import sing

ODE = "X:1\nM:4/4\nL:1/4\nK:{key}\n{bars}|]\n"


def tune(bars: str = "EEFG|GFED|CCDE|E3/2D/D2", key: str = "C") -> Score:
    return read_score(ODE.format(key=key, bars=bars).encode(), name="ode.abc")


def sounds(score: Score) -> list[tuple[int, int, int]]:
    return [(note.start, note.duration, note.pitch) for note in score.notes]


@pytest.mark.parametrize("key", ["C", "Am", "Ebm", "F#", "Ddor"])
@pytest.mark.parametrize("bars", ["EEFG|GFED", "E,2z2|z/4E/4F3/2g2", "z4|G4"])
def test_what_was_read_is_written_note_for_note(bars: str, key: str) -> None:
    score = tune(bars, key)
    phrase = read_phrase(score, 0)
    again = write_phrases([(phrase.tokens, phrase.frame)], 96)
    assert sounds(again) == sounds(score)
    assert again.keys[0][1:] == score.keys[0][1:]
    assert phrase.kept == 1.0
    assert len(phrase.tokens) == STEPS
    assert check_symbols(phrase.tokens.tolist()).tolist() == phrase.tokens.tolist()


def test_a_tune_has_the_same_symbols_in_every_key() -> None:
    found = [read_phrase(tune("EFGA|cBAG", "C"))]
    found += [read_phrase(tune("^F^GAB|dcBA".replace("^", ""), "D"))]
    assert np.array_equal(found[0].tokens, found[1].tokens)
    assert found[1].frame == Frame("4/4", 2, "major")


@pytest.mark.parametrize(
    ("beats", "unit", "steps"), [(4, 4, 32), (2, 2, 32), (3, 4, 24), (6, 8, 24), (2, 4, 16)]
)
def test_every_metre_has_its_steps(beats: int, unit: int, steps: int) -> None:
    metre = Metre(0, beats, unit)
    notes = tuple(Note(k * 240, 60 + k % 5, 240) for k in range(2 * metre.bar // 240))
    phrase = read_phrase(Score((Part(notes=notes),), 2 * metre.bar, (metre,), (Key(0, 0),)))
    assert phrase.frame.steps == steps
    assert (phrase.tokens[:steps] >= PITCH).sum() == len(notes)
    assert (phrase.tokens[steps:] == REST).all()
    assert METRES[phrase.frame.kind] == ("4/4" if str(metre) == "2/2" else str(metre))


def test_what_lies_off_the_grid_is_moved_and_told() -> None:
    notes = (Note(0, 60, 160), Note(160, 62, 160), Note(320, 64, 160), Note(480, 65, 1440))
    score = Score((Part(notes=notes),), 3840, keys=(Key(0, 0),))
    phrase = read_phrase(score)
    assert phrase.kept == 0.5
    assert list(cut_phrases(score)) == []


def test_the_highest_notes_of_the_first_part_with_notes_are_the_melody() -> None:
    drums = Part(program=-1, notes=(Note(0, 40, 480),))
    chords = Part(
        notes=tuple(Note(start, pitch, 960) for start in (1920, 2880) for pitch in (60, 67))
    )
    score = Score((drums, Part(), chords), 2 * 1920, keys=(Key(0, 0),))
    phrase = read_phrase(score)
    assert phrase.tokens[16] == phrase.tokens[24] == 67 - LOW + PITCH


@pytest.mark.parametrize(
    ("score", "code"),
    [
        (tune("EEFG"), "phrase.short"),
        (read_score(b"X:1\nM:5/4\nL:1/4\nK:C\nEEFGA|EEFGA|]\n", name="a"), "phrase.metre"),
        (Score((Part(),), 3840), "phrase.empty"),
        (Score((Part(notes=(Note(0, 30, 480), Note(480, 100, 480))),), 3840), "phrase.wide"),
    ],
)
def test_what_is_no_phrase_is_refused_in_a_sentence(score: Score, code: str) -> None:
    with pytest.raises(EtudeError) as caught:
        read_phrase(score)
    assert caught.value.code == code
    assert caught.value.hint


def test_all_pairs_of_bars_are_cut() -> None:
    phrases = list(cut_phrases(tune()))
    assert len(phrases) == 3
    assert np.array_equal(phrases[1].tokens[:16], phrases[0].tokens[16:])


def test_any_symbols_play_and_only_symbols_are_taken() -> None:
    rng = np.random.default_rng(1)
    tokens = rng.integers(0, SIZE, (200, STEPS))
    kinds = rng.integers(0, len(METRES), 200)
    played = tidy(tokens, kinds)
    for row, kind in zip(played, kinds.tolist(), strict=True):
        score = write_phrases([(row, Frame(METRES[kind], int(kind) - 2))])
        assert len(list(score.notes)) == (row >= PITCH).sum()
    for wrong in ([0] * (STEPS - 1), [SIZE] * STEPS, [-1] * STEPS, [0.5] * STEPS):
        with pytest.raises(ValueError):
            check_symbols(wrong)  # type: ignore[arg-type]


def test_notes_are_the_same_only_with_both_ends() -> None:
    given = np.asarray([20, HOLD, 22, HOLD] + [REST] * 28)
    found = np.asarray([20, HOLD, 22, REST] + [REST] * 28)
    assert same_notes(given, given, STEPS) == 2
    assert same_notes(given, found, STEPS) == 1


def test_the_steps_of_a_note_vote_on_its_pitch() -> None:
    logits = np.zeros((1, STEPS, SOUNDS), np.float32)
    logits[0, :, 0] = 9.0
    logits[0, :4, 0] = -9.0
    logits[0, 0, 11], logits[0, 1:4, 12] = 2.0, 1.5  # the first step alone is for another pitch
    begins = np.full((1, STEPS), -3.0, np.float32)
    begins[0, [0, 30]] = 3.0
    assert sing(logits, begins, [0])[0, :5].tolist() == [PITCH + 11, HOLD, HOLD, HOLD, REST]
    assert sing(logits, begins, [0])[0, 30] >= PITCH
    assert (sing(logits, begins, [3])[0, lengths()[3] :] == REST).all()


@pytest.mark.parametrize("name", NAMES)
def test_a_gesture_does_what_it_is_called(name: str) -> None:
    tokens = np.stack([phrase.tokens for phrase in cut_phrases(tune("EEFG|G2FD|C4|E3D"))])
    before, after = (measure_phrases(each)[name] for each in (tokens, gesture(tokens, name)))
    assert after.mean() > before.mean()
    assert list(GESTURES) == list(NAMES)
    rolls = paint_rolls(tokens)
    for key, values in measure_rolls(rolls).items():
        assert np.array_equal(values, measure_phrases(tokens)[key])
