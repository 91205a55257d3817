"""Figure 14: what collections of music are like as tokens, and by every measure of a score."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bench.record import Figure, Options, Row, at_least
from etude.core.errors import EtudeError
from etude.core.seeds import generator
from etude.media.music.bars import bars
from etude.media.music.grammar import Grammar
from etude.media.music.judgement import Faults, collect, judge, voice_leading
from etude.media.music.quantising import quantise
from etude.media.music.reading import SUFFIXES, Fault, read_tunes
from etude.media.music.score import Score
from etude.media.music.tokens.decoding import decode
from etude.media.music.tokens.encoding import encode
from etude.media.music.tokens.vocabulary import Vocabulary

SETS = {
    "lead sheets": "leadsheets-openewld/pd",
    "Nottingham": "folk-nottingham/ABC_cleaned",
    "folk tunes": "folk-british-irish",
    "chorales": "bach-chorales",
    "art songs": "classical-lieder-openscore",
    "pop songs": "pop909",
}
WORDS = Vocabulary()
HELD_OUT, JUDGED = 10, 40  # one piece in ten is held out, and so many of them are judged
GRAMMATICAL = 60  # pieces of each set that the grammar reads
MEASURES = ("key_consistency", "scale_consistency", "pitch_class_entropy", "groove_consistency")

NOTES = (
    "Pieces as they are imported, on the grid that suits them, repeats played. One comes back when "
    "decoding what was encoded gives every note of every part with the same beginning, pitch, "
    "duration and voice. The grammar admits a piece when it allows each of its tokens.",
    "Measures are means over pieces that are held out, one in ten by chance; runs and stretches "
    "are those that they share with the other nine. Faults are those of all pieces in four parts.",
)


class Piece(NamedTuple):
    """A piece of a set.

    Args:
        name: Its file and its place in it.
        score: On its grid.
    """

    name: str
    score: Score


def measure(options: Options) -> Figure:
    """Read every set, and measure it."""
    assert options.data is not None
    sets = {
        group: list(read_set(options.data / "music" / place, 12 if options.tiny else None))
        for group, place in SETS.items()
    }
    sets = {group: pieces for group, pieces in sets.items() if pieces}
    rows = [*token_rows(sets), *measure_rows(sets), *fault_rows(sets)]
    return Figure(
        14, "music_sets", "Collections of music, as tokens and by measures", tuple(rows), NOTES
    )


def read_set(folder: Path, most: int | None) -> Iterator[Piece]:
    """Yield the pieces of a folder.

    Args:
        folder: With music anywhere in it.
        most: How many files; None for all.
    """
    files = [path for path in sorted(folder.rglob("*")) if path.suffix.lower() in SUFFIXES]
    for path in files[:most]:
        try:
            tunes = [tune for tune in read_tunes(path) if not isinstance(tune, Fault)]
        except EtudeError:
            continue
        for tune in tunes:
            yield Piece(f"{path.name} {tune.place}".strip(), quantise(tune.score).score)


def token_rows(sets: Mapping[str, Sequence[Piece]]) -> Iterator[Row]:
    """Yield how each set fares as tokens."""
    back, lengths, admitted = list[bool](), dict[str, float](), list[bool]()
    for group, pieces in sets.items():
        tokens = [encode(piece.score, WORDS) for piece in pieces]
        back += [
            notes_of(decode(row, WORDS)) == notes_of(piece.score)
            for row, piece in zip(tokens, pieces, strict=True)
        ]
        count = sum(len(bars(piece.score)) for piece in pieces)
        lengths[group] = sum(map(len, tokens)) / count
        some = tokens[:: max(1, len(tokens) // GRAMMATICAL)]
        admitted += [admits(row.tolist()) for row in some]
    yield at_least(f"pieces that come back ({len(back):,})", 100 * float(np.mean(back)), 100, "%")
    yield Row(
        f"pieces that the grammar admits ({len(admitted):,})", 100 * float(np.mean(admitted)), "%"
    )
    for group, length in lengths.items():
        yield Row(f"tokens a bar, {group} ({len(sets[group]):,})", length)


def notes_of(score: Score) -> list[list[tuple[int, ...]]]:
    """Return beginning, pitch, duration and voice of every note, part by part."""
    return [[(n.start, n.pitch, n.duration, n.voice) for n in part.notes] for part in score.parts]


def admits(tokens: Sequence[int]) -> bool:
    """Return whether the grammar allows every token of a sequence."""
    grammar = Grammar(WORDS)
    for token in tokens:
        if not grammar.allowed()[token]:
            return False
        grammar.push(token)
    return True


def measure_rows(sets: Mapping[str, Sequence[Piece]]) -> Iterator[Row]:
    """Yield the measures of what is held out of each set."""
    for group, pieces in sets.items():
        order = generator(0, "bench.music_sets", group).permutation(len(pieces)).tolist()
        count = max(1, len(pieces) // HELD_OUT)
        sources = collect(pieces[at] for at in order[count:])
        found = [judge(pieces[at].score, sources) for at in order[: min(count, JUDGED)]]
        for name in MEASURES:
            values = [each for each in (getattr(one, name) for one in found) if each is not None]
            if values:
                yield Row(f"{name.replace('_', ' ')}, {group}", float(np.mean(values)))
        repeated = 100 * float(np.mean([one.repeated_share for one in found]))
        yield Row(f"repeated bars, {group}", repeated, "%")
        runs = [0 if one.run is None else one.run.notes for one in found]
        yield Row(f"longest shared run, median, {group}", float(np.median(runs)), "notes")
        windows = [one.windows_share for one in found if one.windows_share is not None]
        if windows:
            share = 100 * float(np.mean(windows))
            yield Row(f"four-bar stretches found, {group}", share, "%")
        yield Row(f"file of melodies, {group}", len(sources.to_bytes()) / 1000, "kB")


def fault_rows(sets: Mapping[str, Sequence[Piece]]) -> Iterator[Row]:
    """Yield the faults of the chorales, weighed by their chords."""
    each = [voice_leading(piece.score) for piece in sets.get("chorales", ())]
    faults: list[Faults] = [one for one in each if one is not None]
    if faults:
        chords = sum(one.chords for one in faults)
        for name in ("fifths", "octaves", "crossings", "spacing", "range"):
            total = sum(getattr(one, name) * one.chords for one in faults) / chords
            yield Row(f"{name} per 100 chords, {len(faults)} chorales", total)
        clean = float(np.mean([one.fifths + one.octaves == 0 for one in faults]))
        yield Row("chorales without parallels", 100 * clean, "%")
