"""The app: every route, behind the porch, around one desk."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import anyio.to_thread
from fastapi import FastAPI
from fastapi.routing import APIRoute

import etude
from etude.jobs.job import OPEN
from etude.server.desk import READERS, Desk
from etude.server.errors import handle_errors
from etude.server.keys import Keys
from etude.server.openapi import tidy
from etude.server.porch import Porch
from etude.server.routes import (
    commissions,
    completions,
    datasets,
    endpoints,
    events,
    files,
    house,
    jobs,
    larger,
    making,
    models,
    music,
    page,
    playing,
    recipes,
    reports,
    runs,
    texts,
    uploads,
    verse,
    works,
    writing,
)
from etude.server.shapes.words import Error
from etude.studio import Studio

DESCRIPTION = """A studio in which small generative models are trained on one's own pictures and
played like instruments. Everything the page can do goes through these routes.

Send `Authorization: Bearer TOKEN`; the token is in `server.json` of the workspace while the studio
runs. Errors have one shape, in the language of `Accept-Language` (`en` or `zh`). Models are named
by the SHA-256 of their files, works and jobs by ids, datasets and runs by their names; nothing is
named by a path. Numbers travel as little-endian bytes with their shape in `X-Shape`."""

ROUTERS = (
    house.reading,
    house.changing,
    models.reading,
    models.changing,
    playing.reading,
    playing.changing,
    making.changing,  # before the works, whose ids would take the word `encode`
    music.reading,
    music.changing,
    works.reading,
    works.changing,
    files.reading,
    texts.reading,
    texts.changing,
    verse.reading,
    verse.changing,
    writing.changing,
    larger.changing,
    reports.reading,
    datasets.reading,
    datasets.changing,
    uploads.changing,
    recipes.reading,
    jobs.reading,
    jobs.changing,
    runs.reading,
    events.reading,
    endpoints.reading,
    endpoints.changing,
    commissions.changing,
    completions.reading,
    completions.changing,
    page.serving,  # last, because it takes any address
)


class App(FastAPI):
    """A FastAPI whose OpenAPI document is as it should be."""

    def openapi(self) -> dict[str, Any]:
        """Return the OpenAPI document."""
        if self.openapi_schema is None:
            self.openapi_schema = tidy(super().openapi())
        return self.openapi_schema


def create_app(studio: Studio, keys: Keys, address: str = "http://127.0.0.1") -> FastAPI:
    """Put the app together; nothing on the disk is touched before it starts.

    Args:
        studio: Whose models and works it serves.
        keys: Who may come in.
        address: Where it is reached, without a path.
    """
    app = App(
        title="Etude",
        version=etude.__version__,
        description=DESCRIPTION,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_live,
        generate_unique_id_function=_operation,
        responses={"4XX": {"model": Error}, "5XX": {"model": Error}},
        # It would report requests to whoever configured OpenTelemetry on this machine.
        telemetry={
            "tracing": False,
            "metrics": False,
            "logs": False,
            "operation_spans": False,
            "auto_configure": False,
        },
    )
    app.state.desk = Desk(studio, keys, address)
    app.add_middleware(Porch)
    handle_errors(app)
    for router in ROUTERS:
        app.include_router(router)
    return app


@asynccontextmanager
async def _live(app: FastAPI) -> AsyncIterator[None]:
    """Sweep up what an earlier server left, and let every listener go at the end."""
    desk: Desk = app.state.desk
    anyio.to_thread.current_default_thread_limiter().total_tokens = READERS
    await desk.read(_sweep, desk)
    with _database_open(desk):
        try:
            yield
        finally:
            desk.pulse.end()


@contextmanager
def _database_open(desk: Desk) -> Iterator[None]:
    """Keep one connection: whoever closes the last one to SQLite copies its whole log first."""
    with desk.queue.engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1 FROM works LIMIT 1")
        connection.rollback()
        yield


def _sweep(desk: Desk) -> None:
    wanted = [job.asked.get("upload") for job in desk.queue.jobs(OPEN)]
    desk.uploads.sweep(each for each in wanted if each)


def _operation(route: APIRoute) -> str:
    return route.name
