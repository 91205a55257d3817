"""Figure 9: how often key and metre are found right, where editors have said them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bench.record import Figure, Options, Row, at_least
from etude.core.errors import EtudeError
from etude.core.hashes import sha256_bytes
from etude.media.music.keys import find_key
from etude.media.music.metres import METRES, agreements, find_metre
from etude.media.music.reading import SUFFIXES, Fault, read_tunes
from etude.media.music.score import Metre, Score

Table = npt.NDArray[np.float64]

SETS = {
    "folk tunes": ("folk-british-irish", "folk-nottingham/ABC_cleaned"),
    "chorales": ("bach-chorales",),
    "art songs": ("classical-lieder-openscore",),
    "lead sheets": ("leadsheets-openewld/pd",),
    "pop songs": ("pop909",),
}
# A bar of 2/4 or 2/2 is accented like one of 4/4, and one of 12/8 like two of 6/8.
SAME = {
    (2, 4): (4, 4),
    (2, 2): (4, 4),
    (4, 4): (4, 4),
    (4, 2): (4, 4),
    (3, 4): (3, 4),
    (3, 2): (3, 4),
    (6, 8): (6, 8),
    (12, 8): (6, 8),
    (9, 8): (9, 8),
}
FEWEST_NOTES, STEPS, RATE, DECAY = 8, 4000, 0.5, 1e-4

NOTES = (
    "Keys: pieces that keep one key signature whose file says major or minor; right means keynote "
    "and mode. POP909 is left out: where its files name a key it is C major, whatever they play.",
    "Metres: pieces that keep one metre which is, or is accented like, 3/4, 4/4, 6/8 or 9/8. Half "
    "of them, by the hash of their names, is kept back, and all numbers are of that half. “Fitted "
    "anew” is multinomial regression on the other half, the way in which the weights of "
    "`etude.media.music.metres` were found; the shipped ones were fitted to another half.",
)


class Piece(NamedTuple):
    """What is needed of a piece.

    Args:
        group: One of `SETS`.
        kept_back: Whether nothing is fitted to it.
        key_right: Whether its key was found, or None where its file says none.
        accents: What `agreements` measures, float64 [14].
        metre: Index into `METRES`, or None.
        found: What `find_metre` says.
    """

    group: str
    kept_back: bool
    key_right: bool | None
    accents: Table
    metre: int | None
    found: int


def measure(options: Options) -> Figure:
    """Read every piece, and look for its key and its metre."""
    assert options.data is not None
    pieces = list(read_pieces(options.data / "music", 25 if options.tiny else None))
    rows = [*key_rows(pieces), *metre_rows([p for p in pieces if p.metre is not None])]
    title = f"Key and metre of {len(pieces):,} pieces"
    return Figure(9, "music_metre", title, tuple(rows), NOTES)


def read_pieces(folder: Path, most: int | None) -> Iterator[Piece]:
    """Yield the pieces of all sets.

    Args:
        folder: Of the sets.
        most: How many files of each set; None for all.
    """
    for group, places in SETS.items():
        files = [p for place in places for p in sorted((folder / place).rglob("*"))]
        for path in [p for p in files if p.suffix.lower() in SUFFIXES][:most]:
            try:
                for tune in read_tunes(path, repeats=False):
                    if (
                        not isinstance(tune, Fault)
                        and sum(1 for _ in tune.score.notes) >= FEWEST_NOTES
                    ):
                        yield describe(group, f"{path.name} {tune.place}", tune.score)
            except EtudeError:
                continue


def describe(group: str, name: str, score: Score) -> Piece:
    """Return what is needed of a piece.

    Args:
        group: Its set.
        name: Of the piece; decides whether it is kept back.
        score: The piece.
    """
    metre = None
    if len(score.metres) == 1:
        same = SAME.get((score.metres[0].beats, score.metres[0].unit))
        metre = None if same is None else METRES.index(same)
    return Piece(
        group,
        int(sha256_bytes(name.encode())[:8], 16) % 2 == 0,
        check_key(score),
        agreements(score),
        metre,
        index_of(find_metre(score)),
    )


def index_of(metre: Metre) -> int:
    """Return which of `METRES` a metre is."""
    return METRES.index((metre.beats, metre.unit))


def check_key(score: Score) -> bool | None:
    """Return whether the key that a file says is found in the notes; None where it says none."""
    if len(score.keys) != 1 or score.keys[0].mode not in ("major", "minor"):
        return None
    guess = find_key(score)
    if guess is None:
        return None
    said = score.keys[0]
    return (guess.key.tonic - said.tonic) % 12 == 0 and guess.key.mode == said.mode


def key_rows(pieces: list[Piece]) -> Iterator[Row]:
    """Yield the share of keys that are found in each set."""
    for group in SETS:
        right = [p.key_right for p in pieces if p.group == group and p.key_right is not None]
        if right and group != "pop songs":
            yield Row(f"key, {group} ({len(right):,})", 100 * float(np.mean(right)), "%")


def metre_rows(pieces: list[Piece]) -> Iterator[Row]:
    """Yield the share of metres that are found among the pieces that are kept back."""
    rest = [piece for piece in pieces if piece.kept_back]
    share = 100 * float(np.mean([piece.found == piece.metre for piece in rest]))
    yield at_least(f"metre, all ({len(rest):,})", share, 90, "%")
    for group in SETS:
        right = [piece.found == piece.metre for piece in rest if piece.group == group]
        if right:
            yield Row(f"metre, {group} ({len(right):,})", 100 * float(np.mean(right)), "%")
    weights, bias = fit_metres([piece for piece in pieces if not piece.kept_back])
    guesses = [int(np.argmax(weights @ piece.accents + bias)) for piece in rest]
    anew = [guess == piece.metre for guess, piece in zip(guesses, rest, strict=True)]
    yield Row("metre, all, fitted anew", 100 * float(np.mean(anew)), "%")


def fit_metres(pieces: list[Piece]) -> tuple[Table, Table]:
    """Fit what agreement at each distance says of the metre, by multinomial regression.

    Args:
        pieces: To learn from.

    Returns:
        Weights, float64 [metres, distances], and biases, float64 [metres].
    """
    accents = np.stack([piece.accents for piece in pieces])
    wanted = np.asarray([[piece.metre == at for at in range(len(METRES))] for piece in pieces])
    weights, bias = np.zeros((len(METRES), accents.shape[1])), np.zeros(len(METRES))
    for _ in range(STEPS):
        fits = accents @ weights.T + bias
        odds = np.exp(fits - fits.max(axis=1, keepdims=True))
        wrong = odds / odds.sum(axis=1, keepdims=True) - wanted
        weights -= RATE * (wrong.T @ accents / len(pieces) + DECAY * weights)
        bias -= RATE * wrong.mean(axis=0)
    return weights, bias
