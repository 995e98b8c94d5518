"""Keys, hosts, health, the OpenAPI document and the folder of uploads."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from pgx.domain.errors import UsageError
from pgx.service import Keys, Settings, create_app, examples
from pgx.service.keys import is_loopback
from pgx.service.problems import KINDS
from pgx.service.spool import PREFIX, Spool
from pgx.service.upload import clean
from tests.service.conftest import KEY

EVERYWHERE = "0.0.0.0"  # noqa: S104 - the address that must be refused


def test_health_is_open_and_tells_versions(client, engine):
    """No key needed; it says which software, knowledge and rules would answer."""
    answer = client.get("/health", headers={"X-API-Key": ""})
    assert answer.status_code == 200
    assert answer.json()["status"] == answer.json()["database"] == "ok"
    assert answer.json()["versions"]["knowledgebase_sha256"] == engine.versions.knowledgebase_sha256


def test_health_is_503_when_the_schema_is_not_ours(client, store):
    """A load balancer must stop sending."""
    with store._engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    answer = client.get("/health")
    assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
    assert "retry-after" in answer.headers


@pytest.mark.parametrize(("host", "keys", "safe"), [
    ("127.0.0.1", "", True), ("localhost", "", True), ("::1", "", True), ("127.9.9.9", "", True),
    (EVERYWHERE, "", False), ("::", "", False), ("10.0.0.5", "", False), ("pgx.example.org", "", False),
    (EVERYWHERE, KEY, True), ("pgx.example.org", KEY, True),
], ids=str)
def test_open_service_never_leaves_this_machine(engine, store, host, keys, safe):
    """Without a key it does not even start on an address that others can reach."""
    settings = Settings(host, Keys.read([keys], "test") if keys else Keys())
    if safe:
        create_app(engine, store, settings)
    else:
        with pytest.raises(UsageError, match="can be reached by others"):
            create_app(engine, store, settings)


@pytest.mark.parametrize(("headers", "status"), [
    ({}, 200),
    ({"origin": "http://localhost:3000"}, 200),
    ({"host": "evil.example"}, 403),
    ({"origin": "https://evil.example"}, 403),
    ({"origin": "null"}, 403),
], ids=["plain", "own page", "rebound name", "page elsewhere", "no origin"])
def test_open_service_does_not_answer_pages_of_other_sites(engine, store, uploads, headers, status):
    """A web page a user happens to visit cannot reach the service on localhost."""
    app = create_app(engine, store, Settings())
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        answer = client.get("/health", headers=headers)
        assert answer.status_code == status
        body = {"calls": [{"gene": "CYP2C19", "diplotype": "*2/*2"}], "drugs": ["clopidogrel"]}
        assert client.post("/v1/assessments", json=body, headers=headers).status_code == (201 if status == 200 else 403)


def test_keys_are_told_apart_by_name():
    """The name goes into the trail; a key without one is named after its hash."""
    keys = Keys.read(["# wards", "", "ward-3 aaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbb"], "f")
    assert keys.who("aaaaaaaaaaaaaaaaaaaa") == "ward-3"
    assert keys.who("bbbbbbbbbbbbbbbbbbbb").startswith("key-")
    assert [keys.who(k) for k in (None, "", "ward-3", "aaaaaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaaaaaab")] == [None] * 5


@pytest.mark.parametrize(("lines", "message"), [
    (["short"], "f:1: a key has at least 16"), (["a b cccccccccccccccccccc"], "f:1:"), ([], "holds no API key"),
    (["# only a remark"], "holds no API key"), ([""], "holds no API key"),
], ids=["short", "three words", "empty", "remark", "blank"])
def test_bad_key_file_is_refused_without_repeating_it(lines, message):
    """An empty key is a mistake, never an open door."""
    with pytest.raises(UsageError, match=message) as error:
        Keys.read(lines, "f")
    assert "cccc" not in str(error.value)


@pytest.mark.parametrize("host", ["", "localhost.evil.example", "127.0.0.1.evil.example", "0", "LOCALHOST.",
                                  "192.168.0.1"])
def test_name_that_only_looks_local_is_not(host):
    """Only literal loopback addresses and `localhost`."""
    assert not is_loopback(host)


def test_openapi_names_every_answer_and_its_example(client):
    """Every reference resolves; every error that a route can give is there with an example."""
    document = client.get("/openapi.json").json()
    schemas = document["components"]["schemas"]
    text = str(document)
    for name in ("AssessmentRequest", "AssessmentOut", "ProblemOut", "Health", "OutsideCallIn", "VersionsOut"):
        assert name in schemas
    assert {r.split("'")[0] for r in text.split("#/components/schemas/")[1:]} <= set(schemas)
    post = document["paths"]["/v1/assessments"]["post"]
    assert set(post["responses"]) == {"201", "401", "413", "415", "422", "500", "503"}
    assert set(post["requestBody"]["content"]) == {"multipart/form-data", "application/json"}
    assert post["security"] == [{"APIKeyHeader": []}] or post["security"]
    assert set(document["paths"]) == {"/v1/assessments", "/v1/assessments/{id_}", "/health"}
    for problem in examples.load()["problems"].values():
        kind = problem["type"].removeprefix("urn:pgx:problem:")
        assert KINDS[kind] == (problem["status"], problem["title"])
    assert all(kind in document["info"]["description"] for kind in KINDS)


def test_openapi_example_is_a_request_that_works(client):
    """The example can be sent as it stands."""
    answer = client.post("/v1/assessments", json=examples.load()["request"])
    assert answer.status_code == 201, answer.text


def test_answers_are_not_cached(client):
    """A shared computer keeps nothing."""
    assert client.get("/health").headers["cache-control"] == "no-store"
    assert client.get("/nowhere").headers["cache-control"] == "no-store"


def test_killed_server_s_uploads_are_removed_by_the_next(uploads):
    """A folder without a living owner goes; one with a living owner stays; a link or a stranger's file is left."""
    dead, linked = uploads / f"{PREFIX}dead", uploads / f"{PREFIX}link"
    dead.mkdir()
    (dead / "vcf.upload").write_text("left behind")
    (uploads / "elsewhere").mkdir()
    linked.symlink_to(uploads / "elsewhere")
    living = Spool()
    living.open()
    assert not dead.exists()
    second = Spool()
    second.open()
    assert living.folder.exists()
    assert linked.is_symlink()
    assert living.folder.stat().st_mode & 0o777 == 0o700
    for spool in (living, second):
        spool.close()
    assert not living.folder.exists()


@pytest.mark.parametrize(("given", "kept"), [
    ("p.vcf.gz", "p.vcf.gz"), ("../../etc/passwd", "passwd"), ("C:\\data\\p.vcf", "p.vcf"),
    ("a\r\nb\x00.vcf", "ab.vcf"),
    ("", "upload"), ("..", ".."), ("x" * 400, "x" * 255), ("/", "upload"),
], ids=["plain", "climbing", "windows", "control", "empty", "dots", "long", "slash"])
def test_client_s_file_name_is_a_word_not_a_path(given, kept):
    """It is only ever printed."""
    assert clean(given) == kept
