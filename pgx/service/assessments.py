"""/v1/assessments: a VCF or calls in, the Assessment out, kept and readable again by its id."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, Request, Response

from pgx import calling
from pgx.assess import CallOptions, Engine
from pgx.callers import LARGEST
from pgx.domain.assessment import Assessment
from pgx.domain.calls import OutsideCall
from pgx.domain.errors import InputError, UsageError
from pgx.domain.genome import Assembly
from pgx.domain.messages import Message
from pgx.render import assessment_json, calls_json
from pgx.service import examples, schemas
from pgx.service.problems import ProblemError
from pgx.service.spool import Spool
from pgx.service.upload import Form, Upload, limited, receive_form
from pgx.store import Store, StoredAssessment, canonical

FILES = ("vcf", "calls")
LONGEST_JSON = 1 << 20    # bytes of a JSON body


@dataclass(frozen=True, slots=True)
class Desk:
    """What the routes work with. `at_once` bounds how many assessments are computed side by side."""

    engine: Engine
    store: Store
    spool: Spool
    max_upload: int
    at_once: CapacityLimiter


def routes(desk: Desk, who: Callable[..., Awaitable[str]]) -> APIRouter:
    """The family's routes; `who` is the dependency that names the caller or refuses."""
    router = APIRouter(prefix="/v1/assessments", tags=["assessments"])

    @router.post("", status_code=201, response_model=None, summary="Assess a VCF or calls",
                 openapi_extra={"requestBody": examples.request_body()}, responses=examples.created())
    async def create(request: Request, caller: str = Depends(who)) -> Response:
        """Send `multipart/form-data` with a `vcf` (plain, gzip or bgzip), or with a `calls` file, or with both; or
        `application/json` with calls. No drug means every drug that has rules."""
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind == "application/json":
            body = b"".join([block async for block in limited(request, LONGEST_JSON)])
            stored = await to_thread.run_sync(_from_calls, desk, body, caller, limiter=desk.at_once)
        elif kind == "multipart/form-data":
            with desk.spool.request() as folder:
                form = await receive_form(request, folder, limit=desk.max_upload, files=FILES)
                stored = await to_thread.run_sync(_from_form, desk, form, caller, limiter=desk.at_once)
        else:
            raise ProblemError("unsupported-media-type", "send multipart/form-data or application/json",
                               headers={"Accept": "multipart/form-data, application/json"})
        return _answer(stored, 201)

    @router.get("/{id_}", response_model=None, summary="Read an assessment again", responses=examples.read())
    def read(id_: uuid.UUID, caller: str = Depends(who)) -> Response:
        """The same bytes that were answered when it was made."""
        stored = desk.store.get(id_, who=caller)
        if stored is None:
            raise ProblemError("not-found", "no assessment has this id")
        return _answer(stored, 200)

    return router


def _answer(stored: StoredAssessment, status: int) -> Response:
    headers = {"Location": f"/v1/assessments/{stored.id}", "ETag": f'"{stored.sha256}"'}
    return Response(stored.document, status, headers, "application/json")


def _from_calls(desk: Desk, body: bytes, caller: str) -> StoredAssessment:
    request = schemas.read_request(body)
    outside, messages = _outside(desk, [call.line() for call in request.calls], "calls")
    refused = [m.text for m in messages if m.level == "problem"] + [
        f"calls:{n}: `{call.gene}` is not a gene of this knowledge base"
        for n, call in enumerate(request.calls, start=1) if call.gene not in desk.engine.knowledge.genes]
    if refused:
        raise ProblemError("invalid-request", "see `errors`", [("calls", text) for text in dict.fromkeys(refused)])
    context = desk.engine.context_from(_context(request.context, request.drugs))
    return _keep(desk, _with(desk.engine.assess_calls(outside, context=context), messages), caller)


def _from_form(desk: Desk, form: Form, caller: str) -> StoredAssessment:
    if not form.files:
        raise ProblemError("invalid-request", "the form has no file; send one named `vcf` or `calls`")
    fields = schemas.read_fields(form.fields)
    context = desk.engine.context_from(_context(fields.context, fields.drug))
    calls, vcf = form.files.get("calls"), form.files.get("vcf")
    outside, messages = _from_file(desk, calls) if calls else ((), ())
    if vcf is None:
        outside = _of(outside, fields.sample) if fields.sample else outside
        return _keep(desk, _with(desk.engine.assess_calls(outside, context=context), messages), caller)
    options = CallOptions(
        assembly=None if fields.assembly == "auto" else Assembly(fields.assembly),
        absent_is_reference=fields.absent == "reference")
    samples = None if fields.sample is None else (fields.sample,)
    path = _named(vcf)
    try:
        found = list(islice(desk.engine.assess_file(path, context=context, outside=outside, options=options,
                                                    samples=samples), 2))
    except (InputError, UsageError) as error:       # our path says nothing to the caller
        raise type(error)(str(error).replace(str(path), "vcf").replace(path.name, "vcf")) from error
    if len(found) > 1:
        raise ProblemError("invalid-request", "the file holds several samples; name one in the field `sample`")
    if not found:
        raise ProblemError("unreadable-file", "the file holds no sample")
    return _keep(desk, _with(replace(found[0], file=vcf.filename), messages), caller)


def _of(outside: Sequence[OutsideCall], sample: str) -> tuple[OutsideCall, ...]:
    """The calls of the sample that was asked for. Raises InputError when a file is of others only."""
    calling.check_samples(outside, [sample])
    return calling.of_sample(outside, sample)


def _context(context: Mapping[str, object], drugs: Sequence[str]) -> dict[str, object]:
    """The context with the drugs named beside it."""
    listed = context.get("drugs", [])
    return {**context, "drugs": [*listed, *drugs] if isinstance(listed, list) else listed}


def _outside(desk: Desk, lines: Sequence[str], source: str) -> tuple[tuple[OutsideCall, ...], tuple[Message, ...]]:
    return calling.parse_outside(lines, source, desk.engine.knowledge.genes)


def _from_file(desk: Desk, calls: Upload) -> tuple[tuple[OutsideCall, ...], tuple[Message, ...]]:
    """A file of any caller, or a JSON list of calls."""
    if calls.path.stat().st_size > LARGEST:
        raise ProblemError("too-large", f"the file of calls is larger than {LARGEST} bytes")
    with calls.path.open("rb") as file:
        listed = file.read(100).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"[")
    if not listed:
        return desk.engine.read_outside(calls.path, calls.filename)
    try:
        return _outside(desk, schemas.read_calls(calls.path.read_text(encoding="utf-8-sig")), calls.filename)
    except UnicodeDecodeError as error:
        raise ProblemError("unreadable-file", "the file of calls is not UTF-8 text") from error


def _named(vcf: Upload) -> Path:
    """The upload under a name that tells what it is: the client's name is not trusted to."""
    with vcf.path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    return vcf.path.rename(vcf.path.with_name("upload.vcf.gz" if packed else "upload.vcf"))


def _with(assessment: Assessment, messages: tuple[Message, ...]) -> Assessment:
    return replace(assessment, messages=(*assessment.messages, *messages))


def _keep(desk: Desk, assessment: Assessment, caller: str) -> StoredAssessment:
    """Give it an id, write it down once, and store that text."""
    id_, created = uuid.uuid4(), datetime.now(UTC)
    document = {**assessment_json.document(assessment), "id": str(id_), "created": created.isoformat()}
    return desk.store.add(id_, canonical(document), versions=calls_json.versions(assessment.versions), who=caller,
                          created=created)
