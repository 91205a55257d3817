"""Errors on their way out: a status, and the one shape in the reader's language."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from etude.core.errors import EtudeError
from etude.core.messages import join
from etude.core.reasons import reason_of_value
from etude.server.language import Language, read_language
from etude.server.shapes.words import Error

MENDABLE = 400
STATUS = {
    "server.no-key": 401,
    "server.wrong-key": 401,
    "server.foreign-page": 403,
    "server.foreign-host": 403,
    "completion.no-model": 404,
    "data.unknown": 404,
    "data.unknown-near": 404,
    "endpoint.unknown": 404,
    "gallery.empty": 404,
    "gallery.unknown-work": 404,
    "gallery.unknown-work-near": 404,
    "job.unknown": 404,
    "job.unknown-near": 404,
    "package.none": 404,
    "package.unknown": 404,
    "package.unknown-near": 404,
    "server.no-model": 404,
    "server.no-route": 404,
    "server.no-report": 404,
    "server.no-sample": 404,
    "server.no-run": 404,
    "server.no-item": 404,
    "server.no-sheet": 404,
    "server.no-upload": 404,
    "store.missing": 404,
    "texts.unknown": 404,
    "texts.unknown-near": 404,
    "texts.unknown-version": 404,
    "server.no-method": 405,
    "data.exists": 409,
    "endpoint.exists": 409,
    "folder.exists": 409,
    "job.ended": 409,
    "job.not-coming": 409,
    "job.nothing-learnt": 409,
    "job.open": 409,
    "job.same-name": 409,
    "package.bundled": 409,
    "package.exists": 409,
    "studio.model-gone": 409,
    "studio.model-other": 409,
    "studio.other-model": 409,
    "texts.not-binned": 409,
    "texts.other-version": 409,
    "training.data-exists": 409,
    "training.exists": 409,
    "package.too-big": 413,
    "package.too-many-files": 413,
    "picture.too-many-bytes": 413,
    "picture.too-many-pixels": 413,
    "score.too-many-bars": 413,
    "score.too-many-bytes": 413,
    "score.too-many-notes": 413,
    "server.too-many-bytes": 413,
    "server.too-many-files": 413,
    "texts.too-long": 413,
    "server.bad-request": 422,
    "completion.busy": 429,
    "server.fault": 500,
    "endpoint.busy": 502,
    "endpoint.cut": 502,
    "endpoint.down": 502,
    "endpoint.garbled": 502,
    "endpoint.nothing": 502,
    "endpoint.nothing-no-v1": 502,
    "endpoint.page": 502,
    "endpoint.page-no-v1": 502,
    "endpoint.slow": 502,
    "gallery.busy": 503,
    "disk.full": 507,
}
PROGRAMS = ("/api/", "/v1/")  # where programs ask, and no page is ever answered
PROTOCOL = "/v1/"
_TYPES = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}
_HTTP = {404: "server.no-route", 405: "server.no-method"}


class TooLarge(HTTPException):
    """A body that is larger than the route allows.

    Args:
        most: Bytes that it may have.
    """

    def __init__(self, most: int) -> None:
        super().__init__(413)
        self.error = EtudeError("server.too-many-bytes", most=megabytes(most))


def megabytes(count: int) -> str:
    """Return a number of bytes as people read it in a sentence, for example ``64 MB``.

    Args:
        count: Bytes.
    """
    return f"{count / 2**30:.3g} GB" if count >= 2**30 else f"{count / 2**20:.3g} MB"


def answer(error: EtudeError, language: Language, path: str = "") -> JSONResponse:
    """Return an error as the answer to a request.

    Args:
        error: What the user can mend.
        language: Of its sentences.
        path: What was asked for; under ``/v1/`` the answer has the shape of that protocol.
    """
    status = STATUS.get(error.code, MENDABLE)
    if path.startswith(PROTOCOL):
        # Programs of that protocol know 400 for what they asked wrongly.
        status = MENDABLE if status == 422 else status
        response = JSONResponse(protocol_error(error, language), status_code=status)
    else:
        response = JSONResponse(Error.of(error, language).model_dump(), status_code=status)
    if response.status_code == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    if response.status_code == 429:
        response.headers["Retry-After"] = "1"
    return response


def protocol_error(error: EtudeError, language: Language) -> dict[str, Any]:
    """Return an error in the shape that programs of OpenAI's protocol read.

    Args:
        error: What the user can mend.
        language: Of its sentences.
    """
    told = Error.of(error, language)
    status = STATUS.get(error.code, MENDABLE)
    return {
        "error": {
            "message": join(told.message, told.hint),
            "type": _TYPES.get(
                status, "server_error" if status >= 500 else "invalid_request_error"
            ),
            "param": told.details.get("name", told.details.get("field")),
            "code": error.code,
        }
    }


def handle_errors(app: FastAPI) -> None:
    """Let an app answer every error in our shape.

    Args:
        app: Gets the handlers.
    """

    @app.exception_handler(EtudeError)
    async def mendable(request: Request, error: EtudeError) -> JSONResponse:
        return answer(error, read_language(request), request.url.path)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        return answer(_first(error.errors()), read_language(request), request.url.path)

    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> JSONResponse:
        if isinstance(error, TooLarge):
            told = answer(error.error, read_language(request), request.url.path)
            told.headers["Connection"] = "close"  # what is still to come is not waited for
            return told
        code = _HTTP.get(error.status_code)
        # The route of the page's files takes any address, and so hides what is not there.
        if request.url.path.startswith(PROGRAMS) and "path" in request.path_params:
            code = "server.no-route"
        if code is None:
            problem = EtudeError("server.bad-request", field="body", problem=str(error.detail))
        else:
            path = request.url.path
            problem = EtudeError(code, method=request.method, path=path)
        return answer(problem, read_language(request), request.url.path)


def _first(problems: Any) -> EtudeError:
    """Return the first of a list of problems; the others often follow from it."""
    problem = problems[0]
    place = [str(part) for part in problem["loc"] if part not in ("body", "query", "path")]
    return EtudeError(
        "server.bad-request", field=".".join(place) or "body", problem=reason_of_value(problem)
    )
