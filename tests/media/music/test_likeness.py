"""The same tune is found again in another key, register or note value."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from etude.media.music.likeness import fingerprint, melody, phrases
from etude.media.music.score import DRUMS, Metre, Note, Part, Score
from etude.media.music.transposing import transpose
from tests.media.music.scores import E, Q, W, line, scores, tune


def stretched(score: Score, factor: int) -> Score:
    def longer(note: Note) -> Note:
        return note._replace(start=note.start * factor, duration=note.duration * factor)

    parts = tuple(replace(p, notes=tuple(longer(n) for n in p.notes)) for p in score.parts)
    length = max(note.end for part in parts for note in part.notes)
    return Score(parts, -(-length // W) * W)


@given(scores(), st.integers(-11, 11))
def test_a_fingerprint_does_not_hear_the_key(score: Score, semitones: int) -> None:
    assert fingerprint(transpose(score, semitones)) == fingerprint(score)


def test_nor_the_note_value_the_instrument_or_a_rest_before() -> None:
    assert fingerprint(stretched(tune(), 2)) == fingerprint(tune())
    louder = tuple(
        replace(p, program=9, notes=tuple(n._replace(velocity=120, voice=2) for n in p.notes))
        for p in tune().parts
    )
    assert fingerprint(replace(tune(), parts=louder)) == fingerprint(tune())
    late = Score((Part(notes=line((60, Q), (64, Q), start=2 * Q)),), W)
    early = Score((Part(notes=line((60, E), (64, E))),), W)
    assert fingerprint(late) == fingerprint(early)


def test_but_every_note_counts() -> None:
    part = tune().parts[0]
    other = part.notes[5]._replace(pitch=part.notes[5].pitch + 1)
    changed = replace(part, notes=(*part.notes[:5], other, *part.notes[6:]))
    assert fingerprint(replace(tune(), parts=(changed, tune().parts[1]))) != fingerprint(tune())
    drums = Part(program=DRUMS, notes=line((38, Q)))
    assert fingerprint(replace(tune(), parts=(*tune().parts, drums))) != fingerprint(tune())
    assert fingerprint(Score((), W)) != fingerprint(Score((drums,), W))


def test_the_melody_is_what_lies_on_top() -> None:
    assert [note.pitch for note in melody(tune())] == [note.pitch for note in tune().parts[0].notes]


def test_variants_share_their_phrases() -> None:
    own = phrases(tune())
    assert len(own) == len(melody(tune())) - 12
    assert np.array_equal(own, np.unique(own))
    assert np.array_equal(phrases(transpose(stretched(tune(), 2), 4)), own)
    part = tune().parts[0]
    variant = (*part.notes[:-1], part.notes[-1]._replace(pitch=64))
    shared = np.intersect1d(phrases(replace(tune(), parts=(replace(part, notes=variant),))), own)
    assert len(shared) == len(own) - 1
    other = Score(
        (Part(notes=line(*((60 + 7 * n % 11, Q) for n in range(30)))),), 30 * Q, (Metre(0, 2, 4),)
    )
    assert not len(np.intersect1d(phrases(other), own))
    assert not len(phrases(Score((Part(notes=line((60, Q))),), W)))
