"""``/api/models/{id}/write``, ``/suggest``, ``/code``: a model of words at work, nothing kept."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from fastapi import APIRouter, Depends
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import StreamingResponse

from etude.core.errors import EtudeError
from etude.core.seeds import new_seed
from etude.server.desk import Desk, Shared
from etude.server.guards import changer
from etude.server.language import Language, Spoken
from etude.server.routes.names import ModelId as Id
from etude.server.shapes.commissions import list_candidates
from etude.server.shapes.words import Error
from etude.server.shapes.writing import (
    CodeAsked,
    CodeWritten,
    Suggesting,
    Suggestion,
    Suggestions,
    Writing,
    WritingDone,
    WrittenText,
)
from etude.studio import Scribe
from etude.studio.asked import read_asked
from etude.studio.completing import ask, seek_ways
from etude.studio.recipe import write_recipe
from etude.studio.writing import read_heading

changing = APIRouter(prefix="/api/models", tags=["writing"], dependencies=[Depends(changer)])

DESCRIPTION = """Go on with a text, as server-sent events:

- `title`, where a poem in a form has one: a `WrittenText` with it.
- `text`, many times: a `WrittenText` with what came.
- `done`: a `WritingDone` with how it was made.
- `error`, instead: an `Error`; what came before it is sound.

Whoever closes the connection stops the model; what came stays theirs."""


class Stream(StreamingResponse):
    """Text that ends with its reader."""

    media_type = "text/event-stream"


@changing.post(
    "/{id}/write",
    description=DESCRIPTION,
    response_class=Stream,
    responses={
        200: {"model": WrittenText | WritingDone | Error, "description": "The `data` of an event."}
    },
)
async def write(desk: Shared, language: Spoken, model: Id, writing: Writing) -> Stream:
    """Go on with a text."""
    desk.check_writers()
    scribe = await desk.compute(desk.shelf.scribe, model)
    return Stream(_write(desk, scribe, writing, language))


@changing.post("/{id}/suggest")
async def suggest(request: Request, desk: Shared, model: Id, asked: Suggesting) -> Suggestions:
    """Suggest how a text may go on: some lines to choose from. Whoever leaves ends the search."""
    desk.check_writers()
    seed = new_seed() if asked.seed is None else asked.seed
    scribe = await desk.compute(desk.shelf.scribe, model)
    steps = scribe.seek_lines(asked.text, seed, asked.count, asked.settings())
    found = await desk.walk(steps, request.is_disconnected) or ()
    recipe = _recipe("suggest", scribe, seed, asked.settings())
    lines = [Suggestion(words=each.words, bits=each.bits) for each in found]
    return Suggestions(suggestions=lines, recipe=recipe)


@changing.post("/{id}/code")
async def complete_code(request: Request, desk: Shared, model: Id, asked: CodeAsked) -> CodeWritten:
    """Fill a gap in a program, some ways side by side. Whoever leaves ends the search."""
    desk.check_writers()
    scribe = await desk.compute(desk.shelf.scribe, model)
    recipe = ask(
        scribe,
        asked.before,
        asked.after,
        seed=asked.seed,
        count=asked.count,
        length=asked.most,
        temperature=asked.temperature,
        python=asked.python,
    )
    found = await desk.walk(seek_ways(scribe, recipe), request.is_disconnected) or ()
    # A text has its own versions; what stands around the gap need not be said once more.
    told = {name: value for name, value in recipe.items() if name not in ("before", "after")}
    return CodeWritten(candidates=list_candidates(found), both=scribe.voice.gaps, recipe=told)


async def _write(
    desk: Desk, scribe: Scribe, writing: Writing, language: Language
) -> AsyncGenerator[str]:
    seed = new_seed() if writing.seed is None else writing.seed
    settings = writing.settings()
    try:
        asked = read_asked(settings, scribe.name, scribe.kinds)
        heading = await desk.compute(read_heading, scribe.voice, asked, seed)
        if heading.strip():
            yield tell_event("title", WrittenText(text=heading.strip()))
        over = len(heading)
        async with aclosing(desk.take_turns(scribe.stream(seed, settings))) as turns:
            async for turn in turns:
                text = "".join(turn)
                over, text = max(0, over - len(text)), text[over:]
                if text:
                    yield tell_event("text", WrittenText(text=text))
    except EtudeError as error:
        yield tell_event("error", Error.of(error, language))
        return
    # A text has its own versions; what the model was shown of it need not be said once more.
    settings.pop("prompt", None)
    recipe = _recipe("continue", scribe, seed, settings)
    yield tell_event("done", WritingDone(recipe=recipe))


def _recipe(command: str, scribe: Scribe, seed: int, settings: dict[str, Any]) -> dict[str, Any]:
    return write_recipe(command, scribe, seed=seed, settings=settings)


def tell_event(name: str, data: BaseModel) -> str:
    """Return a server-sent event.

    Args:
        name: Of the event.
        data: What it says.
    """
    return f"event: {name}\ndata: {data.model_dump_json()}\n\n"
