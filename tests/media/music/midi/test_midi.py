"""MIDI files: what is written comes back, and another program reads the same."""

import io
from dataclasses import replace

import mido
import pytest
from hypothesis import assume, given

from etude.core.errors import EtudeError
from etude.media.music.limits import ScoreLimits
from etude.media.music.midi.reading import press_once, read_midi
from etude.media.music.midi.writing import write_midi
from etude.media.music.reading import read_score, read_tunes
from etude.media.music.score import DRUMS, Key, Metre, Note, Part, Score, Tempo
from tests.media.music.scores import E, Q, W, line, scores, tune


def heard(score: Score) -> Score:
    """What MIDI can say of a score."""
    parts = tuple(
        replace(part, notes=tuple(press_once(part.notes)), joined=False)
        for part in score.parts
        if part.notes
    )
    chords = tuple(chord for chord in score.chords)
    return replace(score, parts=parts, chords=chords, fermatas=(), composer="")


@given(scores(modes=("major", "minor")))
def test_what_is_written_comes_back(score: Score) -> None:
    assume(any(part.notes for part in score.parts))
    bars = [metre.bar for metre in score.metres[:2]]
    # A first metre of one shorter bar is how MIDI says upbeat.
    assume(score.pickup or len(bars) == 1 or score.metres[1].start > bars[0] or bars[0] > bars[1])
    data = write_midi(score)
    back, remarks = read_midi(data, ScoreLimits(), "x")
    assert back == heard(score)
    assert remarks == []
    assert write_midi(back) == write_midi(heard(score))


@given(scores())
def test_another_program_reads_the_same(score: Score) -> None:
    file = mido.MidiFile(file=io.BytesIO(write_midi(score)), charset="utf-8")
    assert (file.type, file.ticks_per_beat) == (1, Q)
    assert len(file.tracks) == 1 + len(score.parts)
    for part, track in zip(score.parts, file.tracks[1:], strict=True):
        assert track.name == part.name
        at, on, off = 0, [], []
        for message in track:
            at += message.time
            if message.type == "note_on":
                on.append((at, message.note, message.velocity))
            elif message.type == "note_off":
                off.append((at, message.note))
            elif message.type == "program_change":
                assert message.program == part.program
        pressed = press_once(part.notes)
        assert sorted(on) == sorted((n.start, n.pitch, n.velocity) for n in pressed)
        assert sorted(off) == sorted((n.end, n.pitch) for n in pressed)
    signs = [message for message in file.tracks[0] if message.type == "set_tempo"]
    assert [round(mido.tempo2bpm(each.tempo), 2) for each in signs] == [t.bpm for t in score.tempos]


def test_the_same_score_gives_the_same_bytes() -> None:
    assert write_midi(tune()) == write_midi(tune())
    assert read_score(write_midi(tune())) == heard(tune())


def message(file: mido.MidiFile) -> bytes:
    out = io.BytesIO()
    file.save(file=out)
    return out.getvalue()


def by_mido(*tracks: list[mido.Message], kind: int = 1, division: int = 96) -> bytes:
    file = mido.MidiFile(type=kind, ticks_per_beat=division)
    for each in tracks:
        file.tracks.append(mido.MidiTrack(each))
    return message(file)


def press(pitch: int, after: int = 0, channel: int = 0, velocity: int = 64) -> mido.Message:
    return mido.Message("note_on", note=pitch, time=after, channel=channel, velocity=velocity)


def test_one_track_of_many_channels_becomes_parts() -> None:
    data = by_mido(
        [
            mido.Message("program_change", program=40, channel=1),
            press(60), press(48, channel=1), press(36, channel=9),
            press(60, 96, velocity=0), press(48, channel=1, velocity=0),
            press(36, channel=9, velocity=0),
            mido.MetaMessage("end_of_track", time=0),
        ],
        kind=0,
    )  # fmt: skip
    score = read_score(data)
    assert [(part.program, part.notes) for part in score.parts] == [
        (0, (Note(0, 60, Q, 64),)),
        (40, (Note(0, 48, Q, 64),)),
        (DRUMS, (Note(0, 36, Q, 64),)),
    ]


def test_a_key_pressed_again_is_let_go_first() -> None:
    data = by_mido([press(60), press(60, 48), press(60, 96, velocity=0), press(60, 48, velocity=0)])
    assert read_score(data).parts[0].notes == (Note(0, 60, E, 64), Note(E, 60, 3 * E, 64))


def test_a_note_that_never_ends_ends_with_its_track() -> None:
    data = by_mido([press(60), mido.MetaMessage("end_of_track", time=192)])
    assert [note.duration for note in read_score(data).notes] == [2 * Q]


