"""``/api/models``: the shelf of what can be played."""

from __future__ import annotations

import asyncio
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from typing import Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from etude.core.errors import EtudeError
from etude.core.hashes import sha256_bytes
from etude.core.messages import find
from etude.packages import install, remove
from etude.packages.archive import PACKAGE
from etude.packages.manifest import Choice, Image, Manifest
from etude.packages.shelf import Entry
from etude.server import bodies
from etude.server.content import deliver, is_known, not_modified
from etude.server.desk import Desk, Shared
from etude.server.guards import changer, keyholder
from etude.server.language import Spoken
from etude.server.reporting import tell_report
from etude.server.routes.names import ModelId as Id
from etude.server.shapes.models import (
    BrokenModel,
    Label,
    Latent,
    Model,
    ModelDetails,
    Models,
    Quality,
    Setting,
    Slider,
    Training,
)
from etude.server.shapes.words import Error, Words
from etude.server.showing import ShownSuffix, check_shown, convert_shown
from etude.studio.askable import list_settings

reading = APIRouter(prefix="/api/models", tags=["models"], dependencies=[Depends(keyholder)])
changing = APIRouter(prefix="/api/models", tags=["models"], dependencies=[Depends(changer)])

SAMPLES = "samples/"
NEAREST = "nearest.png"  # of a report


@reading.get("")
def list_models(desk: Shared, language: Spoken) -> Models:
    """List the models: those of the workspace first, then those that came with Etude."""
    models, broken = [], []
    for id_, entry in desk.shelf.entries():
        if id_ is not None and entry.manifest is not None:
            models.append(Model(**_summary(id_, entry, entry.manifest)))
        elif entry.problem is not None:
            problem = Error.of(entry.problem, language)
            broken.append(BrokenModel(file=entry.path.name, problem=problem))
    return Models(models=models, broken=broken)


@reading.get("/{id}")
def get_model(desk: Shared, model: Id) -> ModelDetails:
    """Describe a model: its graphs, its space of codes, what it learnt from, its card."""
    entry = desk.shelf.find(model)
    package = desk.shelf.package(model)
    manifest, latent = package.manifest, package.manifest.latent
    trained = manifest.training
    plain = manifest.as_dict()
    return ModelDetails(
        **_summary(model, entry, manifest),
        graphs=plain["commands"],
        latent=Latent(
            rows=latent.rows if latent else 0,
            size=latent.size if latent else 0,
            axes=len(latent.axes) if latent else 0,
        ),
        training=Training(**asdict(trained)),
        settings=[
            Setting(
                name=each.name,
                title=Words(en=each.name, zh=each.chinese),
                values=Words(en=each.values, zh=each.values.chinese),
            )
            for each in list_settings(package)
        ],
        measures=dict(manifest.quality.get("measures", {})),
        card=Words(en=package.card("en"), zh=package.card("zh")),
        report=tell_report(manifest, desk.workspace),
    )


@reading.get(
    "/{id}/samples/{name}",
    response_class=Response,
    responses=bodies.gives("image/png", "A picture, a text or a piece of music."),
)
async def get_sample(
    request: Request, desk: Shared, model: Id, name: str, suffix: ShownSuffix = None
) -> Response:
    """Return a picture, text or piece that the model brings to show itself."""
    tag = f"{model[:32]}-{name}{suffix or ''}"
    if is_known(request, tag):
        return not_modified(tag)
    data, kind = await desk.compute(_read_sample, desk, model, name, suffix)
    return deliver(request, data, kind, tag)


def _read_sample(desk: Desk, model: str, name: str, suffix: str | None) -> tuple[bytes, str]:
    package = desk.shelf.package(model)
    found = package.samples()
    if name not in found:
        raise EtudeError("server.no-sample", name=name[:100], there=", ".join(found) or "-")
    own = PurePosixPath(name).suffix
    if suffix in (None, own):
        return found[name], own
    kind = check_shown(package.manifest.medium, suffix)
    return convert_shown(found[name], name, kind), kind


