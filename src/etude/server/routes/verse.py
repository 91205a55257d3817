"""``/api/verse``: forms and their rules, and how any text sounds."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from etude.media.text.verse.checker import check, describe_forms
from etude.server.desk import Shared
from etude.server.guards import changer, keyholder
from etude.server.language import Spoken
from etude.server.shapes.verse import Form, Forms, Poem, Prosody

reading = APIRouter(prefix="/api/verse", tags=["verse"], dependencies=[Depends(keyholder)])
changing = APIRouter(prefix="/api/verse", tags=["verse"], dependencies=[Depends(changer)])


@reading.get("/forms")
async def list_forms(desk: Shared) -> Forms:
    """List the forms of verse with their rules."""
    told = await desk.compute(describe_forms)
    return Forms(forms=[Form.of(each) for each in told])


@changing.post("")
async def hear(desk: Shared, language: Spoken, poem: Poem) -> Prosody:
    """Say how a text sounds: every tone or stress, the rhymes, and what breaks its form."""

    def listen() -> Prosody:
        heard = check(poem.words, poem.form, poem.rhymes, poem.near)
        return Prosody.of(poem.words, heard, language)

    return await desk.compute(listen)
