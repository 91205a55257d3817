"""Accidentals, beams, clefs and lines."""

from etude.media.music.bars import bars
from etude.media.music.notation.clefs import ALTO, BASS, TREBLE, TREBLE_LOW, choose_clefs
from etude.media.music.notation.lines import lay_out, separate
from etude.media.music.notation.signs import alter_in, find_accidentals, find_beams
from etude.media.music.score import Metre, Note, Part, Score
from etude.media.music.spelling import spelled
from tests.media.music.scores import E, H, Q, W, line

COMMON = Metre(0, 4, 4)


def heads_of(score: Score) -> list:
    score = spelled(score)
    return [lay_out(chords, bars(score)) for chords in separate(score.parts[0].notes)]


def one(notes: tuple[Note, ...], length: int = W, metre: Metre = COMMON) -> Score:
    return Score((Part("", 0, notes),), length, metres=(metre,))


def accidentals(notes: tuple[Note, ...], length: int = W, signature: int = 0) -> list[str]:
    found: list[str] = []
    for bar in heads_of(one(notes, length))[0]:
        shown = find_accidentals(bar, signature)
        found += [
            shown.get((head.chord.notes[0][0], head.number), "-") for head in bar if head.chord
        ]
    return found


def test_an_accidental_holds_to_the_end_of_its_bar() -> None:
    sharp, natural = ({"spelling": 6}, 66), ({"spelling": -1}, 65)
    notes = tuple(
        Note(at * Q, pitch, Q, **more)
        for at, (more, pitch) in enumerate([sharp, sharp, natural, sharp, sharp, natural])
    )
    assert accidentals(notes, 2 * W) == ["sharp", "-", "natural", "sharp", "sharp", "natural"]
    assert accidentals(notes[:3], W, signature=1) == ["-", "-", "natural"]


def test_a_tie_carries_an_accidental_over_the_bar_line() -> None:
    held = (Note(3 * Q, 66, H, spelling=6), Note(W + Q, 66, Q, spelling=6))
    assert accidentals(held, 2 * W) == ["sharp", "-", "sharp"]


def test_signatures() -> None:
    assert [alter_in(2, letter) for letter in "FCGDAEB"] == [1, 1, 0, 0, 0, 0, 0]
    assert [alter_in(-2, letter) for letter in "FCGDAEB"] == [0, 0, 0, 0, 0, -1, -1]


def beams(*steps: tuple[int, int], metre: Metre = COMMON) -> list[str]:
    (bar,) = heads_of(one(line(*steps), metre.bar, metre))[0]
    return ["/".join(each) or "-" for each in find_beams(bar, metre)]


def test_beams_follow_the_beat() -> None:
    eighths = ["begin", "continue", "continue", "end"]
    assert beams(*[(60, E)] * 8) == eighths * 2
    assert beams((60, E), (60, E // 2), (60, E // 2), *[(60, E)] * 6) == [
        "begin", "continue/begin", "end/end", "begin", "end", *eighths,
    ]  # fmt: skip
    assert beams((60, E + E // 2), (60, E // 2), (60, Q), (60, E), (0, E), (60, Q)) == [
        "begin", "end/backward hook", "-", "-", "-", "-",
    ]  # fmt: skip
    assert beams(*[(60, E)] * 6, metre=Metre(0, 6, 8)) == ["begin", "continue", "end"] * 2
    assert beams(*[(60, E)] * 7, metre=Metre(0, 7, 8)) == [
        "begin", "end", "begin", "end", "begin", "continue", "end",
    ]  # fmt: skip
    assert beams(*[(60, E)] * 6, metre=Metre(0, 3, 4)) == ["begin", "end"] * 3


def test_what_overlaps_stands_in_lines_of_its_own() -> None:
    notes = (Note(0, 60, W), Note(0, 64, Q), Note(0, 67, Q), Note(Q, 65, 3 * Q))
    first, second, *_ = separate(notes)
    assert [[note.pitch for _, note in chord.notes] for chord in first] == [[64, 67], [65]]
    assert [[note.pitch for _, note in chord.notes] for chord in second] == [[60]]
    own = separate((Note(0, 72, W), Note(0, 60, W, voice=2)))
    assert [len(each) for each in own] == [1, 1, 0, 0]


def clefs(part: Part, length: int = 8 * W) -> list:
    score = spelled(Score((part,), length))
    return choose_clefs(score.parts[0], bars(score))


def test_clefs_go_with_the_notes() -> None:
    assert clefs(Part("", 0, line(*[(72, W)] * 8))) == [TREBLE] * 8
    assert clefs(Part("", 42, line(*[(43, W)] * 8))) == [BASS] * 8
    assert clefs(Part("", 41, line(*[(60, W)] * 8))) == [ALTO] * 8
    assert clefs(Part("Tenor", 52, line(*[(60, W)] * 8))) == [TREBLE_LOW] * 8
    rising = line(*[(48, Q)] * 16, *[(84, Q)] * 16)
    assert clefs(Part("", 0, rising)) == [BASS] * 4 + [TREBLE] * 4
    # One high note is no reason to change.
    assert clefs(Part("", 0, line(*[(48, W)] * 4, (67, W), *[(48, W)] * 3))) == [BASS] * 8
