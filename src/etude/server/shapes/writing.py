"""What a model of words is asked for, and what it answers bit by bit."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from etude.server.shapes.commissions import GapWay
from etude.server.shapes.freedom import Freedom
from etude.server.shapes.ids import Seed
from etude.server.shapes.words import Answer, Question
from etude.studio import completing

LONGEST = 50_000  # characters that a model reads, as `etude.studio.asked` has it
Some = Annotated[str, Field(max_length=200)]


class Manner(Freedom):
    """How a model is to write; what is left out is as usual."""

    seed: Seed | None = None
    """The same seed gives the same words; by default one nobody has seen."""
    title: Some | None = None
    """What it is about."""
    adventure: Annotated[float, Field(ge=0, le=1)] | None = None
    """0 is careful, 1 is wild."""
    form: Some | None = None
    """A form of verse by any of its names, or a kind of text that the model was told of."""
    rhymes: Literal["pingshui", "xinyun"] | None = None
    """Of a Chinese form: the rhyme book."""
    rhyme: Some | None = None
    """Of a form: the rhyme."""
    acrostic: Some | None = None
    """Of a Chinese form: the first characters of its lines."""
    times: Annotated[int, Field(ge=1, le=100)] | None = None
    """Stanzas of a ballad, lines of blank verse."""
    way: Annotated[int, Field(ge=1, le=4)] | None = None
    """Of a Chinese form with several patterns: which of them, from 1; a song has the first."""
    script: Literal["traditional", "simplified"] | None = None
    """Chinese characters to show it in."""

    def settings(self) -> dict[str, Any]:
        """Return what was asked for, as `Scribe` takes it."""
        other = {"seed", "count", "text"}
        return self.model_dump(exclude_none=True, exclude=other)


class Writing(Manner):
    """A text to go on with."""

    prompt: Annotated[str, Field(max_length=LONGEST)] | None = None
    """What it goes on from; it is not said again."""
    length: Annotated[int, Field(ge=1, le=20_000)] | None = None
    """Most symbols; a form has its own length."""


class Suggesting(Manner):
    """A text that wants its next line."""

    text: Annotated[str, Field(max_length=LONGEST)] = ""
    """What stands there already; in a form, the poem alone, in whole lines."""
    count: Annotated[int, Field(ge=1, le=12)] = 3


class Suggestion(Answer):
    """A line that a text may go on with."""

    words: str
    bits: float
    """How surprising it is to the model, in bits for each symbol."""


class Suggestions(Answer):
    """Lines to choose from, the likeliest first; none after the last line of a form."""

    suggestions: list[Suggestion]
    recipe: dict[str, Any]
    """How they were made."""


class CodeAsked(Question):
    """A gap in a program that a model of one's own is to fill."""

    before: Annotated[str, Field(max_length=LONGEST)]
    """What stands before it."""
    after: Annotated[str, Field(max_length=LONGEST)] = ""
    """What stands after it."""
    seed: Seed | None = None
    """The same seed gives the same ways; by default one nobody has seen."""
    temperature: Annotated[float, Field(ge=0, le=2)] = completing.TEMPERATURE
    count: Annotated[int, Field(ge=1, le=completing.MOST_COUNT)] = completing.COUNT
    """How many are written side by side."""
    most: Annotated[int, Field(ge=1, le=completing.LONGEST)] = completing.LENGTH
    """Most symbols of each."""
    python: bool = True
    """Whether it is Python, so that what parses can be told from what does not."""


class CodeWritten(Answer):
    """Ways to fill a gap."""

    candidates: list[GapWay]
    """All different ones, the best first."""
    both: bool
    """Whether the model was told what stands after the gap; one that was not trained with gaps is
    not."""
    recipe: dict[str, Any]
    """How they were made."""


class WrittenText(Answer):
    """A stretch of text, as soon as it is there."""

    text: str


class WritingDone(Answer):
    """That a text came to its end."""

    recipe: dict[str, Any]
    """How it was made: ``command``, ``model``, ``seed``, ``settings``."""
