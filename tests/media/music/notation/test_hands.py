"""Played music, as it is meant to be read."""

from etude.media.music.notation.hands import part_hands, tidy
from etude.media.music.score import DRUMS, Note, Part, Score
from tests.media.music.scores import E, H, Q, W, line


def played(*notes: Note, program: int = 0) -> Score:
    return Score((Part("Piano", program, notes),), 2 * W)


def lengths(score: Score) -> list[list[int]]:
    return [[note.duration for note in part.notes] for part in score.parts]


def test_a_wide_keyboard_part_gets_two_staves() -> None:
    right, left = line(*[(72, Q), (76, Q)] * 4), line(*[(36, Q), (52, Q)] * 4)
    score = part_hands(played(*right, *left))
    assert [(part.joined, part.notes) for part in score.parts] == [(False, right), (True, left)]


def test_what_fits_a_staff_stays_on_it() -> None:
    narrow = played(*line(*[(60, Q), (79, Q)] * 4))
    high = played(*line(*[(62, Q), (88, Q)] * 4))
    violin = played(*line(*[(48, Q), (84, Q)] * 4), program=40)
    one_low_note = played(*line((40, Q), *[(72, Q)] * 7))
    grand = Score((*narrow.parts, Part("Piano", 0, line((30, Q), (90, Q)), joined=True)), 2 * W)
    for score in (narrow, high, violin, one_low_note, grand):
        assert part_hands(score) == score


def test_the_hands_follow_the_music() -> None:
    # The right hand climbs down to where the left one began; nothing jumps to the other hand.
    right = tuple(Note(at * E, 76 - at, E) for at in range(16))
    left = tuple(Note(at * Q, 40, Q) for at in range(8))
    score = part_hands(played(*right, *left))
    assert score.parts[1].notes == left
    chord = tuple(Note(0, pitch, W) for pitch in (36, 43, 48, 64, 67, 72))
    spread = part_hands(played(*chord))
    assert [len(part.notes) for part in spread.parts] == [3, 3]


def test_notes_last_until_the_next() -> None:
    late = played(Note(0, 60, Q - 60), Note(Q, 62, Q + 60), Note(2 * Q, 64, 60), Note(W, 65, Q))
    assert lengths(tidy(late)) == [[Q, Q, 60, Q]]


def test_only_an_outer_note_is_held_under_what_moves() -> None:
    melody = Note(0, 79, W)
    moving = (Note(0, 60, Q), Note(Q, 64, H), Note(2 * Q, 60, Q), Note(3 * Q, 64, Q))
    assert lengths(tidy(played(melody, *moving))) == [[Q, W, Q, Q, Q]]
    # The line itself goes on: its note ends there.
    onward = Note(3 * Q, 77, Q)
    assert lengths(tidy(played(melody, *moving[:3], onward))) == [[Q, 3 * Q, Q, Q, Q]]
    bass = Score((Part("P", 0), Part("P", 0, (Note(0, 36, W), *moving), joined=True)), 2 * W)
    assert lengths(tidy(bass))[1] == [W, Q, Q, Q, Q]


def test_drums_stay_as_they_are() -> None:
    score = Score((Part("", DRUMS, (Note(0, 36, 60), Note(Q, 38, W))),), 2 * W)
    assert tidy(score) == score
