"""Soundfonts: which recordings sound for a key of an instrument, and how they are shaped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from etude.core.errors import EtudeError
from etude.core.reasons import reason_of
from etude.media.music.score import DRUMS
from etude.media.music.sound.riff import Tables, read_tables
from etude.media.music.sound.vorbis import decode_vorbis

Wave = npt.NDArray[np.float32]

DRUM_BANK = 128
_MOST_BYTES = 2**30
_VORBIS = 0x10
# Numbers of generators, and what holds where a font says nothing.
_START_FINE, _END_FINE, _LOOP_FINE, _STOP_FINE = range(4)
_START, _END, _LOOP, _STOP = 4, 12, 45, 50  # each 32768 frames
_CUTOFF, _TO_CUTOFF, _PAN, _QUIETER = 8, 11, 17, 48
_SWEEP, _STAYS = range(25, 29), 29  # the envelope of the filter
_DELAY, _ATTACK, _HOLD, _DECAY, _SUSTAIN, _RELEASE = range(33, 39)
_COARSE, _FINE, _SCALE, _ROOT = 51, 52, 56, 58
_INSTRUMENT, _KEYS, _VELOCITIES, _SAMPLE, _MODES, _CLASS = 41, 43, 44, 53, 54, 57
_DEFAULTS = {
    _CUTOFF: 13500, _DELAY: -12000, _ATTACK: -12000, _HOLD: -12000, _DECAY: -12000,
    _RELEASE: -12000, **dict.fromkeys(_SWEEP, -12000), _SCALE: 100, _ROOT: -1,
}  # fmt: skip
_ONLY_INSTRUMENT = {_SAMPLE, _MODES, _CLASS, _ROOT, *range(4), _START, _END, _LOOP, _STOP}
_EMU = 0.4  # the share of its attenuation that the hardware of the day obeyed; fonts rely on it
Generators = Mapping[int, int]
Span = tuple[int, int]


class Zone(NamedTuple):
    """A recording and how it answers keys.

    Args:
        sample: Index of the recording.
        loop: First and last frame that are repeated, from the beginning of it; empty for none.
        root: The key at which it sounds as recorded, in semitones with its tuning.
        scale: Semitones a key.
        gain: Of its loudness.
        pan: -1 is left, 1 is right.
        delay: In seconds, as attack, hold, decay and release: the time of 100 dB.
        attack: Rising linearly.
        hold: At full loudness.
        decay: Falling in decibels.
        sustain: In decibels below full loudness.
        release: After the key is let go.
        cutoff: Of its low-pass filter in Hz; 0 for none.
        opened: The same while the filter's own envelope is at its height.
        sweep: Delay, attack, hold and decay of that envelope in seconds, and where it stays, of 1.
        group: Notes of a group cut each other off; 0 for none.
        begin: Frames to leave out of the recording.
        end: Frames to keep of it.
        rate: Frames a second.
    """

    sample: int
    loop: Span
    root: float
    scale: float
    gain: float
    pan: float
    delay: float
    attack: float
    hold: float
    decay: float
    sustain: float
    release: float
    cutoff: float
    opened: float
    sweep: tuple[float, ...]
    group: int
    begin: int
    end: int
    rate: int


class _Layer(NamedTuple):
    """A zone and when it sounds."""

    keys: Span
    velocities: Span
    zone: Zone


class SoundFont:
    """An opened soundfont.

    Args:
        data: Of an ``.sf2`` or ``.sf3`` file.
        name: What to call it in a message.

    Raises:
        EtudeError: ``sound.no-font``, ``sound.broken-font``, or ``sound.empty-font`` where no
            instrument has a recording.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        self._tables = read_tables(data, name)
        self._presets: dict[tuple[int, int], list[_Layer]] = {}
        try:
            for (bank, program), layers in _read_presets(self._tables):
                if layers:
                    self._presets.setdefault((bank, program), layers)
        except (IndexError, ValueError, OverflowError) as error:
            raise EtudeError("sound.broken-font", name=name) from error
        if not self._presets:
            raise EtudeError("sound.empty-font", name=name)
        self._waves: dict[int, Wave] = {}

    def has(self, program: int) -> bool:
        """Whether it has an instrument of its own for a General MIDI program or `DRUMS`."""
        return ((DRUM_BANK, 0) if program == DRUMS else (0, program)) in self._presets

    def zones(self, program: int, key: int, velocity: int) -> list[Zone]:
        """Return what sounds for a key; where the font has nothing, what is nearest to it.

        Args:
            program: General MIDI program or `DRUMS`.
            key: MIDI number.
            velocity: 1 to 127.
        """
        layers = self._presets[self._nearest(program)]

        def apart(layer: _Layer) -> tuple[int, int]:
            return _distance(key, layer.keys), _distance(velocity, layer.velocities)

        least = min(map(apart, layers))
        return [layer.zone for layer in layers if apart(layer) == least]

    def wave(self, zone: Zone) -> Wave:
        """Return the recording of a zone, float32 in -1 to 1.

        Args:
            zone: Of this font.
        """
        if zone.sample not in self._waves:
            self._waves[zone.sample] = self._read_wave(zone.sample)
        return self._waves[zone.sample][zone.begin : zone.end]

    def _read_wave(self, index: int) -> Wave:
        head, data = self._tables.records["shdr"][index], self._tables.samples
        start, end = int(head["start"]), int(head["end"])
        if head["type"] & _VORBIS:
            return decode_vorbis(data[start:end], self.name)
        return np.frombuffer(data[2 * start : 2 * end], "<i2").astype(np.float32) / np.float32(
            32768
        )

    def _nearest(self, program: int) -> tuple[int, int]:
        banks = [DRUM_BANK] if program == DRUMS else [0]
        program = max(program, 0)

        def apart(preset: tuple[int, int]) -> tuple[bool, bool, int, int]:
            bank, own = preset
            # Of what is missing, an instrument of the same family is nearest.
            return bank not in banks, own // 8 != program // 8, abs(own - program), bank

        return min(self._presets, key=apart)


