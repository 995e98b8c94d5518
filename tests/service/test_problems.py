"""Everything that can go wrong is a problem document, quotes nothing of the patient, and leaves no file."""

from __future__ import annotations

import json
import logging
import uuid

import pytest

from pgx.service.problems import KINDS
from tests.service.conftest import KEY, leftovers
from tests.service.patients import GENE, packed, vcf

PATH = "/v1/assessments"
PERSON = "Erika_Mustermann"
BOUNDARY = "frontier"
FORM = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}


def part(name: str, body: bytes, filename: str | None = None) -> bytes:
    named = f'; filename="{filename}"' if filename else ""
    return f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'.encode() + body + b"\r\n"


END = f"--{BOUNDARY}--\r\n".encode()
WHOLE = vcf({PERSON: 2})
CALL = {"calls": [{"gene": GENE, "diplotype": "*2/*2"}], "drugs": ["clopidogrel"]}


def form(**data):
    return {"files": {"vcf": (f"{PERSON}.vcf", WHOLE)}, "data": data}


def file(body):
    return {"files": {"vcf": (f"{PERSON}.vcf", body)}, "data": {"drug": "clopidogrel"}}


CASES = {
    "not a VCF": (file(b"\x89PNG\r\n\x1a\n" + bytes(300)), 422, "unreadable-file"),
    "empty file": (file(b""), 422, "unreadable-file"),
    "text, no VCF": (file(b"dear colleague\n"), 422, "unreadable-file"),
    "gzip cut off": (file(packed({PERSON: 2})[:-40]), 422, "unreadable-file"),
    "no such sample": (form(drug="clopidogrel", sample="nobody"), 422, "invalid-request"),
    "unknown drug": (form(drug="clopidogrell"), 422, "invalid-request"),
    "unknown fact": (form(context='{"agee": 40}'), 422, "invalid-request"),
    "context no JSON": (form(context="{"), 422, "invalid-request"),
    "context a list": (form(context="[]"), 422, "invalid-request"),
    "context with NaN": (form(context='{"age": NaN}'), 422, "invalid-request"),
    "context key twice": (form(context='{"age": 40, "age": 14}'), 422, "invalid-request"),
    "context nested deep": (form(context="[" * 100_000), 422, "invalid-request"),
    "unknown field": (form(drugs="clopidogrel"), 422, "invalid-request"),
    "assembly unknown": (form(assembly="hg18"), 422, "invalid-request"),
    "field twice": (form(sample=["a", "b"]), 422, "invalid-request"),
    "no file": ({"content": part("drug", b"clopidogrel") + END, "headers": FORM}, 422, "invalid-request"),
    "file twice": ({"content": part("vcf", WHOLE, "a") + part("vcf", WHOLE, "b") + END, "headers": FORM}, 422,
                   "invalid-request"),
    "form cut off": ({"content": part("vcf", WHOLE, "a")[:-200], "headers": FORM}, 422, "invalid-request"),
    "form without end": ({"content": part("vcf", WHOLE, "a"), "headers": FORM}, 422, "invalid-request"),
    "form is noise": ({"content": b"\0" * 500, "headers": FORM}, 422, "invalid-request"),
    "no boundary": ({"content": WHOLE, "headers": {"content-type": "multipart/form-data"}}, 422, "invalid-request"),
    "field not UTF-8": ({"content": part("drug", b"\xff\xfe") + part("vcf", WHOLE, "a") + END, "headers": FORM}, 422,
                        "invalid-request"),
    "many parts": ({"content": part("drug", b"x") * 300 + END, "headers": FORM}, 413, "too-large"),
    "long field": ({"content": part("context", b" " * 190_000) + END, "headers": FORM}, 422, "invalid-request"),
    "too large": (file(b"#" * 300_000), 413, "too-large"),
    "JSON cut off": ({"content": b'{"calls": [', "headers": {"content-type": "application/json"}}, 422,
                     "invalid-request"),
    "JSON not UTF-8": ({"content": b'{"calls": "\xff"}', "headers": {"content-type": "application/json"}}, 422,
                       "invalid-request"),
    "JSON without calls": ({"json": {"drugs": ["clopidogrel"]}}, 422, "invalid-request"),
    "JSON with no call": ({"json": {"calls": []}}, 422, "invalid-request"),
    "JSON unknown field": ({"json": {**CALL, "patient": PERSON}}, 422, "invalid-request"),
    "JSON unknown gene": ({"json": {"calls": [{"gene": "NOGENE", "diplotype": "*2/*2"}]}}, 422, "invalid-request"),
    "JSON empty call": ({"json": {"calls": [{"gene": GENE}]}}, 422, "invalid-request"),
    "JSON tab in call": ({"json": {"calls": [{"gene": GENE, "diplotype": "*1/*2\t"}]}}, 422, "invalid-request"),
    "JSON unknown drug": ({"json": {**CALL, "drugs": ["nodrug"]}}, 422, "invalid-request"),
    "calls not text": ({"files": {"calls": ("c.tsv", b"\xff\xfe\x00")}, "data": {"drug": "clopidogrel"}}, 422,
                       "unreadable-file"),
    "other media type": ({"content": WHOLE, "headers": {"content-type": "text/plain"}}, 415, "unsupported-media-type"),
    "no media type": ({"content": WHOLE}, 415, "unsupported-media-type"),
    "no key": ({"json": CALL, "headers": {"X-API-Key": ""}}, 401, "unauthorized"),
    "wrong key": ({"json": CALL, "headers": {"X-API-Key": KEY[:-1]}}, 401, "unauthorized"),
    "key not ASCII": ({"json": CALL, "headers": {"X-API-Key": "schlüssel-schlüssel".encode()}}, 401, "unauthorized"),
}


