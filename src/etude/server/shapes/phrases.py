"""Two bars of melody: what a phrase is mixed of, and what came of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from pydantic import Field, model_validator

from etude.core.errors import EtudeError
from etude.media.music.bars import cut
from etude.media.music.phrases import BARS
from etude.media.music.score import Score as Piece
from etude.server.shapes.ids import ModelId, Seed
from etude.server.shapes.music import Score, Tick, Word
from etude.server.shapes.words import Answer, Question

Share = Annotated[float, Field(ge=0, le=1)]


class Corner(Question):
    """A phrase to mix from: one of the model's own by its seed, or two bars of a piece."""

    seed: Seed | None = None
    score: Score | None = None
    first: Tick | None = None
    """Index of the first of the two bars, from 0; by default the first with a melody."""
    part: Tick | None = None
    """Whose melody, from 0; by default that of the first part that has one there."""

    @model_validator(mode="after")
    def _one(self) -> Corner:
        if (self.seed is None) == (self.score is None):
            raise ValueError("either a seed or a score")
        return self

    def read(self) -> Piece | int:
        """Return the seed, or the two bars.

        Raises:
            EtudeError: ``score.bad-data``, ``score.no-such-bars``, ``asked.no-such-part``.
        """
        if self.score is None:
            assert self.seed is not None
            return self.seed
        piece = self.score.read()
        if self.part is not None:
            if self.part >= len(piece.parts):
                raise EtudeError("asked.no-such-part", part=self.part + 1, count=len(piece.parts))
            piece = replace(piece, parts=(replace(piece.parts[self.part], joined=False),))
        return piece if self.first is None else cut(piece, self.first, self.first + BARS)


class Blend(Question):
    """What a model of phrases is asked to sing: so much of each corner, moved along its sliders."""

    model: ModelId
    corners: Annotated[list[Corner], Field(min_length=1, max_length=8)]
    shares: Annotated[list[Share], Field(min_length=1, max_length=8)]
    """How much of each corner; they are made to sum to one."""
    settings: Annotated[dict[Word, float], Field(max_length=64)] = Field(default_factory=dict)
    """Sliders by their names."""
    metre: Word | None = None
    """Such as ``3/4``; by default that of the corner that has most of it."""
    key: Word | None = None
    """Such as ``D minor``; by default likewise."""
    tempo: float | None = None
    """Quarters a minute."""


class Blended(Answer):
    """A phrase; nothing of it is kept."""

    score: Score
    near: list[float]
    """Of each corner, the share of its symbols that the model can sing back."""
    measured: dict[str, Any]
    """``asked`` and ``got`` side by side."""
