"""Notes to sound: a soundfont's recordings, resampled, filtered, shaped, laid on the clock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from etude.media.music.bars import seconds
from etude.media.music.score import Part, Score
from etude.media.music.sound.soundfont import SoundFont, Wave, Zone

RATE = 44100  # frames a second of everything that is rendered
Sound = npt.NDArray[np.float32]  # [2, frames]

_BLOCK = 1 << 18
_SETTLE = 2048  # frames after which a filter has forgotten
_FLOOR = 80.0  # decibels below full loudness where a note has ended
_SHORTEST_RELEASE, _LONGEST_RELEASE = 0.015, 3.0
_CHOKE = 0.01  # seconds in which a note ends that another of its group cuts off
_RISE = 0.001  # no note begins with a click


class _Stroke(NamedTuple):
    """A note on the clock.

    Args:
        first: Its first frame.
        held: Frames until it is let go.
        key: MIDI number.
        velocity: 1 to 127.
        zone: What sounds.
    """

    first: int
    held: int
    key: int
    velocity: int
    zone: Zone


def play_part(score: Score, part: Part, font: SoundFont, *, pan: float = 0.0) -> Sound:
    """Return how a part sounds, without room or levelling: float32 ``[2, frames]``.

    Every note begins on the frame nearest to its time; the last ones die away whole.

    Args:
        score: Whose tempos count.
        part: One of its parts.
        font: Plays it.
        pan: Where it sits: -1 is left, 1 is right.
    """
    strokes = list(_strokes(score, part, font))
    stops = _choke(strokes)
    tails = [
        stop + (_release(stroke.zone) if stop == stroke.held else int(_CHOKE * RATE))
        for stroke, stop in zip(strokes, stops, strict=True)
    ]
    ends = [stroke.first + tail for stroke, tail in zip(strokes, tails, strict=True)]
    sound = np.zeros((2, max(ends, default=0)), np.float32)
    longest: dict[tuple[Zone, int], int] = {}
    for stroke, tail in zip(strokes, tails, strict=True):
        place = (stroke.zone, stroke.key)
        longest[place] = max(longest.get(place, 0), tail)
    # Each recording is brought to the pitch of a key once, as long as its longest note.
    tones = {place: _tones(font, *place, length) for place, length in longest.items()}
    for stroke, stop, tail in zip(strokes, stops, tails, strict=True):
        zone = stroke.zone
        tone = _colour(zone, *(each[:tail] for each in tones[zone, stroke.key]))
        loud = zone.gain * (stroke.velocity / 127) ** 2  # 40 dB from soft to loud
        shaped = tone * _envelope(zone, stop, len(tone)) * np.float32(loud)
        angle = (max(-1.0, min(1.0, zone.pan / 2 + pan)) + 1) * np.pi / 4
        span = slice(stroke.first, stroke.first + len(tone))
        sound[0, span] += shaped * np.float32(np.cos(angle))
        sound[1, span] += shaped * np.float32(np.sin(angle))
    return sound


def _strokes(score: Score, part: Part, font: SoundFont) -> Iterator[_Stroke]:
    starts = seconds(score, [note.start for note in part.notes])
    ends = seconds(score, [note.end for note in part.notes])
    found: dict[tuple[int, int], list[Zone]] = {}
    for note, start, end in zip(part.notes, starts.tolist(), ends.tolist(), strict=True):
        place = (note.pitch, note.velocity)
        if place not in found:
            found[place] = font.zones(part.program, *place)
        first, last = round(start * RATE), round(end * RATE)
        for zone in found[place]:
            yield _Stroke(first, max(1, last - first), *place, zone)


def _choke(strokes: list[_Stroke]) -> list[int]:
    """Return after how many frames each note is let go: a closed hi-hat ends an open one."""
    stops = [stroke.held for stroke in strokes]
    sounding: dict[int, list[int]] = {}
    for at, stroke in enumerate(strokes):
        group = stroke.zone.group
        if not group:
            continue
        before = sounding.get(group, [])
        if before and strokes[before[0]].first == stroke.first:
            before.append(at)
            continue
        for each in before:
            stops[each] = min(stops[each], stroke.first - strokes[each].first)
        sounding[group] = [at]
    return stops


def _release(zone: Zone) -> int:
    """Return the frames from when a key is let go until nothing is left."""
    length = min(max(zone.release * _FLOOR / 100, _SHORTEST_RELEASE), _LONGEST_RELEASE)
    return int(length * RATE)


def _tones(font: SoundFont, zone: Zone, key: int, length: int) -> tuple[Wave, Wave]:
    """Return a recording at the pitch of a key with its filter at rest and with it opened."""
    still = _tone(font, zone, key, length, zone.cutoff)
    if zone.opened == zone.cutoff:
        return still, still
    return still, _tone(font, zone, key, length, zone.opened)


def _colour(zone: Zone, still: Wave, opened: Wave) -> Wave:
    """Blend the two as the envelope of the filter goes, which saves filtering every note."""
    if zone.opened == zone.cutoff:
        return still
    delay, attack, hold, decay, stays = zone.sweep
    times = np.arange(len(still), dtype=np.float32) / np.float32(RATE) - np.float32(delay)
    rising = np.clip(times / np.float32(max(attack, _RISE)), 0, 1)
    falling = np.maximum(times - np.float32(attack + hold), 0) / np.float32(max(decay, 1e-3))
    share = rising * np.maximum(1 - falling, np.float32(stays))
    return np.asarray(still + (opened - still) * share, np.float32)


def _tone(font: SoundFont, zone: Zone, key: int, length: int, cutoff: float) -> Wave:
    """Return a recording at the pitch of a key, shorter than asked for where it ends."""
    pitch = 2 ** ((key - zone.root) * zone.scale / 12)
    wave, (loop, stop) = font.wave(zone), zone.loop
    if not len(wave):
        return wave
    if 0 < cutoff < 0.45 * zone.rate * pitch:
        wave, (loop, stop) = _filter(wave, zone, cutoff / pitch)
    step = zone.rate * pitch / RATE
    if stop <= loop:
        length = max(0, min(length, int((len(wave) - 1) / step)))
    tone = np.empty(length, np.float32)
    for at in range(0, length, _BLOCK):
        places = np.arange(at, min(at + _BLOCK, length)) * step
        whole = places.astype(np.int64)
        share = (places - whole).astype(np.float32)
        taps = [_look(wave, whole + offset, loop, stop) for offset in (-1, 0, 1, 2)]
        tone[at : at + _BLOCK] = _hermite(taps, share)
    return tone


def _look(wave: Wave, places: npt.NDArray[np.int64], loop: int, stop: int) -> Wave:
    if stop > loop:
        places = np.where(places < stop, places, loop + (places - loop) % (stop - loop))
    return wave[np.clip(places, 0, len(wave) - 1)]


def _hermite(taps: Sequence[Wave], share: Wave) -> Wave:
    """Interpolate between the two middle ones of four frames (Catmull-Rom)."""
    before, here, after, beyond = taps
    slope = (after - before) * np.float32(0.5)
    bend = before - here * np.float32(2.5) + after * 2 - beyond * np.float32(0.5)
    twist = (beyond - before) * np.float32(0.5) + (here - after) * np.float32(1.5)
    return ((twist * share + bend) * share + slope) * share + here


def _filter(wave: Wave, zone: Zone, cutoff: float) -> tuple[Wave, tuple[int, int]]:
    """Return a recording behind a low-pass filter of 12 dB an octave, and its loop."""
    loop, stop = zone.loop
    if stop > loop:
        # The loop is played until the filter has settled, and as long again for it to look ahead;
        # the turn in the middle repeats as it did before.
        length = stop - loop
        turns = -(-_SETTLE // length) + 1
        wave = np.concatenate([wave[:stop], np.tile(wave[loop:stop], 2 * turns)])
        stop += turns * length
        loop = stop - length
    size = 1 << (len(wave) + _SETTLE).bit_length()
    turn = np.exp(-2j * np.pi * np.fft.rfftfreq(size))
    angle = 2 * np.pi * cutoff / zone.rate
    bend = np.sin(angle) / np.sqrt(2)  # Butterworth (Bristow-Johnson, Audio EQ Cookbook)
    response = (1 - np.cos(angle)) / 2 * (1 + turn) ** 2
    response /= (1 + bend) - 2 * np.cos(angle) * turn + (1 - bend) * turn**2
    # Without its phase, so that filtered and unfiltered can be blended.
    out = np.fft.irfft(np.fft.rfft(wave, size) * np.abs(response), size)
    return out[: stop if stop > loop else len(wave)].astype(np.float32), (loop, stop)


def _envelope(zone: Zone, held: int, length: int) -> Wave:
    """Return the loudness of a note over time, 0 to 1."""
    times = np.arange(length, dtype=np.float32) / np.float32(RATE)
    peak = zone.delay + zone.attack + zone.hold
    falling = np.maximum(times - np.float32(peak), 0) * np.float32(100 / max(zone.decay, 1e-3))
    level = _amplitude(np.minimum(falling, np.float32(min(zone.sustain, 100.0))))
    rise = max(zone.attack, _RISE)
    level *= np.clip((times - np.float32(zone.delay)) / np.float32(rise), 0, 1)
    if held < length:
        release = max(min(zone.release, _LONGEST_RELEASE * 100 / _FLOOR), _SHORTEST_RELEASE)
        after = times[held:] - times[held]
        level[held:] = level[held] * _amplitude(after * np.float32(100 / release))
    fade = min(length, int(0.01 * RATE))
    level[length - fade :] *= np.linspace(1, 0, fade, dtype=np.float32)
    return level


def _amplitude(decibels: Wave) -> Wave:
    return np.asarray(np.exp(decibels * np.float32(-np.log(10) / 20)), np.float32)