@lru_cache(maxsize=2)
def open_soundfont(path: Path | None = None) -> SoundFont:
    """Open a soundfont, or the one that comes with Etude.

    Args:
        path: An ``.sf2`` or ``.sf3`` file.

    Raises:
        EtudeError: ``sound.missing-font``, ``sound.unreadable-font``, ``sound.no-font``,
            ``sound.broken-font``, ``sound.empty-font``.
    """
    if path is None:
        own = files("etude.media.music.sound") / "sonivox.sf2"
        return SoundFont(own.read_bytes(), "sonivox.sf2")
    try:
        if not path.is_file():
            raise EtudeError("sound.missing-font", name=path.name)
        if path.stat().st_size > _MOST_BYTES:
            raise EtudeError("sound.large-font", name=path.name, limit=_MOST_BYTES // 2**20)
        return SoundFont(path.read_bytes(), path.name)
    except OSError as error:
        reason = reason_of(error)
        raise EtudeError("sound.unreadable-font", name=path.name, reason=reason) from error


def _distance(value: int, span: Span) -> int:
    return max(span[0] - value, value - span[1], 0)


def _read_presets(tables: Tables) -> Iterator[tuple[tuple[int, int], list[_Layer]]]:
    heads, instruments = tables.records["phdr"], tables.records["inst"]
    known: dict[int, list[dict[int, int]]] = {}
    for place in range(len(heads) - 1):
        layers: list[_Layer] = []
        for own in _bags(tables, "p", heads, place, _INSTRUMENT):
            index = own[_INSTRUMENT]
            if not 0 <= index < len(instruments) - 1:
                continue
            if index not in known:
                known[index] = _bags(tables, "i", instruments, index, _SAMPLE)
            layers += (layer for each in known[index] if (layer := _layer(tables, own, each)))
        yield (int(heads[place]["bank"]), int(heads[place]["program"])), layers


def _bags(
    tables: Tables, letter: str, heads: np.ndarray, place: int, last: int
) -> list[dict[int, int]]:
    """Return the generators of the zones of a preset or an instrument, global ones merged in."""
    bags, gens = tables.records[letter + "bag"], tables.records[letter + "gen"]
    everywhere: dict[int, int] = {}
    found = []
    for bag in range(int(heads[place]["bag"]), int(heads[place + 1]["bag"])):
        span = slice(int(bags[bag]["gen"]), int(bags[bag + 1]["gen"]))
        own = {int(kind): int(amount) for kind, amount in gens[span].tolist()}
        if last in own:
            found.append({**everywhere, **own})
        elif not found:
            everywhere = own
    return found


def _layer(tables: Tables, preset: Generators, instrument: Generators) -> _Layer | None:
    keys = _overlap(preset, instrument, _KEYS)
    velocities = _overlap(preset, instrument, _VELOCITIES)
    index = instrument[_SAMPLE]
    heads = tables.records["shdr"]
    if keys is None or velocities is None or not 0 <= index < len(heads) - 1:
        return None

    def amount(kind: int) -> int:
        own = instrument.get(kind, _DEFAULTS.get(kind, 0))
        return own if kind in _ONLY_INSTRUMENT else own + preset.get(kind, 0)

    head = heads[index]
    if head["rate"] == 0 or head["end"] <= head["start"]:
        return None
    packed = bool(head["type"] & _VORBIS)
    origin = 0 if packed else int(head["start"])
    begin = max(0, amount(_START_FINE) + 32768 * amount(_START))
    end = _MOST_BYTES if packed else int(head["end"]) - origin
    end += min(0, amount(_END_FINE) + 32768 * amount(_END))
    loop = int(head["loop"]) - origin + amount(_LOOP_FINE) + 32768 * amount(_LOOP) - begin
    stop = int(head["stop"]) - origin + amount(_STOP_FINE) + 32768 * amount(_STOP) - begin
    turns = amount(_MODES) in (1, 3) and 0 <= loop < stop - 1 and stop <= end - begin
    root = amount(_ROOT) if 0 <= amount(_ROOT) <= 127 else int(head["root"])
    cents = 100 * amount(_COARSE) + amount(_FINE) + int(head["cents"])
    zone = Zone(
        sample=index,
        loop=(loop, stop) if turns else (0, 0),
        root=(root if root <= 127 else 60) - cents / amount(_SCALE) if amount(_SCALE) else root,
        scale=amount(_SCALE) / 100,
        gain=10 ** (-_EMU * max(amount(_QUIETER), 0) / 200),
        pan=max(-1.0, min(1.0, amount(_PAN) / 500)),
        delay=_time(amount(_DELAY)),
        attack=_time(amount(_ATTACK)),
        hold=_time(amount(_HOLD)),
        decay=_time(amount(_DECAY)),
        sustain=max(0.0, amount(_SUSTAIN) / 10),
        release=_time(amount(_RELEASE)),
        cutoff=_cutoff(amount(_CUTOFF)),
        opened=_cutoff(amount(_CUTOFF) + amount(_TO_CUTOFF)),
        sweep=(*(_time(amount(each)) for each in _SWEEP), 1 - _within(amount(_STAYS), 1000) / 1000),
        group=amount(_CLASS),
        begin=begin,
        end=end,
        rate=int(head["rate"]),
    )
    return _Layer(keys, velocities, zone)


def _overlap(preset: Generators, instrument: Generators, kind: int) -> Span | None:
    low, high = 0, 127
    for generators in (preset, instrument):
        amount = generators.get(kind, 127 << 8) & 0xFFFF
        low, high = max(low, amount & 255), min(high, amount >> 8)
    return (low, high) if low <= high else None


def _time(cents: int) -> float:
    return float(2 ** (max(-12000, min(cents, 8000)) / 1200)) if cents > -12000 else 0.0


def _cutoff(cents: float) -> float:
    return float(8.176 * 2 ** (max(1500.0, cents) / 1200)) if cents < 13500 else 0.0


def _within(amount: int, most: int) -> int:
    return max(0, min(amount, most))
