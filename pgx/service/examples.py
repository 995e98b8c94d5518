"""What the OpenAPI document says about bodies and answers. The examples themselves are data: `examples.json`."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema

from pgx.service import schemas
from pgx.service.problems import MEDIA_TYPE

Responses = dict[int | str, dict[str, Any]]
REFERENCE = "#/components/schemas/{model}"
MODELS = (schemas.AssessmentRequest, schemas.AssessmentOut, schemas.Health, schemas.ProblemOut)

FORM = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "vcf": {"type": "string", "format": "binary", "description": "plain, gzip or bgzip; GRCh37 or GRCh38"},
        "calls": {"type": "string", "format": "binary",
                  "description": "results made elsewhere: TSV (gene, diplotype, phenotype, activity score) or a JSON "
                                 "list as `calls` of the JSON body; beside a VCF they replace its call of the gene"},
        "drug": {"type": "array", "items": {"type": "string"}, "description": "asked about; may repeat; none: all"},
        "context": {"type": "string", "contentMediaType": "application/json",
                    "description": "one JSON object: drugs, taking, age, weight, sex, ancestry, ..."},
        "sample": {"type": "string", "description": "needed when the file holds several"},
        "assembly": {"type": "string", "enum": ["auto", "GRCh37", "GRCh38"], "default": "auto"},
        "absent": {"type": "string", "enum": ["unknown", "reference"], "default": "unknown",
                   "description": "what a position without a record means; `reference` only if the caller wrote "
                                  "every position that is not reference"},
    },
}


@cache
def load() -> dict[str, Any]:
    """The examples."""
    loaded: dict[str, Any] = json.loads(files("pgx.service").joinpath("examples.json").read_text(encoding="utf-8"))
    return loaded


def request_body() -> dict[str, Any]:
    """Of POST /v1/assessments: a form or JSON."""
    return {"required": True, "content": {
        "multipart/form-data": {"schema": FORM, "example": load()["form"],
                                "encoding": {"drug": {"style": "form", "explode": True}}},
        "application/json": {"schema": _reference("AssessmentRequest"), "example": load()["request"]},
    }}


def created() -> Responses:
    """Answers of POST /v1/assessments."""
    answer = {"description": "The assessment; `Location` is where it can be read again",
              "content": {"application/json": {"schema": _reference("AssessmentOut")}}}
    return {201: answer, **problems(401, 413, 415, 422, 500, 503)}


def read() -> Responses:
    """Answers of GET /v1/assessments/{id}."""
    answer = {"description": "The assessment, byte for byte as it was answered first",
              "content": {"application/json": {"schema": _reference("AssessmentOut")}}}
    return {200: answer, **problems(401, 404, 422, 500, 503)}


def healthy() -> Responses:
    """Answers of GET /health."""
    return {200: {"description": "All is well", "content": {"application/json": {"schema": _reference("Health")}}},
            **problems(503)}


def problems(*statuses: int) -> Responses:
    """Problem documents by status, each with its example."""
    shown = load()["problems"]
    return {status: {"description": shown[str(status)]["title"],
                     "content": {MEDIA_TYPE: {"schema": _reference("ProblemOut"), "example": shown[str(status)]}}}
            for status in statuses}


def describe(app: FastAPI) -> Callable[[], dict[str, Any]]:
    """`app.openapi` with the models that the routes check by hand."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        document = plain()
        _, definitions = models_json_schema([(model, "validation") for model in MODELS], ref_template=REFERENCE)
        document.setdefault("components", {}).setdefault("schemas", {}).update(definitions["$defs"])
        return document

    return openapi


def _reference(model: str) -> dict[str, str]:
    return {"$ref": REFERENCE.format(model=model)}
