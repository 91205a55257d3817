"""``/api/endpoints/{id}/verse``, ``/drama``, ``/story``, ``/code``: an endpoint at larger works."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Depends

from etude.core.events import Event, Progress
from etude.media.text.drama import read_play, write_part
from etude.server.course import Course, Pieces
from etude.server.desk import Desk, Shared
from etude.server.guards import changer
from etude.server.language import Language, Spoken
from etude.server.routes.endpoints import Name
from etude.server.shapes.commissions import (
    AnswerCount,
    CandidatesSoFar,
    ChapterAsked,
    CommissionDone,
    DramaAsked,
    DramaDone,
    GapAsked,
    GapDone,
    PoemSoFar,
    QuestionBudget,
    SpeechDone,
    StoryDone,
    Turn,
    VerseAsked,
    VerseDone,
    count_tokens,
    list_candidates,
    sum_up,
)
from etude.server.shapes.endpoints import TextPiece
from etude.server.shapes.verse import Prosody
from etude.server.shapes.words import Error
from etude.studio.endpoints import OpenEndpoint
from etude.studio.filling import fill_gap
from etude.studio.scenes import continue_play
from etude.studio.stories import continue_story
from etude.studio.verses import write_verse

changing = APIRouter(prefix="/api/endpoints", tags=["endpoints"], dependencies=[Depends(changer)])

ENDS = """
- `answer`, after each question: {answer}.
- `done`, once: a `{done}`.
- `error`, instead: an `Error`.

Who closes the stream ends the writing. Every answer is in the gallery, also one that broke off."""
VERSE = """Have a poem written that keeps its form, as server-sent events:

- `text`: a `TextPiece` of a draft, as it comes.
- `poem`, before each round in which failing lines are asked for anew: a `PoemSoFar`."""
DRAMA = """Have a play go on, as server-sent events:

- `turn`, before each speech: a `Turn`.
- `text`: a `TextPiece` of it, as it comes.
- `speech`, behind it: a `SpeechDone`."""
STORY = """Have a story planned or go on by a chapter, as server-sent events:

- `budget`, before each question: a `QuestionBudget`.
- `text`: a `TextPiece` of a chapter, as it comes."""
CODE = """Have a gap in a program filled, as server-sent events:
"""


def _describe(begin: str, done: type[CommissionDone], *others: Any) -> dict[str, Any]:
    """Return what the API's document says of a route."""
    counted = "a `CandidatesSoFar`" if done is GapDone else "an `AnswerCount`"
    model: Any = done | Error
    for each in others:
        model = model | each
    return {
        "description": begin + ENDS.format(answer=counted, done=done.__name__),
        "response_class": Pieces,
        "responses": {200: {"model": model, "description": "The `data` of an event."}},
    }


@changing.post("/{id}/verse", **_describe(VERSE, VerseDone, TextPiece, PoemSoFar, AnswerCount))
async def write_poem(desk: Shared, language: Spoken, name: Name, asked: VerseAsked) -> Pieces:
    """Have a poem written."""

    def work(place: OpenEndpoint, course: Course) -> VerseDone:
        made = write_verse(
            place,
            asked.form,
            asked.subject,
            asked.wish(),
            rhymes=asked.rhymes,
            rounds=asked.rounds,
            progress=_listen(course, language, "draft"),
        )
        words = made.work.read().decode()
        return VerseDone(
            **dict(sum_up(made.work, made.writings, (), language)),
            words=words,
            prosody=Prosody.of(words, made.prosody, language),
        )

    return await _carry_out(desk, language, name, work)


