"""A file of music to another kind of file: MIDI, ABC or MusicXML to notes, paper or sound."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from etude.core.errors import EtudeError
from etude.core.files import write_atomic
from etude.media.music.encoding import NOTATION, check_suffix, encode_score
from etude.media.music.limits import DEFAULT_LIMITS
from etude.media.music.midi.events import looks_like_midi
from etude.media.music.notation.hands import part_hands, tidy
from etude.media.music.quantising import Quantised, quantise
from etude.media.music.reading import Tune, find_tune, load_bytes
from etude.media.music.score import Score

_PLAYED = 0.2  # the share of notes off the grid from which a file was played and not written


@dataclass(frozen=True)
class Conversion:
    """What became of a file.

    Args:
        files: What was written; the piece first, then its stems.
        tune: The piece that was read.
        quantised: How it was put on a grid, where that was needed.
        more: Whether the file holds pieces behind this one.
    """

    files: tuple[Path, ...]
    tune: Tune
    quantised: Quantised | None = None
    more: bool = False


def convert(
    source: Path,
    target: Path,
    *,
    tune: int | str | None = None,
    repeats: bool = True,
    soundfont: Path | None = None,
    stems: bool = False,
) -> Conversion:
    """Read a piece and write it as another kind of file.

    What was played, and is to be read, is quantised first; keyboards get a staff for each hand.

    Args:
        source: MIDI, ABC or MusicXML.
        target: Its suffix, one of `encoding.SUFFIXES`, decides what is written.
        tune: Which piece of the file, by its number or a title; by default the first.
        repeats: Whether repeated passages are played again.
        soundfont: Plays a ``.wav``; by default Etude's own.
        stems: Whether to write, beside a ``.wav``, one for each instrument.

    Raises:
        EtudeError: ``score.unknown-suffix``, ``sound.only-wav``; what `find_tune` may raise, or why
            the file cannot be written.
    """
    kind = check_suffix(target.suffix or target.name)
    if kind != ".wav" and (stems or soundfont is not None):
        raise EtudeError("sound.only-wav", name=target.name)
    data = load_bytes(source, DEFAULT_LIMITS, source.name)
    found, more = find_tune(data, tune=tune, repeats=repeats, name=source.name)
    score, quantised = found.score, None
    if kind in NOTATION and looks_like_midi(data):
        quantised = quantise(score)
        score = set_out(quantised)
    if stems:
        files = tuple(_write_stems(score, target, soundfont))
    else:
        files = (write_atomic(target, encode_score(score, kind, soundfont=soundfont)),)
    return Conversion(files, found, quantised, more)


def set_out(quantised: Quantised) -> Score:
    """Return what was played as a musician would want to read it.

    Args:
        quantised: The piece on its grid.
    """
    score = part_hands(quantised.score)
    return tidy(score) if quantised.share > _PLAYED else score


def _write_stems(score: Score, target: Path, soundfont: Path | None) -> Iterator[Path]:
    from etude.media.music.sound.rendering import render
    from etude.media.music.sound.wav import write_wav

    rendered = render(score, soundfont, stems=True)
    yield write_atomic(target, write_wav(rendered.mix))
    for number, (name, sound) in enumerate(rendered.stems, 1):
        word = "".join(each if each.isalnum() else " " for each in name).split()
        path = target.with_name("-".join([target.stem, f"{number:02d}", *word]) + target.suffix)
        yield write_atomic(path, write_wav(sound))
