"""What an endpoint is asked for beyond going on with a text: verse, a play, a story, code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from etude.core.messages import message
from etude.endpoints.asking import LENGTH, LONGEST, Wish
from etude.endpoints.writing import Usage, Writing
from etude.gallery import Work as KeptWork
from etude.server.shapes.endpoints import Text, TokenCount
from etude.server.shapes.ids import Seed
from etude.server.shapes.texts import TextId
from etude.server.shapes.verse import Prosody
from etude.server.shapes.words import Answer, Question
from etude.server.shapes.works import Work
from etude.studio import scenes, stories, verses
from etude.studio.budget import Budget
from etude.studio.filling import COUNT, MOST_COUNT, Candidate

Line = Annotated[str, Field(max_length=2000)]


class Commission(Question):
    """How an endpoint is to write, whatever it is asked for."""

    model: Annotated[str, Field(max_length=200)] | None = None
    """Which of the endpoint's models."""
    temperature: Annotated[float, Field(ge=0, le=2)] | None = None
    top_p: Annotated[float, Field(ge=0, le=1)] | None = None
    seed: Seed | None = None
    """Each further question has the next one."""

    def wish(self, most: int = LENGTH) -> Wish:
        """Return how to write.

        Args:
            most: Tokens of each answer.
        """
        return Wish(self.model, most, self.temperature, self.top_p, self.seed)


class VerseAsked(Commission):
    """A poem that is to keep its form."""

    form: Annotated[str, Field(max_length=80)]
    """Any name of a form of Chinese or English verse."""
    subject: Line = ""
    """What it is about, or what else is wished."""
    rhymes: Literal["pingshui", "xinyun"] = "pingshui"
    rounds: Annotated[int, Field(ge=0, le=verses.MOST_ROUNDS)] = verses.ROUNDS
    """How often failing lines are asked for anew at most."""


class DramaAsked(Commission):
    """A play whose last scene is to go on."""

    words: Text
    """All of it."""
    who: Annotated[list[Annotated[str, Field(max_length=80)]], Field(max_length=40)] = Field(
        default_factory=list
    )
    """Who speaks, in turn; by default the two who spoke last, or else the cast."""
    speeches: Annotated[int, Field(ge=1, le=scenes.MOST_SPEECHES)] = scenes.SPEECHES
    budget: Annotated[int, Field(ge=1, le=scenes.MOST_BUDGET)] = scenes.BUDGET
    """Tokens of the play that are sent, by the fewest they can be."""
    most: Annotated[int, Field(ge=1, le=LONGEST)] = scenes.LENGTH
    """Most tokens of each speech."""


class ChapterAsked(Commission):
    """A story that is to be planned, where it has no outline, or else to get a chapter."""

    text: TextId
    """The text that holds it."""
    chapter: Annotated[int, Field(ge=1, le=10_000)] | None = None
    """Write this one anew; by default the next one."""
    more: bool = False
    """Go on with a chapter, by default the last one, instead of beginning one."""
    beat: Line = ""
    """What happens in it; it takes its place in the outline."""
    chapters: Annotated[int, Field(ge=1, le=stories.MOST_CHAPTERS)] = stories.CHAPTERS
    """How many are planned."""
    length: Annotated[int, Field(ge=1, le=LONGEST)] | None = None
    """Most tokens of the chapter; by default 1200 or a third of the context."""
    budget: Annotated[int, Field(ge=1, le=10 * LONGEST)] | None = None
    """Most tokens of the context that are used; by default all there are."""


class GapAsked(Commission):
    """A gap in a program that is to be filled."""

    before: Text
    """What stands before it."""
    after: Text = ""
    """What stands after it."""
    count: Annotated[int, Field(ge=1, le=MOST_COUNT)] = COUNT
    """How many ways to ask for."""
    python: bool = True
    """Whether it is Python, so that what parses can be told from what does not."""
    most: Annotated[int, Field(ge=1, le=LONGEST)] = LENGTH
    """Most tokens of each way."""


class AnswerCount(Answer):
    """An answer came to its end."""

    usage: TokenCount | None
    """What the server counted; null where it does not."""


class PoemSoFar(Answer):
    """The best poem until now, before failing lines are asked for anew."""

    words: str
    score: float
    """The share of the form's places that are kept."""
    failing: int
    """How many of its lines break the form."""
    round: int
    """From 1."""
    rounds: int


