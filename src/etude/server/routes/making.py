"""``POST /api/works``: making works, from chance, from others, from a photo, or once more."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, assert_never

import numpy as np
from fastapi import APIRouter, Body, Depends, Query, Request

from etude.core.errors import EtudeError
from etude.core.seeds import new_seed
from etude.gallery import Work as KeptWork
from etude.media.picture import DEFAULT_LIMITS
from etude.server import bodies
from etude.server.desk import Desk, Shared
from etude.server.guards import changer
from etude.server.language import Language, Spoken
from etude.server.routes.music import sketch
from etude.server.routes.names import WorkId as Id
from etude.server.shapes.works import (
    Again,
    Compose,
    Create,
    Crossbreed,
    Edit,
    Encoded,
    Made,
    Maker,
    Mix,
    Paint,
    Told,
    Vary,
    Work,
)
from etude.server.shapes.works import (
    Request as Wish,
)
from etude.studio import Player
from etude.studio.editing import keep_edit
from etude.studio.likeness import describe_likeness
from etude.studio.recalling import find_made, read_inside
from etude.studio.recipe import read_stamp
from etude.studio.replay import replay

changing = APIRouter(prefix="/api/works", tags=["works"], dependencies=[Depends(changer)])


@changing.post("", status_code=201)
async def make_works(desk: Shared, language: Spoken, wish: Annotated[Wish, Body()]) -> Made:
    """Make works by chance or from others; `paint` and `edit` keep what a hand made."""
    made = await desk.compute(_make, desk, wish, language)
    return Made(works=[Work.of(each) for each in made])


@changing.post(
    "/encode",
    status_code=201,
    openapi_extra=bodies.takes("image/*", "A photo: PNG, JPEG, WebP, TIFF, GIF, BMP or AVIF."),
)
async def encode_photo(
    request: Request,
    desk: Shared,
    language: Spoken,
    model: Annotated[str, Query(pattern=r"^[0-9a-f]{64}$", description="Id of the model.")],
    refine: Annotated[bool, Query(description="Search on from where the encoder ends.")] = True,
) -> Encoded:
    """Find the picture of a model that comes nearest to a photo; the photo itself is not kept."""
    photo = await bodies.read(request, DEFAULT_LIMITS.bytes)
    player = await desk.compute(desk.shelf.player, model)
    work = await desk.compute(player.encode, photo, refine)
    return Encoded(work=Work.of(work), words=describe_likeness(work.facts, language))


@changing.post(
    "/recall",
    openapi_extra=bodies.takes("image/*", "A picture, or a film as `video/*`, that was saved."),
)
async def recall_file(request: Request, desk: Shared) -> Told:
    """Read how a picture or a film was made, and find its work; nothing is made or kept."""
    data = await bodies.read(request, DEFAULT_LIMITS.bytes)

    def read() -> Told:
        recipe = read_inside(data)
        if recipe is None:
            return Told(recipe=None, model=None, work=None)
        found = find_made(desk.gallery, recipe)
        work = None if found is None else Work.of(found)
        return Told(recipe=recipe, model=Maker.of(read_stamp(recipe)), work=work)

    return await desk.read(read)


@changing.post("/{id}/again")
async def make_again(desk: Shared, language: Spoken, work: Id) -> Again:
    """Make a work anew from its recipe and compare every bit."""

    def compute() -> Again:
        kept = desk.gallery.get(work)
        if kept.medium == "picture":
            again = replay(find_maker(desk, kept).model, kept)
        else:
            again = desk.studio.again(kept)
        return Again(
            work=Work.of(again.work),
            same=again.same,
            differing=again.differing,
            largest=again.largest,
            mended=again.mended,
            words=again.text(language),
        )

    return await desk.compute(compute)


def _make(desk: Desk, wish: Wish, language: Language) -> list[KeptWork]:
    if isinstance(wish, Edit):
        return [
            keep_edit(
                desk.gallery,
                wish.score.read(),
                parents=wish.parents,
                title=wish.title,
                suffix=wish.suffix,
            )
        ]
    if isinstance(wish, Compose):
        return [_compose(desk, wish, language)]
    match wish:
        case Create():
            player = desk.shelf.player(wish.model)
            return player.create(
                seed=wish.seed,
                count=wish.count,
                calm=wish.calm,
                label=wish.label,
                size=wish.size,
                settings=wish.settings,
            )
        case Vary():
            work = desk.gallery.get(wish.work)
            return find_maker(desk, work).vary(
                work, wish.strength, count=wish.count, seed=wish.seed, settings=wish.settings
            )
        case Mix():
            first, second = (desk.gallery.get(each) for each in wish.works)
            mixed = find_maker(desk, first).mix(
                first, second, wish.rows, wish.blend, settings=wish.settings
            )
            return [mixed]
        case Crossbreed():
            parents = [desk.gallery.get(each) for each in wish.works]
            player = find_maker(desk, parents[0])
            seed = new_seed() if wish.seed is None else wish.seed
            return [
                player.crossbreed(*parents, seed=seed + k, settings=wish.settings)
                for k in range(wish.count)
            ]
        case Paint():
            return [_paint(desk, wish)]
        case _:
            assert_never(wish)


def _compose(desk: Desk, wish: Compose, language: Language) -> KeptWork:
    parents = desk.gallery.parent_ids(wish.parents)
    [piece] = sketch(desk, wish, wish.seed, 1, language, parents)
    work = desk.shelf.composer(wish.model).keep(piece)
    return desk.gallery.rename(work.id, wish.title) if wish.title else work


def _paint(desk: Desk, wish: Paint) -> KeptWork:
    player = desk.shelf.player(wish.model)
    latent = player.model.latent
    try:
        flat = np.frombuffer(base64.b64decode(wish.code, validate=True), "<f4")
        code = flat.astype(np.float32).reshape(latent.rows, latent.size)
    except (ValueError, binascii.Error) as error:
        each = 4 * latent.rows * latent.size
        size = len(wish.code) * 3 // 4
        raise EtudeError("server.bad-codes", bytes=size, each=each, most=1) from error
    return player.paint(
        code,
        calm=wish.calm,
        label=wish.label,
        settings=wish.settings,
        size=wish.size,
        parents=wish.parents,
        gesture=wish.gesture,
    )


def find_maker(desk: Desk, work: KeptWork) -> Player:
    """Return the very model that painted a work.

    Args:
        desk: Has the models.
        work: Any work.

    Raises:
        EtudeError: ``studio.model-gone`` or ``studio.model-other``, with what is missing;
            ``studio.not-pictures``.
    """
    try:
        return desk.shelf.player(work.model.sha256)
    except EtudeError as error:
        if error.code != "server.no-model":
            raise
        return desk.studio.load_painter(work)
