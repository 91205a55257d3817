"""Scores: notes on a grid of 480 ticks to the quarter, on paper, and what is measured of them."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Any, Literal

from pydantic import Field

from etude.core.errors import EtudeError
from etude.media.music.codec import from_dict, to_dict
from etude.media.music.limits import ScoreLimits
from etude.media.music.score import Score as Piece
from etude.server.shapes.ids import ModelId, Seed
from etude.server.shapes.words import Answer, Question, Words

LIMITS = ScoreLimits(bytes=8 * 2**20, notes=20_000, bars=2_000, tunes=1_000)

Tick = Annotated[int, Field(ge=0, le=2**31 - 1)]
Note = Annotated[
    tuple[int, int, int, int, int, int | None],
    Field(
        description="Start and pitch (60 is middle C), duration, velocity (1 to 127), voice (1 to "
        "4), and its place on the line of fifths (C = 0, G = 1) or null."
    ),
]
Metre = Annotated[tuple[int, int, int], Field(description="Start, beats, unit.")]
Key = Annotated[tuple[int, int, str], Field(description="Start, sharps (flats negative), mode.")]
Tempo = Annotated[tuple[int, float], Field(description="Start, quarter notes a minute.")]
Chord = Annotated[
    tuple[int, int | None, str, int | None],
    Field(description="Start, root on the line of fifths or null for none, kind, bass."),
]


class Part(Question):
    """One staff of music."""

    name: Annotated[str, Field(max_length=200)]
    program: Annotated[int, Field(ge=-1, le=127)]
    """General MIDI instrument; -1 for percussion."""
    joined: bool
    """Whether it is a further staff of the instrument above."""
    notes: Annotated[list[Note], Field(max_length=LIMITS.notes)]


class Score(Question):
    """A piece of music; 480 ticks are a quarter note."""

    title: Annotated[str, Field(max_length=500)]
    composer: Annotated[str, Field(max_length=500)]
    length: Tick
    """The last bar line."""
    pickup: Tick
    """Length of the first bar where it is shorter than its metre, else 0."""
    metres: Annotated[list[Metre], Field(min_length=1, max_length=LIMITS.bars)]
    keys: Annotated[list[Key], Field(max_length=LIMITS.bars)]
    tempos: Annotated[list[Tempo], Field(max_length=LIMITS.notes)]
    chords: Annotated[list[Chord], Field(max_length=LIMITS.notes)]
    fermatas: Annotated[list[Tick], Field(max_length=LIMITS.notes)]
    parts: Annotated[list[Part], Field(max_length=LIMITS.parts)]

    @classmethod
    def of(cls, piece: Piece) -> Score:
        """Describe a piece.

        Args:
            piece: Any.
        """
        return cls.model_validate(to_dict(piece))

    def read(self) -> Piece:
        """Return the piece, checked.

        Raises:
            EtudeError: ``score.bad-data``, ``score.too-many-notes`` or ``score.too-many-bars``.
        """
        name = self.title or "-"
        if sum(len(part.notes) for part in self.parts) > LIMITS.notes:
            raise EtudeError("score.too-many-notes", name=name, limit=LIMITS.notes)
        piece = from_dict(self.model_dump())
        lines = [*(metre.start for metre in piece.metres), piece.length]
        spans = zip(piece.metres, pairwise(lines), strict=True)
        if sum((end - start) // metre.bar for metre, (start, end) in spans) > LIMITS.bars:
            raise EtudeError("score.too-many-bars", name=name, limit=LIMITS.bars)
        return piece


class Opened(Answer):
    """A file of music, read."""

    score: Score
    place: str
    """Which piece of the file it is, such as ``X:12``; empty where there is one."""
    tunes: list[str]
    """The pieces of the file, by their titles or places; a piece that is damaged is empty."""
    remarks: list[str]
    """What had to be decided, in the language of ``Accept-Language``."""


class ComposerModel(Answer):
    """A model of music that can be asked to compose."""

    id: str
    name: str
    title: Words
    styles: list[str]
    """It can be asked for these."""


class Composers(Answer):
    """The models of music."""

    models: list[ComposerModel]


Word = Annotated[str, Field(max_length=100)]


class Wishes(Question):
    """How it is to be; what is left out is left to the model, or stays as it is in the piece."""

    style: Word | None = None
    """One of the model's."""
    key: Word | None = None
    """Such as ``D minor``."""
    tempo: float | None = None
    """Quarters a minute, 20 to 320."""
    metre: Word | None = None
    """Such as ``3/4``."""
    density: int | None = None
    """1, sparse, to 8, dense."""
    bars: int | None = None
    """How many are written, 1 to 128: of ``create`` and ``continue``."""
    range: Word | None = None
    """The lowest and the highest pitch, such as ``C4-A5``."""
    parts: Word | None = None
    """Of ``create``: ``melody``, ``choir``, ``piano`` or ``song``."""
    scale: Word | None = None
    """``strict`` for no notes but those of the scale, or ``free``."""
    leading: Word | None = None
    """``strict`` for four voices without parallels and crossings, or ``free``."""
    adventure: float | None = None
    """0 (careful) to 1 (wild)."""
    tries: int | None = None
    """So many are written, and the best is kept, 1 to 16."""
    temperature: float | None = None
    """In the place of what ``adventure`` means, 0.1 to 2."""
    top_p: float | None = None
    """The same, 0.1 to 1."""
    min_p: float | None = None
    """The same, 0 to 0.5."""