def check(answer, status, kind):
    assert answer.status_code == status, answer.text[:300]
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert (body["type"], body["status"], body["title"]) == (f"urn:pgx:problem:{kind}", status, KINDS[kind][1])
    assert body["detail"]
    return body


@pytest.mark.parametrize(("request_", "status", "kind"), CASES.values(), ids=CASES.keys())
def test_bad_request_is_a_problem_document(client, uploads, caplog, request_, status, kind):
    """Right status and kind; nothing of the patient or of our folders in body or log; nothing left on disk."""
    caplog.set_level(logging.DEBUG)
    answer = client.post(PATH, **request_)
    check(answer, status, kind)
    for text in (answer.text, caplog.text):
        assert PERSON not in text
        assert "*2" not in text
        assert str(uploads) not in text
        assert KEY not in text
    assert leftovers(uploads) == []


@pytest.mark.parametrize(("method", "path", "status", "kind"), [
    ("GET", f"{PATH}/{uuid.UUID(int=1)}", 404, "not-found"),
    ("GET", f"{PATH}/{PERSON}", 422, "invalid-request"),
    ("GET", f"/{PERSON}", 404, "not-found"),
    ("DELETE", PATH, 405, "method-not-allowed"),
    ("GET", PATH, 405, "method-not-allowed"),
], ids=["unknown id", "id is no id", "no such path", "no delete", "no list"])
def test_bad_address_is_a_problem_document(client, caplog, method, path, status, kind):
    """What stands in an address is not logged: it may be a name."""
    caplog.set_level(logging.INFO)
    answer = client.request(method, path)
    check(answer, status, kind)
    assert PERSON not in caplog.text.replace(f"HTTP Request: {method} http://testserver{path}", "")
    assert PERSON not in answer.text


def test_every_wrong_field_is_named_without_its_value(client):
    """All at once, not only the first."""
    body = check(client.post(PATH, json={"calls": [{"diplotype": "*2/*2"}, {"gene": GENE, "secret": PERSON}],
                                         "context": 1}), 422, "invalid-request")
    assert {error["field"] for error in body["errors"]} == {"calls.0.gene", "calls.1.secret", "context"}
    assert PERSON not in json.dumps(body)


def test_database_that_fails_later_is_503(client, store, caplog, uploads):
    """Trying again later is right; nothing of ours or of the patient is told."""
    with store._engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE audit")
    answer = client.post(PATH, files={"vcf": (f"{PERSON}.vcf", WHOLE)}, data={"drug": "clopidogrel"})
    body = check(answer, 503, "unavailable")
    assert "audit" not in json.dumps(body)
    assert PERSON not in caplog.text
    assert leftovers(uploads) == []


def test_fault_of_ours_is_500_with_an_id(client, uploads, caplog, monkeypatch):
    """The id in the answer finds the place in the log, which has no text of the error: it may quote a genotype."""
    def fail(*_, **__):
        raise RuntimeError(f"{PERSON} is *2/*2")

    monkeypatch.setattr("pgx.service.assessments.canonical", fail)
    body = check(client.post(PATH, **form(drug="clopidogrel")), 500, "internal")
    record = next(r.getMessage() for r in caplog.records if body["error_id"] in r.getMessage())
    assert "RuntimeError" in record
    assert "test_problems.py" in record
    assert PERSON not in caplog.text + json.dumps(body)
    assert "*2" not in caplog.text + json.dumps(body)
    assert body["instance"] == f"urn:uuid:{body['error_id']}"
    assert leftovers(uploads) == []
