"""A score to sound: every part played, in a small room, as loud as it may be without clipping."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from etude.core.errors import EtudeError
from etude.core.seeds import generator
from etude.media.music.bars import seconds
from etude.media.music.score import Part, Score
from etude.media.music.sound.playing import RATE, Sound, play_part
from etude.media.music.sound.soundfont import open_soundfont

PEAK = 10 ** (-1 / 20)  # of full scale
LOUDNESS = 10 ** (-18 / 20)  # root mean square of what is not silence
_LONGEST = 3600.0  # seconds
_WIDTH = 0.35  # how far from the middle parts sit
_DECAY, _DELAY, _WET = 1.3, 0.012, 0.16  # the room: seconds until -60 dB, until the first echo
_BLOCK = 1 << 17
_SILENCE = 0.5 / 32768


@dataclass(frozen=True)
class Rendered:
    """What a score sounds like.

    Args:
        mix: float32 ``[2, frames]`` at `playing.RATE`, within -1 to 1.
        stems: Name of each instrument that plays, and what it adds to the mix.
    """

    mix: Sound
    stems: tuple[tuple[str, Sound], ...] = ()

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return float(self.mix.shape[1] / RATE)


def render(score: Score, soundfont: Path | None = None, *, stems: bool = False) -> Rendered:
    """Return how a score sounds; the same for the same score and soundfont.

    Args:
        score: Any piece with notes.
        soundfont: An ``.sf2`` or ``.sf3`` file; by default the one that comes with Etude.
        stems: Whether to return each instrument beside the mix; together they are the mix.

    Raises:
        EtudeError: ``sound.silent`` where there is nothing to hear, ``sound.too-long``, or why the
            soundfont cannot be opened.
    """
    length = float(seconds(score, [score.length])[0])
    if length > _LONGEST:
        raise EtudeError("sound.too-long", minutes=round(length / 60), limit=round(_LONGEST / 60))
    font = open_soundfont(soundfont)
    mix = np.zeros((2, int(length * RATE)), np.float32)
    played = []
    for staves, pan in _seats(score.parts):
        sound = np.zeros((2, 0), np.float32)
        for part in staves:
            sound = _add(sound, play_part(score, part, font, pan=pan))
        mix = _add(mix, sound)
        if stems and sound.shape[1]:
            played.append((staves[0].name, sound))
    if not np.abs(mix).max(initial=0) > 0:
        raise EtudeError("sound.silent")
    mix = _in_room(mix)
    gain = _gain(mix)
    frames = _ending(mix * gain, int(length * RATE))
    found = tuple((name, _cut(_in_room(sound) * gain, frames)) for name, sound in played)
    return Rendered(_cut(mix * gain, frames), found)


def _seats(parts: Sequence[Part]) -> list[tuple[list[Part], float]]:
    """Return the staves of each instrument and where it sits, from left to right."""
    instruments: list[list[Part]] = []
    for part in parts:
        if part.joined:
            instruments[-1].append(part)
        else:
            instruments.append([part])
    last = len(instruments) - 1
    return [
        (staves, 0.0 if staves[0].drums or not last else _WIDTH * (2 * seat / last - 1))
        for seat, staves in enumerate(instruments)
    ]


def _add(mix: Sound, sound: Sound) -> Sound:
    if sound.shape[1] > mix.shape[1]:
        mix, sound = sound.copy(), mix
    mix[:, : sound.shape[1]] += sound
    return mix


def _in_room(sound: Sound) -> Sound:
    """Return a sound with the echo of a small room behind it."""
    room = _room()
    size = 2 * _BLOCK
    echo = np.zeros((2, sound.shape[1] + size), np.float32)
    for at in range(0, sound.shape[1], _BLOCK):
        block = np.fft.rfft(sound[:, at : at + _BLOCK], size)
        echo[:, at : at + size] += np.fft.irfft(block * room, size).astype(np.float32)
    echo[:, : sound.shape[1]] += sound
    return echo


@lru_cache(maxsize=1)
def _room() -> npt.NDArray[np.complex64]:
    """Return the spectrum of the echo, complex ``[2, bins]``.

    Decaying noise, duller the longer it lasts, as walls swallow high notes first (Moorer, About
    This Reverberation Business, Computer Music Journal 3, 1979).
    """
    frames = min(int(1.2 * _DECAY * RATE), _BLOCK)
    times = np.arange(frames) / RATE
    noise = generator(0, "room").standard_normal((2, frames))
    dull = np.cumsum(noise, axis=1)
    dull -= np.roll(dull, 24, axis=1) * (np.arange(frames) >= 24)
    bright = noise * np.exp(-6.9 * times / (0.4 * _DECAY))
    echo = bright + dull / np.sqrt(24) * np.exp(-6.9 * times / _DECAY)
    echo *= np.linspace(1, 0, frames)
    echo *= _WET / np.sqrt((echo**2).sum(axis=1, keepdims=True))
    echo = np.pad(echo, ((0, 0), (int(_DELAY * RATE), 0)))
    return np.fft.rfft(echo, 2 * _BLOCK).astype(np.complex64)


def _gain(sound: Sound) -> np.float32:
    """Return what brings a sound to the wanted loudness, or as near as its peaks allow."""
    size = RATE * 2 // 5
    blocks = np.pad(sound, ((0, 0), (0, -sound.shape[1] % size))).reshape(2, -1, size)
    power = (blocks.astype(np.float64) ** 2).mean(axis=(0, 2))
    heard = power[power > power.max() * 1e-3]
    return np.float32(min(PEAK / np.abs(sound).max(), LOUDNESS / np.sqrt(heard.mean())))


def _ending(sound: Sound, least: int) -> int:
    """Return the frame at which the last echo is gone, not before the last bar line."""
    heard = np.flatnonzero(np.abs(sound).max(axis=0) > _SILENCE)
    return max(least, int(heard[-1]) + 1)


def _cut(sound: Sound, frames: int) -> Sound:
    missing = max(0, frames - sound.shape[1])
    return np.pad(sound, ((0, 0), (0, missing)))[:, :frames]
