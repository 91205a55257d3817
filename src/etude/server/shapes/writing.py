"""What a model of words is asked for, and what it answers bit by bit."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from etude.server.shapes.commissions import GapWay
from etude.server.shapes.freedom import Freedom
from etude.server.shapes.ids import Seed
from etude.server.shapes.texts import TextId
from etude.server.shapes.words import Answer, Question
from etude.server.shapes.works import Work
from etude.studio import completing, scenes, stage, tales

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


class PartAsked(Freedom):
    """What a play or a story is asked to go on by."""

    seed: Seed | None = None
    """The same seed gives the same words; by default one nobody has seen."""
    adventure: Annotated[float, Field(ge=0, le=1)] | None = None
    """0 is careful, 1 is wild."""

    def manner(self) -> dict[str, Any]:
        """Return how freely to write, as `etude.studio.stage.want` takes it."""
        return self.model_dump(exclude_none=True, include={"adventure", *Freedom.model_fields})


class SpeechAsked(PartAsked):
    """A play in which somebody is to speak."""

    words: Annotated[str, Field(max_length=LONGEST)]
    """All of it."""
    who: Annotated[str, Field(max_length=80)] | None = None
    """Who; by default whose turn it is."""
    count: Annotated[int, Field(ge=1, le=12)] = stage.COUNT
    most: Annotated[int, Field(ge=1, le=stage.LONGEST)] = stage.LENGTH
    """Most symbols of each speech."""
    budget: Annotated[int, Field(ge=1, le=scenes.MOST_BUDGET)] = scenes.BUDGET
    """Most symbols of the play that are read."""


class Speeches(Suggestions):
    """What somebody may say next, each with the name above it."""

    speaker: str
    read: int
    """How many speeches and directions of the play the model read."""
    parts: int
    """How many there are."""


class TaleAsked(PartAsked):
    """A story that is to go on."""

    text: TextId
    """The text that holds it."""
    chapter: Annotated[int, Field(ge=1, le=10_000)] | None = None
    """Write this one anew; by default the next one."""
    more: bool = False
    """Go on with a chapter, by default the last one, instead of beginning one."""
    length: Annotated[int, Field(ge=1, le=tales.LONGEST)] = tales.LENGTH
    """Most symbols that are written."""
    budget: Annotated[int, Field(ge=1, le=tales.MOST_BUDGET)] = tales.BUDGET
    """Most symbols of the end of the story that are read."""


class TalePassage(Answer):
    """What a model reads of a story before it writes."""

    number: int
    """Of the chapter."""
    read: int
    """Symbols of its end."""
    whole: int
    """How many it has."""
    room: int
    """Most symbols that are written."""
    opening: str | None
    """Of a chapter at the end of the text: what stands between that end and the words that follow
    as `text`. Null for every other one."""


class TaleDone(Answer):
    """A story that went on; its text has a new version."""

    work: Work
    """What a reader reads, as the gallery keeps it."""
    chapter: int
    version: str
    """The one that the text shows now."""


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