class Task(Question):
    """What a model of music is asked to write."""

    model: ModelId
    task: Literal["create", "continue", "fill", "harmonise", "accompany", "vary"]
    score: Score | None = None
    """The piece, for all but ``create``."""
    seed: Seed | None = None
    """The same seed is the same notes; by default one nobody has seen."""
    between: tuple[Tick, Tick] | None = None
    """Of ``fill``: the first bar, from 0, and the one after the last; by default all."""
    voices: Annotated[list[Tick], Field(max_length=LIMITS.parts)] | None = None
    """Of ``fill``: numbers of the parts that are written anew, from 0; by default all."""
    strength: Annotated[float, Field(ge=0, le=1)] | None = None
    """Of ``vary``: the share of the bars that is written anew."""
    wishes: Wishes = Field(default_factory=lambda: Wishes())


class Sketch(Task):
    """Candidates, none of which is kept."""

    count: Annotated[int, Field(ge=1, le=4)] = 1
    """So many, with the seeds ``seed``, ``seed + 1``, ..."""


class Candidate(Answer):
    """Something that a model wrote and that nobody has kept yet."""

    seed: int
    """Asked once more with this seed, the model writes the very same."""
    score: Score
    measured: dict[str, Any]
    """``asked`` and ``got`` side by side, and what else was measured."""


class Sketched(Answer):
    """Candidates to compare."""

    candidates: list[Candidate]


class Engrave(Question):
    """A score to be put on paper."""

    score: Score
    width: Annotated[int, Field(ge=600, le=4000)] = 2100
    """Of the paper, in tenths of a millimetre."""


class Moment(Answer):
    """Notes that begin together."""

    milliseconds: int
    notes: list[str]
    """Their ids in the SVG."""


class Engraving(Answer):
    """A score on paper, and when each note of it sounds."""

    pages: list[str]
    """SVG documents without any styles: what draws them gives lines the colour of their words."""
    moments: list[Moment]


class Loop(Answer):
    """A pattern of bars that is heard several times, one right after the other."""

    bar: int
    """Index of its first bar."""
    length: int
    """Of the pattern, in bars."""
    times: float
    """How often it is heard; 1 where nothing is repeated."""


class Faults(Answer):
    """Faults of four-part writing, for a hundred chords."""

    chords: int
    """How many chords were looked at."""
    fifths: float
    """Parallel ones."""
    octaves: float
    """Parallel ones, and unisons."""
    crossings: float
    spacing: float
    range: float


class Judgement(Answer):
    """What was measured of a score; null where it does not apply."""

    bars: int
    notes: int
    key: str | None
    """That the notes suggest, such as ``Bb major``."""
    key_consistency: float | None
    """Share of sounding time in the scale of the key in force."""
    scale_consistency: float | None
    """Largest share of notes in one diatonic scale."""
    pitch_class_entropy: float | None
    """In bits, 0 to 3.58."""
    groove_consistency: float | None
    """How alike neighbouring bars are in rhythm, 0 to 1."""
    density: int
    """How often notes begin, 1 to 8."""
    empty_share: float
    """Share of bars in which nothing sounds."""
    repeated_share: float
    """Share of bars just like one of the four before."""
    loop: Loop
    voice_leading: Faults | None

    @classmethod
    def of(cls, document: dict[str, Any]) -> Judgement:
        """Describe a judgement.

        Args:
            document: `Judgement.to_dict` of `etude.media.music.judgement`.
        """
        return cls.model_validate({name: document[name] for name in cls.model_fields})