@changing.post(
    "/{id}/drama", **_describe(DRAMA, DramaDone, TextPiece, Turn, SpeechDone, AnswerCount)
)
async def write_drama(desk: Shared, language: Spoken, name: Name, asked: DramaAsked) -> Pieces:
    """Have a play go on."""

    def work(place: OpenEndpoint, course: Course) -> DramaDone:
        made = continue_play(
            place,
            read_play(asked.words),
            asked.wish(asked.most),
            speeches=asked.speeches,
            who=asked.who,
            budget=asked.budget,
            progress=_listen(course, language),
        )
        return DramaDone(
            **dict(sum_up(made.work, made.writings, (), language)),
            added=[write_part(each) for each in made.added],
        )

    return await _carry_out(desk, language, name, work)


@changing.post("/{id}/story", **_describe(STORY, StoryDone, TextPiece, QuestionBudget, AnswerCount))
async def write_story(desk: Shared, language: Spoken, name: Name, asked: ChapterAsked) -> Pieces:
    """Have a story planned, or go on by a chapter."""

    def work(place: OpenEndpoint, course: Course) -> StoryDone:
        made = continue_story(
            place,
            asked.text,
            asked.wish(),
            chapter=asked.chapter,
            more=asked.more,
            beat=asked.beat,
            chapters=asked.chapters,
            length=asked.length,
            budget=asked.budget,
            progress=_listen(course, language, "chapter"),
        )
        notes = [each.text(language) for each in made.notes]
        return StoryDone(
            **dict(sum_up(made.work, made.writings, notes, language)),
            chapter=made.chapter,
            version=made.text.current,
        )

    return await _carry_out(desk, language, name, work)


@changing.post("/{id}/code", **_describe(CODE, GapDone, CandidatesSoFar))
async def write_code(desk: Shared, language: Spoken, name: Name, asked: GapAsked) -> Pieces:
    """Have a gap in a program filled."""

    def work(place: OpenEndpoint, course: Course) -> GapDone:
        made = fill_gap(
            place,
            asked.before,
            asked.after,
            asked.wish(asked.most),
            count=asked.count,
            python=asked.python,
            progress=_listen(course, language),
        )
        return GapDone(
            **dict(sum_up(made.work, made.writings, (), language)),
            candidates=list_candidates(made.candidates),
        )

    return await _carry_out(desk, language, name, work)


async def _carry_out(
    desk: Desk,
    language: Language,
    name: str,
    work: Callable[[OpenEndpoint, Course], CommissionDone],
) -> Pieces:
    """Answer with what work tells while it is done."""
    desk.check_writers()
    opened = await desk.read(desk.studio.endpoint, name)
    course = Course(desk, language)
    place = replace(opened, begun=course.begin)
    return Pieces(course.follow(lambda: work(place, course)))


def _listen(course: Course, language: Language, shown: str | None = None) -> Progress:
    """Return what tells a course of events.

    Args:
        course: That somebody follows.
        language: Of what is said.
        shown: The task whose pieces are part of the text; None where there is one task alone.
    """

    def listen(event: Event) -> None:
        details, number, total = event.details, int(event.done), int(event.total)
        if event.kind == "text":
            if details.get("task") == shown:
                course.tell("text", TextPiece(text=details["text"]))
        elif event.kind == "verse":
            poem = PoemSoFar(**details, round=number + 1, rounds=total)
            course.tell("poem", poem)
        elif event.kind == "turn":
            course.tell("turn", Turn(**details, number=number + 1, speeches=total))
        elif event.kind == "speech":
            course.tell("speech", SpeechDone(text=details["text"]))
        elif event.kind == "budget":
            budget = QuestionBudget.of(details["budget"], details.get("opening"), language)
            course.tell("budget", budget)
        elif event.kind == "answer":
            course.tell("answer", _describe_answer(event))

    return listen


def _describe_answer(event: Event) -> AnswerCount:
    usage = count_tokens(event.details["usage"])
    candidates = event.details.get("candidates")
    if candidates is None:
        return AnswerCount(usage=usage)
    return CandidatesSoFar(
        usage=usage,
        candidates=list_candidates(candidates),
        number=int(event.done),
        count=int(event.total),
    )
