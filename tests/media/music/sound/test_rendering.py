"""Sound, listened to with numbers: onsets, pitches, loudness, tails."""

import contextlib
import hashlib
import io
import wave
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from etude.core.errors import EtudeError
from etude.media.music.bars import seconds
from etude.media.music.score import DRUMS, Note, Part, Score, Tempo
from etude.media.music.sound.playing import RATE, play_part
from etude.media.music.sound.rendering import LOUDNESS, PEAK, render
from etude.media.music.sound.soundfont import SoundFont, open_soundfont
from etude.media.music.sound.wav import write_wav
from tests.media.music.scores import E, H, Q, W, line, tune
from tests.media.music.sound.fonts import font


def alone(*notes: Note, program: int = 0, tempo: float = 120.0) -> Score:
    length = -(-max(note.end for note in notes) // W) * W
    return Score((Part("x", program, notes),), length, tempos=(Tempo(0, tempo),))


def played(score: Score, opened: SoundFont | None = None) -> np.ndarray:
    return np.abs(play_part(score, score.parts[0], opened or open_soundfont())).max(axis=0)


def pitch(sound: np.ndarray) -> float:
    """The strongest frequency in Hz."""
    power = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), 1 << 18))
    return float(np.argmax(power)) * RATE / (1 << 18)


def test_notes_begin_when_the_score_says() -> None:
    notes = line((69, Q), (0, E), (72, E), (0, Q + 160), (65, 320), (0, W), (69, H))
    score = replace(alone(*notes, tempo=100.0), tempos=(Tempo(0, 100.0), Tempo(H, 73.4)))
    level = played(score, SoundFont(font(), "x"))
    loud = level > 0.02 * level.max()
    for start in seconds(score, [note.start for note in notes]):
        at = round(float(start) * RATE)
        assert not loud[max(0, at - 2000) : at].any()
        assert loud[at : at + int(0.005 * RATE)].any()