@reading.get(
    "/{id}/nearest",
    response_class=Response,
    responses=bodies.gives("image/png", "Pairs: a picture of the model, a training picture."),
)
async def get_nearest(request: Request, desk: Shared, model: Id) -> Response:
    """Return pictures of the model beside the training pictures nearest to them.

    There are some once the model was judged anew.
    """
    package = desk.shelf.package(model)
    path = desk.workspace.reports / package.manifest.full_name / NEAREST
    if not path.is_file():
        raise EtudeError("server.no-report", model=package.name)
    data = await desk.compute(path.read_bytes)
    return deliver(request, data, ".png", sha256_bytes(data)[:32])


@reading.get(
    "/{id}/file",
    response_class=Response,
    responses=bodies.gives("application/octet-stream", "The package."),
)
def get_file(request: Request, desk: Shared, model: Id) -> Response:
    """Return the model's file, to give it to somebody."""
    entry = desk.shelf.find(model)
    data = entry.path.read_bytes()
    return deliver(request, data, ".etude", model, save_as=f"{entry.full_name}.etude")


@changing.post(
    "",
    status_code=201,
    openapi_extra=bodies.takes("application/octet-stream", "A model file (`.etude`)."),
)
async def post_model(request: Request, desk: Shared) -> Model:
    """Install a model from its file, after checking it from end to end."""
    upload = await asyncio.to_thread(desk.uploads.begin)
    try:
        parts = bodies.stream(request, PACKAGE.size)
        label = await desk.uploads.take(upload, "model.etude", parts)
        return await desk.compute(_install, desk, upload.folder / label)
    finally:
        desk.uploads.remove(upload.id)


@changing.delete("/{id}", status_code=204)
def delete_model(desk: Shared, model: Id) -> None:
    """Remove a model from the workspace; works made with it stay, and say which one is missing."""
    entry = desk.shelf.find(model)
    remove(f"{entry.name}@{entry.version}", desk.workspace)
    desk.shelf.forget(model)


def _install(desk: Desk, path: Path) -> Model:
    package = install(path, desk.workspace)
    return Model(**_summary(package.hash, desk.shelf.find(package.hash), package.manifest))


def _summary(id_: str, entry: Entry, manifest: Manifest) -> dict[str, Any]:
    """Return the fields of a `Model`."""
    picture = _picture(manifest)
    return {
        "id": id_,
        "name": entry.name,
        "version": entry.version,
        "title": Words.of(manifest.name, manifest.names),
        "about": Words.of(manifest.about.get("en", ""), manifest.about),
        "medium": manifest.medium,
        "recipe": manifest.recipe,
        "engine": manifest.engine,
        "licence": manifest.licence,
        "bundled": entry.bundled,
        "bytes": entry.path.stat().st_size,
        "labels": _labels(manifest),
        "size": picture.size if picture else None,
        "channels": picture.channels if picture else 3,
        "commands": list(manifest.commands),
        "sliders": [
            Slider(
                name=axis.name,
                title=Words.of(axis.name, axis.names),
                low=axis.low,
                high=axis.high,
                kind=axis.kind,
                changes=axis.changes,
            )
            for axis in (manifest.latent.axes if manifest.latent else ())
        ],
        "samples": sorted(
            file.removeprefix(SAMPLES) for file in manifest.files if file.startswith(SAMPLES)
        ),
        "forms": list(manifest.opening.forms) if manifest.opening else [],
        "quality": _quality(manifest),
    }


def _picture(manifest: Manifest) -> Image | None:
    command = manifest.commands.get("generate")
    value = command.outputs.get("picture") if command else None
    return value if isinstance(value, Image) else None


def _labels(manifest: Manifest) -> list[Label]:
    command = manifest.commands.get("map")
    choice = command.inputs.get("label") if command else None
    if not isinstance(choice, Choice):
        return []
    return [
        Label(
            name=name,
            title=Words.of(name, {tongue: names[k] for tongue, names in choice.names.items()}),
        )
        for k, name in enumerate(choice.options)
    ]


def _quality(manifest: Manifest) -> Quality | None:
    verdict = manifest.quality.get("verdict")
    if not isinstance(verdict, str) or find(f"evaluation.verdict-{verdict}") is None:
        return None
    return Quality(verdict=verdict, words=Words.say(f"evaluation.verdict-{verdict}"))