class Turn(Answer):
    """Somebody in a play is about to speak; the words follow as `text`."""

    opening: str
    """What stands before them."""
    number: int
    """Of the speech, from 1."""
    speeches: int
    sent: int
    """How many speeches and directions of the play were sent."""
    parts: int
    """How many it has."""


class SpeechDone(Answer):
    """A speech, as it stands in the play; it takes the place of the `text` of its turn."""

    text: str


class BudgetPart(Answer):
    """What a part of a question takes."""

    name: str
    """In the language of ``Accept-Language``."""
    tokens: int


class QuestionBudget(Answer):
    """What a question takes of the context, before it is asked."""

    task: Literal["plan", "memory", "condense", "chapter"]
    name: str
    """The same in words, in the language of ``Accept-Language``."""
    parts: list[BudgetPart]
    """The last one is the room for the answer."""
    used: int
    context: int
    known: bool
    """Whether the context is the server's own word or its owner's, not the usual one."""
    counted: bool
    """Whether the parts are weighed by what this server counted before, not guessed."""
    opening: str | None
    """Of a chapter at the end of the text: what stands between that end and the words that follow
    as `text`. Null for every other question."""

    @classmethod
    def of(cls, budget: Budget, opening: str | None, language: str) -> QuestionBudget:
        """Describe a budget.

        Args:
            budget: As the question was weighed.
            opening: As above.
            language: ``en`` or ``zh``.
        """
        parts = {**budget.parts, "room": budget.room}
        return cls.model_validate(
            {
                "task": budget.task,
                "name": message(f"story.task.{budget.task}", language, number=budget.number),
                "parts": [
                    BudgetPart(name=message(f"story.part.{name}", language), tokens=tokens)
                    for name, tokens in parts.items()
                ],
                "used": budget.used,
                "context": budget.context,
                "known": budget.known,
                "counted": budget.counted,
                "opening": opening,
            }
        )


class GapWay(Answer):
    """One way to fill a gap."""

    text: str
    fault: str | None
    """Where the whole file does not parse with it, as Python says it; empty where it does, null
    where nobody looked."""
    cut: int
    """How many lines at its end were left out so that it parses."""


class CandidatesSoFar(AnswerCount):
    """What came for a gap until now, the best first."""

    candidates: list[GapWay]
    number: int
    """How many answers came."""
    count: int
    """How many were asked for."""


class CommissionDone(Answer):
    """That everything was written."""

    work: Work | None
    """As the gallery keeps it; null where a story was planned."""
    usage: TokenCount | None
    """What the server counted, over all questions."""
    remarks: list[str]
    """What its reader should know, in the language of ``Accept-Language``."""


class VerseDone(CommissionDone):
    """A poem that came to its end."""

    words: str
    prosody: Prosody


class DramaDone(CommissionDone):
    """A play that went on."""

    added: list[str]
    """The new speeches, as they stand in the play."""


class StoryDone(CommissionDone):
    """A story that was planned or got a chapter; its text has a new version."""

    chapter: int | None
    """Null where it was planned."""
    version: str
    """The one that the text shows now."""


class GapDone(CommissionDone):
    """A gap that was filled."""

    candidates: list[GapWay]
    """The best first."""


def count_tokens(usage: Usage | None) -> TokenCount | None:
    """Return what a server counted.

    Args:
        usage: None where it does not count.
    """
    return None if usage is None else TokenCount(read=usage.read, written=usage.written)


def sum_up(
    work: KeptWork | None, writings: Sequence[Writing], notes: Sequence[str], language: str
) -> CommissionDone:
    """Return what is to be said at the end of every commission.

    Args:
        work: What came of it.
        writings: Every text that was asked for.
        notes: What else its reader should know.
        language: ``en`` or ``zh``.
    """
    counted = [each.usage for each in writings if each.usage is not None]
    usage = TokenCount(
        read=sum(each.read for each in counted), written=sum(each.written for each in counted)
    )
    remarks = [each.text(language) for one in writings for each in one.remarks]
    return CommissionDone(
        work=None if work is None else Work.of(work),
        usage=usage if counted else None,
        remarks=list(dict.fromkeys([*notes, *remarks])),
    )


def list_candidates(found: Sequence[Candidate]) -> list[GapWay]:
    """Describe ways to fill a gap.

    Args:
        found: The best first.
    """
    return [GapWay(text=each.text, fault=each.fault, cut=each.cut) for each in found]