@pytest.mark.parametrize("program", [0, 24, 40, 73, DRUMS])
def test_the_own_font_begins_in_time_and_in_tune(program) -> None:
    key = 38 if program == DRUMS else 69
    score = alone(*(Note(at * W, key, Q) for at in range(3)), program=program)
    level = played(score)
    for at in range(3):
        first = at * 2 * RATE
        part = level[first : first + RATE // 2]
        assert np.argmax(part > 0.1 * part.max()) < 0.005 * RATE
    if program != DRUMS:
        sound = play_part(score, score.parts[0], open_soundfont())[0, RATE // 10 : RATE // 2]
        octave = np.log2(pitch(sound) / 440)
        assert abs(octave - round(octave)) * 1200 < 15  # cents; an overtone may be strongest


def test_pitches_follow_the_keys() -> None:
    opened = SoundFont(font(), "x")
    for key in (33, 57, 69, 81, 100):
        score = alone(Note(0, key, W))
        sound = play_part(score, score.parts[0], opened)[0, RATE // 10 : RATE]
        assert abs(1200 * np.log2(pitch(sound) / (441 * 2 ** ((key - 69) / 12)))) < 4


def test_a_loop_has_no_seam() -> None:
    score = alone(Note(0, 69, 4 * W))
    sound = play_part(score, score.parts[0], SoundFont(font(), "x"))[0, RATE : 7 * RATE]
    assert np.abs(np.diff(sound)).max() < 2.1 * np.pi * 441 / RATE * np.abs(sound).max()


def test_a_filter_darkens_and_keeps_the_loop() -> None:
    score = alone(Note(0, 69, 4 * W))
    open_, dark = (
        play_part(score, score.parts[0], SoundFont(font(generators=more), "x"))[0]
        for more in ({}, {8: 5700})  # 220 Hz, an octave below the sine
    )
    level = np.abs(dark[RATE : 7 * RATE]).max() / np.abs(open_[RATE : 7 * RATE]).max()
    assert level == pytest.approx(1 / np.sqrt(1 + (441 / 220) ** 4), rel=0.05)


def test_a_filter_closes_as_its_envelope_says() -> None:
    # From wide open to 220 Hz within a second, an octave below the sine.
    more = {8: 5700, 11: 7800, 28: 0, 29: 1000}
    level = played(alone(Note(0, 69, 2 * W)), SoundFont(font(generators=more), "x"))

    def near(second: float) -> float:
        at = int(second * RATE)
        return float(level[at : at + 300].max() / level[200:500].max())

    assert near(0.5) == pytest.approx((1 + 0.24) / 2, abs=0.03)
    assert near(1.2) == pytest.approx(1 / np.sqrt(1 + (441 / 220) ** 4), rel=0.05)


def test_envelopes_are_those_of_the_font() -> None:
    more = {34: 0, 36: 1200, 37: 200, 38: 0}  # a second up, 100 dB in two seconds to -20 dB
    score = alone(Note(0, 69, 2 * W))
    level = played(score, SoundFont(font(generators=more), "x"))
    full = level.max()

    def near(second: float) -> float:
        at = int(second * RATE)
        return float(level[at - 200 : at + 200].max() / full)

    assert near(0.5) == pytest.approx(0.5, abs=0.02)
    assert near(3.0) == pytest.approx(0.1, abs=0.01)
    assert near(4.0 + 0.2) == pytest.approx(0.01, abs=0.003)  # released over a second
    assert len(level) == 4 * RATE + int(0.8 * RATE)


def test_a_hat_that_closes_ends_the_open_one() -> None:
    opened = open_soundfont()
    both = alone(Note(0, 46, W), Note(Q, 42, Q), program=DRUMS)
    single = alone(Note(0, 46, W), program=DRUMS)
    late = slice(int(0.9 * RATE), int(1.2 * RATE))
    assert played(both, opened)[late].max(initial=0) < 0.2 * played(single, opened)[late].max()


def test_the_mix_is_loud_and_does_not_clip() -> None:
    for score in (
        tune(),
        alone(Note(0, 60, Q, 1)),
        alone(*(Note(0, k, Q, 127) for k in range(0, 128, 3))),
    ):
        mix = render(score).mix
        assert np.abs(mix).max() <= PEAK * 1.0001
        loud = np.sqrt((mix[:, : RATE // 2] ** 2).mean())
        assert np.abs(mix).max() > 0.99 * PEAK or loud > 0.3 * LOUDNESS


def test_tails_are_not_cut() -> None:
    score = alone(Note(0, 60, W))
    rendered = render(score)
    assert rendered.seconds > 2.5  # the last bar line is at 2 s
    assert np.abs(rendered.mix[:, -200:]).max() < 1e-3
    rest = replace(score, length=4 * W)
    assert render(rest).seconds >= 8.0


def test_stems_are_the_mix() -> None:
    flute, cello = tune().parts
    low = Part("Cello", 42, line((40, Q)), joined=True)  # one instrument on two staves
    drums = Part("Drums", DRUMS, line((38, Q)))
    rendered = render(
        replace(tune(), parts=(flute, cello, low, Part("Tuba", 58), drums)), stems=True
    )
    assert [name for name, _ in rendered.stems] == ["Flute", "Cello", "Drums"]
    assert np.abs(sum(sound for _, sound in rendered.stems) - rendered.mix).max() < 1e-4
    left, right = np.abs(rendered.stems[0][1]).max(axis=1)
    assert left > right


def test_the_same_score_gives_the_same_bits() -> None:
    assert np.array_equal(render(tune()).mix, render(tune()).mix)


def test_nothing_is_never_rendered() -> None:
    for score in (Score((), 0), Score((Part(),), W)):
        with pytest.raises(EtudeError) as caught:
            render(score)
        assert caught.value.code == "sound.silent"
    with pytest.raises(EtudeError) as caught:
        render(alone(Note(0, 60, 5000 * W)))
    assert caught.value.code == "sound.too-long"


def test_own_fonts_play(tmp_path: Path) -> None:
    path = tmp_path / "own.sf3"
    path.write_bytes(font(packed=True, program=40, keys=(60, 72)))
    rendered = render(alone(Note(0, 69, W), program=3), path)
    assert pitch(rendered.mix[0, RATE // 10 : RATE]) == pytest.approx(441, rel=0.003)
    # Keys and instruments that the font lacks are played by the nearest it has.
    assert np.abs(render(alone(Note(0, 20, W), program=DRUMS), path).mix).max() > 0.1


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "sound.no-font"),
        (b"RIFF\4\0\0\0sfbk", "sound.broken-font"),
        (font()[:300], "sound.broken-font"),
        (font().replace(b"smpl", b"none"), "sound.broken-font"),
        (font(keys=(72, 60)), "sound.empty-font"),
        (font(packed=True).replace(b"vorbis", b"nobody"), "sound.broken-font"),
    ],
)
def test_bad_fonts_have_a_clear_line(tmp_path: Path, data, code) -> None:
    path = tmp_path / "x.sf2"
    path.write_bytes(data)
    with pytest.raises(EtudeError) as caught:
        render(tune(), path)
    assert caught.value.code == code
    with pytest.raises(EtudeError) as caught:
        render(tune(), tmp_path / "none.sf2")
    assert caught.value.code == "sound.missing-font"


def test_damaged_fonts_play_or_say_so() -> None:
    whole, chance = font(turns=4), np.random.default_rng(1)
    score, heard = alone(Note(0, 69, E)), 0
    for _ in range(150):
        data = bytearray(whole)
        for at in chance.integers(12, len(data), 6):
            data[at] = chance.integers(256)
        with contextlib.suppress(EtudeError):
            heard += np.isfinite(played(score, SoundFont(bytes(data), "x"))).all()
    assert 20 < heard < 150


def test_a_wav_file_holds_what_was_rendered() -> None:
    mix = render(tune()).mix
    with wave.open(io.BytesIO(write_wav(mix))) as file:
        assert file.getparams()[:4] == (2, 2, RATE, mix.shape[1])
        back = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2).T
    assert np.abs(back / 32767 - mix).max() < 1e-4


def test_the_font_that_comes_along_is_whole_and_its_licence_beside_it() -> None:
    folder = files("etude.media.music.sound")
    data = (folder / "sonivox.sf2").read_bytes()
    licence = (folder / "sonivox.LICENSE").read_text(encoding="utf-8")
    assert hashlib.sha256(data).hexdigest() in licence
    assert "Apache License" in licence
    assert all(open_soundfont().has(program) for program in range(DRUMS, 128))
