"""Every error as `application/problem+json` (RFC 9457). Never a traceback, a path of ours or a value of the input."""

from __future__ import annotations

import json
import logging
import traceback
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from pgx.domain.errors import InputError, KnowledgeError, PgxError, UsageError
from pgx.store import StoreUnavailable

MEDIA_TYPE = "application/problem+json"
log = logging.getLogger("pgx.service")

KINDS: Mapping[str, tuple[int, str]] = {
    "invalid-request": (422, "The request is not valid"),
    "unreadable-file": (422, "The file cannot be read"),
    "unauthorized": (401, "An API key is required"),
    "forbidden-host": (403, "This host name is not served"),
    "not-found": (404, "There is no such resource"),
    "method-not-allowed": (405, "The resource does not have this method"),
    "too-large": (413, "The request is too large"),
    "unsupported-media-type": (415, "The media type is not supported"),
    "internal": (500, "The service failed"),
    "unavailable": (503, "The service cannot answer now"),
}


@dataclass
class ProblemError(Exception):
    """An error meant for the caller. `errors` are (JSON pointer or field, what is wrong) pairs."""

    kind: str
    detail: str
    errors: Sequence[tuple[str, str]] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def respond(problem: ProblemError, *, number: str | None = None) -> Response:
    """The response. `number` is the id under which the log has it (500 only)."""
    status, title = KINDS[problem.kind]
    body: dict[str, object] = {
        "type": f"urn:pgx:problem:{problem.kind}", "title": title, "status": status, "detail": problem.detail}
    if problem.errors:
        body["errors"] = [{"field": where, "detail": what} for where, what in problem.errors]
    if number:
        body |= {"instance": f"urn:uuid:{number}", "error_id": number}
    return Response(json.dumps(body), status, dict(problem.headers), MEDIA_TYPE)


def fail(error: BaseException) -> Response:
    """500: an id in body and log. The log has the error's type and place, not its message, which may quote data."""
    number = str(uuid.uuid4())
    frames = traceback.extract_tb(error.__traceback__)
    trail = " < ".join(f"{f.filename}:{f.lineno}:{f.name}" for f in reversed(frames[-12:]))
    log.error("error %s: %s at %s", number, type(error).__qualname__, trail)
    detail = "an unexpected error; nothing was stored. Give the error id to whoever runs this service"
    return respond(ProblemError("internal", detail), number=number)


def install(app: FastAPI) -> None:
    """Route every kind of exception to a problem document."""
    app.add_exception_handler(ProblemError, _problem)
    app.add_exception_handler(PgxError, _ours)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)


def pointers(errors: Sequence[Mapping[str, object]]) -> list[tuple[str, str]]:
    """Pydantic's errors without the offending values."""
    found = []
    for error in errors:
        location = error["loc"] if isinstance(error["loc"], tuple) else ()
        found.append((".".join(str(part) for part in location), str(error["msg"])))
    return found


async def _problem(_: Request, error: Exception) -> Response:
    assert isinstance(error, ProblemError)  # noqa: S101 - Starlette's signature is wider than its promise
    return respond(error)


async def _ours(_: Request, error: Exception) -> Response:
    """Our own errors are one line without a genotype or a sample name; those about our files are not the caller's."""
    if isinstance(error, StoreUnavailable):
        return respond(ProblemError("unavailable", "the database does not answer", headers={"Retry-After": "5"}))
    if isinstance(error, UsageError):
        return respond(ProblemError("invalid-request", str(error)))
    if isinstance(error, InputError) and not isinstance(error, KnowledgeError):
        return respond(ProblemError("unreadable-file", str(error)))
    return fail(error)


async def _validation(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - as above
    return respond(ProblemError("invalid-request", "see `errors`", pointers(error.errors())))


async def _http(_: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - as above
    kind = next((k for k, (status, _title) in KINDS.items() if status == error.status_code), "invalid-request")
    return respond(ProblemError(kind, KINDS[kind][1].lower(), headers=error.headers or {}))
