"""What may come in over HTTP, checked by pydantic; nothing of it goes past the door unchecked."""

from __future__ import annotations

import json
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from pgx.service.problems import ProblemError, pointers

Word = Annotated[str, Field(max_length=500, pattern=r"^[^\t\r\n\x00]*$")]
DrugName = Annotated[str, Field(min_length=1, max_length=200)]


class OutsideCallIn(BaseModel):
    """A result made elsewhere: a diplotype, or a phenotype, or an activity score, or several of them."""

    model_config = ConfigDict(extra="forbid", coerce_numbers_to_str=True)

    gene: Annotated[Word, Field(min_length=1)]
    diplotype: Word = ""
    phenotype: Word = ""
    activity_score: Word = ""

    def line(self) -> str:
        """As a line of an outside-call file, so that both ways in are read by the same code."""
        return f"{self.gene}\t{self.diplotype}\t{self.phenotype}\t{self.activity_score}"


class AssessmentRequest(BaseModel):
    """Calls instead of a VCF. `context` as for `pgx check --context`; `drugs` are added to `context.drugs`."""

    model_config = ConfigDict(extra="forbid")

    calls: Annotated[list[OutsideCallIn], Field(min_length=1, max_length=500)]
    drugs: Annotated[list[DrugName], Field(max_length=500)] = []
    context: dict[str, JsonValue] = {}


class FormFields(BaseModel):
    """The fields of a multipart request that are not files."""

    model_config = ConfigDict(extra="forbid")

    drug: Annotated[list[DrugName], Field(max_length=500)] = []
    context: dict[str, JsonValue] = {}
    sample: str | None = None
    assembly: Literal["auto", "GRCh37", "GRCh38"] = "auto"
    absent: Literal["unknown", "reference"] = "unknown"


class VersionsOut(BaseModel):
    """What produced the answer; hashes identify the exact data."""

    model_config = ConfigDict(extra="allow")

    software: str
    knowledgebase: str
    knowledgebase_sha256: str
    rules: str
    rules_sha256: str
    models: list[str]


class AssessmentOut(BaseModel):
    """`pgx.assessment/1`. More fields may be added; none is renamed. The answer's text is stored and comes back
    byte for byte."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    schema_: Annotated[Literal["pgx.assessment/1"], Field(alias="schema")]
    id: str
    created: str
    file: str
    sample: str
    alerts: list[dict[str, JsonValue]]
    reminders: list[dict[str, JsonValue]]
    risk: list[dict[str, JsonValue]]
    genes: dict[str, dict[str, JsonValue]]
    versions: VersionsOut


class Health(BaseModel):
    """`status` is "ok"; trouble is a 503 problem instead."""

    status: Literal["ok"]
    database: Literal["ok"]
    versions: VersionsOut


class FieldProblem(BaseModel):
    """One thing that is wrong with a field. The value is never repeated."""

    field: str
    detail: str


class ProblemOut(BaseModel):
    """RFC 9457."""

    type: Annotated[str, Field(examples=["urn:pgx:problem:invalid-request"])]
    title: str
    status: int
    detail: str
    errors: list[FieldProblem] | None = None
    instance: str | None = None
    error_id: str | None = None


def read_request(body: bytes) -> AssessmentRequest:
    """The JSON body. Raises ProblemError naming every field that is wrong."""
    document = read_object(body, "body")
    try:
        return AssessmentRequest.model_validate(document)
    except ValidationError as error:
        raise _invalid(error) from error


def read_fields(given: dict[str, list[str]]) -> FormFields:
    """The text fields of a form; `drug` may repeat and hold several names, others come once. Raises ProblemError."""
    document: dict[str, object] = {}
    for name, texts in given.items():
        if name == "drug":
            document[name] = [part.strip() for text in texts for part in text.split(",") if part.strip()]
        elif len(texts) > 1:
            raise ProblemError("invalid-request", f"the field `{name}` is there {len(texts)} times; send it once")
        else:
            document[name] = read_object(texts[0].encode(), name) if name == "context" else texts[0]
    try:
        return FormFields.model_validate(document)
    except ValidationError as error:
        raise _invalid(error) from error


def read_calls(text: str) -> list[str]:
    """A JSON list of calls as lines of an outside-call file. Raises ProblemError."""
    calls = _loads(text.encode(), "calls")
    try:
        return [call.line() for call in AssessmentRequest.model_validate({"calls": calls}).calls]
    except ValidationError as error:
        raise _invalid(error) from error


def read_object(body: bytes, where: str) -> dict[str, object]:
    """A JSON object. Raises ProblemError with line and column, never with the text."""
    document = _loads(body, where)
    if not isinstance(document, dict):
        raise ProblemError("invalid-request", f"`{where}` is not a JSON object")
    return document


def _loads(body: bytes, where: str) -> object:
    try:
        return json.loads(body, parse_constant=_refuse, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        detail = f"`{where}` is not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        raise ProblemError("invalid-request", detail) from error
    except (UnicodeDecodeError, RecursionError, ValueError) as error:
        reason = error.args[0] if type(error) is ValueError else "not UTF-8, or nested too deeply"
        raise ProblemError("invalid-request", f"`{where}` is not JSON: {reason}") from error


def _refuse(word: str) -> object:
    msg = f"{word} is not a JSON number"
    raise ValueError(msg)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A key that is there twice would lose one of its values: a dose or a drug, perhaps."""
    if len({key for key, _ in pairs}) != len(pairs):
        msg = "a key is there twice"
        raise ValueError(msg)
    return dict(pairs)


def _invalid(error: ValidationError) -> ProblemError:
    found = pointers([dict(e) for e in error.errors(include_url=False, include_input=False, include_context=False)])
    return ProblemError("invalid-request", "see `errors`", found)
