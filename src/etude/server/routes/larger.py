"""Plays and stories by a model of one's own."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from fastapi import APIRouter, Depends, Request

from etude.core.errors import EtudeError
from etude.core.seeds import new_seed
from etude.gallery.manuscript import Manuscript
from etude.media.text.drama import read_play
from etude.server.desk import Desk, Shared
from etude.server.guards import changer
from etude.server.language import Language, Spoken
from etude.server.routes.names import ModelId as Id
from etude.server.routes.writing import Stream, tell_event
from etude.server.shapes.words import Error
from etude.server.shapes.works import Work
from etude.server.shapes.writing import (
    SpeechAsked,
    Speeches,
    Suggestion,
    TaleAsked,
    TaleDone,
    TalePassage,
    WrittenText,
)
from etude.studio import Scribe, stage, tales
from etude.studio.recipe import write_recipe

changing = APIRouter(prefix="/api/models", tags=["writing"], dependencies=[Depends(changer)])

STORY = """Go on with a story, as server-sent events:

- `passage`: a `TalePassage` with what is read of it.
- `text`, many times: a `WrittenText` with what came.
- `done`: a `TaleDone`; the text has a new version, and the gallery a work.
- `error`, instead: an `Error`; the story is as it was.

Whoever closes the connection stops the model; the story is as it was then, too."""


@changing.post("/{id}/drama")
async def suggest_speeches(
    request: Request, desk: Shared, model: Id, asked: SpeechAsked
) -> Speeches:
    """Suggest what is said next in a play: some speeches to choose from, the likeliest first."""
    desk.check_writers()
    seed = new_seed() if asked.seed is None else asked.seed
    scribe = await desk.compute(desk.shelf.scribe, model)
    wanted = stage.want(scribe, asked.manner(), asked.most, asked.budget)
    steps = stage.seek_speeches(
        scribe, read_play(asked.words), wanted, seed, asked.count, asked.who
    )
    offer = await desk.walk(steps, request.is_disconnected)
    offer = offer or stage.Offer("", (), 0, 0)  # nobody waits for it any more
    settings: dict[str, Any] = {**asked.manner(), "length": asked.most, "budget": asked.budget}
    recipe = write_recipe(stage.COMMAND, scribe, seed=seed, settings=settings | {"who": asked.who})
    return Speeches(
        suggestions=[Suggestion(words=each.words, bits=each.bits) for each in offer.speeches],
        recipe=recipe,
        speaker=offer.speaker,
        read=offer.read,
        parts=offer.parts,
    )


@changing.post(
    "/{id}/story",
    description=STORY,
    response_class=Stream,
    responses={
        200: {
            "model": TalePassage | WrittenText | TaleDone | Error,
            "description": "The `data` of an event.",
        }
    },
)
async def write_tale(desk: Shared, language: Spoken, model: Id, asked: TaleAsked) -> Stream:
    """Go on with a story."""
    desk.check_writers()
    scribe = await desk.compute(desk.shelf.scribe, model)
    text = await desk.read(desk.studio.texts.get, asked.text)
    recipe = tales.ask(
        scribe,
        text,
        asked.seed,
        chapter=asked.chapter,
        more=asked.more,
        length=asked.length,
        budget=asked.budget,
        settings=asked.manner(),
    )
    return Stream(_tell(desk, scribe, text, recipe, language))


async def _tell(
    desk: Desk, scribe: Scribe, text: Manuscript, recipe: dict[str, Any], language: Language
) -> AsyncGenerator[str]:
    try:
        async with aclosing(desk.take_turns(tales.tell(scribe, recipe))) as turns:
            async for turn in turns:
                for told in turn:
                    if isinstance(told, str):
                        yield tell_event("text", WrittenText(text=told))
                    elif isinstance(told, tales.Passage):
                        passage = told
                        yield tell_event("passage", TalePassage(**vars(told)))
                    else:
                        tale = await desk.read(tales.keep_told, scribe, text, recipe, told, passage)
                        done = TaleDone(
                            work=Work.of(tale.work),
                            chapter=passage.number,
                            version=tale.text.current,
                        )
                        yield tell_event("done", done)
    except EtudeError as error:
        yield tell_event("error", Error.of(error, language))
