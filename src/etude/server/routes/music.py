"""``/api/music``: scores read from files, put on paper, played and measured."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from etude.core.errors import EtudeError
from etude.core.hashes import sha256_bytes
from etude.core.seeds import new_seed
from etude.server import bodies
from etude.server.content import deliver
from etude.server.desk import Desk, Shared
from etude.server.guards import changer, keyholder
from etude.server.language import Language, Spoken, say
from etude.server.routes.names import WorkId
from etude.server.shapes.music import (
    LIMITS,
    Candidate,
    ComposerModel,
    Composers,
    Engrave,
    Engraving,
    Judgement,
    Moment,
    Opened,
    Score,
    Sketch,
    Sketched,
    Task,
)
from etude.server.shapes.phrases import Blend, Blended
from etude.server.shapes.words import Words

if TYPE_CHECKING:
    from etude.studio.keeping import Composed

reading = APIRouter(prefix="/api", tags=["music"], dependencies=[Depends(keyholder)])
changing = APIRouter(prefix="/api/music", tags=["music"], dependencies=[Depends(changer)])

_STYLE = re.compile(r"<style.*?</style>", re.DOTALL)

Name = Annotated[str, Query(max_length=200, description="What to call the file in a message.")]
Tune = Annotated[int, Query(ge=1, le=LIMITS.tunes, description="Which piece of the file.")]


@reading.get("/works/{id}/score")
async def get_score(desk: Shared, work: WorkId) -> Score:
    """Return the notes of a work of music."""

    def read() -> Score:
        from etude.gallery.scores import read_notes

        return Score.of(read_notes(desk.gallery.get(work)))

    return await desk.compute(read)


@reading.get(
    "/music/soundfont",
    response_class=Response,
    responses=bodies.gives("application/octet-stream", "A SoundFont 2 file."),
)
async def get_soundfont(request: Request, desk: Shared) -> Response:
    """Return the soundfont that comes with Etude, for players in a page."""
    tag, data = await desk.read(_soundfont)
    return deliver(request, data, ".sf2", tag)


@changing.post(
    "/scores",
    openapi_extra=bodies.takes("application/octet-stream", "A MIDI, ABC or MusicXML file."),
)
async def open_score(
    request: Request, desk: Shared, language: Spoken, name: Name = "-", tune: Tune = 1
) -> Opened:
    """Read a file of music; nothing of it is kept."""
    data = await bodies.read(request, LIMITS.bytes)
    return await desk.compute(_open, data, name or "-", tune, language)


@changing.post("/engraving")
async def engrave_score(desk: Shared, wish: Engrave) -> Engraving:
    """Put a score on paper: one tall page, or a few where it is very long."""
    return await desk.compute(_engrave, wish)


@changing.post(
    "/sound",
    response_class=Response,
    responses=bodies.gives("audio/wav", "44.1 kHz, 16 bits, two channels."),
)
async def render_score(desk: Shared, score: Score) -> Response:
    """Play a score with the soundfont that comes with Etude."""

    def render() -> bytes:
        from etude.media.music.encoding import encode_score

        return encode_score(score.read(), ".wav")

    return Response(await desk.compute(render), media_type="audio/wav")


@reading.get("/music/composers")
async def list_composers(desk: Shared) -> Composers:
    """List the models of music and what styles each can be asked for."""
    return Composers(models=await desk.compute(_composers, desk))


@changing.post("/sketches")
async def sketch_music(desk: Shared, language: Spoken, wish: Sketch) -> Sketched:
    """Let a model of music write candidates; none is kept before the gallery is asked to."""

    def write() -> Sketched:
        seed = new_seed() if wish.seed is None else wish.seed
        found = sketch(desk, wish, seed, wish.count, language)
        return Sketched(
            candidates=[
                Candidate(seed=seed + k, score=Score.of(each.score), measured=each.measured)
                for k, each in enumerate(found)
            ]
        )

    return await desk.compute(write)


@changing.post("/phrases")
async def sing_phrase(desk: Shared, wish: Blend) -> Blended:
    """Let a model of phrases sing what lies between some phrases; nothing is kept."""

    def blend() -> Blended:
        asked: dict[str, Any] = {"metre": wish.metre, "key": wish.key, "tempo": wish.tempo}
        asked = {name: value for name, value in asked.items() if value is not None}
        asked |= {name.upper(): value for name, value in wish.settings.items()}
        piece, near = desk.shelf.melodist(wish.model).blend(
            [corner.read() for corner in wish.corners],
            wish.shares,
            settings=asked,
        )
        return Blended(score=Score.of(piece.score), near=near, measured=piece.measured)

    return await desk.compute(blend)


@changing.post("/judgement")
async def judge_score(desk: Shared, score: Score) -> Judgement:
    """Measure a score: key, groove, silence, repetition, voice-leading."""

    def measure() -> Judgement:
        from etude.media.music.judgement import judge

        return Judgement.of(judge(score.read()).to_dict())

    return await desk.compute(measure)


def _open(data: bytes, name: str, tune: int, language: Language) -> Opened:
    from etude.media.music.reading import Fault, read_tunes

    tunes = list(read_tunes(data, LIMITS, name=name))
    if tune > len(tunes):
        raise EtudeError("score.no-such-tune", name=name, tune=tune, count=len(tunes))
    found = tunes[tune - 1]
    if isinstance(found, Fault):
        raise found.error
    if len(list(found.score.notes)) > LIMITS.notes:
        raise EtudeError("score.too-many-notes", name=name, limit=LIMITS.notes)
    return Opened(
        score=Score.of(found.score),
        place=found.place,
        tunes=["" if isinstance(each, Fault) else each.score.title or each.place for each in tunes],
        remarks=[say(each.code, language, **each.details) for each in found.remarks],
    )


def sketch(
    desk: Desk,
    wish: Task,
    seed: int,
    count: int,
    language: Language,
    parents: Sequence[str] = (),
) -> list[Composed]:
    """Return what a model writes.

    Args:
        desk: Has the models.
        wish: What it is asked.
        seed: Of the first candidate.
        count: How many.
        language: In which new parts are named.
        parents: Ids of the works that the piece came from.

    Raises:
        EtudeError: ``server.no-model``, ``studio.not-music``, or of the areas ``composing``,
            ``asked`` and ``score``.
    """
    score = None if wish.score is None else wish.score.read()
    settings = wish.wishes.model_dump(exclude_none=True)
    return desk.shelf.composer(wish.model).sketch(
        wish.task,
        score,
        seed,
        count,
        parents=parents,
        between=wish.between,
        voices=wish.voices,
        strength=wish.strength,
        language=language,
        settings=settings,
    )


def _composers(desk: Desk) -> list[ComposerModel]:
    found = []
    for id_, entry in desk.shelf.entries():
        if id_ is None or entry.manifest is None or entry.manifest.medium != "music":
            continue
        if "step" not in entry.manifest.commands:
            continue  # it sings phrases
        title = Words.of(entry.manifest.name, entry.manifest.names)
        styles = list(desk.shelf.composer(id_).styles)
        found.append(ComposerModel(id=id_, name=entry.name, title=title, styles=styles))
    return found


def _engrave(wish: Engrave) -> Engraving:
    from etude.media.music.conversion import set_out
    from etude.media.music.encoding import with_key
    from etude.media.music.engraving.pages import engrave
    from etude.media.music.quantising import quantise

    score = with_key(set_out(quantise(wish.score.read())))
    engraved = engrave(score, roll=True, width=wish.width)
    moments = [
        Moment(milliseconds=each.milliseconds, notes=list(each.notes)) for each in engraved.moments
    ]
    # A page of ours allows no styles from elsewhere, and the type inside is larger than the score.
    pages = [_STYLE.sub("", each) for each in engraved.pages]
    return Engraving(pages=pages, moments=moments)


@lru_cache(maxsize=1)
def _soundfont() -> tuple[str, bytes]:
    data = (files("etude.media.music.sound") / "sonivox.sf2").read_bytes()
    return sha256_bytes(data)[:32], data
