"""Music as a run needs it: pieces in the tokens of a vocabulary, told anew each time they are read.

Every edition has a piece in another key, and every few editions tell it as another task (to go on,
to fill in, to accompany, to harmonise: `arranging.draw_region`) and with other controls left out,
so that one model learns all of it and no piece by heart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from etude.core.hashes import canonical_json, sha256_bytes
from etude.core.seeds import generator
from etude.datasets.scores import Scores
from etude.media.music.arranging import arrange, draw_controls, draw_region
from etude.media.music.bars import bars, cut
from etude.media.music.casting import cast, recast
from etude.media.music.encoding import with_key
from etude.media.music.judgement.echoes import hash_runs
from etude.media.music.midi.writing import write_midi
from etude.media.music.openings import MOST as MOST_OPENINGS
from etude.media.music.openings import opening_of
from etude.media.music.score import Score
from etude.media.music.tokens.decoding import decode
from etude.media.music.tokens.measures import PARTS
from etude.media.music.tokens.moving import FARTHEST, move
from etude.media.music.tokens.settling import settle
from etude.media.music.tokens.vocabulary import Vocabulary
from etude.media.symbols import BEGIN, END
from etude.training.sequences import Stream, join_pieces

SHORTEST, LONGEST = 16, 48  # bars of the stretch that is read of a piece which has more
AT_AN_END = 0.5  # of the stretches begin where their piece does or end where it does
KEYS = 4  # editions of one telling, each in other keys: to tell costs time, to move next to none
NOWHERE = (128, -1)  # the range of a piece without pitches


@dataclass(frozen=True)
class Told:
    """A piece, and what a model is told of it.

    Args:
        score: Opens the piece.
        style: Its style, one of the vocabulary's, or None.
        share: How often an edition has it on average: 0.5 is every second time, 3 thrice each.
    """

    score: Callable[[], Score]
    style: str | None = None
    share: float = 1.0


@dataclass(frozen=True)
class Style:
    """How the pieces of a class of a dataset are read.

    Args:
        share: As in `Told`.
        parts: Only pieces of so many parts are read; None for all.
        programs: Instruments from the first part on, for files that name none.
    """

    share: float = 1.0
    parts: int | None = None
    programs: tuple[int, ...] = ()


@dataclass(frozen=True, eq=False)
class ArrangedScores:
    """Pieces in the tokens of a vocabulary; they satisfy `training.sequences.Sequences`.

    Args:
        name: Of the dataset.
        vocabulary: They are told with it.
        train: Pieces to learn from.
        unseen: Pieces that training never sees.
        version: Changes with any of the pieces.
    """

    name: str
    vocabulary: Vocabulary
    train: Sequence[Told]
    unseen: Sequence[Told]
    version: str
    _last: dict[str, Any] = field(default_factory=dict, init=False, repr=False)

    @cached_property
    def hash(self) -> str:
        """Of the pieces, their styles and shares."""
        told = [[piece.style, piece.share] for piece in (*self.train, *self.unseen)]
        return sha256_bytes(
            canonical_json([self.version, self.vocabulary.to_document(), len(self.train), told])
        )

    @property
    def size(self) -> int:
        """Number of different symbols."""
        return self.vocabulary.size

    @cached_property
    def held_out(self) -> Stream:
        """The pieces that training never sees, each told once and in its own key."""
        return join_pieces(
            self._tell(piece, generator(0, "held out", at)) for at, piece in enumerate(self.unseen)
        )

    def edition(self, number: int) -> Stream:
        """Return the pieces to learn from, each in another key.

        Args:
            number: 0 or more; the same one gives the same.
        """
        told, styles = self._telling(number // KEYS)
        dice = generator(1, "keys", number)
        pieces = np.split(told.tokens, told.starts[1:])
        steps = self._draw_steps(pieces, styles, dice)
        each = np.repeat(steps, [len(piece) for piece in pieces])
        return Stream(move(told.tokens, each, self.vocabulary), told.starts)

    def _telling(self, number: int) -> tuple[Stream, list[str | None]]:
        """Return the pieces as they are told for some editions, and their styles; kept."""
        if self._last.get("number") != number:
            styles = list[str | None]()
            told = join_pieces(self._tell_all(number, styles))
            self._last.update(number=number, found=(told, styles))
        found: tuple[Stream, list[str | None]] = self._last["found"]
        return found

    def _tell_all(self, number: int, styles: list[str | None]) -> Iterator[NDArray[np.int32]]:
        for at, piece in enumerate(self.train):
            dice = generator(1, "telling", number, at)
            whole, rest = divmod(piece.share, 1.0)
            for _ in range(int(whole) + int(dice.random() < rest)):
                styles.append(piece.style)
                yield self._tell(piece, dice)

    def _tell(self, piece: Told, dice: np.random.Generator) -> NDArray[np.int32]:
        score = with_key(cast(_stretch(piece.score(), dice)))
        told = arrange(
            score,
            self.vocabulary,
            draw_region(score, dice),
            style=piece.style,
            controls=draw_controls(dice),
        )
        return told.tokens[1:-1]  # its beginning and its end are set where pieces are joined

    def _draw_steps(
        self,
        pieces: Sequence[NDArray[np.int32]],
        styles: Sequence[str | None],
        dice: np.random.Generator,
    ) -> NDArray[np.int64]:
        """Return how far each piece is moved: to where music of its style is at home."""
        ranges = [self._range(piece) for piece in pieces]
        homes = {
            style: (
                min(low for own, (low, _) in zip(styles, ranges, strict=True) if own == style),
                max(high for own, (_, high) in zip(styles, ranges, strict=True) if own == style),
            )
            for style in set(styles)
        }
        steps = np.zeros(len(pieces), np.int64)
        for at, (style, (low, high)) in enumerate(zip(styles, ranges, strict=True)):
            if low <= high:
                lowest = max(1 - FARTHEST, homes[style][0] - low)
                highest = min(FARTHEST, homes[style][1] - high)
                steps[at] = dice.integers(lowest, highest + 1)
        return steps

    def _range(self, piece: NDArray[np.int32]) -> tuple[int, int]:
        """Return the lowest and the highest pitch; of what cannot be moved, none."""
        spans = self.vocabulary.spans
        pitches = piece[(piece >= spans["pitch"].start) & (piece < spans["pitch"].stop)]
        if not len(pitches) or (piece == spans["drums"].start).any():
            return NOWHERE
        return int(pitches.min()) - spans["pitch"].start, int(pitches.max()) - spans["pitch"].start

    def to_document(self) -> dict[str, Any]:
        """Return what ``vocabulary.json`` says: the tokens, and how pieces of each style open."""
        openings: dict[str, list[dict[str, Any]]] = {}
        order = generator(0, "openings").permutation(len(self.train)).tolist()
        for piece in (self.train[at] for at in order):
            listed = openings.setdefault(piece.style or "", [])
            if len(listed) < MOST_OPENINGS:
                score = settle(cast(_stretch(piece.score(), generator(0, "opening"))))
                opening = opening_of(score)
                listed += [] if opening is None else [opening.to_dict()]
        return self.vocabulary.to_document() | {"openings": openings}

    def hash_runs(self) -> NDArray[np.uint64]:
        """Return the hashes of the runs of all melodies to learn from, uint64 [n], ascending."""
        return hash_runs(piece.score() for piece in self.train)

    def show(self, pieces: Sequence[NDArray[np.int64]]) -> tuple[str, bytes]:
        """Return the first of the pieces in which anything sounds as a MIDI file."""
        scores = [self._read(piece) for piece in pieces]
        sounding = [score for score in scores if any(score.notes)]
        return ".mid", write_midi((sounding or scores)[0])

    def _read(self, piece: NDArray[np.int64]) -> Score:
        ends = np.flatnonzero(piece == END)
        own = piece[: ends[0]] if len(ends) else piece
        return decode([BEGIN, *own.tolist()], self.vocabulary, strict=False)


def tell_scores(scores: Scores, styles: Mapping[str, Style] | None = None) -> ArrangedScores:
    """Return a dataset of music as a run needs it; its classes are the styles.

    Args:
        scores: The dataset. Pieces of more than 16 parts are passed over.
        styles: How the pieces of some classes are read; those of others as they are.
    """
    known, items = styles or {}, scores.items

    def style_of(at: int) -> str | None:
        label = items[at].label
        return None if label is None else scores.classes[label]

    def told(indices: Iterable[int]) -> list[Told]:
        found = []
        for at in indices:
            name = style_of(at)
            style = known.get(name or "", Style())
            if items[at].parts == (style.parts or min(items[at].parts, PARTS)):
                opens = partial(_open, scores, at, style.programs)
                found.append(Told(opens, name, style.share))
        return found

    version = sha256_bytes(
        canonical_json([scores.hash, {name: asdict(each) for name, each in known.items()}])
    )
    train, unseen = told(scores.train.tolist()), told(scores.held_out.tolist())
    return ArrangedScores(scores.name, Vocabulary(scores.classes), train, unseen, version)


def _open(scores: Scores, at: int, programs: tuple[int, ...]) -> Score:
    return recast(scores.score(at), programs)


def _stretch(score: Score, dice: np.random.Generator) -> Score:
    """Return a piece, or a stretch of one that is too long to be learnt from as a whole."""
    count = len(bars(score))
    if count <= LONGEST:
        return score
    size = int(dice.integers(SHORTEST, LONGEST + 1))
    last = count - size
    first = int(dice.integers(0, last + 1))
    if dice.random() < AT_AN_END:
        first = last if dice.random() < 0.5 else 0
    return cut(score, first, first + size)
