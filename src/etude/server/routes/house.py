"""``/api/about``, ``/api/settings`` and what else is about the studio itself."""

from __future__ import annotations

import os
import platform
import shutil
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse

import etude
from etude.core.installing import installer
from etude.media.picture import DEFAULT_LIMITS
from etude.packages.archive import PACKAGE
from etude.server import uploads
from etude.server.desk import Shared
from etude.server.guards import changer, keyholder
from etude.server.language import Spoken
from etude.server.settings import change_settings, read_settings
from etude.server.shapes.house import (
    About,
    Disk,
    Invitation,
    Limits,
    Machine,
    Settings,
    SettingsChange,
)
from etude.studio.dials import can_train

reading = APIRouter(prefix="/api", tags=["studio"], dependencies=[Depends(keyholder)])
changing = APIRouter(prefix="/api", tags=["studio"], dependencies=[Depends(changer)])


@reading.get("/about")
def get_about(desk: Shared, language: Spoken) -> About:
    """Say what this studio is: version, folder, machine, and how much may be uploaded."""
    return About(
        version=etude.__version__,
        language=language,
        training=can_train(),
        installer=installer("train"),
        workspace=str(desk.workspace.root),
        machine=Machine(
            system=f"{platform.system()} {platform.machine()}",
            cores=_cores(),
            memory=_memory(),
        ),
        limits=Limits(
            file=uploads.FILE_BYTES,
            files=uploads.FILES,
            total=uploads.TOTAL_BYTES,
            photo=DEFAULT_LIMITS.bytes,
            package=PACKAGE.size,
        ),
    )


@reading.get("/disk")
def get_disk(desk: Shared) -> Disk:
    """Say how much room everything takes; slower the more there is."""
    place = desk.workspace
    usage = shutil.disk_usage(next(p for p in (place.root, *place.root.parents) if p.is_dir()))
    return Disk(
        free=usage.free,
        total=usage.total,
        models=_bytes(place.models),
        works=_bytes(place.gallery),
        datasets=_bytes(place.datasets),
        runs=_bytes(place.runs),
    )


@reading.get("/settings")
def get_settings(desk: Shared) -> Settings:
    """Say how somebody likes the page."""
    return read_settings(desk.workspace)


@changing.patch("/settings")
def patch_settings(desk: Shared, change: SettingsChange) -> Settings:
    """Change how somebody likes the page."""
    return change_settings(desk.workspace, change)


@changing.post("/invitations", status_code=201)
def post_invitation(desk: Shared) -> Invitation:
    """Make an address that opens the studio in one more browser, once, within ten minutes."""
    return Invitation(address=f"{desk.address}/?key={desk.keys.invite()}")


@reading.get("/openapi.json", include_in_schema=False)
def get_openapi(request: Request) -> JSONResponse:
    """Describe every route."""
    document: dict[str, Any] = request.app.openapi()
    return JSONResponse(document)


def _cores() -> int:
    """Return how many cores this process may use: fewer than there are in a container."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _memory() -> int:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, OSError, ValueError):
        return 0


def _bytes(folder: Path) -> int:
    """Return the bytes of all files under a folder, whatever goes on in it meanwhile."""
    total = 0
    for root, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(root, name)).st_size
            except OSError:
                continue
    return total