def test_a_short_first_metre_is_an_upbeat() -> None:
    def metre(beats, unit, after=0):
        return mido.MetaMessage("time_signature", numerator=beats, denominator=unit, time=after)

    score = read_score(
        by_mido([metre(1, 4), metre(3, 4, 96), press(60, 0), press(60, 96, velocity=0)])
    )
    assert (score.pickup, score.metres) == (Q, (Metre(0, 3, 4),))
    # In the middle of a bar: what is left of it is a bar of its own, or the metre waits.
    score = read_score(
        by_mido([metre(4, 4), metre(3, 4, 576), press(60), press(60, 96, velocity=0)])
    )
    assert score.metres == (Metre(0, 4, 4), Metre(W, 2, 4), Metre(W + 2 * Q, 3, 4))
    late = [metre(4, 4), metre(3, 4, 385), press(60, 400), press(60, 96, velocity=0)]
    score = read_score(by_mido(late))
    assert score.metres == (Metre(0, 4, 4), Metre(2 * W, 3, 4))


def test_a_missing_metre_is_found_by_the_accents() -> None:
    waltz = line(*(((48, Q), (60, Q), (64, Q), (55, Q), (60, E), (62, E), (64, Q)) * 12))
    data = write_midi(Score((Part("Waltz", 0, waltz),), 24 * 3 * Q, metres=(Metre(0, 3, 4),)))
    silent = data.replace(
        bytes((0xFF, 0x58, 4, 3, 2, 24, 8)), bytes((0xFF, 0x01, 4, 32, 32, 32, 32))
    )
    (found,) = read_tunes(silent)
    assert found.score.metres == (Metre(0, 3, 4),)
    assert [remark.code for remark in found.remarks] == ["score.remark-metre"]


def test_seconds_are_read_as_120_quarters_a_minute() -> None:
    body = b"\x00\x90\x3c\x40\x83\x74\x80\x3c\x40\x00\xff\x2f\x00"  # 500 ticks of a millisecond
    data = (
        b"MThd"
        + bytes((0, 0, 0, 6, 0, 0, 0, 1, 0xE7, 40))
        + b"MTrk"
        + bytes((0, 0, 0, len(body)))
        + body
    )
    score = read_score(data)
    assert score.tempos == ()
    assert score.parts[0].notes == (Note(0, 60, Q, 64),)


def test_hands_of_a_piano_are_joined() -> None:
    hands = tuple(Part("Piano", 0, line((pitch, W))) for pitch in (72, 48))
    other = (Part("Violin", 40, line((72, W))), Part("Violin", 40, line((60, W))))
    joined = [part.joined for part in read_score(write_midi(Score(hands + other, W))).parts]
    assert joined == [False, True, False, False]


def test_more_than_sixteen_parts_keep_their_instruments() -> None:
    parts = tuple(Part(f"P{at}", at, line((60, W))) for at in range(40))
    back = read_score(write_midi(Score(parts, W)))
    assert [part.program for part in back.parts][:15] == list(range(15))
    assert len(back.parts) == 40


def test_a_broken_track_keeps_what_came_before() -> None:
    data = write_midi(tune())
    (found,) = read_tunes(data[:-40])
    assert [remark.code for remark in found.remarks] == ["score.remark-broken-off"]
    assert found.score.parts[0] == heard(tune()).parts[0]
    assert 0 < len(found.score.parts[1].notes) < len(tune().parts[1].notes)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"MThd", "score.broken"),
        (b"MThd\0\0\0\6\0\1\0\1\0\x60", "score.broken"),
        (b"MThd\0\0\0\6\0\1\0\1\0\0MTrk\0\0\0\4\0\xff\x2f\0", "score.broken"),
        (b"MThd\0\0\0\6\0\1\0\1\0\x60MTrk\0\0\0\4\0\xff\x2f\0", "score.no-notes"),
        (b"RIFF\0\0\0\0RMIDdata", "score.broken"),
    ],
)
def test_broken_files_have_a_clear_line(data, code) -> None:
    with pytest.raises(EtudeError) as caught:
        list(read_tunes(data, name="x.mid"))
    assert caught.value.code == code


def test_a_file_that_claims_to_last_for_years_is_refused() -> None:
    far = b"\xff\xff\xff\x7f"  # the longest wait there is, again and again
    body = b"\x00\x90\x3c\x40" + (far + b"\xff\x01\x00") * 9 + far + b"\x80\x3c\x40\x00\xff\x2f\x00"
    data = b"MThd\0\0\0\6\0\0\0\1\0\x01MTrk" + len(body).to_bytes(4) + body
    with pytest.raises(EtudeError) as caught:
        read_score(data)
    assert caught.value.code == "score.too-many-bars"


def test_modes_that_midi_has_not_become_major_or_minor() -> None:
    score = replace(tune(), keys=(Key(0, -1, "dorian"),), tempos=(Tempo(0, 33.33),))
    back = read_score(write_midi(score))
    assert back.keys == (Key(0, -1, "minor"),)
    assert back.tempos == score.tempos
